"""A result waits until a person has signed it, in the version that stands."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.models import Clinic, User
from monitoring.models import Decision, DecisionKind, Status
from monitoring.signing import (
    ShownResult,
    Signing,
    open_results,
    seal_results,
    sign_results,
)
from monitoring.status.judging import judge
from patients.forms.seal import BrokenSeal
from patients.models import Patient
from patients.recording import AlreadySubmitted, lock_men, record_facts
from tests.conftest import TODAY, admitted, draw, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = date(2026, 11, 20)
IN_TARGET = {"estradiol": "30", "testosterone_total": "700", "hematocrit": "47"}
LOW = {**IN_TARGET, "estradiol": "17"}


def waiting(man: Patient) -> list[ShownResult]:
    """What of him is to be signed."""
    row = Status.objects.get(patient=man)
    assert (row.unsigned_since is None) == (row.unsigned == [])
    named = str(man.opaque_id)
    return [ShownResult(named, each["draw"], each["version"]) for each in row.unsigned]


def offered(clinic: Clinic, user: User, *shown: ShownResult) -> Signing:
    return open_results(clinic, user, seal_results(clinic, user, shown))


def signed(clinic: Clinic, user: User, *shown: ShownResult) -> int:
    return sign_results(clinic, offered(clinic, user, *shown), by=user, today=TODAY)


@pytest.fixture
def drawn(clinic: Clinic, clinician: User) -> Patient:
    """A man with one result in target."""
    man = admitted(clinic, clinician)
    recorded(man, draw(DAY, **IN_TARGET), by=clinician)
    return man


@pytest.mark.parametrize(
    ("values", "waits", "in_target"),
    [
        pytest.param(IN_TARGET, 1, True, id="in target"),
        pytest.param(LOW, 1, False, id="below target"),
        pytest.param({**IN_TARGET, "estradiol": "20"}, 1, False, id="at the bone zone"),
        pytest.param({**IN_TARGET, "estradiol": "40"}, 1, True, id="at the upper end"),
        pytest.param({**IN_TARGET, "estradiol": "40.1"}, 1, False, id="above it"),
        pytest.param({"estradiol": "<30"}, 1, False, id="cannot be compared"),
        pytest.param({}, 0, None, id="results awaited"),
    ],
)
def test_every_result_waits_and_only_one_in_target_beside_others(
    values: dict[str, str], waits: int, in_target: bool | None, clinic: Clinic, clinician: User
) -> None:
    man = admitted(clinic, clinician)
    recorded(man, draw(DAY, **values), by=clinician)
    unsigned = Status.objects.get(patient=man).unsigned
    assert [each["in_target"] for each in unsigned] == [in_target] * waits


def test_a_signed_result_waits_no_longer_and_says_who_and_when(
    drawn: Patient, clinician: User
) -> None:
    (shown,) = waiting(drawn)
    assert signed(drawn.clinic, clinician, shown) == 1
    assert waiting(drawn) == []
    decision = Decision.objects.get(patient=drawn)
    assert (decision.kind, decision.recorded_by, decision.decided_on) == (
        DecisionKind.SIGN,
        clinician,
        TODAY,
    )
    assert decision.marks == {shown.draw: 1}


def test_no_rebuild_touches_a_signature(drawn: Patient, clinician: User) -> None:
    signed(drawn.clinic, clinician, *waiting(drawn))
    Status.objects.filter(patient=drawn).update(unsigned=[{"draw": "x"}])
    judge(drawn.clinic, lock_men(drawn.clinic, [drawn.pk]), TODAY)
    assert waiting(drawn) == []


def test_an_amended_result_waits_again(drawn: Patient, clinician: User) -> None:
    (shown,) = waiting(drawn)
    signed(drawn.clinic, clinician, shown)
    amend(drawn, clinician)
    (again,) = waiting(drawn)
    assert (again.draw, again.version) == (shown.draw, 2)
    assert not Status.objects.get(patient=drawn).unsigned[0]["in_target"]


def amend(man: Patient, by: User) -> None:
    current = man.draw_versions.get(is_current=True)
    with record_facts(man.clinic, by=by, today=TODAY, about=[man], reason="Typed wrong") as book:
        book.amend(current, *draw(DAY, **{**IN_TARGET, "estradiol": "31"}))


def test_what_was_amended_since_it_was_shown_is_not_signed(drawn: Patient, clinician: User) -> None:
    shown = waiting(drawn)
    amend(drawn, clinician)
    assert signed(drawn.clinic, clinician, *shown) == 0
    assert len(waiting(drawn)) == 1


def test_what_was_entered_in_error_does_not_wait(drawn: Patient, clinician: User) -> None:
    shown = waiting(drawn)
    with record_facts(drawn.clinic, by=clinician, today=TODAY, about=[drawn], reason="x") as book:
        book.withdraw(drawn.draw_versions.get())
    assert waiting(drawn) == []
    assert signed(drawn.clinic, clinician, *shown) == 0


def test_a_result_is_signed_once(drawn: Patient, clinician: User, hired: object) -> None:
    (shown,) = waiting(drawn)
    assert [signed(drawn.clinic, clinician, shown) for _ in range(2)] == [1, 0]
    assert Decision.objects.count() == 1


def test_the_same_page_sent_twice_signs_once(drawn: Patient, clinician: User) -> None:
    page = offered(drawn.clinic, clinician, *waiting(drawn))
    assert sign_results(drawn.clinic, page, by=clinician, today=TODAY) == 1
    with pytest.raises(AlreadySubmitted):
        sign_results(drawn.clinic, page, by=clinician, today=TODAY)
    assert Decision.objects.count() == 1


def test_together_only_what_is_in_target_is_signed(drawn: Patient, clinician: User) -> None:
    low = admitted(drawn.clinic, clinician)
    recorded(low, draw(DAY, **LOW), by=clinician)
    both = [*waiting(drawn), *waiting(low)]
    assert signed(drawn.clinic, clinician, *both) == 1
    assert (waiting(drawn), len(waiting(low))) == ([], 1)
    assert signed(drawn.clinic, clinician, *waiting(low)) == 1


def test_a_signature_decides_nothing(man: Patient, clinician: User) -> None:
    before = Status.objects.get(patient=man).lines
    for shown in waiting(man):
        signed(man.clinic, clinician, shown)
    assert Status.objects.get(patient=man).lines == before != []


def test_a_seal_opens_for_its_person_and_clinic_alone(
    drawn: Patient, clinician: User, outsider: User, other_clinic: Clinic
) -> None:
    seal = seal_results(drawn.clinic, clinician, waiting(drawn))
    assert open_results(drawn.clinic, clinician, seal).shown
    for clinic, user, text in (
        (drawn.clinic, outsider, seal),
        (other_clinic, clinician, seal),
        (drawn.clinic, clinician, seal[:-1]),
        (drawn.clinic, clinician, ""),
    ):
        with pytest.raises(BrokenSeal):
            open_results(clinic, user, text)


def test_a_man_of_another_clinic_is_not_signed_for(
    drawn: Patient, outsider: User, other_clinic: Clinic, pages: Client
) -> None:
    assert signed(other_clinic, outsider, *waiting(drawn)) == 0
    assert len(waiting(drawn)) == 1
