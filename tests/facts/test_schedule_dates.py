"""An earlier date that a clinician sets: on the page, in the ledger, and back again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, User
from accounts.roles import Role
from labs.models import DexaScan, DexaSite
from monitoring.models import Decision, Obligation, Status
from monitoring.obligations.wording import duty_in_words
from monitoring.status.judging import judge
from patients.models import Patient
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded, signed_in
from tests.facts.states import firing, waiting
from tests.views.page import page_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

STARTED = TODAY - timedelta(days=10)
LABS_DUE = STARTED + timedelta(days=42)
SCANNED = date(2026, 2, 28)


@pytest.fixture
def treated(clinic: Clinic, clinician: User) -> Patient:
    """A man who began ten days ago; a scan of the last day of February is on record."""
    man = admitted(clinic, clinician)
    scan = DexaScan(scanned_on=SCANNED, manufacturer="Hologic", device="A")
    hip = DexaSite(site="total_hip", t_score="-0.5", z_score="0.1")
    recorded(man, cypionate(date(2026, 9, 1)), anastrozole(STARTED), (scan, [hip]))
    return man


def owed(man: Patient, kind: str = "labs") -> Obligation:
    return Obligation.objects.open().get(patient=man, kind=kind)


def sent(pages: Client, man: Patient, **typed: Any) -> Any:
    body = {"duty": "labs", "until": "+5", "note": "He travels in December", **typed}
    with time_machine.travel(TODAY, tick=False):
        return send(pages, reverse("monitoring:due-date", args=[man.opaque_id]), **body)


def day_text(on: date) -> str:
    return f"{on:%d-%b-%Y}"


def test_an_earlier_date_moves_the_duty_and_keeps_the_old_one(
    pages: Client, treated: Patient
) -> None:
    assert sent(pages, treated).status_code == 302
    labs = owed(treated)
    wanted = TODAY + timedelta(days=5)
    assert (labs.due_on, labs.computed_on, labs.previous_due_on) == (wanted, LABS_DUE, LABS_DUE)
    assert labs.overdue_from == wanted + timedelta(days=15)
    assert Status.objects.get(patient=treated).labs_due_on == wanted


def test_the_page_names_old_date_new_date_and_why(pages: Client, treated: Patient) -> None:
    sent(pages, treated)
    with time_machine.travel(TODAY, tick=False):
        text = page_of(pages.get(reverse("monitoring:patient", args=[treated.opaque_id]))).text
    assert f"Set earlier by the clinic. By the rules {day_text(LABS_DUE)}" in text
    assert "He travels in December. Dr Clinician" in text
    sent(pages, treated, until="+9")
    words = duty_in_words(owed(treated), TODAY)
    assert f"By the rules {day_text(LABS_DUE)}: First labs after the last change" in words
    assert "Was 27-Nov-2026: set earlier by the clinic." in words
    assert f"Follow-up labs set to {day_text(TODAY + timedelta(days=5))}" in text


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        pytest.param({"until": "+32"}, "until", day_text(LABS_DUE), id="the rules' own day"),
        pytest.param({"until": "+33"}, "until", day_text(LABS_DUE), id="later"),
        pytest.param({"until": "-1"}, "until", "is past", id="yesterday"),
        pytest.param({"until": ""}, "until", "Enter the day", id="no day"),
        pytest.param({"until": "soon"}, "until", "Type the date", id="not a day"),
        pytest.param({"note": " "}, "note", "Say why", id="no reason"),
        pytest.param({"duty": ""}, "duty", "Choose what", id="no duty"),
        pytest.param({"duty": "awaited"}, "duty", "Choose from the list", id="a duty not owed"),
        pytest.param(
            {"duty": "dexa", "until": "1 Mar 2031"}, "until", "later than 60 months", id="scan"
        ),
        pytest.param(
            {"duty": "dexa", "until": "28 Feb 2031"}, "until", "By the rules", id="at 60 months"
        ),
    ],
)
def test_what_cannot_be_set_is_refused_and_stays_in_the_box(
    typed: dict[str, str], field: str, said: str, pages: Client, treated: Patient
) -> None:
    answer = sent(pages, treated, **typed)
    page = page_of(answer)
    assert answer.status_code == 422
    assert said in page.beside[field]
    assert page.form_with("seal")["until"] == typed.get("until", "+5")
    assert not Decision.objects.exists()


@pytest.mark.parametrize("until", [pytest.param("t", id="today"), pytest.param("+31", id="last")])
def test_the_first_and_the_last_possible_day_are_accepted(
    until: str, pages: Client, treated: Patient
) -> None:
    assert sent(pages, treated, until=until).status_code == 302


def test_a_date_is_taken_back_by_leaving_the_day_empty(pages: Client, treated: Patient) -> None:
    sent(pages, treated)
    assert sent(pages, treated, until="").status_code == 302
    labs = owed(treated)
    assert (labs.due_on, labs.computed_on) == (LABS_DUE, None)
    assert "Was 27-Nov-2026: set earlier by the clinic." in duty_in_words(labs, TODAY)


def test_the_duty_met_ends_the_earlier_date(pages: Client, treated: Patient) -> None:
    sent(pages, treated, until="+5")
    recorded(treated, draw(TODAY + timedelta(days=5), estradiol="30"))
    judged_later(treated, TODAY + timedelta(days=6))
    assert (owed(treated).computed_on, owed(treated).reason) == (None, "first_in_target")


def judged_later(man: Patient, day: date) -> None:
    judge(man.clinic, [man], day)


def test_what_was_recorded_meanwhile_is_looked_at_first(pages: Client, treated: Patient) -> None:
    url = reverse("monitoring:due-date", args=[treated.opaque_id])
    opened = page_of(pages.get(url)).form_with("seal")
    recorded(treated, draw(TODAY, hematocrit="47"))
    with time_machine.travel(TODAY, tick=False):
        answer = pages.post(url, {**opened, "duty": "labs", "until": "+5", "note": "Why"})
    assert answer.status_code == 422
    assert "Something new stands about him" in page_of(answer).text


def test_a_set_date_hides_no_finding(pages: Client, man: Patient) -> None:
    before = firing(man), waiting(man)
    assert sent(pages, man, until="+1").status_code == 302
    assert (firing(man), waiting(man)) == before


def test_overdue_follows_the_earlier_date(pages: Client, treated: Patient) -> None:
    sent(pages, treated, until="t")
    judged_later(treated, TODAY + timedelta(days=14))
    assert "LABS_OVERDUE" not in firing(treated)
    judged_later(treated, TODAY + timedelta(days=15))
    assert "LABS_OVERDUE" in firing(treated)


@pytest.mark.parametrize("role", [Role.LAB_ENTRY, Role.ADMINISTRATOR])
def test_only_those_who_decide_set_dates(
    role: Role, hired: dict[Role, Any], treated: Patient
) -> None:
    url = reverse("monitoring:due-date", args=[treated.opaque_id])
    assert signed_in(hired[role].user).get(url).status_code == 403


def test_a_man_who_owes_nothing_has_no_date_to_set(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    nobody = admitted(clinic, clinician)
    page = page_of(pages.get(reverse("monitoring:due-date", args=[nobody.opaque_id])))
    assert "Nothing is due that could come earlier." in page.text


def test_a_scan_that_moves_says_what_its_interval_rests_on(treated: Patient) -> None:
    before = owed(treated, "dexa")
    low = [draw(STARTED + timedelta(days=n), estradiol="12") for n in (15, 80)]
    recorded(treated, *low)
    judged_later(treated, STARTED + timedelta(days=81))
    moved = owed(treated, "dexa")
    assert moved.due_on < before.due_on == moved.previous_due_on
    said = duty_in_words(moved, TODAY)
    assert "Repeat scan 36 months after the last" in said
    assert "Was 28-Feb-2031: repeat scan 60 months after the last" in said
