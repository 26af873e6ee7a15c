"""Asking for pages over one kept connection, as a browser behind the clinic's proxy does."""

import gzip
import http.client
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from urllib.parse import urlencode

from benchmarks.pages.serving import HOST


@dataclass
class Answer:
    """One answer, and how long it took."""

    status: int
    body: bytes
    seconds: float
    bytes_sent: int

    @property
    def text(self) -> str:
        """The page as it reads."""
        return self.body.decode()


class Browser:
    """A kept connection to one server, signed in where a session is given."""

    def __init__(self, port: int, session: str = "") -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._session, self._token = session, ""

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path)

    def post(self, path: str, sent: Sequence[tuple[str, str]]) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(sent))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        begun = time.perf_counter()
        self._line.request(method, path, body, self._headers(body))
        reply = self._line.getresponse()
        raw = reply.read()
        seconds = time.perf_counter() - begun
        for name, value in reply.getheaders():
            if name == "Set-Cookie" and "csrftoken" in value:
                self._token = value.split("csrftoken=", 1)[1].split(";", 1)[0]
        is_packed = reply.getheader("Content-Encoding") == "gzip"
        return Answer(reply.status, gzip.decompress(raw) if is_packed else raw, seconds, len(raw))

    def _headers(self, body: str | None) -> dict[str, str]:
        cookies = {"sessionid": self._session, "csrftoken": self._token}
        given = {
            "Host": HOST,
            "Origin": f"https://{HOST}",
            "X-Forwarded-Proto": "https",
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items() if value),
        }
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return given | (form if body is not None else {})


@dataclass
class Form(HTMLParser):
    """What the form with a seal on a page would send if nothing were typed."""

    page: str
    sent: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._fields: list[tuple[str, str]] = []
        self.feed(self.page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the hidden fields of each form."""
        told = dict(attrs)
        if tag == "form":
            self._fields = []
        elif tag == "input" and told.get("type") == "hidden" and told.get("name"):
            self._fields.append((str(told["name"]), told.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        """Keep those of the form that carries a seal."""
        if tag == "form" and any(name == "seal" for name, _ in self._fields):
            self.sent = self._fields


def succeeded(answer: Answer) -> bool:
    """Whether it is the page, or leads on after saving."""
    return answer.status in {HTTPStatus.OK, HTTPStatus.FOUND}
