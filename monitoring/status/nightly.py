"""The pass that lets time act: judges the men whose day has come, and only those.

Men without a judgement, or with one of other facts or of another rule book, are judged as well:
whatever kept them from it, the pass makes good. No index can find them, so each pass looks at
some thousand men and the passes of a day at all.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import batched

from django.db import transaction
from django.db.models import F, Max, Q

from accounts.models import Clinic
from monitoring.mail.faults import trace
from monitoring.models import ScanRun, Status
from monitoring.status.collector import collector_at_rest
from patients.models import Patient
from patients.recording import lock_men, registered_evaluator
from protocols.targets.book import RULES_VERSION

log = logging.getLogger(__name__)

BATCH = 200
"""Men locked at once: few enough that a visit's entry does not wait for long."""

LOOKED_AT = 50_000
"""Men held against their facts by one pass: a million men within a day, and every clinic's in an
hour as long as there are no more, for a time that does not grow with them."""

SECONDS_OF_AN_HOUR = 3600


def judge_changed(now: datetime) -> Counter[str]:
    """Judge every man whose judgement changes by his clinic's day with nothing new entered.

    Runs every hour, because each clinic's midnight falls at another; days on which it did not
    run are caught up with. A man who cannot be judged is counted and logged, and does not keep
    the others from it.
    """
    counts: Counter[str] = Counter(clinics=0, judged=0, failed=0)
    passed_over = unjudged(now)
    for clinic in Clinic.objects.order_by("pk"):
        counts["clinics"] += 1
        day = clinic.local_day(now)
        keys = sorted({*changing(clinic, day), *passed_over[clinic.pk]})
        for batch in batched(keys, BATCH):
            counts.update(judge_all_or_each(clinic, batch, day))
    ScanRun.objects.record("judge", now, dict(counts))
    return counts


def changing(clinic: Clinic, day: date) -> Iterable[int]:
    """The men of a clinic whose judgement changes by its day."""
    return Status.objects.filter(clinic=clinic).changing(on=day).values_list("pk", flat=True)


def unjudged(now: datetime) -> Mapping[int, list[int]]:
    """Men, clinic by clinic, whose judgement is missing or of other facts or another rule book.

    Among those whose turn it is at this hour: everybody's, up to `LOOKED_AT` men.
    """
    last = Patient.objects.aggregate(last=Max("pk"))["last"] or 0
    turns = -(-last // LOOKED_AT) or 1
    begin = int(now.timestamp()) // SECONDS_OF_AN_HOUR % turns * LOOKED_AT
    judged_as_he_is = Q(
        status__judged_version=F("facts_version"), status__rules_version=RULES_VERSION
    )
    looked_at = Patient.objects.filter(pk__gt=begin, pk__lte=begin + LOOKED_AT)
    found: dict[int, list[int]] = defaultdict(list)
    for clinic, man in looked_at.exclude(judged_as_he_is).values_list("clinic_id", "pk"):
        found[clinic].append(man)
    return found


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
