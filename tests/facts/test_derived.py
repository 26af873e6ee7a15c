"""What the judgement writes down is what it would say if asked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Clinic, User
from monitoring.models import Finding, Obligation, Status
from monitoring.status.judging import judge
from patients.facts import Fact, Part
from patients.models import Patient, SymptomReport
from patients.recording import record_facts
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded
from tests.facts.states import judged

pytestmark = pytest.mark.django_db

Made = tuple[Fact, list[Part]]

FIRST = date(2025, 1, 6)
DAYS = st.integers(60, 680).map(lambda days: FIRST + timedelta(days=days))
E2 = st.sampled_from(["8", "17", "19.9", "20", "25.9", "26", "39", "41", "<5", "<30", ">60"])
TOTAL = st.sampled_from(["280", "450", "742", "1000", "1101"])
HCT = st.sampled_from(["44", "48.1", "50.5", "52", "54", "55.2"])


def draws() -> st.SearchStrategy[Callable[[], Made]]:
    values = {"estradiol": E2, "testosterone_total": TOTAL, "hematocrit": HCT}
    given_values = st.fixed_dictionaries({}, optional=values)
    return st.builds(lambda on, typed: lambda: draw(on, **typed), DAYS, given_values)


def starts() -> st.SearchStrategy[Callable[[], Made]]:
    doses = st.sampled_from([Decimal("0.125"), Decimal("0.5"), Decimal(1), Decimal(2)])
    return st.builds(lambda on, mg: lambda: anastrozole(on, dose_mg=mg), DAYS, doses)


def reports() -> st.SearchStrategy[Callable[[], Made]]:
    said = st.dictionaries(st.sampled_from(["joint_pain", "edema", "low_libido"]), st.just(2))

    def made(on: date, severities: dict[str, int]) -> Callable[[], Made]:
        return lambda: (SymptomReport(reported_on=on, severities=severities), [])

    return st.builds(made, DAYS, said)


PAIRS = st.one_of(*(st.tuples(kind(), kind()) for kind in (draws, starts, reports)))

HISTORIES = st.tuples(PAIRS, st.lists(st.one_of(draws(), reports()), max_size=4))

WITH_CAST = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def man_with(clinic: Clinic, first: Callable[[], Made], others: list[Any]) -> tuple[Patient, Fact]:
    man = admitted(clinic, None)
    fact = first()
    recorded(man, cypionate(FIRST), fact, *(other() for other in others))
    return man, fact[0]


@pytest.mark.both_databases
@WITH_CAST
@given(HISTORIES)
def test_amending_equals_entering_right_at_once(clinic: Clinic, history: Any) -> None:
    (wrong, right), others = history
    amended, current = man_with(clinic, wrong, others)
    with record_facts(clinic, by=None, today=TODAY, about=[amended], reason="Typed wrong") as book:
        book.amend(current, *right())
    at_once, _ = man_with(clinic, right, others)
    assert judged(amended) == judged(at_once)


@WITH_CAST
@given(HISTORIES)
def test_entered_in_error_equals_never_entered(clinic: Clinic, history: Any) -> None:
    (wrong, _), others = history
    corrected, current = man_with(clinic, wrong, others)
    with record_facts(clinic, by=None, today=TODAY, about=[corrected]) as book:
        book.withdraw(current)
    never = admitted(clinic, None)
    recorded(never, cypionate(FIRST), *(other() for other in others))
    assert judged(corrected) == judged(never)


@WITH_CAST
@given(HISTORIES)
def test_facts_one_by_one_equal_facts_together(clinic: Clinic, history: Any) -> None:
    (first, _), others = history
    together, _ = man_with(clinic, first, others)
    one_by_one = admitted(clinic, None)
    for fact in (cypionate(FIRST), first(), *(other() for other in others)):
        recorded(one_by_one, fact)
    assert judged(one_by_one) == judged(together)


@pytest.mark.both_databases
@WITH_CAST
@given(HISTORIES)
def test_what_is_written_equals_a_judgement_from_nothing(clinic: Clinic, history: Any) -> None:
    (first, _), others = history
    man, _ = man_with(clinic, first, others)
    before = judged(man)
    for derived in (Finding, Obligation, Status):
        derived.objects.filter(patient=man).delete()
    with record_facts(clinic, by=None, today=TODAY, about=[man]) as book:
        judge(clinic, list(book.men.values()), TODAY)
    assert judged(man) == before


def test_the_comparison_notices_another_value(clinic: Clinic, clinician: User) -> None:
    one, _ = man_with(clinic, lambda: draw(FIRST, estradiol="8"), [])
    other, _ = man_with(clinic, lambda: draw(FIRST, estradiol="30"), [])
    assert judged(one) != judged(other)
