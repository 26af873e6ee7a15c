"""What taking results in would do to the flags and duties of men, counted; nothing stays of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from monitoring.foresight import TIERS, Foreseen
from monitoring.judgement.rules.rule import Severity
from monitoring.status.judging import judged_men
from patients.models import Patient, PatientDetails


@dataclass(frozen=True)
class Effect:
    """How many flags of how many men would open or close, and how many due dates would move."""

    men: int = 0
    opened: int = 0
    opened_act: int = 0
    closed: int = 0
    dues_moved: int = 0

    @property
    def words(self) -> str:
        """The effect in one sentence."""
        act = f" ({self.opened_act} {TIERS[Severity.ALERT]})" if self.opened_act else ""
        return (
            f"{_counted(self.opened, 'flag')} would open{act}, "
            f"{_counted(self.closed, 'flag')} would close, "
            f"{_counted(self.dues_moved, 'due date')} would change, "
            f"for {_counted(self.men, 'patient')}."
        )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


class _TakenBack(Exception):
    """Ends the trial: everything it wrote is undone."""


def tried[R](
    act: Callable[[], R], men_of: Callable[[R], Iterable[PatientDetails]], today: date
) -> tuple[R, Effect]:
    """Do something in one transaction and undo it: its answer, and what it did to those men.

    `men_of` names the men on record whom the answer is about.
    """
    result: list[R] = []
    men: list[Patient] = []
    after = []
    try:
        with transaction.atomic():
            result.append(act())
            men += {each.patient_id: each.with_man() for each in men_of(result[0])}.values()
            after += judged_men(men, today) if men else []
            raise _TakenBack
    except _TakenBack:
        before = judged_men(men, today) if men else []
    return result[0], _counts([Foreseen(*pair) for pair in zip(before, after, strict=True)])


def _counts(foreseen: list[Foreseen]) -> Effect:
    opened = [finding for each in foreseen for finding in each.opened]
    return Effect(
        men=len(foreseen),
        opened=len(opened),
        opened_act=sum(each.severity is Severity.ALERT for each in opened),
        closed=sum(len(each.closed) for each in foreseen),
        dues_moved=sum(due.on != due.was for each in foreseen for due in each.dues),
    )
