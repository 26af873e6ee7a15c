"""Who is told of a patient's duty: a clinic's safety queue never goes dark."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Clinic, Membership
from accounts.roles import Role
from monitoring.models import MailPreference


@dataclass(frozen=True)
class Staff:
    """The people of one clinic who can be told, by their account's key.

    `unreachable` are those who want no reminders or whose address sends them back; they are
    told all the same where nobody else is left.
    """

    treating: frozenset[int]
    leads: tuple[int, ...]
    administrators: tuple[int, ...]
    unreachable: frozenset[int] = frozenset()

    def told_of(self, owner: int | None) -> tuple[int, ...]:
        """The patient's owner while he treats here and can be reached, else the leads."""
        return (owner,) if owner is not None and self.looks_after(owner) else self.in_charge

    def looks_after(self, person: int) -> bool:
        """Whether somebody treats patients here and can be reached."""
        return person in self.treating and person not in self.unreachable

    @property
    def in_charge(self) -> tuple[int, ...]:
        """Every lead who can be reached, else every lead, else every administrator."""
        reached = tuple(lead for lead in self.leads if lead not in self.unreachable)
        return reached or self.leads or self.administrators


def staff_of(clinic: Clinic) -> Staff:
    """Who works in this clinic today; two statements."""
    working = Membership.objects.active().filter(clinic=clinic).order_by("user_id")
    by_role: dict[str, list[int]] = {role: [] for role in Role}
    for user, role in working.values_list("user_id", "role"):
        by_role[role].append(user)
    unreachable = MailPreference.objects.unreachable().filter(membership__clinic=clinic)
    return Staff(
        treating=frozenset(by_role[Role.CLINICIAN] + by_role[Role.LEAD]),
        leads=tuple(by_role[Role.LEAD]),
        administrators=tuple(by_role[Role.ADMINISTRATOR]),
        unreachable=frozenset(unreachable.values_list("membership__user_id", flat=True)),
    )
