"""Somebody with an account on a clinic's own server, and the men whom he registers there."""

import re
import shlex
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from http.cookiejar import CookieJar
from itertools import count
from typing import Any

import psycopg

from tests.authenticator import code_of
from tests.processes.stack import Stack, unverified
from tests.views.bodies import DETAILS
from tests.views.page import Page

LEAD, PASSWORD = "first@clinic.example.org", "a lamp in every window"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HIS_PAGE = re.compile(r"/patients/[0-9a-f-]{36}/")

FIRST_LEAD = f"""
from django.core.management import call_command
from accounts.models import User
from accounts.second_factor import add_app
from tests.authenticator import code_of
call_command("create_clinic", "harbor", name="Harbor Clinic", admin_email={LEAD!r})
lead = User.objects.get(email={LEAD!r})
lead.set_password({PASSWORD!r})
lead.save()
assert add_app(lead, {SECRET!r}, code_of({SECRET!r}))
"""
"""The clinic, and what its first lead does by hand: a password of his own, and an app."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Whoever only wants to know whether something was saved does not go where he is sent."""

    def redirect_request(self, *_request: Any) -> None:
        return None


class Visitor:
    """One signed-in person; several threads may act as him."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        door = urllib.request.HTTPSHandler(context=unverified())
        self._following = urllib.request.build_opener(cookies, door)
        self._staying = urllib.request.build_opener(cookies, door, _Stay)

    def sign_in(self) -> None:
        """With password and app."""
        half = self.fill("/account/sign-in/", "password", email=LEAD, password=PASSWORD)
        assert half.startswith("/account/second-step/"), half
        whole = self.fill(half, "code", code=code_of(SECRET, 1))
        assert "step" not in whole, whole

    def read(self, path: str) -> str:
        """The page."""
        return self._ask(self._following, path)[1]

    def fill(self, path: str, holds: str, **typed: str) -> str:
        """Fill in the form of a page; where that leads."""
        forms = Page(self.read(path)).forms
        opened = next(form for form in forms if holds in form)
        return self._ask(self._staying, path, {**opened, **typed})[0]

    def _ask(
        self, opener: urllib.request.OpenerDirector, path: str, sent: dict[str, Any] | None = None
    ) -> tuple[str, str]:
        address = self._stack.address + path
        body = urllib.parse.urlencode(sent).encode() if sent else None
        asked = urllib.request.Request(address, body, {"Referer": address})  # noqa: S310 - https
        try:
            with opener.open(asked, timeout=20) as reply:
                return reply.url, reply.read().decode()
        except urllib.error.HTTPError as answer:
            if answer.code == 302:
                return answer.headers["Location"], ""
            raise


def found_clinic(stack: Stack) -> None:
    """The first clinic of a new server, and its first lead."""
    shell = f"python manage.py shell --no-imports -c {shlex.quote(FIRST_LEAD)}"
    done = stack.run("migrate", shell, PYTHONPATH=".")
    assert done.returncode == 0, done.stderr


class Load:
    """Men who are registered one after the other until it is enough, and those acknowledged."""

    def __init__(self, visitor: Visitor, enough: int, at_once: int = 2) -> None:
        self.visitor, self.enough = visitor, enough
        self.acknowledged: list[str] = []
        self.failed = 0
        self._numbers = count(1)
        self._threads = [threading.Thread(target=self._go_on) for _ in range(at_once)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.enough = min(self.enough, len(self.acknowledged)) if any(_error) else self.enough
        for thread in self._threads:
            thread.join()

    def until(self, number: int, seconds: float = 300) -> None:
        """Wait until so many were acknowledged."""
        deadline = time.monotonic() + seconds
        while len(self.acknowledged) < number:
            assert time.monotonic() < deadline, f"{len(self.acknowledged)} of {number}"
            time.sleep(0.02)

    def _go_on(self) -> None:
        while len(self.acknowledged) < self.enough:
            number = next(self._numbers)
            record_number = f"L-{number}"
            # Nobody is like another, so that no page asks whether he is one of those on record.
            typed = {
                **DETAILS,
                "email": f"{number}@example.org",
                "phone": f"555 {number:04}",
                "record_number": record_number,
                "family_name": _word(f"family {number}"),
                "given_name": _word(f"given {number}"),
                "born_on": f"{_birthday(number):%d %b %Y}",
            }
            try:
                leads_to = self.visitor.fill("/patients/new/", "record_number", **typed)
            except (OSError, StopIteration):
                leads_to = ""
            if HIS_PAGE.search(leads_to):
                self.acknowledged.append(record_number)
            else:
                self.failed += 1
                time.sleep(0.05)


def _word(of: str) -> str:
    """A name that is like no other one's."""
    return "".join(chr(97 + byte % 26) for byte in sha256(of.encode()).digest()[:10]).title()


def _birthday(number: int) -> date:
    """A day of its own for each, that is another one's with day and month exchanged for none."""
    return date(1940 + number // 180, 1 + number // 15 % 12, 13 + number % 15)


def stored(stack: Stack) -> list[str]:
    """The record numbers that the database holds."""
    with psycopg.connect(stack.server.address("inrange")) as connection:
        rows = connection.execute("SELECT record_number FROM patients_patientdetails").fetchall()
    return [number for (number,) in rows]


def lost(stack: Stack, acknowledged: Iterable[str]) -> list[str]:
    """Men whom a page acknowledged and the database does not hold, or holds twice."""
    held = stored(stack)
    return [number for number in acknowledged if held.count(number) != 1]
