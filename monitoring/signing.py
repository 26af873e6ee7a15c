"""Signing results: a person says that he has seen a draw, in the version that he was shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core import signing

from accounts.models import Clinic, User
from monitoring.models import Decision, DecisionKind
from patients.forms.seal import TWELVE_HOURS, BrokenSeal
from patients.models import Patient
from patients.recording import AlreadySubmitted, record_facts, submitted

TOO_OLD = "This page is too old. Read the results again, then sign."


@dataclass(frozen=True)
class ShownResult:
    """One version of one draw, as a page showed it."""

    man: str
    draw: str
    version: int


@dataclass(frozen=True)
class Signing:
    """What a page offered to sign: several results only where each of them is in target."""

    submission: UUID
    shown: tuple[ShownResult, ...]


def seal_results(clinic: Clinic, user: User, shown: Sequence[ShownResult]) -> str:
    """Seal what this person was shown on a page, so that nothing else can be signed by it."""
    named = [(each.man, each.draw, each.version) for each in shown]
    return signing.dumps([str(uuid4()), named], salt=_salt(clinic, user))


def open_results(clinic: Clinic, user: User, text: str) -> Signing:
    """What was shown, from its seal; raises BrokenSeal."""
    try:
        submission, named = signing.loads(text, salt=_salt(clinic, user), max_age=TWELVE_HOURS)
    except signing.BadSignature:
        raise BrokenSeal(TOO_OLD) from None
    return Signing(UUID(submission), tuple(ShownResult(*each) for each in named))


def sign_results(clinic: Clinic, offered: Signing, *, by: User, today: date) -> int:
    """Sign what was offered, each draw as a fact of its own; returns how many were signed.

    What was amended, signed or marked as entered in error since it was shown is left out. Raises
    AlreadySubmitted where the same page was sent before.
    """
    named = {each.man for each in offered.shown}
    men = list(clinic.patients.filter(opaque_id__in=named))
    with record_facts(clinic, by=by, today=today, about=men, submission=offered.submission) as book:
        unsigned = _unsigned(clinic, book.men.values())
        chosen = [each for each in offered.shown if _still_waits(each, offered, unsigned)]
        if not chosen and (before := submitted(offered.submission)):
            raise AlreadySubmitted(before)
        men_by_id = {str(man.opaque_id): man for man in book.men.values()}
        for each in chosen:
            book.record(_signature(men_by_id[each.man], each, today))
    return len(chosen)


def _unsigned(clinic: Clinic, men: Collection[Patient]) -> Mapping[ShownResult, Any]:
    """What waits now; the men are locked, so that nobody changes it meanwhile."""
    statuses = clinic.statuses.filter(patient__in=men).select_related("patient")
    return {
        ShownResult(str(status.patient.opaque_id), each["draw"], each["version"]): each
        for status in statuses
        for each in status.unsigned
    }


def _still_waits(shown: ShownResult, offered: Signing, unsigned: Mapping[ShownResult, Any]) -> bool:
    waits = unsigned.get(shown)
    return waits is not None and (len(offered.shown) == 1 or waits["in_target"])


def _signature(man: Patient, shown: ShownResult, today: date) -> Decision:
    return Decision(
        patient=man,
        kind=DecisionKind.SIGN,
        marks={shown.draw: shown.version},
        decided_on=today,
    )


def _salt(clinic: Clinic, user: User) -> str:
    return f"inrange.results.{clinic.pk}.{user.pk}"
