"""Who a row speaks of: exact and estimated birth dates, and names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.rows.identity import (
    birth_from_age,
    names_agree,
    normal_number,
    recorded_birth,
    stated_birth,
)
from monitoring.judgement.day import age_on


@pytest.mark.parametrize(
    ("age", "on", "expected"),
    [
        pytest.param(39, date(2014, 1, 15), date(1974, 7, 1), id="drawn in winter"),
        pytest.param(39, date(2014, 6, 30), date(1974, 7, 1), id="the day before 1 July"),
        pytest.param(39, date(2014, 7, 1), date(1975, 7, 1), id="on 1 July"),
        pytest.param(39, date(2014, 12, 31), date(1975, 7, 1), id="drawn in December"),
        pytest.param(0, date(2014, 1, 15), date(2013, 7, 1), id="a child"),
        pytest.param(23, date(2024, 2, 29), date(2000, 7, 1), id="drawn on a leap day"),
    ],
)
def test_birth_from_age(age: int, on: date, expected: date) -> None:
    birth = birth_from_age(age, on)
    assert (birth.on, birth.is_estimated) == (expected, True)


@given(st.integers(0, 120), st.dates(date(1925, 1, 1), date(2100, 1, 1)))
def test_estimated_birth_has_the_stated_age(age: int, on: date) -> None:
    birth = birth_from_age(age, on)
    ages = [age_on(day, on) for day in (birth.on, birth.earliest, birth.latest)]
    assert ages == [age, age, age]


STATED = stated_birth(date(1974, 7, 1))
KNOWN_ESTIMATE = recorded_birth(date(1974, 7, 1), is_estimated=True)


@pytest.mark.parametrize(
    ("known", "other", "agrees"),
    [
        pytest.param(STATED, stated_birth(date(1974, 7, 1)), True, id="same day"),
        pytest.param(STATED, stated_birth(date(1974, 7, 2)), False, id="one day apart"),
        pytest.param(STATED, stated_birth(date(1974, 1, 7)), False, id="day and month exchanged"),
        pytest.param(STATED, birth_from_age(39, date(2014, 1, 15)), True, id="his age"),
        pytest.param(STATED, birth_from_age(40, date(2014, 1, 15)), False, id="a year too old"),
        pytest.param(STATED, birth_from_age(38, date(2014, 1, 15)), False, id="a year too young"),
        pytest.param(KNOWN_ESTIMATE, stated_birth(date(1973, 7, 1)), True, id="a year before"),
        pytest.param(KNOWN_ESTIMATE, stated_birth(date(1973, 6, 30)), False, id="more before"),
        pytest.param(KNOWN_ESTIMATE, stated_birth(date(1975, 7, 1)), True, id="a year after"),
        pytest.param(KNOWN_ESTIMATE, stated_birth(date(1975, 7, 2)), False, id="more after"),
        pytest.param(KNOWN_ESTIMATE, birth_from_age(40, date(2015, 1, 15)), True, id="next visit"),
        pytest.param(KNOWN_ESTIMATE, birth_from_age(50, date(2015, 1, 15)), False, id="other man"),
    ],
)
def test_births_agree(known: object, other: object, agrees: bool) -> None:
    assert known.agrees(other) is agrees
    assert other.agrees(known) is agrees


@pytest.mark.parametrize(
    ("recorded", "stated", "agree"),
    [
        pytest.param("O'Brien", "OBRIEN", True, id="apostrophe and case"),
        pytest.param("Müller", "Mu\u0308ller", True, id="two spellings of an accent"),
        pytest.param("", "Adler", True, id="none on record"),
        pytest.param("Adler", "", True, id="none in the file"),
        pytest.param("Adler", "Bauer", False, id="another"),
    ],
)
def test_family_names(recorded: str, stated: str, agree: bool) -> None:
    assert names_agree(recorded, stated) is agree


def test_record_number_keeps_zeros_and_loses_surplus_spaces() -> None:
    assert normal_number("  007  A ") == "007 A"
