"""The people of the demo clinic and how they sign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.actions import add_member
from accounts.models import Clinic, User
from accounts.roles import Role

DEMO_PASSWORD = "lantern-on-the-quay"  # noqa: S105 - printed at loading, opens invented records
"""The same for everybody in the demo, and for nothing else."""


@dataclass(frozen=True)
class Colleague:
    """One invented person who works at the demo clinic."""

    key: str
    name: str
    email: str
    role: Role


COLLEAGUES = (
    Colleague("lead", "Dr. Miriam Ostrander", "lead@example.org", Role.LEAD),
    Colleague("first", "Dr. Samir Kettani", "clinician@example.org", Role.CLINICIAN),
    Colleague("second", "Elaine Prudhomme, NP", "clinician2@example.org", Role.CLINICIAN),
    Colleague("entry", "Joaquim Vasquez", "labs@example.org", Role.LAB_ENTRY),
    Colleague("administrator", "Beth Langstrom", "admin@example.org", Role.ADMINISTRATOR),
)


def addresses_taken() -> list[str]:
    """Which of the demo's addresses belong to somebody already."""
    wanted = [colleague.email for colleague in COLLEAGUES]
    return sorted(User.objects.filter(email__in=wanted).values_list("email", flat=True))


def employ(clinic: Clinic) -> Mapping[str, User]:
    """Create everybody's account and membership; returns the accounts by key."""
    return {
        each.key: add_member(clinic, each.email, each.name, each.role, DEMO_PASSWORD).user
        for each in COLLEAGUES
    }
