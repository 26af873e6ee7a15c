"""What lab entry sees, and where an overdue man's mail can be read."""

import re
import time

import pytest

from tests.browser.journeys.steps import save_draw

pytestmark = pytest.mark.browser
SECONDS_TO_SEND = 180


def test_lab_entry_types_results_and_sees_no_judgement(desk) -> None:
    at = desk("labs")
    assert at.page.url.endswith("/patients/")
    assert at.page.get_by_role("link", name="Worklist").count() == 0
    save_draw(at, "Ivory", "-6", estradiol="9.9", testosterone_total="742")
    assert at.sees("Draw saved and judged.")
    assert not at.sees("very low")
    assert at.page.get_by_role("link", name="Change dose").count() == 0


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("review/", id="findings"),
        pytest.param("protocol/anastrozole/", id="prescribing"),
    ],
)
def test_lab_entry_is_told_what_it_may_not_do(desk, path: str) -> None:
    at = desk("labs")
    at.go(at.man("Hollis", path))
    assert at.page.locator("h1").inner_text()
    assert not at.sees("Ambrose")


def test_the_worker_sends_an_overdue_mans_mail_to_the_outbox(desk) -> None:
    at = desk("lead")
    deadline = time.monotonic() + SECONDS_TO_SEND
    at.go("/reminders/?show=sent")
    while not at.page.get_by_role("link", name="Read").count():
        assert time.monotonic() < deadline, at.text()
        at.page.wait_for_timeout(2000)
        at.page.reload()
    at.page.get_by_role("link", name="Read").first.click()
    mail = at.page.inner_text(".mail-body")
    named = at.page.locator(".due-list a").all_inner_texts()
    assert named
    assert [name for name in named if name.partition(",")[0] in mail] == []
    assert re.search(r"https?://", mail)
