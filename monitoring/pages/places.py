"""Where a man stands in a list, without reading the list: who is beside him, how many before."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet, Subquery

from accounts.models import Clinic
from accounts.questions import Question
from monitoring.models import Status, counting
from monitoring.models.counting import bounded, told_of
from monitoring.models.status import StatusQuerySet
from monitoring.pages.paging import BACKWARDS, EPOCH, MOMENTS, backwards, beyond
from monitoring.pages.tabs import Lists, Tab


class Place(NamedTuple):
    """Whether a man is listed, how many are before him and in all; others by opaque id."""

    is_listed: bool
    before: int
    men: int
    previous: UUID | None
    next: UUID | None
    first: UUID | None

    def onwards(self, here: UUID) -> UUID | None:
        """Who follows him who stood here; at its end the list begins anew."""
        following = self.next if self.is_listed else None
        return following or (self.first if self.first != here else None)


def place_in(lists: Lists, tab: Tab, status: Status) -> Place:
    """His place in a list; of counts as far as anybody counts."""
    on = tab.keys[-2].removeprefix(BACKWARDS)
    if not hasattr(status, on):
        return _among(lists.listed(tab), status)
    rank = status.rank if "rank" in tab.keys else None
    # Without the day of a list he is not on it, and what stands beside him is not told.
    nowhere = EPOCH if on in MOMENTS else date.min
    here = {"key": status.pk, "on": getattr(status, on) or nowhere}
    most = counting.MOST_COUNTED
    return Place(*_place.row(lists.clinic, tab, rank, most, **here, **lists.values))


@Question
def _place(
    clinic: Clinic, tab: Tab, rank: int | None, most: int, *, key: int, on: date, **day: Any
) -> QuerySet[Clinic, Any]:
    listed, back = Lists(clinic, **day).listed(tab), backwards(tab.keys)
    here = [on, key] if rank is None else [rank, on, key]
    before = beyond(listed, back, here).order_by(*back)
    return told_of(
        clinic,
        bounded(listed.filter(pk=key), 1),
        bounded(before, most),
        bounded(listed, most),
        *map(_first, (before, beyond(listed, tab.keys, here), listed)),
    )


def _first(men: StatusQuerySet) -> Subquery:
    return Subquery(men.values("patient__opaque_id")[:1])


def _among(listed: StatusQuerySet, status: Status) -> Place:
    """His place in the list of all patients, whose order stands in their details; rarely asked."""
    men: list[UUID] = list(listed.values_list("patient__opaque_id", flat=True))
    here, first = status.patient.opaque_id, men[0] if men else None
    if here not in men:
        return Place(False, 0, len(men), None, None, first)
    at = men.index(here)
    previous, following = men[at - 1] if at else None, men[at + 1 : at + 2]
    return Place(True, at, len(men), previous, following[0] if following else None, first)
