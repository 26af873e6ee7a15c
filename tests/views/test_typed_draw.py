"""What a half-typed draw would bring is told as saving would bring it, and nothing is written."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRow, Membership
from accounts.roles import Role
from labs.models import Draw, Laboratory
from monitoring.foresight import Foreseen, foresee, foretell
from monitoring.pages import typed_draw
from monitoring.status.snapshots import Course
from monitoring.status.unsaved import with_draw
from patients.facts import Part
from patients.models import Patient
from patients.recording import record_facts
from protocols.models import ClinicOverride
from tests.conftest import TODAY, draw, signed_in
from tests.targets import adopt
from tests.views.bodies import DRAW
from tests.views.page import Page, opened, page_of
from tests.views.test_foreseen import kept
from tests.walls.contents import contents

pytestmark = pytest.mark.django_db

LOW = {name: DRAW[name] for name in DRAW if not name.endswith("method")} | {"estradiol": "8"}


@pytest.fixture(autouse=True)
def rested() -> None:
    """Nobody has asked anything yet."""
    cache.clear()


def url(name: str, man: Patient, *more: object) -> str:
    return reverse(f"monitoring:{name}", args=[man.opaque_id, *more])


def asked(client: Client, man: Patient, **typed: Any) -> HttpResponse:
    body = {**opened(client, url("draw-record", man)), **typed}
    return client.post(url("draw-typed", man), body)


def told(client: Client, man: Patient, **typed: Any) -> str:
    answer = asked(client, man, **typed)
    assert answer.status_code == 200
    return page_of(answer).text


def test_values_flags_and_days_are_told_while_typing(pages: Client, man: Patient) -> None:
    said = told(pages, man, **LOW)
    assert "8 pg/mL = 29 pmol/L Below target" in said
    assert "Testosterone to estradiol 100.0 = 800 ng/dL over 8 pg/mL" in said
    assert "Opens Act Estradiol very low, below 10" in said
    assert "Closes Act Hematocrit at or above 54" in said
    assert "Follow-up labs: due on" in said


def test_it_says_what_the_check_says(pages: Client, man: Patient) -> None:
    page = pages.post(
        url("draw-record", man), {**opened(pages, url("draw-record", man)), **LOW, "check": "1"}
    )
    checked, typed = page_of(page), page_of(asked(pages, man, **LOW))
    assert _what_follows(typed) == _what_follows(checked)


def _what_follows(page: Page) -> list[str]:
    """The due dates, as the page says them."""
    said = page.text.replace(" ,", ",")
    ends = re.compile(r" (Save|Nothing|Laboratory's report) ")
    return [ends.split(words)[0] for words in said.split(": due on")[1:]]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"estradiol": "lots"}, id="no number"),
        pytest.param({"estradiol": "99999"}, id="impossible"),
        pytest.param({"estradiol_unit": ""}, id="no unit"),
        pytest.param({"collected_on": "32 Nov"}, id="no day"),
        pytest.param({"collected_on": "+9"}, id="in the future"),
        pytest.param({"collected_on": "16 Nov 2026"}, id="a draw of that day stands"),
        pytest.param({"estradiol": "4.8"}, id="unlikely"),
        pytest.param({"collected_on": ""}, id="no day yet"),
    ],
)
def test_no_fault_and_no_warning_is_told_while_typing(
    typed: dict[str, str], pages: Client, man: Patient
) -> None:
    answer = asked(pages, man, **{**LOW, **typed})
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "Total testosterone" in said
    for fault in (
        "There is a problem",
        "unusually",
        "Choose the unit",
        "field-messages",
        "already",
    ):
        assert fault not in said


def test_what_cannot_be_read_is_left_out_and_nothing_is_foretold(
    pages: Client, man: Patient
) -> None:
    said = told(pages, man, **{**LOW, "hematocrit": "lots"})
    assert "800 ng/dL" in said
    for follows in ("Hematocrit", "Opens", "due on", "No flag"):
        assert follows not in said


def test_an_unlikely_value_is_told_like_any_other(pages: Client, man: Patient) -> None:
    assert "Opens Act Estradiol very low" in told(pages, man, **{**LOW, "estradiol": "4.8"})


def test_nothing_is_written_or_recorded_not_even_a_laboratory(pages: Client, man: Patient) -> None:
    body = {**opened(pages, url("draw-record", man)), **LOW, "laboratory": "Never saved"}
    before, rows = (kept(), contents(man.clinic)), AuditRow.objects.count()
    assert pages.post(url("draw-typed", man), body).status_code == 200
    assert (kept(), contents(man.clinic)) == before
    assert AuditRow.objects.count() == rows
    assert not Laboratory.objects.filter(name="Never saved").exists()


def test_it_costs_no_lock_and_few_statements(
    pages: Client, man: Patient, django_assert_max_num_queries: Any
) -> None:
    body = {**opened(pages, url("draw-record", man)), **LOW}
    with django_assert_max_num_queries(16) as asked_for:
        pages.post(url("draw-typed", man), body)
    said = " ".join(each["sql"].upper() for each in asked_for.captured_queries)
    for writing in ("FOR UPDATE", "FOR NO KEY", "INSERT ", "SAVEPOINT"):
        assert writing not in said


@pytest.mark.parametrize("seal", [pytest.param("", id="none"), pytest.param("x:y:z", id="forged")])
def test_without_the_seal_of_an_opened_form_nothing_is_told(
    seal: str, pages: Client, man: Patient
) -> None:
    answer = pages.post(url("draw-typed", man), {**LOW, "seal": seal})
    assert (answer.status_code, answer.content) == (204, b"")


def test_the_seal_of_another_man_tells_nothing(
    pages: Client, man: Patient, hired: dict[Role, Membership]
) -> None:
    form = opened(pages, url("draw-record", man))
    other = signed_in(hired[Role.LEAD].user)
    assert other.post(url("draw-typed", man), {**form, **LOW}).status_code == 204


def test_an_amendment_is_told_without_its_reason(pages: Client, man: Patient) -> None:
    low = Draw.objects.current().filter(patient=man).latest("collected_on")
    form = opened(pages, url("draw-amend", man, low.document))
    answer = pages.post(url("draw-amend-typed", man, low.document), {**form, "estradiol": "31"})
    assert "Closes Review Estradiol below target" in page_of(answer).text
    assert pages.get(url("draw-typed", man)).status_code == 405


def test_lab_entry_is_told_values_and_no_judgement(
    man: Patient, hired: dict[Role, Membership]
) -> None:
    said = told(signed_in(hired[Role.LAB_ENTRY].user), man, **LOW)
    assert "8 pg/mL" in said
    for judged in ("Below", "Opens", "Closes", "due", "very low", "flag"):
        assert judged not in said


def test_whoever_asks_without_a_rest_waits(
    pages: Client, man: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typed_draw, "MOST_IN_TEN_SECONDS", 2)
    form = {**opened(pages, url("draw-record", man)), **LOW}
    answers = [pages.post(url("draw-typed", man), form).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


CASES: list[tuple[int, dict[str, str], str]] = [
    (1, {"estradiol": "8", "hematocrit": "47"}, ""),
    (1, {"estradiol": "<15"}, "Quay"),
    (1, {"estradiol": "24", "testosterone_total": "900"}, "Quay"),
    (400, {"estradiol": "90"}, ""),
    (2, {}, ""),
]


@pytest.mark.parametrize(("ago", "values", "place"), CASES)
def test_it_foretells_what_saving_would_bring(
    ago: int, values: dict[str, str], place: str, man: Patient, hired: dict[Role, Membership]
) -> None:
    quay = Laboratory.objects.create(clinic=man.clinic, name="Quay")
    low = ClinicOverride(
        clinic=man.clinic, laboratory=quay, valid_from=TODAY - timedelta(9), numbers={"e2_lo": "26"}
    )
    adopt(low, by=hired[Role.LEAD].user, today=TODAY)
    man.details = man.patientdetails_versions.get(is_current=True)
    by_saving, from_memory = _both(man, ago, values, quay if place else None)
    assert from_memory.said == by_saving.said
    assert from_memory.effect == by_saving.effect
    assert from_memory.said != []


def _both(
    man: Patient, ago: int, values: dict[str, str], place: Laboratory | None
) -> tuple[Foreseen, Foreseen]:
    def typed() -> tuple[Draw, list[Part]]:
        fact, parts = draw(TODAY - timedelta(ago), **values)
        fact.laboratory, fact.patient = place, man
        return fact, parts

    def write() -> None:
        with record_facts(man.clinic, by=None, today=TODAY, about=[man]) as book:
            book.record(*typed())

    def change(course: Course) -> Course:
        fact, parts = typed()
        return with_draw(course, fact, parts, TODAY)  # type: ignore[arg-type]

    return foresee(man, TODAY, write), foretell(man, TODAY, change)
