"""Whether anything keeps the clinic from being reminded: passes that fell silent, failed mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Clinic
from accounts.questions import Question
from monitoring.mail.hours import DAY, HOUR, MINUTE
from monitoring.models import Message, ScanRun

SILENT_AFTER = {
    "scan": 30 * MINUTE,
    "send": 5 * MINUTE,
    "judge": 2 * HOUR,
}
"""The passes, and for how long each may be silent: two of its periods, or a few minutes."""

CONSEQUENCES = {
    "scan": (
        "Nobody looks for what became overdue",
        "The lists below are complete all the same.",
    ),
    "send": ("Reminders are not being sent", "The lists below are complete all the same."),
    "judge": (
        "Nobody judges the men whose day has come",
        "What became due since then is missing from the lists below.",
    ),
}
"""What it means when a pass is silent, and for whom reads a list."""

NO_WORKER = (
    "Nothing runs by itself",
    "Reminders are not sent, and what became due since then is missing from the lists below. "
    "Is the worker running?",
)

Finished = Mapping[str, datetime | None]


class Problem(NamedTuple):
    """One thing that keeps somebody from being told, for whoever can look after it."""

    said: str
    is_about_messages: bool = False


def last_runs() -> dict[str, ScanRun]:
    """The last completed run of each pass that ever completed one, by its name."""
    return {run.name: run for run in ScanRun.objects.filter(name__in=SILENT_AFTER)}


def silent_passes(now: datetime) -> list[str]:
    """The passes that have not come to an end for longer than they may be silent."""
    return _silent({name: run.finished_at for name, run in last_runs().items()}, now)


def _silent(finished: Finished, now: datetime) -> list[str]:
    return [
        name
        for name, patience in SILENT_AFTER.items()
        if (ended := finished.get(name)) is None or ended + patience < now
    ]


def problems_in(clinic: Clinic, now: datetime) -> list[Problem]:
    """What the people of a clinic are to know at once; one statement."""
    failed, finished = _watch(clinic)
    return [*_of_messages(failed), *_of_passes(finished, now)]


def _watch(clinic: Clinic) -> tuple[int, Finished]:
    failed, *ends = _asked.row(clinic)
    return failed, dict(zip(SILENT_AFTER, ends, strict=True))


@Question
def _asked(clinic: Clinic) -> QuerySet[Clinic, Any]:
    """How many messages reached nobody, and when each of the passes ended last."""
    ends = (Subquery(_finished(name)) for name in SILENT_AFTER)
    return Clinic.objects.filter(pk=clinic.pk).values_list(Coalesce(Subquery(_failed()), 0), *ends)


def _finished(name: str) -> QuerySet[ScanRun, datetime]:
    return ScanRun.objects.filter(name=name).values_list("finished_at", flat=True)


def _failed() -> QuerySet[Message, int]:
    rows = Message.objects.needing_somebody().filter(clinic=OuterRef("pk")).order_by()
    return rows.values("clinic").annotate(failed=Count("pk")).values_list("failed", flat=True)


def _of_messages(failed: int) -> Iterator[Problem]:
    if failed:
        noun, them = ("reminder", "it") if failed == 1 else ("reminders", "them")
        yield Problem(f"{failed} {noun} reached nobody. Look at {them}.", is_about_messages=True)


def _of_passes(finished: Finished, now: datetime) -> Iterator[Problem]:
    """One line for each silent pass, or one for all of them: then no worker runs."""
    silent = _silent(finished, now)
    if len(silent) == len(SILENT_AFTER):
        last = max((end for end in finished.values() if end), default=None)
        yield Problem(f"{NO_WORKER[0]}: {_last_pass(last, now)}. {NO_WORKER[1]}")
        return
    for name in silent:
        meaning, consequence = CONSEQUENCES[name]
        yield Problem(f"{meaning}: {_last_pass(finished[name], now)}. {consequence}")


def _last_pass(ended: datetime | None, now: datetime) -> str:
    return (
        f"the last pass ended {_ago(now - ended)} ago" if ended else "no pass ever came to an end"
    )


def _ago(span: timedelta) -> str:
    for unit, length in (("day", DAY), ("hour", HOUR), ("minute", MINUTE)):
        if count := span // length:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"
