"""A start asks its checklist: each item is entered, or left out with a reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, User
from labs.models import DexaScan, Manufacturer
from patients.models import Patient
from protocols.models import Drug, Indication, Step, TherapyEvent
from tests.conftest import TODAY, admitted, anastrozole, recorded
from tests.views.bodies import CHANGE, START
from tests.views.page import confirmation, opened, page_of, send

pytestmark = pytest.mark.django_db

ASKED = {
    "consent_on",
    "discussion_on",
    "goals_words",
    "aromatase_deficiency_on",
    "baseline_dexa_on",
    "other_prescriber_on",
}
STARTED_ON = date(2026, 11, 21)
EMPTY = dict.fromkeys({*ASKED, "other_prescriber_why"}, "")


@pytest.fixture
def newcomer(clinic: Clinic, clinician: User) -> Patient:
    """A man who has not started yet."""
    return admitted(clinic, clinician)


def url_of(man: Patient) -> str:
    return reverse("monitoring:anastrozole-record", args=[man.opaque_id])


def start(pages: Client, man: Patient, **typed: str) -> HttpResponse:
    return send(pages, url_of(man), **{**START, **typed})


def last_event(man: Patient) -> TherapyEvent:
    return man.versions_of(TherapyEvent).current().order_by("position").last()


def tamoxifen(on: date, step: str = Step.START) -> tuple[TherapyEvent, list[Any]]:
    event = TherapyEvent(drug=Drug.TAMOXIFEN, step=step, occurred_on=on, regimen="20 mg")
    return event, []


def test_a_start_keeps_what_was_entered(pages: Client, newcomer: Patient) -> None:
    assert start(pages, newcomer).status_code == 302
    event = last_event(newcomer)
    assert event.consent_on == date(2026, 11, 20)
    assert event.checklist == {
        "discussion": {"done_on": "2026-11-20"},
        "goals": {"done_on": "2026-11-21", "words": "Less fluid, keep his libido"},
        "aromatase_deficiency": {"done_on": "2026-11-20"},
        "baseline_dexa": {"done_on": "2026-11-20"},
        "other_prescriber": {"override": "He has no other prescriber"},
    }


def test_what_is_missing_is_asked_for_at_once(pages: Client, newcomer: Patient) -> None:
    answer = start(pages, newcomer, **EMPTY)
    assert answer.status_code == 422
    assert set(page_of(answer).beside) == ASKED
    assert not newcomer.versions_of(TherapyEvent).exists()


@pytest.mark.parametrize("name", sorted(ASKED))
def test_every_item_can_be_left_out_with_a_reason(
    name: str, pages: Client, newcomer: Patient
) -> None:
    item = name.removesuffix("_on").removesuffix("_words")
    assert start(pages, newcomer, **{name: "", f"{item}_why": "Urgent"}).status_code == 302
    assert last_event(newcomer).checklist[item] == {"override": "Urgent"}


def test_a_day_and_a_reason_contradict_each_other(pages: Client, newcomer: Patient) -> None:
    answer = start(pages, newcomer, discussion_why="No time")
    assert list(page_of(answer).beside) == ["discussion_why"]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        pytest.param({"indication": "fertility"}, False, id="fertility"),
        pytest.param({"indication": "fertility", "planned": "long_term"}, True, id="long"),
        pytest.param({"planned": "short_term"}, False, id="short"),
        pytest.param({}, True, id="beside testosterone"),
    ],
)
def test_a_baseline_scan_belongs_to_a_long_course(
    typed: dict[str, str], asked: bool, pages: Client, newcomer: Patient
) -> None:
    answer = start(pages, newcomer, **typed, baseline_dexa_on="")
    assert (answer.status_code == 422) is asked


@pytest.mark.parametrize(
    ("scanned_on", "shown"),
    [
        pytest.param(date(2024, 11, 21), None, id="older than two years"),
        pytest.param(date(2024, 11, 22), "22-Nov-2024", id="two years old"),
        pytest.param(date(2026, 11, 1), "01-Nov-2026", id="recent"),
    ],
)
def test_a_scan_on_record_is_offered_as_the_baseline(
    scanned_on: date, shown: str | None, pages: Client, newcomer: Patient
) -> None:
    recorded(
        newcomer,
        (DexaScan(scanned_on=scanned_on, manufacturer=Manufacturer.HOLOGIC, device="A"), []),
    )
    assert opened(pages, url_of(newcomer)).get("baseline_dexa_on", "") == (shown or "")


@pytest.mark.parametrize(
    ("born_on", "asked"),
    [
        pytest.param(date(2008, 11, 22), True, id="17 years and 364 days"),
        pytest.param(date(2008, 11, 21), False, id="on his 18th birthday"),
        pytest.param(date(2008, 11, 20), False, id="a day older"),
    ],
)
def test_under_age_needs_a_named_override(
    born_on: date, asked: bool, clinic: Clinic, clinician: User, pages: Client
) -> None:
    man = admitted(clinic, clinician, born_on=born_on)
    answer = start(pages, man)
    assert (answer.status_code == 422) is asked
    assert not asked or list(page_of(answer).beside) == ["age_why"]
    if asked:
        assert start(pages, man, age_why="Consultant's decision").status_code == 302
        assert last_event(man).checklist["age"] == {"override": "Consultant's decision"}


@pytest.mark.parametrize(
    ("events", "asked"),
    [
        pytest.param([tamoxifen(STARTED_ON)], True, id="started the same day"),
        pytest.param([tamoxifen(STARTED_ON + timedelta(days=1))], False, id="started later"),
        pytest.param(
            [tamoxifen(date(2026, 1, 1)), tamoxifen(STARTED_ON, Step.STOP)], False, id="stopped"
        ),
    ],
)
def test_tamoxifen_in_force_needs_a_reason(
    events: list[Any], asked: bool, pages: Client, newcomer: Patient
) -> None:
    recorded(newcomer, *events)
    answer = start(pages, newcomer)
    assert (answer.status_code == 422) is asked
    if asked:
        assert list(page_of(answer).beside) == ["tamoxifen_why"]
        assert start(pages, newcomer, tamoxifen_why="For two weeks").status_code == 302


@pytest.mark.parametrize(
    ("days", "asks"),
    [
        pytest.param(0, True, id="the same day"),
        pytest.param(90, True, id="90 days"),
        pytest.param(91, False, id="91 days"),
    ],
)
def test_a_start_soon_after_a_stop_is_confirmed(
    days: int, asks: bool, pages: Client, newcomer: Patient
) -> None:
    stop = STARTED_ON - timedelta(days=days)
    recorded(newcomer, anastrozole(date(2026, 1, 5)), anastrozole(stop, Step.STOP))
    answer = start(pages, newcomer)
    assert (answer.status_code == 422) is asks
    if asks:
        assert f"{days} days before this start" in page_of(answer).text
        assert start(pages, newcomer, confirmed=confirmation(answer)).status_code == 302
    assert last_event(newcomer).step == Step.START


def test_another_step_keeps_nothing_of_a_checklist(pages: Client, man: Patient) -> None:
    assert send(pages, url_of(man), **{**START, **CHANGE}).status_code == 302
    event = last_event(man)
    assert (event.step, event.checklist, event.consent_on) == (Step.CHANGE, {}, None)


def amend(pages: Client, event: TherapyEvent, **typed: str) -> HttpResponse:
    url = reverse("monitoring:therapy-amend", args=[event.patient.opaque_id, event.document])
    return send(pages, url, amendment="Typed wrong", **typed)


def test_a_start_without_a_checklist_is_amended_without(pages: Client, newcomer: Patient) -> None:
    recorded(newcomer, anastrozole(date(2026, 1, 5), indication=Indication.TRT))
    assert amend(pages, last_event(newcomer), dose_mg="0.5").status_code == 302
    assert last_event(newcomer).checklist == {}


def test_an_amended_start_keeps_its_checklist(pages: Client, newcomer: Patient) -> None:
    start(pages, newcomer)
    before = last_event(newcomer)
    assert amend(pages, before, dose_mg="0.5").status_code == 302
    after = last_event(newcomer)
    assert (after.version, after.consent_on) == (2, before.consent_on)
    assert after.checklist == before.checklist
    assert amend(pages, after, discussion_on="").status_code == 422


def test_the_history_tells_what_a_start_said(pages: Client, newcomer: Patient) -> None:
    start(pages, newcomer)
    amend(pages, last_event(newcomer), goals_words="Less fluid")
    told = page_of(pages.get(f"/patients/{newcomer.opaque_id}/history/")).text
    assert "off-label use agreed: 20-Nov-2026" in told
    assert "his own goals: 21-Nov-2026, Less fluid," in told
    assert "his own goals: 21-Nov-2026, Less fluid, keep his libido" in told
    assert "other prescriber told: left out, He has no other prescriber" in told


def test_the_checklist_was_entered_on_time(pages: Client, newcomer: Patient) -> None:
    late = f"{TODAY + timedelta(days=1):%d %b %Y}"
    answer = start(pages, newcomer, discussion_on=late)
    assert "lies in the future" in page_of(answer).beside["discussion_on"]
