"""Two people save what may stand once, at the same moment: the second is told, by the same page.

A form looks whether its words are taken before it saves, and so finds nothing while a colleague's
transaction is still open. The database then refuses the second one and undoes it whole. The page is
asked again: by now it finds what the colleague saved, and says so in its own words, beside
everything that was typed. Every act is one transaction, so that asking again repeats nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

UNIQUE = {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
"""How PostgreSQL and SQLite name the refusal of a second row where there may be one."""


def is_taken(fault: Exception) -> bool:
    """Whether the database refused a row because there is one like it already."""
    said = fault.__cause__ if isinstance(fault, IntegrityError) else None
    return bool(UNIQUE & {getattr(said, name, "") for name in ("sqlstate", "sqlite_errorname")})


class CollisionMiddleware:
    """Asks a page again that met somebody else's row; where that helps nothing, says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave everything else alone."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The answer of the second time; any other fault goes its way."""
        asked = request.resolver_match
        if not is_taken(fault) or asked is None:
            return None
        try:
            answer: HttpResponse = asked.func(request, *asked.args, **asked.kwargs)
        except IntegrityError as again:
            if not is_taken(again):
                raise
            return render(request, "409.html", status=HTTPStatus.CONFLICT)
        return answer
