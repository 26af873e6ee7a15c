"""Who is told of a patient's overdue duty: a clinic's safety queue never goes dark."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Clinic, Membership
from accounts.roles import Role


@dataclass(frozen=True)
class Staff:
    """The people of one clinic who can be told, by their account's key."""

    treating: frozenset[int]
    leads: tuple[int, ...]
    administrators: tuple[int, ...]

    def told_of(self, owner: int | None) -> tuple[int, ...]:
        """The patient's owner while he treats here; else every lead, else every administrator."""
        if owner in self.treating:
            return (owner,)
        return self.leads or self.administrators


def staff_of(clinic: Clinic) -> Staff:
    """Who works in this clinic today."""
    working = Membership.objects.active().filter(clinic=clinic).order_by("user_id")
    by_role: dict[str, list[int]] = {role: [] for role in Role}
    for user, role in working.values_list("user_id", "role"):
        by_role[role].append(user)
    return Staff(
        treating=frozenset(by_role[Role.CLINICIAN] + by_role[Role.LEAD]),
        leads=tuple(by_role[Role.LEAD]),
        administrators=tuple(by_role[Role.ADMINISTRATOR]),
    )
