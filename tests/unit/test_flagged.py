"""How long something has waited: below, at and above each age, and the twins agree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.spreadsheet import csv_lines, safe
from monitoring.flagged import Age, is_late, of_age

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("since", "late"),
    [
        pytest.param(date(2026, 11, 20), False, id="Friday: one working day"),
        pytest.param(date(2026, 11, 19), False, id="Thursday: two"),
        pytest.param(date(2026, 11, 18), True, id="Wednesday: three"),
        pytest.param(MONDAY, False, id="today"),
    ],
)
def test_more_than_two_working_days_is_late(since: date, late: bool) -> None:
    assert is_late(since, MONDAY) is late


@pytest.mark.parametrize("today", [MONDAY + timedelta(days=n) for n in range(7)], ids=str)
def test_the_condition_and_the_function_agree(today: date) -> None:
    ((name, bound),) = of_age(Age.LATE, "since", today).children
    assert name == "since__lte"
    for back in range(12):
        since = today - timedelta(days=back)
        assert is_late(since, today) == (since <= bound)


def test_old_begins_after_two_weeks() -> None:
    ((name, bound),) = of_age(Age.OLD, "since", MONDAY).children
    assert (name, bound) == ("since__lt", MONDAY - timedelta(days=14))
    assert of_age("nonsense", "since", MONDAY).children == []


@pytest.mark.parametrize("number", ["-1.62", "-5", "0", "17.4", "54"])
def test_a_number_stays_a_number(number: str) -> None:
    assert safe(number) == number


@pytest.mark.parametrize("word", ["-1.62+1", "-", "-1e9", "+1", "=-1.62", "-1.62\n", "−=1", "-١"])
def test_what_is_no_plain_number_is_none(word: str) -> None:
    is_formula = word[0] in "=+-"
    assert safe(word) == (f"'{word}" if is_formula else word)


def test_every_cell_of_a_row_is_made_safe() -> None:
    assert list(csv_lines(["a", "b"], [["=1", -1.62], [None, "x,y"]])) == [
        "a,b\r\n",
        "'=1,-1.62\r\n",
        ',"x,y"\r\n',
    ]
