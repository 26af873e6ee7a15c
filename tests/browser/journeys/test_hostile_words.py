"""Words that would be a program where a page forgot to write them as words."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import Resolver404, resolve

from tests.browser.journeys.desk import Desk
from tests.browser.journeys.stops import review_of_first
from tests.views.bodies import DEXA, DRAW, SYMPTOMS, THERAPY
from tests.views.page import CONFIRMATION
from tests.walls.hostile import OWN, PROGRAMS, everything
from tests.walls.text_fields import TYPED, TypedForm, typed_forms

pytestmark = pytest.mark.browser

ALL = " ".join(OWN)


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


ONLY_IN_PROCESS = {
    "exchange:waiting-row",
    "accounts:app-add",
    "accounts:forgotten",
    "accounts:invitation",
    "accounts:passkey-add",
    "accounts:password",
    "accounts:reset",
    "accounts:second-step",
    "accounts:sign-in",
    "monitoring:clinic-targets-withdraw",
    "monitoring:draw-move",
    "monitoring:draw-moved",
    "monitoring:record-pair-undo",
    "monitoring:target-proposal-decline",
}
"""Before one is inside, or where the demo has nothing to click: see `tests/walls/test_words.py`."""

BEGINNINGS = (
    "",
    "draws/new/",
    "symptoms/new/",
    "dexa/new/",
    "details/",
    "targets/",
    "protocol/other/",
)
ELSEWHERE = ("/", "/patients/", "/settings/staff/", "/settings/reminders/", "/audit/", "/admin/")
MOST_PAGES = 150
PARTS = 12
"""Of the words of others' making a field meets one part here, and all of them in the process."""


def pages(at: Desk) -> Iterator[tuple[str, str]]:
    """One page of every route that a lead reaches by links, a man's own ones first."""
    waiting = [*(at.man("Garrick", each) for each in BEGINNINGS), *ELSEWHERE]
    routes = set[str]()
    while waiting and len(routes) < MOST_PAGES:
        path = waiting.pop(0)
        with suppress(Resolver404):
            name = resolve(path.split("?")[0]).view_name
            if name in routes or "export" in name or "sign-out" in name:
                continue
            routes.add(name)
            answer = at.context.request.get(at.address + path)
            if answer.ok and "text/html" in answer.headers.get("content-type", ""):
                html = answer.text()
                waiting += re.findall(r'<a [^>]*href="(/[^"#]*)', unescape(html))
                yield path, html


def send(at: Desk, form: TypedForm, turn: int) -> None:
    """Send the form with the words in every field, and look at the answer in the browser."""
    target = f"{at.address}{form.target}"
    if form.method == "get":
        at.page.goto(f"{target}?{urlencode(dict.fromkeys(form.fields, ' '.join(PROGRAMS)))}")
        return
    typed = {name: everything(turn + place, PARTS) for place, name in enumerate(form.fields)}
    answer = at.context.request.post(target, form={**form.held, **typed})
    at.page.route(answer.url, lambda route: route.fulfill(response=answer))
    at.page.goto(answer.url)
    at.page.unroute(answer.url)


def test_words_typed_into_every_field_stay_words(at: Desk) -> None:
    """Every field meets every word of ours at once; the browser then reads what is answered."""
    tried = dict[str, list[Any]]()
    shown = [each for path, html in pages(at) for each in typed_forms(html, path)]
    fresh = {(each.name, *each.fields): each for each in shown}.values()
    for turn, form in enumerate(fresh):
        send(at, form, turn)
        tried.setdefault(form.name, []).extend([*found_planted(at), *at.page.evaluate(FOREIGN)])
    assert {name: found for name, found in tried.items() if found} == {}
    assert tried.keys() >= TYPED - ONLY_IN_PROCESS


def test_what_was_typed_and_refused_stands_in_the_form_again(at: Desk) -> None:
    words = ALL
    at.go(at.man("Garrick", "dexa/new/"))
    at.page.evaluate(FILL, [words])
    at.page.wait_for_selector("[data-error-summary]")
    shown = "form => [...form.elements].map(each => each.value).join('\\n')"
    assert words in at.page.locator("main form").last.evaluate(shown)


SAVED = {
    "draws/new/": {**DRAW, "collected_on": "-9", "laboratory": PROGRAMS[1], "note": ALL},
    "symptoms/new/": {**SYMPTOMS, "reported_on": "-8", "note": ALL},
    "dexa/new/": {**DEXA, "scanned_on": "-7", "note": ALL}
    | dict.fromkeys(("device", "model", "facility", "reader", "reference_database"), PROGRAMS[2]),
    "protocol/other/": {**THERAPY, "occurred_on": "-6", "regimen": PROGRAMS[0], "note": ALL},
}
"""Accepted by every form that records; what has no room for all words takes one."""

NEW = {
    "family_name": PROGRAMS[1],
    "given_name": PROGRAMS[0],
    "record_number": PROGRAMS[3],
    "phone": PROGRAMS[2],
    "note": ALL,
    "born_on": "14 Mar 1969",
}

SHOWING = ("", "history/", "review/", "report/", "copy/", "draws/new/", "dexa/new/", "details/")
NAMING = ("", "history/", "review/", "draws/new/", "/patients/", "/admin/labs/laboratory/")
"""Where his name or his laboratory can be read; elsewhere it must not have become anything."""

LISTS = ("/patients/", "/?show=all", "/audit/", "/admin/labs/laboratory/")


def test_words_that_were_saved_are_words_on_every_page(at: Desk) -> None:
    man = record(at, "/patients/new/", NEW)
    for part, typed in SAVED.items():
        record(at, man + part, typed)
    for path in (*(man + part for part in SHOWING), *LISTS):
        at.go(path)
        assert [*found_planted(at), *at.page.evaluate(FOREIGN)] == [], path
        if path.removeprefix(man) in NAMING:
            assert at.sees(PROGRAMS[0]) or at.sees(PROGRAMS[1]), path


def record(at: Desk, path: str, typed: dict[str, str]) -> str:
    """Save what is typed, past what is asked first; the page to which that leads."""
    html = at.context.request.get(at.address + path).text()
    for _ in range(2):
        (form, *_) = (each for each in typed_forms(html, path) if "seal" in each.held)
        found = CONFIRMATION.findall(html)
        asked = {"confirmed": found[0]} if found else {}
        answer = at.context.request.post(
            f"{at.address}{form.target}", form={**form.held, **typed, **asked}
        )
        if not answer.url.endswith(path):
            return str(answer.url.removeprefix(at.address))
        html = answer.text()
    raise AssertionError(f"{path} was not saved")


def test_words_of_decisions_are_words_on_every_page_that_shows_them(at: Desk) -> None:
    review_of_first(at)
    man = at.page.url.removeprefix(at.address).partition("review/")[0]
    at.page.check("[name=kind][value=acknowledge]")
    at.fill(reason_code="repeat_labs", until="+14", note=" ".join(OWN))
    at.save("Record decision")
    at.page.get_by_text("Decision recorded.").wait_for()
    for part in ("", "review/", "history/", "report/"):
        at.go(man + part)
        assert [*found_planted(at), *at.page.evaluate(FOREIGN)] == []
    at.go(man + "review/")
    assert at.sees(PROGRAMS[0])


def test_a_planted_element_is_found(at: Desk) -> None:
    at.go("/")
    for planted in ("<b data-planted>", "<i onclick='x'>", "<a href=' javascript:x'>", "<iframe>"):
        at.page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", planted)
    assert found_planted(at)[-1] == "a planted element"
    assert len(at.page.evaluate(FOREIGN)) == 3
