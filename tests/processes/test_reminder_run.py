"""A reminder from the demo's overdue man to the outbox page, by the real worker, untouched."""

import re
import time
from pathlib import Path

import pytest

from tests.processes.demo import prepare_demo
from tests.processes.reader import Reader
from tests.processes.site import is_alive, started

pytestmark = pytest.mark.fault
SECONDS_TO_SEND = 180


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
