"""From man to man through the list from which the first was opened.

The address of his page says which list it was, and nothing of who stands in it: every page looks
the list up again, so that it never shows who has left it or belongs to somebody else's clinic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from accounts.access import ClinicRequest
from accounts.roles import May, may
from monitoring.models.counting import in_words
from monitoring.pages.places import place_in
from monitoring.pages.scope import Man
from monitoring.pages.tabs import Lists, Tab, tab_named

Step = dict[str, Any]


@dataclass(frozen=True)
class Walk:
    """A list, of the clinic's men or of one's own."""

    tab: Tab
    mine: bool

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What an address carries so that the page goes on through the list; of some, nothing."""
        if not self.tab.is_worked_off:
            return []
        return [("from", self.tab.code), *([("whose", "mine")] if self.mine else [])]

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        return f"?{urlencode(self.pairs)}" if self.pairs else ""

    @property
    def first(self) -> Step:
        """The list itself."""
        asked = {"show": self.tab.code} | ({"whose": "mine"} if self.mine else {})
        url = f"{reverse('monitoring:worklist')}?{urlencode(asked)}"
        return {"label": f"Worklist: {self.tab.label.lower()}", "url": url}


def walk_of(request: ClinicRequest) -> Walk | None:
    """The list that the address names, for those who see the worklist."""
    tab = tab_named(request.GET.get("from", ""))
    if tab is None or not tab.is_worked_off:
        return None
    if not may(request.membership.role, May.SEE_WORKLIST):
        return None
    return Walk(tab, mine=request.GET.get("whose") == "mine")


def walk_pairs(request: ClinicRequest) -> list[tuple[str, str]]:
    """What a further address carries so that the walk goes on."""
    walk = walk_of(request)
    return walk.pairs if walk else []


def walk_steps(request: ClinicRequest, man: Man) -> list[Step]:
    """The list, his place in it, and who stands beside him; empty where no list was named."""
    walk = walk_of(request)
    if walk is None:
        return []
    place = place_in(Lists.of(request, mine=walk.mine), walk.tab, man.status)
    if not place.is_listed:
        left = {"label": "Patient, not on this list any more"}
        return [walk.first, left, *_onwards(walk, place.first, "Next patient", "n")]
    here, men = in_words(place.before + 1), in_words(place.men)
    return [
        walk.first,
        {"label": f"Patient {here} of {men}"},
        *_onwards(walk, place.previous, "Previous patient", "p"),
        *_onwards(walk, place.next, "Next patient", "n"),
    ]


def _onwards(walk: Walk, man: UUID | None, label: str, key: str) -> list[Step]:
    if man is None:
        return []
    url = reverse("monitoring:patient", args=[man]) + walk.query
    return [{"label": label, "key": key, "url": url}]
