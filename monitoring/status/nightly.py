"""The pass that lets time act: judges the men whose day has come, and only those.

Men without a judgement, or with one of other facts or of another rule book, are judged as well:
whatever kept them from it, the pass makes good.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from itertools import batched

from django.db import transaction

from accounts.models import Clinic
from monitoring.mail.faults import trace
from monitoring.models import ScanRun, Status
from monitoring.status.collector import collector_at_rest
from patients.models import Patient
from patients.recording import lock_men, registered_evaluator

log = logging.getLogger(__name__)

BATCH = 200
"""Men locked at once: few enough that a visit's entry does not wait for long."""


def judge_changed(now: datetime) -> Counter[str]:
    """Judge every man whose judgement changes by his clinic's day with nothing new entered.

    Runs every hour, because each clinic's midnight falls at another; days on which it did not
    run are caught up with. A man who cannot be judged is counted and logged, and does not keep
    the others from it.
    """
    counts: Counter[str] = Counter(clinics=0, judged=0, failed=0)
    for clinic in Clinic.objects.order_by("pk"):
        counts["clinics"] += 1
        day = clinic.local_day(now)
        for batch in batched(changing(clinic, day), BATCH):
            counts.update(judge_all_or_each(clinic, batch, day))
    ScanRun.objects.record("judge", now, dict(counts))
    return counts


def changing(clinic: Clinic, day: date) -> list[int]:
    """The men of a clinic who are to be judged on its day."""
    statuses = Status.objects.filter(clinic=clinic)
    found = {
        *statuses.changing(on=day).values_list("pk", flat=True),
        *statuses.outdated().values_list("pk", flat=True),
        *Patient.objects.filter(clinic=clinic, status=None).values_list("pk", flat=True),
    }
    return sorted(found)


def judge_all_or_each(clinic: Clinic, keys: Sequence[int], day: date) -> Counter[str]:
    """Judge a batch together; where that fails, each man for himself."""
    try:
        _judge(clinic, keys, day)
    except Exception as fault:
        if len(keys) > 1:
            each = (judge_all_or_each(clinic, [key], day) for key in keys)
            return sum(each, Counter[str]())
        log.error("A man of clinic %s was not judged: %s", clinic.pk, trace(fault))
        return Counter(failed=1)
    return Counter(judged=len(keys))


def _judge(clinic: Clinic, keys: Sequence[int], day: date) -> None:
    with collector_at_rest(), transaction.atomic():
        registered_evaluator()(clinic, lock_men(clinic, keys), day)
