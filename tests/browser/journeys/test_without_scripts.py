"""Every page with JavaScript switched off: whatever can be seen can be used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.browser.journeys.desk import Desk
from tests.browser.journeys.import_stops import brought
from tests.browser.journeys.steps import today
from tests.browser.journeys.stops import EMPTY, STOPS, Way

pytestmark = pytest.mark.browser

BROUGHT_BY_SCRIPTS = ("a draw, as typed", "a draw, two days meant")
"""What a script tells while one types; the check tells the same, and is a stop of its own."""

BARE: list[tuple[str, dict[str, Way]]] = [
    ("lead", {name: way for name, way in STOPS.items() if name not in BROUGHT_BY_SCRIPTS}),
    ("lead@quiet.example.org", EMPTY),
]

ONE_OF_GARRICK = (
    "MSH|^~\\&|LIS|Quay Laboratory|||{drawn}||ORU^R01|M7|P|2.5.1",
    "PID|1||J-Garrick||Garrick^Ambrose||19710504|M",
    "OBR|1|P-7|F-7|HORM|||{drawn}0810",
    "OBX|1|NM|2243-4^Estradiol^LN||28.5|pg/mL|||||F",
)

USELESS = """() => {
  const FIELDS = "input:not([type=hidden]), select, textarea";
  const isSeen = (one) => one.checkVisibility() && !one.closest(".visually-hidden");
  const found = (selector, isWrong) => [...document.querySelectorAll(selector)]
    .filter((one) => isSeen(one) && isWrong(one)).map((one) => one.outerHTML.slice(0, 140));
  const senders = (form) => [...form.elements].filter((one) => one.type === "submit");
  const fields = (form) => [...form.elements].filter((one) => one.matches(FIELDS) && isSeen(one));
  // Of one field alone the Enter key sends the form; the search of the bar is made like that.
  const isStuck = (form) => fields(form).length > 1 && !senders(form).some(isSeen);
  return [
    ...(document.querySelector("h1, .banner-name") ? [] : ["a page without a heading"]),
    ...found("form", isStuck),
    ...found("button", (one) => one.type === "button" || !one.form),
    ...found(FIELDS, (one) => !one.form),
    ...found("a:not([href])", () => true),
    ...found("[hx-get], [hx-post]", (one) => !one.matches("a, form") && !one.closest("form")),
    ...found("[aria-busy=true]", () => true),
  ];
}"""

FOR_SCRIPTS_ONLY = """() => document.querySelector("main").insertAdjacentHTML("beforeend",
  "<button type=button>x</button><form><input><select></select></form><a>x</a><input>")"""


@pytest.fixture
def bare(desk: Callable[..., Desk]) -> Callable[[str], Desk]:
    """Opens the desk of somebody whose browser runs no script."""
    return lambda who: desk(who, java_script_enabled=False)


def useless(at: Desk) -> list[Any]:
    """What is seen and answers nobody without a script."""
    return at.page.evaluate(USELESS)


@pytest.mark.parametrize(("who", "ways"), BARE, ids=["at work", "nothing yet"])
def test_whatever_is_seen_can_be_used(
    bare: Callable[[str], Desk], who: str, ways: dict[str, Way]
) -> None:
    at = bare(who)
    wrong = {}
    for name, way in ways.items():
        way(at)
        wrong[name] = useless(at)
    assert {name: found for name, found in wrong.items() if found} == {}
    at.page.evaluate(FOR_SCRIPTS_ONLY)
    assert len(useless(at)) == 4


def test_a_scan_a_dose_and_symptoms_are_checked_and_saved(bare: Callable[[str], Desk]) -> None:
    at = bare("clinician")
    at.go(at.man("Garrick", "dexa/new/"))
    at.fill(scanned_on="-3", manufacturer="Hologic", device="Horizon", total_hip_t_score="-0.4")
    at.save()
    assert at.sees("Scan saved and judged."), at.text()
    at.go(at.man("Garrick", "symptoms/new/"))
    at.fill(reported_on="-2")
    at.page.check("[name=joint_pain][value='1']")
    at.save()
    assert at.sees("Symptoms saved"), at.text()
    at.go(at.man("Garrick", "protocol/anastrozole/"))
    at.page.check("[name=step][value=change]")
    at.fill(occurred_on="-1", usual="0.5-w2", reason_code="e2_high")
    at.save()
    assert at.sees("Anastrozole 1 mg/week"), at.text()


def test_a_file_is_imported_in_three_steps(bare: Callable[[str], Desk]) -> None:
    at = bare("labs")
    drawn = f"{today(at) - timedelta(9):%Y%m%d}"
    brought("lab.hl7", "\r".join(ONE_OF_GARRICK).format(drawn=drawn))(at)
    at.page.get_by_role("checkbox").check()
    at.page.get_by_role("button", name="Accept the ticked rows").click()
    assert at.page.locator("#came").count() == 1, at.text()
    at.go(at.man("Garrick"))
    assert at.page.locator("#draws tbody tr", has_text="28.5").count() == 1, at.text()
