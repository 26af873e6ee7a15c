"""How long a sign-in lasts: the session's own row knows when it ends, so nothing can forget to ask.

A session ends fifteen minutes after the last act of its person and twelve hours after signing in,
whichever comes first. What a page does by itself (polling, keeping a draft) is no act of a person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any, cast

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

IDLE_MINUTES, LONGEST_HOURS = 15, 12
IDLE = timedelta(minutes=IDLE_MINUTES)
LONGEST = timedelta(hours=LONGEST_HOURS)
ONE_MINUTE = timedelta(minutes=1)
BEGAN_AT = "began_at"
PROVED_BY = "proved_by"
"""Where a session keeps what came after the password; absent after a password alone."""

LOAD_AND_EXTEND = """
UPDATE accounts_session
SET expire_date = CASE WHEN latest_end < %(idle_end)s THEN latest_end ELSE %(idle_end)s END
WHERE session_key = %(key)s AND expire_date > %(now)s
RETURNING session_key, session_data, expire_date, latest_end
"""
"""One statement, because every page pays for it."""

type View = Callable[..., HttpResponse]


def asked_by_page(view: View) -> View:
    """Declare that pages call a route by themselves, which is no reason to extend a sign-in."""
    view.asked_by_page = True  # type: ignore[attr-defined]
    return view


def is_asked_by_page(view: View) -> bool:
    """Whether pages call a route by themselves."""
    return getattr(view, "asked_by_page", False)


class Session(AbstractBaseSession):
    """What the site remembers of one browser; `expire_date` is the end as things stand."""

    latest_end = models.DateTimeField()

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """The class that reads and writes these rows."""
        return SessionStore


class SessionStore(db.SessionStore):
    """Sessions in the database; a row past its end is never loaded.

    `is_act` must be set before the session is read: whether the request is an act of the person.
    """

    is_act = False
    ends_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The rows that carry both limits."""
        return Session

    def create(self) -> None:
        """Begin: a new key is a new sign-in, with both limits ahead of it."""
        self.ends_at = None
        self[BEGAN_AT] = timezone.now().timestamp()
        super().create()

    def _get_session_from_db(self) -> Session | None:
        row = self._extended() if self.is_act else super()._get_session_from_db()  # type: ignore[misc]
        if row is None:
            self._session_key = None
            return None
        self.ends_at = row.expire_date
        return cast(Session, row)

    def _extended(self) -> Session | None:
        """The row with fifteen minutes counted anew, unless it has ended."""
        now = timezone.now()
        given = {"key": self.session_key, "now": now, "idle_end": now + IDLE}
        return next(iter(list(Session.objects.raw(LOAD_AND_EXTEND, given))), None)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row as it is to be saved."""
        row = cast(Session, super().create_model_instance(data))
        row.latest_end = self._latest_end()
        return row

    def get_expiry_date(self, **_circumstances: Any) -> datetime:
        """When it ends; saving what a session holds does not move that."""
        if self.ends_at is None:
            self.ends_at = min(timezone.now() + IDLE, self._latest_end())
        return self.ends_at

    def seconds_left(self) -> int:
        """Whole seconds until it ends."""
        return max(0, int((self.get_expiry_date() - timezone.now()).total_seconds()))

    def minutes_left(self) -> int:
        """Begun minutes until it ends: what a page is told, the same for pages shown together."""
        return ceil((self.get_expiry_date() - timezone.now()) / ONE_MINUTE)

    def _latest_end(self) -> datetime:
        return datetime.fromtimestamp(self[BEGAN_AT], UTC) + LONGEST


def session_of(request: HttpRequest) -> SessionStore:
    """The session of a request, by its own type."""
    return cast(SessionStore, request.session)
