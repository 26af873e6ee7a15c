"""The seal of a form: which man, which document in which version, and which submission.

Signed for the person who opened the form. A form opened for one man can't be sent to another
man's page, a document changed in the meantime is noticed, and a form sent twice acts once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from django.core import signing

from accounts.models import User
from patients.facts import Fact
from patients.models import Patient

TWELVE_HOURS = 12 * 60 * 60


class BrokenSeal(ValueError):
    """The form can't be trusted: too old, another man's, or tampered with."""


@dataclass(frozen=True)
class Seal:
    """What a form was opened for."""

    patient: str
    submission: str
    document: str = ""
    version: int = 0

    @property
    def token(self) -> UUID:
        """The submission token; unique per opened form."""
        return UUID(self.submission)


def seal_for(
    user: User, patient: Patient | None, current: Fact | None = None, version: int = 0
) -> str:
    """Seal a form that `user` opens for a man (None: a man not yet registered)."""
    seal = Seal(
        patient=str(patient.opaque_id) if patient else "",
        submission=str(uuid4()),
        document=str(current.document) if current else "",
        version=version,
    )
    return signing.dumps(asdict(seal), salt=_salt(user))


def open_seal(text: str, user: User, patient: Patient | None, current: Fact | None = None) -> Seal:
    """Read a seal back and hold it against the page it arrived at; raises BrokenSeal."""
    try:
        seal = Seal(**signing.loads(text, salt=_salt(user), max_age=TWELVE_HOURS))
    except (signing.BadSignature, TypeError):
        raise BrokenSeal("This form is too old. Check what you typed and save again.") from None
    if seal.patient != (str(patient.opaque_id) if patient else ""):
        raise BrokenSeal(
            "This form was opened for another patient. Nothing was saved. "
            "Check the name above before you save."
        )
    if seal.document != (str(current.document) if current else ""):
        raise BrokenSeal("This form was opened for another record. Nothing was saved.")
    return seal


def _salt(user: User) -> str:
    return f"inrange.form.{user.pk}"
