"""Trying a route with another clinic's ids, and saying what went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from patients.forms.seal import seal_for
from patients.models import Patient
from tests.conftest import signed_in
from tests.views.bodies import CHANGE, DECISION, DETAILS, DEXA, DRAW, EARLIER, SYMPTOMS, THERAPY
from tests.walls.contents import contents
from tests.walls.foreign import CANARIES, CLINIC, Foreign, nowhere
from tests.walls.routes import Route

SAFE = ("GET", "HEAD", "OPTIONS")
ALL = (*SAFE, "PUT", "PATCH", "DELETE", "POST")

MOVES = {"accounts:sign-out", "admin:logout", "accounts:switch-clinic", "monitoring:item"}
"""Afterwards one is outside, or in another of one's own clinics."""

IN_BOTH = (CLINIC,)

CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken": "[^"]*"|name="seal" value="[^"]*"'
)


@dataclass(frozen=True)
class Actor:
    """Somebody at a browser; `sees` are canaries that are his to see."""

    user: User | None
    sees: tuple[str, ...] = ()

    def browser(self) -> Client:
        client = Client(raise_request_exception=False)
        if self.user:
            signed_in(self.user, client)
        return client


def body(actor: Actor, foreign: Foreign, man: Patient) -> dict[str, Any]:
    """Something for every form at once: valid, sealed, and full of the other clinic's ids."""
    typed = {**DETAILS, **DRAW, **DEXA, **SYMPTOMS, **THERAPY, **EARLIER, **DECISION, **CHANGE}
    theirs = {"owner": foreign.lead.user_id, "assignee": foreign.lead.user_id}
    marked = {"_selected_action": foreign.man.pk, "action": f"assign_{foreign.lead.user_id}"}
    named = {"clinic": foreign.clinic.slug, "patient": foreign.man.pk, "index": 0, "post": "yes"}
    for_both = {"reason_code": "other"}  # of a decision as of a dose; the note says more
    why = {"born_on": foreign.man.details.born_on.isoformat(), "amendment": "Typed wrong"}
    sealed = {"seal": seal_for(actor.user, man)} if actor.user else {}
    return {**typed, **theirs, **marked, **named, **for_both, **why, **sealed}


def faults(
    routes: Iterable[Route],
    actor: Actor,
    foreign: Foreign,
    *,
    ids: Mapping[str, str] | None = None,
) -> list[str]:
    """What is wrong with routes that are tried with ids of another clinic."""
    before, found = contents(foreign.clinic), []
    browsers = actor.browser(), actor.browser()
    for route in routes:
        tried = foreign.ids(route.name) | dict(ids or {})
        found += _answers(route, actor, foreign, tried, browsers)
        if route.name in MOVES:
            browsers = actor.browser(), actor.browser()
    if contents(foreign.clinic) != before:
        found.append("the other clinic's records were changed")
    return found


def _answers(
    route: Route,
    actor: Actor,
    foreign: Foreign,
    ids: dict[str, str],
    browsers: tuple[Client, Client],
) -> Iterator[str]:
    theirs, none = browsers
    sent = body(actor, foreign, foreign.man)
    missing = nowhere(route.name) | {name: ids[name] for name in ids if ids[name] == "draw"}
    for method in ALL:
        answer = _ask(theirs, method, route.address(ids), sent)
        for canary in leaks(answer, actor, (*sent.values(), *ids.values())):
            yield f"{method} {route.name} says {canary}"
        if answer.status_code >= 500:
            yield f"{method} {route.name} fails with {answer.status_code}"
        if route.takes and method not in {"PUT", "PATCH", "DELETE"} and not _his(route, actor):
            other = _ask(none, method, route.address(missing), sent)
            if _same(answer, ids) != _same(other, missing):
                yield f"{method} {route.name} tells a foreign id from one that does not exist"


def _his(route: Route, actor: Actor) -> bool:
    """Whether it leads into the other clinic as it should, because that is his as well."""
    return route.name in MOVES and actor.sees == IN_BOTH


def _ask(client: Client, method: str, address: str, sent: dict[str, Any]) -> HttpResponse:
    client.cookies.pop("messages", None)
    if method == "POST":
        return client.post(address, sent)
    return client.generic(method, address)


def leaks(answer: HttpResponse, actor: Actor, sent: Iterable[object] = ()) -> list[str]:
    """Canaries in the body, the headers or the address of an answer; not what was sent itself."""
    words = [answer.content.decode(errors="replace") if not answer.streaming else ""]
    words += [f"{name}: {value}" for name, value in answer.headers.items()]
    words += [morsel.OutputString() for morsel in answer.cookies.values()]
    text = unescape("\n".join(words)).casefold()
    own = {*actor.sees, *map(str, sent)}
    return [each for each in CANARIES if each.casefold() in text and each not in own]


def _same(answer: HttpResponse, ids: Mapping[str, str]) -> tuple[object, ...]:
    """What of an answer must not depend on whether an id exists."""
    return (
        answer.status_code,
        _without(answer.content.decode(), ids),
        _without(answer.headers.get("Location", ""), ids),
        sorted(set(answer.headers) - {"Set-Cookie", "Vary"}),
    )


def _without(text: str, ids: Mapping[str, str]) -> str:
    for name in ("opaque_id", "document", "token", "other"):
        text = text.replace(ids[name], "ID")
    for name in ("object_id", "number"):
        text = re.sub(rf"(?<=[/“]){re.escape(ids[name])}(?=[/”])", "ID", text)
    return CHANGING.sub("", text)
