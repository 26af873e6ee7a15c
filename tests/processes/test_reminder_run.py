"""A reminder from the demo's overdue man to the outbox page, by the real worker, untouched."""

import re
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.processes.demo import prepare_demo
from tests.processes.site import Site, is_alive, started

pytestmark = pytest.mark.fault
PASSWORD = "lantern-on-the-quay"
SECONDS_TO_SEND = 180
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Reader:
    """A lead who signed in and reads pages."""

    def __init__(self, site: Site) -> None:
        self.address = f"http://localhost:{site.port}"
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        token = TOKEN.search(self.read("/account/sign-in/"))
        assert token
        pair = {"email": "lead@example.org", "password": PASSWORD}
        self.read("/account/sign-in/", {"csrfmiddlewaretoken": token[1], **pair})

    def read(self, path: str, sent: dict[str, str] | None = None) -> str:
        body = urllib.parse.urlencode(sent).encode() if sent else None
        with self.opener.open(self.address + path, body, timeout=10) as reply:
            return reply.read().decode()


def first_sent(reader: Reader) -> str:
    """The address of the first mail that went out."""
    deadline = time.monotonic() + SECONDS_TO_SEND
    while True:
        page = reader.read("/reminders/?show=sent")
        if found := re.search(r'href="(/reminders/[0-9a-f-]{36}/)"', page):
            return found[1]
        assert time.monotonic() < deadline, page
        time.sleep(1)


def test_an_overdue_man_is_told_of_without_any_command(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    prepare_demo(folder)
    with started(folder) as site:
        reader = Reader(site)
        page = reader.read(first_sent(reader))
        mail = re.search(r'<pre class="mail-body">(.*?)</pre>', page, re.DOTALL)
        names = re.findall(r'<li><span><a href="/patients/[^"]+">([^,<]+)', page)
        family = site.descendants()
        assert site.interrupt() == 0
    assert mail
    assert names
    assert [name for name in names if name in mail[1]] == []
    assert [args for pid, args in family.items() if is_alive(pid)] == []
