"""Which list of the worklist is looked at, as its address says: and the way back to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from accounts.access import ClinicRequest
from accounts.roles import May, may
from monitoring.pages.addresses import address_of
from monitoring.pages.tabs import TABS, Tab, tab_named

KEPT = ("whose", "rows")
"""What stays chosen from one list to the next: whose men, and how high the rows are."""

NAMES = ("show", *KEPT, "after")
LONGEST = 80


@dataclass(frozen=True)
class Listing:
    """What an address of the worklist asks for: known names only, and no words of a man."""

    given: dict[str, str]

    @classmethod
    def of(cls, query: QueryDict) -> Listing:
        """Read an address, leaving out what is unknown, empty or far too long."""
        found = {name: query.get(name, "") for name in NAMES}
        return cls({name: text for name, text in found.items() if 0 < len(text) <= LONGEST})

    def __getitem__(self, name: str) -> str:
        return self.given.get(name, "")

    @property
    def tab(self) -> Tab:
        """The list; the first one where the address names none."""
        return tab_named(self["show"]) or TABS[0]

    @property
    def mine(self) -> bool:
        """Whether it is of one's own patients alone."""
        return self["whose"] == "mine"

    @property
    def kept(self) -> str:
        """What the address of another list goes on with."""
        kept = {name: self[name] for name in KEPT if self[name]}
        return f"&{urlencode(kept)}" if kept else ""

    @property
    def encoded(self) -> str:
        """As it goes into an address; never empty, so that it can be told from none."""
        return urlencode(self.given | {"show": self.tab.code})

    def but(self, **other: str) -> str:
        """The address of the same list with some parts other, from the page itself."""
        return f"?{urlencode(self.given | other)}"

    def address(self, at: UUID | None = None) -> str:
        """The list, at the row of a man where one is named."""
        place = f"&{urlencode({'at': at})}#at" if at else ""
        return f"{reverse('monitoring:worklist')}?{self.encoded}{place}"

    def about(self, name: str, man: UUID) -> str:
        """The address that does something about a man of the list and leads back to it."""
        return f"{address_of(name, man)}?{urlencode(self.pairs)}"

    @property
    def pairs(self) -> dict[str, Any]:
        """What an address carries that leads back here."""
        return {"list": self.encoded}


def listing_of(request: ClinicRequest) -> Listing | None:
    """The list from which a man is decided on, for those who see the worklist."""
    named = request.GET.get("list", "")
    if not named or not may(request.membership.role, May.SEE_WORKLIST):
        return None
    return Listing.of(QueryDict(named))
