"""Two people at two computers, over HTTP: what their forms hold, and sending them at one moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from accounts.models import User
from tests.conftest import signed_in
from tests.views.page import Page, Sent
from tests.walls.forms import Form

Answer = tuple[int, str]
"""A status and a page."""


class Window:
    """A browser of its own: one connection that is kept, a sign-in, and what its form holds."""

    def __init__(self, server: str, user: User) -> None:
        self.line, self.user = HTTPConnection(urlsplit(server).netloc, timeout=60), user
        self.cookies = f"sessionid={signed_in(user).session.session_key}"
        self.refused: dict[str, str] = {}
        """Pages on which a form was shown again: it is sent from there, as a person does."""

    def open(self, path: str, form: Form) -> Sent:
        """Take what the form would send, its token against forgery included."""
        text = self.refused.pop(path, "") or self.read(path)
        page = Page(text)
        return next(each for each in page.forms if form.holds in each)

    def read(self, path: str) -> str:
        """Open a page."""
        status, text = self._ask("GET", path)
        assert status == 200, text
        return text

    def send(self, path: str, body: Sent) -> Answer:
        """Send a form."""
        status, text = self._ask("POST", path, urlencode(body, doseq=True))
        if status == 422:
            self.refused[path] = text
        return status, text

    def close(self) -> None:
        """Go away; the server's thread ends with its connection to the database."""
        self.line.close()

    def _ask(self, method: str, path: str, body: str = "") -> Answer:
        told = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        self.line.request(method, path, body, told)
        answer = self.line.getresponse()
        for name, value in answer.getheaders():
            if name == "Set-Cookie" and value.startswith("csrftoken"):
                self.cookies = f"{self.cookies.split('; csrf')[0]}; {value.split(';')[0]}"
        return answer.status, answer.read().decode()


Two = tuple[Window, Window]


@contextmanager
def windows(server: str, one: User, other: User) -> Iterator[Two]:
    """Two people, each at a computer until the end of the test."""
    first, second = Window(server, one), Window(server, other)
    yield first, second
    first.close()
    second.close()


def at_once(two: Two, path: str, bodies: list[Sent]) -> list[Answer]:
    """Send both forms at the same moment."""
    gate, answers = threading.Barrier(2, timeout=30), [(0, ""), (0, "")]

    def send(place: int) -> None:
        gate.wait()
        answers[place] = two[place].send(path, bodies[place])

    threads = [threading.Thread(target=send, args=[place]) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
