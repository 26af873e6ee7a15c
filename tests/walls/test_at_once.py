"""Two people save the same thing at the same moment, over HTTP: nothing acknowledged is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.roles import Role
from monitoring.models import ReminderSettings
from patients.facts import Fact
from patients.forms.fact_form import FactForm
from patients.models import Patient
from patients.recording import FactBook
from tests.conftest import admitted
from tests.views.page import CONFIRMATION, Page, Sent
from tests.walls.forms import AMENDS, ASKS_FIRST, RESTS_ON, Form, address, with_everything
from tests.walls.windows import Answer, Two, Window, at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in"),
]

PAIRS = int(os.environ.get("INRANGE_PAIRS", "6"))
"""At one moment, for each form; `python -m benchmarks.conflicts` tries three hundred."""


@pytest.fixture
def man(hired: Any) -> Patient:
    return with_everything(admitted(hired[Role.LEAD].clinic, hired[Role.LEAD].user))


def filled(window: Window, name: str, man: Patient, words: dict[str, Any]) -> Sent:
    form = (AMENDS | RESTS_ON)[name]
    typed = {key: window.user.pk if word == "ME" else word for key, word in words.items()}
    body = window.open(address(form.page or name, man), form) | typed
    if name in ASKS_FIRST:
        _, asked = window.send(address(name, man), body)
        body["confirmed"] = CONFIRMATION.findall(asked)[0]
    return body


def pair(two: Two, name: str, man: Patient, turn: int) -> Iterator[str]:
    """One pair of people at one form; what went wrong."""
    form = AMENDS[name]
    field = next(iter(form.theirs))
    words = [{**each, field: f"{each[field]}.{turn}"} for each in (form.typed, form.theirs)]
    bodies = [filled(window, name, man, said) for window, said in zip(two, words, strict=True)]
    before = versions(man)
    answers = at_once(two, address(name, man), bodies)
    saved = [said for said, (status, _) in zip(words, answers, strict=True) if status == 302]
    if len(saved) != versions(man) - before:
        yield f"{name}: {len(saved)} acknowledged, {versions(man) - before} stored"
    if len(saved) != 1:
        yield f"{name}: {[status for status, _ in answers]} in place of one yes and one conflict"
        return
    loser = answers.index(next(each for each in answers if each[0] != 302))
    yield from _told(answers[loser], name, field, words[loser], words[1 - loser])


def _told(answer: Answer, name: str, field: str, mine: Sent, theirs: Sent) -> Iterator[str]:
    """What is missing on the page of who saved second: both values, and his own typing."""
    page = Page(answer[1])
    both = mine[field] in page.text and theirs[field] in page.text
    if answer[0] != 422 or "This was changed while you were writing" not in page.text or not both:
        yield f"{name}: {answer[0]}, and the page does not show both"
    elif page.form_with("seal").get(field) != mine[field]:
        yield f"{name}: the typing is gone"


def versions(man: Patient) -> int:
    return sum(kind._default_manager.filter(patient=man).count() for kind in Fact.__subclasses__())


@pytest.mark.parametrize("name", AMENDS)
def test_no_acknowledged_amendment_is_lost(name: str, two: Two, man: Patient) -> None:
    faults = [fault for turn in range(PAIRS) for fault in pair(two, name, man, turn)]
    assert faults == []


def _last_wins(form: FactForm, book: FactBook) -> None:
    """A form that amends whatever stands by now, unseen."""
    kind = type(form.current)
    current = kind._default_manager.get(document=form.current.document, is_current=True)
    book.amend(current, *form.build())


def test_without_the_version_in_the_seal_it_would_be(
    two: Two, man: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FactForm, "write", _last_wins)
    (fault,) = pair(two, "monitoring:symptoms-amend", man, 0)
    assert fault.endswith("[302, 302] in place of one yes and one conflict")


DECIDED = [name for name in RESTS_ON if name != "monitoring:due-date"]


@pytest.mark.parametrize("name", DECIDED)
def test_of_two_decisions_on_the_same_ground_one_is_asked_again(
    name: str, two: Two, man: Patient
) -> None:
    words = RESTS_ON[name].typed
    bodies = [filled(window, name, man, words) for window in two]
    before, answers = versions(man), at_once(two, address(name, man), bodies)
    assert versions(man) == before + 1
    if name != "monitoring:assign":  # it answers both by leading back to the findings
        assert sorted(status for status, _ in answers) == [302, 422]


def test_of_two_who_change_the_settings_one_is_told(hired: Any, bosses: Two) -> None:
    form, clinic = Form({}, holds="seen"), hired[Role.LEAD].clinic
    for turn in range(PAIRS // 4):
        days = 1 + turn % 2, 3 + turn % 2
        bodies = [window.open("/settings/reminders/", form) for window in bosses]
        for body, number in zip(bodies, days, strict=True):
            body["first_owner_days"] = str(number)
        answers = at_once(bosses, "/settings/reminders/save/", bodies)
        assert sorted(status for status, _ in answers) == [302, 422]
        won = days[[status for status, _ in answers].index(302)]
        with transaction.atomic():
            assert ReminderSettings.objects.of(clinic).first_owner_days == won
