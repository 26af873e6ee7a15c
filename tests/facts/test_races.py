"""Two people at the same moment: real threads, each with its own connection."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection

from accounts.models import AuditRow, Clinic
from labs.models import Draw
from patients.models import Patient, PatientDetails
from patients.recording import AlreadySubmitted, Outdated, record_facts
from tests.conftest import TODAY, admitted, draw, recorded

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]

PAIRS = int(os.environ.get("INRANGE_PAIRS", "8"))
"""How often two try at one moment; `python -m benchmarks.conflicts` tries three hundred."""
DAY = date(2026, 11, 20)


def at_once(*acts: Callable[[threading.Barrier], Any]) -> list[str]:
    """Run acts at the same moment; what became of each: "done", or the name of its refusal."""
    gate, ends = threading.Barrier(len(acts), timeout=20), ["" for _ in acts]

    def run(place: int, act: Callable[[threading.Barrier], Any]) -> None:
        try:
            act(gate)
            ends[place] = "done"
        except Exception as refusal:
            ends[place] = type(refusal).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(ends)


def entering(man: Patient, submission: UUID | None) -> Callable[[threading.Barrier], None]:
    def act(gate: threading.Barrier) -> None:
        gate.wait()
        about = {"about": [man], "submission": submission}
        with record_facts(man.clinic, by=None, today=TODAY, **about) as book:
            fact, parts = draw(DAY, estradiol="30")
            fact.patient = man
            book.record(fact, parts)

    return act


def amending(man: Patient, current: Draw, typed: str) -> Callable[[threading.Barrier], None]:
    def act(gate: threading.Barrier) -> None:
        gate.wait()
        with record_facts(man.clinic, by=None, today=TODAY, about=[man]) as book:
            book.amend(current, *draw(DAY, estradiol=typed))

    return act


@pytest.fixture
def plain(clinic: Clinic) -> Patient:
    """A man with nothing but his details."""
    return admitted(clinic, None)


@pytest.mark.parametrize(
    ("same_form", "ends", "drawn"),
    [
        pytest.param(True, [AlreadySubmitted.__name__, "done"], 1, id="the same form"),
        pytest.param(False, ["done", "done"], 2, id="two forms, which both save"),
    ],
)
def test_one_form_sent_twice_at_once_saves_once(
    same_form: bool, ends: list[str], drawn: int, plain: Patient
) -> None:
    for pair in range(1, PAIRS + 1):
        token = uuid4()
        second = token if same_form else uuid4()
        assert at_once(entering(plain, token), entering(plain, second)) == ends
        assert plain.draw_versions.count() == pair * drawn
        assert AuditRow.objects.filter(submission__in=[token, second]).count() == drawn


def test_the_second_of_two_amendments_at_once_is_told(plain: Patient) -> None:
    current, parts = draw(DAY, estradiol="30")
    recorded(plain, (current, parts))
    for version in range(1, PAIRS + 1):
        ends = at_once(amending(plain, current, "31"), amending(plain, current, "32"))
        assert ends == [Outdated.__name__, "done"]
        current = Draw.objects.current().get(document=current.document)
        assert current.version == version + 1


def test_without_the_check_one_of_two_would_be_lost(plain: Patient) -> None:
    """The control: plain updates of one row both succeed, and one of them is gone."""
    recorded(plain, draw(DAY))

    def overwriting(note: str) -> Callable[[threading.Barrier], None]:
        def act(gate: threading.Barrier) -> None:
            row = Draw.objects.get(patient=plain)
            gate.wait()
            row.note += note
            row.save()

        return act

    assert at_once(overwriting("one"), overwriting("two")) == ["done", "done"]
    assert Draw.objects.get(patient=plain).note in {"one", "two"}


def test_the_same_record_number_is_given_once(clinic: Clinic) -> None:
    def admitting(number: str) -> Callable[[threading.Barrier], None]:
        def act(gate: threading.Barrier) -> None:
            gate.wait()
            with record_facts(clinic, by=None, today=TODAY) as book:
                book.admit(PatientDetails(record_number=number, born_on=date(1970, 1, 1)))

        return act

    for pair in range(PAIRS):
        ends = at_once(admitting(f"N-{pair}"), admitting(f"N-{pair}"))
        assert ends == [IntegrityError.__name__, "done"]
    assert clinic.patients.count() == PAIRS


def test_units_about_the_same_men_in_opposite_order_do_not_block_each_other(
    clinic: Clinic,
) -> None:
    men = [admitted(clinic, None) for _ in range(2)]

    def about(order: list[Patient]) -> Callable[[threading.Barrier], None]:
        def act(gate: threading.Barrier) -> None:
            gate.wait()
            with record_facts(clinic, by=None, today=TODAY, about=order) as book:
                for man in order:
                    fact, parts = draw(DAY, estradiol="30")
                    fact.patient = man
                    book.record(fact, parts)

        return act

    for _ in range(PAIRS):
        assert at_once(about(men), about(men[::-1])) == ["done", "done"]
    for man in men:
        man.refresh_from_db()
        assert man.facts_version == man.status.judged_version == 2 * PAIRS + 1
