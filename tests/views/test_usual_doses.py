"""A dose chosen from the list of usual schedules, and why a dose was changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, User
from patients.models import Patient
from protocols.models import EventReason, Step, TherapyEvent
from protocols.targets.usual_doses import USUAL_SCHEDULES
from protocols.usual_schedules import BY_CODE, SCHEDULES, schedule_code
from tests.conftest import TODAY, admitted, anastrozole, recorded
from tests.views.bodies import CHANGE, START
from tests.views.page import opened, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

UNTYPED = {**CHANGE, "dose_mg": "", "schedule": ""}


def url_of(man: Patient) -> str:
    return reverse("monitoring:anastrozole-record", args=[man.opaque_id])


def sent(pages: Client, url: str, typed: dict[str, Any]) -> HttpResponse:
    return pages.post(url, {**opened(pages, url), **typed})


def last_event(man: Patient) -> TherapyEvent:
    return TherapyEvent.objects.current().filter(patient=man).latest("position")


@pytest.mark.parametrize(
    ("usual", "kept"),
    [
        pytest.param("0.25-w1", ("0.25", "1", None), id="a quarter once"),
        pytest.param("0.25-w2", ("0.25", "2", None), id="a quarter twice"),
        pytest.param("0.5-w1", ("0.5", "1", None), id="a half once"),
        pytest.param("0.5-w2", ("0.5", "2", None), id="a half twice"),
        pytest.param("1-d2", ("1", None, "2"), id="fertility"),
    ],
)
def test_a_chosen_schedule_is_the_dose_and_its_frequency(
    usual: str, kept: tuple[str | None, ...], pages: Client, man: Patient
) -> None:
    url = url_of(man)
    answer = pages.post(url, {**opened(pages, url), **UNTYPED, "usual": usual, "check": "1"})
    shown = page_of(answer)
    form = shown.form_with("seal")
    assert form["dose_mg"] == kept[0]
    assert "Not saved yet." in shown.text
    assert "Follow-up labs: due on" in shown.text
    assert pages.post(url, form).status_code == 302
    event = last_event(man)
    wanted = tuple(Decimal(each) if each else None for each in kept)
    assert (event.dose_mg, event.per_week, event.every_days) == wanted


def test_the_list_names_its_source_and_proposes_nothing(pages: Client, man: Patient) -> None:
    answer = pages.get(url_of(man))
    text = page_of(answer).text
    assert "0.25 mg twice a week (0.5 mg a week)" in text
    assert "1 mg every other day (3.5 mg a week)" in text
    assert "None is proposed for this man" in text
    for each in USUAL_SCHEDULES:
        assert f'<optgroup label="{each.context} ({each.source})">' in answer.content.decode()
    assert page_of(answer).form_with("seal").get("usual", "") == ""


def test_every_usual_frequency_is_one_of_the_forms_own() -> None:
    assert {schedule_code(each) for each in BY_CODE.values()} <= dict(SCHEDULES).keys()
    assert len(BY_CODE) == len(USUAL_SCHEDULES)


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        pytest.param({"dose_mg": "1"}, ["dose_mg"], id="another dose"),
        pytest.param({"schedule": "w2"}, ["schedule"], id="another frequency"),
        pytest.param({"dose_mg": "1", "schedule": "d1"}, ["dose_mg", "schedule"], id="both"),
        pytest.param({"dose_mg": "half"}, ["dose_mg"], id="unreadable"),
        pytest.param({"usual": "9-w9"}, ["usual", "dose_mg"], id="not of the list"),
    ],
)
def test_what_contradicts_the_chosen_schedule_is_refused(
    typed: dict[str, str], beside: list[str], pages: Client, man: Patient
) -> None:
    before = TherapyEvent.objects.count()
    answer = sent(pages, url_of(man), {**UNTYPED, "usual": "0.5-w1", **typed})
    assert answer.status_code == 422
    assert list(page_of(answer).beside) == beside
    assert TherapyEvent.objects.count() == before


def test_the_same_typed_as_chosen_is_accepted(pages: Client, man: Patient) -> None:
    typed = {**CHANGE, "usual": "0.5-w1", "dose_mg": "0,50"}
    assert sent(pages, url_of(man), typed).status_code == 302
    assert last_event(man).dose_mg == Decimal("0.5")


def test_a_stop_takes_no_schedule_of_the_list(pages: Client, man: Patient) -> None:
    answer = sent(pages, url_of(man), {**UNTYPED, "step": "stop", "usual": "0.5-w1"})
    assert answer.status_code == 302
    event = last_event(man)
    assert (event.step, event.dose_mg, event.per_week) == (Step.STOP, None, None)


@pytest.mark.parametrize("step", ["change", "hold", "stop"])
def test_a_change_and_an_end_need_a_reason(step: str, pages: Client, man: Patient) -> None:
    answer = sent(pages, url_of(man), {**CHANGE, "step": step, "reason_code": ""})
    assert answer.status_code == 422
    assert list(page_of(answer).beside) == ["reason_code"]


def test_another_reason_is_told_in_the_note(pages: Client, man: Patient) -> None:
    typed = {**CHANGE, "reason_code": "other"}
    answer = sent(pages, url_of(man), typed)
    assert answer.status_code == 422
    assert list(page_of(answer).beside) == ["note"]
    assert sent(pages, url_of(man), {**typed, "note": "He travels"}).status_code == 302
    assert last_event(man).reason_code == EventReason.OTHER


def test_a_first_start_goes_without_a_reason(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    newcomer = admitted(clinic, clinician)
    assert sent(pages, url_of(newcomer), START).status_code == 302
    assert last_event(newcomer).reason_code == ""


def amended(pages: Client, event: TherapyEvent, **typed: str) -> HttpResponse:
    url = reverse("monitoring:therapy-amend", args=[event.patient.opaque_id, event.document])
    assert "usual" not in page_of(pages.get(url)).form_with("seal")
    return sent(pages, url, {"amendment": "Typed wrong", **typed})


def test_a_change_recorded_without_a_reason_is_amended_without(pages: Client, man: Patient) -> None:
    recorded(man, anastrozole(TODAY, Step.CHANGE, dose_mg=Decimal(1)))
    assert amended(pages, last_event(man), dose_mg="0.5").status_code == 302
    assert last_event(man).dose_mg == Decimal("0.5")


def test_a_reason_once_given_is_not_amended_away(pages: Client, man: Patient) -> None:
    change = anastrozole(TODAY, Step.CHANGE, dose_mg=Decimal(1), reason_code="e2_high")
    recorded(man, change)
    answer = amended(pages, last_event(man), reason_code="")
    assert answer.status_code == 422
    assert list(page_of(answer).beside) == ["reason_code"]
