"""Every address that the site answers, with its view and the ids that it takes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver

from accounts.access import View, policy_of
from accounts.roles import May

PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^()]*\)")


@dataclass(frozen=True)
class Route:
    """One address with holes for ids."""

    pattern: str
    name: str
    view: View

    @property
    def policy(self) -> May | str | None:
        """Who may use it, as declared."""
        return policy_of(self.view)

    @property
    def takes(self) -> list[str]:
        """The names of the ids in its address."""
        return [one or other for one, other in PLACE.findall(self.pattern)]

    def address(self, ids: Mapping[str, Any]) -> str:
        """The address with these ids in it."""
        filled = PLACE.sub(lambda found: str(ids[found[1] or found[2]]), self.pattern)
        return "/" + filled.replace("^", "").replace("$", "")


def all_routes(urlconf: str | None = None) -> list[Route]:
    """Every route of the site, the admin's included."""
    return list(_routes(get_resolver(urlconf), "", ""))


def _routes(resolver: URLResolver, before: str, space: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each, pattern, each.namespace or space)
        else:
            yield Route(pattern, f"{space}:{each.name or each.pattern}", each.callback)


def route_named(name: str) -> Route:
    return next(route for route in all_routes() if route.name == name)
