"""A form is checked before it is saved: what would follow is shown, and nothing is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership
from accounts.roles import Role
from labs.models import Draw, Laboratory, Result
from monitoring.foresight import foresee
from monitoring.models import Finding, Obligation, Status
from patients.models import Patient, SymptomReport
from protocols.models import TherapyEvent
from tests.conftest import TODAY, draw, recorded, signed_in
from tests.views.bodies import CHANGE, DEXA, DRAW, SYMPTOMS, THERAPY
from tests.views.page import Page, opened, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WRITTEN: tuple[type[Model], ...] = (
    Patient, Draw, Result, Laboratory, TherapyEvent, Finding, Obligation, Status
)  # fmt: skip
VERY_LOW = DRAW | {"estradiol": "8"}
CHECKED_FIRST = {
    "draw-record": DRAW,
    "dexa-record": DEXA,
    "symptoms-record": SYMPTOMS,
    "anastrozole-record": CHANGE,
    "therapy-record": THERAPY,
}


def page(name: str, man: Patient) -> str:
    return reverse(f"monitoring:{name}", args=[man.opaque_id])


def checked(client: Client, url: str, typed: dict[str, Any]) -> Page:
    """The page that says what saving would bring."""
    answer = client.post(url, {**opened(client, url), **typed, "check": "1"})
    assert answer.status_code == 200
    return page_of(answer)


def kept() -> list[list[Any]]:
    """Every row that a fact and its judgement are written in."""
    return [list(model._default_manager.order_by("pk").values()) for model in WRITTEN]


@pytest.mark.parametrize("name", CHECKED_FIRST)
def test_a_check_writes_nothing_and_saving_does_what_it_said(
    name: str, pages: Client, man: Patient
) -> None:
    url, before = page(name, man), kept()
    assert "Check" in page_of(pages.get(url)).text
    shown = checked(pages, url, CHECKED_FIRST[name])
    assert "Not saved yet." in shown.text
    assert kept() == before
    assert pages.post(url, shown.form_with("seal")).status_code == 302
    assert kept() != before


def test_the_button_says_what_saving_does_to_his_flags(pages: Client, man: Patient) -> None:
    shown = checked(pages, page("draw-record", man), VERY_LOW).text
    assert "Save draw and open 1 Act flag, close " in shown
    assert "Opens Act Estradiol very low, below 10 8 pg/mL on 20-Nov-2026" in shown
    assert "Stays, on new evidence Review Estradiol below target" in shown
    assert "Closes Act Hematocrit at or above 54" in shown
    assert "8 pg/mL = 29 pmol/L Below target" in shown


def test_what_was_announced_is_said_to_be_done(pages: Client, man: Patient) -> None:
    shown = checked(pages, page("draw-record", man), VERY_LOW)
    pages.post(page("draw-record", man), shown.form_with("seal"))
    saved = page_of(pages.get(page("patient", man))).text
    assert "Draw saved and judged. 1 Act flag opened, " in saved
    assert Finding.objects.open().filter(patient=man, rule_id="E2_VERY_LOW").exists()


def test_what_stays_as_it_was_shown_is_written_once(pages: Client, man: Patient) -> None:
    """What is saved is the very work whose outcome was held against the page, not done again."""
    shown = checked(pages, page("draw-record", man), VERY_LOW)
    with CaptureQueriesContext(connection) as captured:
        pages.post(page("draw-record", man), shown.form_with("seal"))
    written = [each["sql"] for each in captured if each["sql"].startswith("INSERT INTO ")]
    assert sum('"labs_draw"' in each.split("(")[0] for each in written) == 1


def test_a_value_changed_after_the_check_is_checked_again(pages: Client, man: Patient) -> None:
    shown = checked(pages, page("draw-record", man), VERY_LOW)
    changed = shown.form_with("seal") | {"note": "Read over the telephone"}
    again = pages.post(page("draw-record", man), changed)
    assert again.status_code == 200
    assert "Not saved yet." in page_of(again).text
    assert not Draw.objects.filter(patient=man, collected_on="2026-11-20").exists()


def test_what_a_colleague_saved_after_the_check_is_checked_again(
    pages: Client, man: Patient
) -> None:
    shown = checked(pages, page("draw-record", man), VERY_LOW)
    recorded(man, draw(TODAY - timedelta(days=1), hematocrit="54.4"))
    again = pages.post(page("draw-record", man), shown.form_with("seal"))
    assert "Not saved yet." in page_of(again).text


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        pytest.param("0.5", "Save event and open 1 Review flag", id="above the typical range"),
        pytest.param("0.125", "Stays, on new evidence Watch Estradiol below target", id="lowered"),
    ],
)
def test_a_dose_dated_back_tells_the_flags_that_it_brings(
    dose: str, words: str, pages: Client, man: Patient
) -> None:
    change = CHANGE | {"occurred_on": "-2", "dose_mg": dose, "schedule": "w3"}
    shown = checked(pages, page("anastrozole-record", man), change).text
    assert words in shown
    assert " mg a week, was 0.5 mg a week" in shown
    assert "Follow-up labs: due on" in shown


def test_the_day_is_said_in_full_and_a_draw_close_to_it_is_named(
    pages: Client, man: Patient
) -> None:
    shown = checked(pages, page("draw-record", man), DRAW | {"collected_on": "-4"}).text
    assert "Date drawn: Wed 18-Nov-2026 , 4 days ago." in shown
    assert "Another draw stands 2 days before, on 16-Nov-2026" in shown
    assert "Another draw" not in checked(pages, page("draw-record", man), DRAW).text


def test_an_amendment_tells_what_it_would_close(pages: Client, man: Patient) -> None:
    low = Draw.objects.current().filter(patient=man).latest("collected_on")
    url = reverse("monitoring:draw-amend", args=[man.opaque_id, low.document])
    shown = checked(pages, url, {"estradiol": "31", "amendment": "Typed wrong"})
    assert "close" in shown.text
    assert "Closes Review Estradiol below target" in shown.text


def test_a_refused_form_is_not_foreseen(pages: Client, man: Patient) -> None:
    url = page("draw-record", man)
    answer = pages.post(url, {**opened(pages, url), **DRAW, "estradiol": "lots", "check": "1"})
    assert answer.status_code == 422
    assert "Not saved yet." not in page_of(answer).text


def test_lab_entry_reads_its_values_again_and_no_judgement(
    man: Patient, hired: dict[Role, Membership]
) -> None:
    at_the_desk = signed_in(hired[Role.LAB_ENTRY].user)
    shown = checked(at_the_desk, page("draw-record", man), VERY_LOW).text
    assert "Not saved yet. What was read" in shown
    assert "8 pg/mL" in shown
    for judged in ("Below target", "Act flag", "E2_VERY_LOW", "very low"):
        assert judged not in shown


def test_the_next_patient_is_one_button_away(pages: Client, man: Patient) -> None:
    shown = checked(pages, page("draw-record", man), DRAW)
    assert "Save and enter next patient" in shown.text
    saved = pages.post(page("draw-record", man), shown.form_with("seal") | {"next": "1"})
    assert saved["Location"] == reverse("monitoring:patients")


def test_symptoms_tell_the_flags_that_they_bring(pages: Client, man: Patient) -> None:
    reported = {"reported_on": "-1", "joint_pain": "2"}
    shown = checked(pages, page("symptoms-record", man), reported).text
    assert "Save symptoms and open 1 " in shown
    assert "Date of the report: Sat 21-Nov-2026 , yesterday." in shown
    none = {"reported_on": "-1", "none_today": "on"}
    assert "No flag opens or closes." in checked(pages, page("symptoms-record", man), none).text


def test_symptoms_marked_by_mistake_close_their_flag(pages: Client, man: Patient) -> None:
    report = SymptomReport(reported_on=TODAY - timedelta(days=9), severities={"joint_pain": 2})
    recorded(man, (report, []))
    url = reverse("monitoring:symptoms-amend", args=[man.opaque_id, report.document])
    none = {"joint_pain": "0", "none_today": "on", "amendment": "Typed wrong"}
    assert "Save symptoms and close 1 " in checked(pages, url, none).text


def test_foresight_leaves_nothing_behind_where_writing_fails(man: Patient) -> None:
    man.details = man.patientdetails_versions.get(is_current=True)
    before = kept()

    def fails() -> None:
        Laboratory.objects.of(man.clinic, "Never saved")
        raise LookupError

    with pytest.raises(LookupError):
        foresee(man, TODAY, fails)
    assert kept() == before


def test_a_form_without_a_check_is_not_checked(pages: Client, man: Patient) -> None:
    url = page("details-amend", man)
    typed = {"note": "Moved", "amendment": "Typed wrong", "check": "1", "foreseen": "x"}
    assert pages.post(url, {**opened(pages, url), **typed}).status_code == 302
