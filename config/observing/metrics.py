"""Figures for a monitor outside, in the text format of Prometheus. Counts and ages only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import accumulate

from django.conf import settings
from django.db.models import Count

from accounts.models import AuditRow, AuditSeal, Clinic
from config.backups.making import age_of_latest
from config.observing.counting import BOUNDS, KINDS, MICROSECONDS, counters
from config.observing.readiness import NEEDED, amiss
from exchange.models import WaitingRow
from monitoring.mail.watching import last_runs
from monitoring.models import Finding, Message, MessageState, Obligation

type Sample = tuple[str, int]
"""What stands in the braces behind a name, and the figure."""


def exposition(now: datetime) -> str:
    """Everything, ended by a line break as the format asks."""
    faults = amiss(now)
    lines = [*_of_requests(), *_of_states(faults)]
    if not any(faults[each] for each in NEEDED):
        lines += [*_of_reminders(now), *_of_records()]
    return "\n".join([*lines, *_of_backups(now), ""])


def _metric(name: str, kind: str, says: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP inrange_{name} {says}"
    yield f"# TYPE inrange_{name} {kind}"
    for labels, figure in samples:
        yield f"inrange_{name}{f'{{{labels}}}' if labels else ''} {figure}"


def _of_requests() -> Iterator[str]:
    totals = counters.totals()
    kinds = [(f'status="{kind}"', totals[n]) for n, kind in enumerate(KINDS)]
    yield from _metric("requests_total", "counter", "Answers by kind of status.", kinds)
    name, below = "inrange_request_seconds", list(accumulate(totals[len(KINDS) : MICROSECONDS]))
    yield f"# HELP {name} How long answers took."
    yield f"# TYPE {name} histogram"
    for bound, count in zip([*map(str, BOUNDS), "+Inf"], below, strict=True):
        yield f'{name}_bucket{{le="{bound}"}} {count}'
    yield f"{name}_sum {totals[MICROSECONDS] / 1_000_000:.6f}"
    yield f"{name}_count {below[-1]}"


def _of_states(faults: dict[str, str]) -> Iterator[str]:
    version = [(f'version="{settings.VERSION}"', 1)]
    yield from _metric("info", "gauge", "The version that runs.", version)
    states = [(f'of="{name}"', int(not fault)) for name, fault in faults.items()]
    yield from _metric("ready", "gauge", "1 where nothing is amiss with it.", states)


def _of_reminders(now: datetime) -> Iterator[str]:
    counted = dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))
    states = [(f'state="{state.value}"', counted.get(state, 0)) for state in MessageState]
    yield from _metric("messages", "gauge", "Messages of the outbox by state.", states)
    owed = [("", Obligation.objects.open().count())]
    yield from _metric("duties_open", "gauge", "Duties that are owed, due or not.", owed)
    late = [("", sum(_overdue(day, zones) for day, zones in _days(now).items()))]
    yield from _metric("duties_overdue", "gauge", "Duties past due date and grace.", late)
    ages = [
        (f'name="{name}"', round((now - run.finished_at).total_seconds()))
        for name, run in sorted(last_runs().items())
    ]
    yield from _metric("pass_age_seconds", "gauge", "Since a pass last came to its end.", ages)


def _days(now: datetime) -> dict[date, set[str]]:
    """The calendar days that it is now, each with the time zones where it is."""
    days: dict[date, set[str]] = defaultdict(set)
    for zone in Clinic.objects.order_by().values_list("time_zone", flat=True).distinct():
        days[Clinic(time_zone=zone).local_day(now)].add(zone)
    return days


def _overdue(day: date, zones: set[str]) -> int:
    return Obligation.objects.overdue(day).filter(clinic__time_zone__in=zones).count()


def _of_records() -> Iterator[str]:
    rules = Finding.objects.open().order_by("rule_id").values_list("rule_id")
    found = [(f'rule="{rule}"', count) for rule, count in rules.annotate(Count("pk"))]
    yield from _metric("findings", "gauge", "Findings that hold now, by rule.", found)
    unsettled = [("", WaitingRow.objects.open().count())]
    yield from _metric("results_waiting", "gauge", "Results that wait for a person.", unsettled)
    head = AuditSeal.objects.head()
    waiting = AuditRow.objects.filter(pk__gt=head.to_id if head else 0).count()
    yield from _metric("audit_unsealed_rows", "gauge", "Waiting for a seal.", [("", waiting)])


def _of_backups(now: datetime) -> Iterator[str]:
    age = age_of_latest(settings.BACKUP_DIR, now)
    known = [("", round(age.total_seconds()))] if age is not None else []
    yield from _metric("backup_age_seconds", "gauge", "Since the latest backup.", known)
