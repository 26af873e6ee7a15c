"""Words that would be a program where a page forgot to write them as words."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.browser.journeys.desk import Desk
from tests.browser.journeys.stops import review_of_first
from tests.processes.site import ROOT

pytestmark = pytest.mark.browser

AWKWARD = ROOT.parent / "shared/samples/awkward"
MANY, FEW = 12, 6
"""Pieces of the awkward words: for the many fields of a form, and for notes of 4,000 characters."""

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
    """A lead whose browser tells when a planted program runs."""
    at = desk("lead")
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


FORMS = [
    "/patients/new/",
    "/patients/",
    "/targets/clinic/propose/",
    "/settings/staff/",
    "/settings/reminders/",
    "/audit/",
    *(
        f"Garrick {page}"
        for page in (
            "draws/new/",
            "symptoms/new/",
            "dexa/new/",
            "details/",
            "targets/",
            "protocol/anastrozole/",
            "protocol/other/",
        )
    ),
]
"""Every page of the lead on which words are typed; of a man's, the part behind his address."""

FILL = """(words) => {
  const texts = "textarea, input:not([type]), input[type=text], input[type=search], " +
    "input[type=email], input[type=tel]";
  const forms = [...document.querySelectorAll("main form")];
  const fields = (form) => [...form.elements].filter((each) => each.matches(texts));
  const form = forms.sort((one, other) => fields(other).length - fields(one).length)[0];
  form.noValidate = true;
  fields(form).forEach((each, place) => (each.value = words[place % words.length]));
  form.querySelector("[type=submit]").click();
  return fields(form).length;
}"""
"""Type into every field of words of the largest form, past what the browser would refuse."""

FOREIGN = """() => [...document.querySelectorAll("body *")].filter((each) =>
  each.matches("iframe, object, embed, base, script:not([src]):not([type='application/json'])") ||
  [...each.attributes].some((one) =>
    one.name.startsWith("on") || /^\\s*javascript:/i.test(one.value) && one.name != "value"))
  .map((each) => each.outerHTML.slice(0, 200))"""
"""Elements that no page of the site has: a program, or a frame."""


def pieces(number: int) -> list[str]:
    """The words to type, one piece for a field: awkward ones of others' making where they are."""
    own = " ".join(HOSTILE)
    if not AWKWARD.exists():
        return [own]
    found = json.loads((AWKWARD / "blns.json").read_text(encoding="utf-8"))
    found += (AWKWARD / "csv-injection-payloads.txt").read_text(encoding="utf-8").splitlines()
    return [f"{own} {' '.join(found[place::number])}" for place in range(number)]


def try_form(at: Desk, path: str, words: list[str]) -> list[Any]:
    """Type into the form of a page, send it, and tell what came of it."""
    name, _, page = path.rpartition(" ")
    at.go(at.man(name, page) if name else page)
    fields = at.page.evaluate(FILL, words)
    at.page.wait_for_load_state()
    return [*found_planted(at), *at.page.evaluate(FOREIGN), *["no field"] * (not fields)]


def test_words_typed_into_every_field_stay_words(at: Desk) -> None:
    words = pieces(MANY)
    turned = [[*words[place:], *words[:place]] for place in range(len(FORMS))] if words[1:] else []
    tried = zip(FORMS, turned or [words] * len(FORMS), strict=True)
    assert {path: found for path, typed in tried if (found := try_form(at, path, typed))} == {}


def test_what_was_typed_and_refused_stands_in_the_form_again(at: Desk) -> None:
    words = " ".join(HOSTILE)
    at.go(at.man("Garrick", "dexa/new/"))
    at.page.evaluate(FILL, [words])
    at.page.wait_for_selector("[data-error-summary]")
    shown = "form => [...form.elements].map(each => each.value).join('\\n')"
    assert words in at.page.locator("main form").last.evaluate(shown)


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


def test_words_of_decisions_are_words_on_every_page_that_shows_them(at: Desk) -> None:
    for words in pieces(FEW):
        review_of_first(at)
        man = at.page.url.removeprefix(at.address).partition("review/")[0]
        at.page.check("[name=kind][value=acknowledge]")
        at.fill(reason_code="repeat_labs", until="+14", note=words)
        at.save("Record decision")
        at.page.get_by_text("Decision recorded.").wait_for()
        for part in ("", "review/"):
            at.go(man + part)
            assert [*found_planted(at), *at.page.evaluate(FOREIGN)] == []
        assert at.sees(HOSTILE[0])


def test_a_planted_element_is_found(at: Desk) -> None:
    at.go("/")
    for planted in ("<b data-planted>", "<i onclick='x'>", "<a href=' javascript:x'>", "<iframe>"):
        at.page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", planted)
    assert found_planted(at)[-1] == "a planted element"
    assert len(at.page.evaluate(FOREIGN)) == 3
