"""Words that would be a program where a page forgot to write them as words."""

from collections.abc import Callable
from functools import partial
from itertools import batched
from typing import Any

import pytest

from tests.browser.journeys.desk import Desk

pytestmark = pytest.mark.browser

HOSTILE = [
    "<script>planted()</script>",
    '"><img src=x onerror=planted()>',
    "'><svg onload=planted()>",
    "</textarea><script>planted()</script>",
    "</title><b data-planted>",
    "<iframe srcdoc='<b data-planted>'>",
    "<details open ontoggle=planted()>",
    '" autofocus onfocus=planted() x="',
    "javascript:planted()",
    "{{ 7|add:7 }}{% debug %}",
    "--><b data-planted>",
    "&lt;b data-planted&gt;",
]


@pytest.fixture
def at(desk: Callable[..., Desk]) -> Desk:
    """A clinician whose browser tells when a planted program runs."""
    at = desk("clinician")
    at.page.on("dialog", partial(heard, at))
    at.page.expose_function("planted", lambda: at.complaints.append("a planted program ran"))
    return at


def heard(at: Desk, dialog: Any) -> None:
    """Leave a page with unsaved words when it asks; any other question was planted."""
    if dialog.type != "beforeunload":
        at.complaints.append(dialog.message)
    dialog.accept()


def found_planted(at: Desk) -> list[Any]:
    """What got from words into the page: its elements, breaches of the policy, programs."""
    nodes = at.page.locator("[data-planted]").count()
    return [*at.complaints, *at.page.evaluate("window.violations"), *["a planted element"] * nodes]


def fill_every_text(at: Desk, words: str) -> None:
    """Type the same into every field that takes words."""
    at.page.locator("main details").evaluate_all("all => all.forEach(each => each.open = true)")
    for each in at.page.locator("main form :is(textarea, input:not([type]), [type=text])").all():
        if each.is_visible() and each.is_editable():
            each.fill(words)


@pytest.mark.parametrize("page", ["draws/new/", "symptoms/new/", "dexa/new/", "details/"])
def test_words_typed_into_every_field_come_back_as_words(at: Desk, page: str) -> None:
    for some in batched(HOSTILE, 3, strict=True):
        words = " ".join(some)
        at.go(at.man("Garrick", page))
        fill_every_text(at, words)
        at.page.locator("main form [type=submit]").last.click()
        at.page.wait_for_load_state()
        assert found_planted(at) == []
        assert words in at.page.locator("main form").last.evaluate(
            "form => [...form.elements].map(each => each.value).join('\\n')"
        )


def test_words_that_were_saved_are_words_on_every_page(at: Desk) -> None:
    at.go("/patients/new/")
    names = {"family_name": HOSTILE[1], "given_name": HOSTILE[0], "record_number": HOSTILE[3]}
    at.fill(**names, born_on="14 Mar 1969")
    at.page.locator("main form [type=submit]").last.click()
    at.page.wait_for_load_state()
    man = at.page.url.removeprefix(at.address)
    for part in ("", "draws/new/", "history/", "review/"):
        at.go(man + part)
        assert at.sees(HOSTILE[0])
        assert found_planted(at) == []


def test_a_planted_element_is_found(at: Desk) -> None:
    at.go("/")
    at.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<b data-planted>')")
    assert found_planted(at) == ["a planted element"]
