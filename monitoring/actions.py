"""What people do to several men at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from accounts.models import Clinic, User
from monitoring.models import Decision, DecisionKind
from patients.models import Patient
from patients.recording import record_facts


def assign_men(
    clinic: Clinic, men: Iterable[Patient], assignee: User | None, *, by: User, today: date
) -> int:
    """Hand the findings of these men to a colleague; each assignment is a fact of its own."""
    chosen = list(men)
    with record_facts(clinic, by=by, today=today, about=chosen) as book:
        for man in chosen:
            decision = Decision(
                patient=man, kind=DecisionKind.ASSIGN, assignee=assignee, decided_on=today
            )
            book.record(decision)
    return len(chosen)
