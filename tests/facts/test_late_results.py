"""Late results as a line on the lists: when it comes, where it leads, what ends it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, User
from labs.models import Draw
from monitoring.models import Finding, Obligation, Severity, Status
from monitoring.status.comparing import differences
from monitoring.status.judging import judge
from patients.models import Patient, PatientDetails
from patients.recording import record_facts
from tests.conftest import TODAY, admitted, draw, recorded, signed_in
from tests.views.bodies import DRAW
from tests.views.page import page_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = timedelta(days=1)
DRAWN = TODAY
EXPECTED = DRAWN + 10 * DAY
LATE = EXPECTED + DAY
TITLE = "Results have not come"
HEADLINE = f"{TITLE}: draw of {DRAWN:%d-%b-%Y}, expected by {EXPECTED:%d-%b-%Y}."


@pytest.fixture
def drawn(clinic: Clinic, clinician: User) -> Patient:
    """A man before treatment whose blood was drawn today; nothing else waits."""
    man = admitted(clinic, clinician, owner=clinician)
    recorded(man, draw(DRAWN))
    return man


def status_on(man: Patient, day: date) -> Status:
    """How he stands once a night has judged him as of that day."""
    current = PatientDetails.objects.current().select_related("patient").get(patient=man)
    judge(man.clinic, [current.with_man()], day)
    return Status.objects.get(patient=man)


@pytest.fixture
def late_pages(clinician: User) -> Iterator[Client]:
    """A browser on the day on which the results are late."""
    with time_machine.travel(LATE, tick=False):
        yield signed_in(clinician)


def late_lines(status: Status) -> list[str]:
    return [line["headline"] for line in status.lines if "draw" in line]


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        pytest.param(EXPECTED - DAY, [], id="the ninth day"),
        pytest.param(EXPECTED, [], id="the tenth day"),
        pytest.param(LATE, [HEADLINE], id="the day after"),
        pytest.param(LATE + 300 * DAY, [HEADLINE], id="next year"),
    ],
)
def test_late_results_are_a_line(day: date, lines: list[str], drawn: Patient) -> None:
    before = Finding.objects.open().filter(patient=drawn).count()
    status = status_on(drawn, day)
    assert late_lines(status) == lines
    assert (status.rank == Severity.WARNING) == bool(lines)
    assert status.waiting_since == (DRAWN if lines else None)
    assert Finding.objects.open().filter(patient=drawn).count() == before


def test_each_night_foretells_the_next_change(drawn: Patient) -> None:
    status = status_on(drawn, EXPECTED)
    assert status.changes_on == LATE
    assert not differences(drawn.clinic, [man_of(drawn)], EXPECTED)["men"]


def man_of(man: Patient) -> Patient:
    return PatientDetails.objects.current().select_related("patient").get(patient=man).with_man()


def test_the_worklist_leads_to_the_form_of_that_draw(late_pages: Client, drawn: Patient) -> None:
    status_on(drawn, LATE)
    document = Draw.objects.get(patient=drawn).document
    form = reverse("monitoring:draw-amend", args=[drawn.opaque_id, document])
    answer = late_pages.get("/")
    [row] = answer.context["rows"]
    assert (row["title"], row["severity"]) == (TITLE, "warning")
    assert (row["action_label"], row["action_url"]) == ("Enter results", form)
    assert answer.context["tabs"][0]["count"] == 1
    assert late_pages.get(form).status_code == 200
    patient = late_pages.get(reverse("monitoring:patient", args=[drawn.opaque_id]))
    assert form in patient.content.decode()
    shown = page_of(patient).text
    assert TITLE in shown
    assert f"expected by {EXPECTED:%d-%b-%Y}" in shown
    assert "Rule RESULTS_LATE" not in shown


def test_results_end_the_line(late_pages: Client, drawn: Patient) -> None:
    status_on(drawn, LATE)
    document = Draw.objects.get(patient=drawn).document
    url = reverse("monitoring:draw-amend", args=[drawn.opaque_id, document])
    typed = {**DRAW, "collected_on": f"{DRAWN:%d %b %Y}", "amendment": "Completed later"}
    assert send(late_pages, url, **typed, awaiting_results="").status_code == 302
    assert late_lines(Status.objects.get(patient=drawn)) == []


def test_a_draw_in_error_ends_the_line(drawn: Patient) -> None:
    assert late_lines(status_on(drawn, LATE))
    current = Draw.objects.current().get(patient=drawn)
    with record_facts(drawn.clinic, by=None, today=LATE, about=[drawn]) as book:
        book.withdraw(current)
    assert late_lines(Status.objects.get(patient=drawn)) == []


def test_the_oldest_of_several_is_asked_for_first(drawn: Patient) -> None:
    recorded(drawn, draw(DRAWN - 5 * DAY))
    (line,) = late_lines(status_on(drawn, LATE))
    assert f"draw of {DRAWN - 5 * DAY:%d-%b-%Y}" in line


@pytest.mark.parametrize("name", ["visit", "call"])
def test_an_arrangement_silences_the_line_until_its_day(
    name: str, late_pages: Client, drawn: Patient
) -> None:
    status_on(drawn, LATE)
    url = reverse(f"monitoring:{name}-record", args=[drawn.opaque_id, "awaited"])
    back = LATE + 7 * DAY
    assert send(late_pages, url, until="+7", outcome="later").status_code == 302
    status = Status.objects.get(patient=drawn)
    assert (late_lines(status), status.rank, status.changes_on) == ([], 9, back)
    assert late_lines(status_on(drawn, back - DAY)) == []
    assert late_lines(status_on(drawn, back)) == [HEADLINE]
    duty = Obligation.objects.open().get(patient=drawn, kind="awaited")
    assert (duty.silent_until, duty.round) == (back, 1)


def test_a_call_that_reached_nobody_leaves_the_line(late_pages: Client, drawn: Patient) -> None:
    status_on(drawn, LATE)
    url = reverse("monitoring:call-record", args=[drawn.opaque_id, "awaited"])
    assert send(late_pages, url, outcome="no_answer").status_code == 302
    assert late_lines(Status.objects.get(patient=drawn)) == [HEADLINE]


def test_nothing_is_late_of_a_man_no_longer_followed(drawn: Patient) -> None:
    current = PatientDetails.objects.current().get(patient=drawn)
    said = {field.attname: getattr(current, field.attname) for field in current.content_fields()}
    with record_facts(drawn.clinic, by=None, today=LATE, about=[drawn]) as book:
        book.amend(current, PatientDetails(**said | {"discharged_on": LATE}))
    assert status_on(drawn, LATE + DAY).lines == []


def test_beside_a_finding_to_act_on_it_comes_second(man: Patient) -> None:
    recorded(man, draw(TODAY))
    status = status_on(man, LATE)
    severities = [line["severity"] for line in status.lines]
    assert severities == sorted(severities)
    assert status.rank == status.lines[0]["severity"] == Severity.ALERT
    assert late_lines(status) == [HEADLINE]
