"""Men as rows of a list, each with his other records where he has more than one."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.access import ClinicRequest
from monitoring.models.listed import ListedMan
from monitoring.models.status import StatusQuerySet
from monitoring.pages import paging
from monitoring.pages.linked import linked_to
from monitoring.pages.row import Row, list_row


def men_behind(
    men: StatusQuerySet, order: Sequence[str], place: str, size: int
) -> tuple[list[ListedMan], str]:
    """One page of men behind a place, and the place of the last one if more follow."""
    return paging.cut(paging.behind(men, order, place).for_list(size + 1), order, size)


def list_rows(
    request: ClinicRequest, men: Sequence[ListedMan], *, why: bool, walk: str = ""
) -> list[Row]:
    """The rows of these men; `why` adds what waits for a decision, `walk` ends their addresses."""
    linked = linked_to(request, men)
    return [
        list_row(man, request.today, why=why, linked=linked.get(man.pk, ()), walk=walk)
        for man in men
    ]
