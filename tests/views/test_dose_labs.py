"""A step of anastrozole says when labs follow, and takes an earlier day in the same step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRow
from accounts.roles import GRANTS, May
from monitoring.models import Decision, DecisionKind, Obligation
from monitoring.obligations.dose_form import NO_LABS
from patients.models import Patient
from protocols.models import TherapyEvent
from protocols.targets.book import Targets
from tests.conftest import TODAY, draw, recorded
from tests.views.bodies import CHANGE
from tests.views.page import Page, opened, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

CHANGED_ON = date(2026, 11, 21)
BY_THE_RULES = CHANGED_ON + timedelta(Targets().labs.first_days)
WHY = "He travels in January"


def form_of(man: Patient) -> str:
    return reverse("monitoring:anastrozole-record", args=[man.opaque_id])


def sent(client: Client, man: Patient, **typed: Any) -> tuple[int, Page]:
    url = form_of(man)
    answer = client.post(url, {**opened(client, url), **CHANGE, **typed})
    return answer.status_code, page_of(answer)


def asked_for(man: Patient) -> list[tuple[date | None, str]]:
    """The earlier days that stand, each with why."""
    set_days = Decision.objects.current().filter(patient=man, kind=DecisionKind.EARLIER_DATE)
    return list(set_days.values_list("until", "note"))


def labs_of(man: Patient) -> Obligation:
    return Obligation.objects.open().get(patient=man, kind="labs")


def test_the_form_says_by_which_day_labs_follow(pages: Client, man: Patient) -> None:
    told = page_of(pages.get(form_of(man))).text
    assert f"{Targets().labs.first_days} days after a start or a change" in told


def test_the_check_says_the_day_that_results_from_the_step(pages: Client, man: Patient) -> None:
    status, shown = sent(pages, man, check="1")
    assert status == 200
    assert f"By the rules labs are due on {BY_THE_RULES:%d-%b-%Y}." in shown.text
    assert f"due on {BY_THE_RULES:%d-%b-%Y}" in shown.text.partition("What saving brings")[2]
    assert not TherapyEvent.objects.filter(patient=man, step="change").exists()


def test_nothing_is_set_where_no_day_is_typed(pages: Client, man: Patient) -> None:
    assert sent(pages, man)[0] == 302
    assert asked_for(man) == []
    assert labs_of(man).due_on == BY_THE_RULES


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(TODAY, id="today"),
        pytest.param(TODAY + timedelta(20), id="between"),
        pytest.param(BY_THE_RULES - timedelta(1), id="the day before the rules"),
    ],
)
def test_an_earlier_day_is_checked_and_set_with_the_step(
    pages: Client, man: Patient, wanted: date
) -> None:
    typed = {"labs_on": f"{wanted:%d %b %Y}", "labs_why": WHY}
    status, shown = sent(pages, man, check="1", **typed)
    assert status == 200
    assert f"due on {wanted:%d-%b-%Y}" in shown.text.partition("What saving brings")[2]
    assert asked_for(man) == []
    assert sent(pages, man, **typed)[0] == 302
    assert asked_for(man) == [(wanted, WHY)]
    assert (labs_of(man).due_on, labs_of(man).computed_on) == (wanted, BY_THE_RULES)


def test_the_step_and_its_labs_are_one_unit_of_work(pages: Client, man: Patient) -> None:
    man.refresh_from_db()
    version = man.facts_version
    sent(pages, man, labs_on="+10", labs_why=WHY)
    acts = AuditRow.objects.filter(patient=man.opaque_id).order_by("-pk")
    assert [each.action for each in acts if each.action.endswith("recorded")][:2] == [
        "decision.recorded",
        "therapyevent.recorded",
    ]
    man.refresh_from_db()
    assert man.facts_version == version + 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param({"labs_on": "+10"}, "Say why labs are asked for earlier", id="no reason"),
        pytest.param({"labs_why": WHY}, "Enter the day on which labs are asked for", id="no day"),
        pytest.param(
            {"labs_on": f"{BY_THE_RULES:%d %b %Y}", "labs_why": WHY},
            "A date can only be set earlier",
            id="the day of the rules",
        ),
        pytest.param(
            {"labs_on": f"{BY_THE_RULES + timedelta(1):%d %b %Y}", "labs_why": WHY},
            "A date can only be set earlier",
            id="later",
        ),
        pytest.param(
            {"labs_on": "21 Nov 2026", "labs_why": WHY}, "is past. Enter today", id="past"
        ),
        pytest.param({"labs_on": "soon", "labs_why": WHY}, "Labs earlier", id="no day at all"),
        pytest.param({"labs_on": "+10", "labs_why": "x" * 401}, "Shorten the reason", id="long"),
    ],
)
def test_what_cannot_be_set_is_refused_and_nothing_is_saved(
    pages: Client, man: Patient, typed: dict[str, str], words: str
) -> None:
    status, shown = sent(pages, man, **typed)
    assert status == 422
    assert words in shown.text
    assert set(shown.beside) <= {"labs_on", "labs_why"}
    assert shown.beside
    assert [shown.form_with("seal")[name] for name in typed] == list(typed.values())
    assert asked_for(man) == []
    assert not TherapyEvent.objects.filter(patient=man, step="change").exists()


def test_where_no_labs_follow_none_can_come_earlier(pages: Client, man: Patient) -> None:
    """A stop that follows estradiol in target asks for nothing more."""
    recorded(man, draw(date(2026, 11, 20), estradiol="30", hematocrit="47"))
    stop = {"step": "stop", "dose_mg": "", "schedule": "", "labs_on": "+10", "labs_why": WHY}
    status, shown = sent(pages, man, **stop)
    assert (status, shown.beside) == (422, {"labs_on": NO_LABS})


def test_an_amended_step_offers_no_day(pages: Client, man: Patient) -> None:
    event = TherapyEvent.objects.get(patient=man, drug="anastrozole")
    url = reverse("monitoring:therapy-amend", args=[man.opaque_id, event.document])
    assert "labs_on" not in opened(pages, url)


def test_whoever_prescribes_may_also_decide_on_dates() -> None:
    prescribing = [acts for acts in GRANTS.values() if May.PRESCRIBE in acts]
    assert prescribing
    assert all(May.DECIDE in acts for acts in prescribing)
