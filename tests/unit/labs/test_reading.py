"""Reading what a person typed or pasted; what can be read in two ways is asked about."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.reading import LONGEST_TEXT, MOST_DIGITS, Typed, Unreadable, read_typed


def typed(sign: str, digits: str, unit: str | None = None, flag: str | None = None) -> Typed:
    return Typed(sign, Decimal(digits.replace(",", ".")), digits, unit, flag)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("17", typed("", "17"), id="whole number"),
        pytest.param(" 17.0 ", typed("", "17.0"), id="recorded digits kept"),
        pytest.param("<15", typed("<", "15"), id="below"),
        pytest.param("< 15", typed("<", "15"), id="below, spaced"),
        pytest.param(">2000", typed(">", "2000"), id="above"),
        pytest.param(".5", typed("", ".5"), id="nothing before the point"),
        pytest.param("17 pg/mL", typed("", "17", "pg/mL"), id="with its unit"),
        pytest.param("17pg/mL", typed("", "17", "pg/mL"), id="unit glued"),
        pytest.param("<5.0 pg / mL", typed("<", "5.0", "pg/mL"), id="unit with spaces"),
        pytest.param("47%", typed("", "47", "%"), id="percent"),
        pytest.param("3.2 mL", typed("", "3.2", "mL"), id="unit without a slash"),
        pytest.param("60 10*6/mL", typed("", "60", "10*6/mL"), id="unit holding a number"),
        pytest.param("31 mg/mL", typed("", "31", "mg/mL"), id="a unit nobody accepts"),
        pytest.param("747.4 H", typed("", "747.4", None, "H"), id="mark of the laboratory"),
        pytest.param("747.4H", typed("", "747.4", None, "H"), id="mark glued"),
        pytest.param("12 (LL)", typed("", "12", None, "LL"), id="mark in brackets"),
        pytest.param("747.4 H ng/dL", typed("", "747.4", "ng/dL", "H"), id="mark before unit"),
        pytest.param("747.4 ng/dL H", typed("", "747.4", "ng/dL", "H"), id="mark after unit"),
        pytest.param("2,5", typed("", "2,5"), id="decimal comma"),
        pytest.param("12,3456", typed("", "12,3456"), id="decimal comma, four digits"),
        pytest.param("0,470", typed("", "0,470"), id="no thousands begin with zero"),
    ],
)
def test_readable_text(text: str, expected: Typed) -> None:
    assert read_typed(text) == expected


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        pytest.param("", "Enter the result", id="empty"),
        pytest.param(" \t\u00a0", "Enter the result", id="blank"),
        pytest.param("1,012", "1012 or 1.012", id="thousands or decimals"),
        pytest.param("12,345", "12345 or 12.345", id="thousands or decimals, longer"),
        pytest.param("1,234.5", "nothing between its digits", id="comma and point"),
        pytest.param("1.234,5", "nothing between its digits", id="point and comma"),
        pytest.param("1 012", "nothing between its digits", id="space between digits"),
        pytest.param("17 18", "nothing between its digits", id="two numbers"),
        pytest.param("17-20", "nothing between its digits", id="a range"),
        pytest.param("120/80", "nothing between its digits", id="a fraction"),
        pytest.param("<=5.4", "note", id="at most"),
        pytest.param("≤5.4", "note", id="at most, one sign"),
        pytest.param("> OR = 5.4", "note", id="at least, in words"),
        pytest.param("<OR=18.4", "note", id="at most, in words"),
        pytest.param("=>5", "note", id="at least, turned round"),
        pytest.param("-5", "no plus or minus", id="negative"),
        pytest.param("−5", "no plus or minus", id="negative, minus sign"),
        pytest.param("+5", "no plus or minus", id="plus sign"),
        pytest.param("1e5", "Write the number out", id="exponent"),
        pytest.param("1.5E-3", "Write the number out", id="negative exponent"),
        pytest.param("<0", "below zero", id="below zero"),
        pytest.param("１７", "digits 0 to 9", id="full-width digits"),
        pytest.param("١٧", "digits 0 to 9", id="Arabic-Indic digits"),
        pytest.param("5²", "digits 0 to 9", id="superscript"),
        pytest.param("NaN", "Put words into the note", id="not a number"),
        pytest.param("Infinity", "Put words into the note", id="infinity"),
        pytest.param("<", "Enter one number", id="sign alone"),
        pytest.param("<>5", "Enter one number", id="two signs"),
        pytest.param("~5", "Enter one number", id="about"),
        pytest.param("17.", "Enter one number", id="cut after the point"),
        pytest.param("pending", "Put words into the note", id="word"),
        pytest.param("17 fasting", "Put words into the note", id="number and word"),
        pytest.param("17 H L", "Put words into the note", id="two marks"),
        pytest.param("17 pg/mL ng/dL", "Put words into the note", id="two units"),
        pytest.param("17\x00", "Enter one number", id="control character"),
        pytest.param("1" * (MOST_DIGITS + 1), "digits", id="too many digits"),
        pytest.param("1" * (LONGEST_TEXT + 1), "characters", id="too long"),
    ],
)
def test_unreadable_text_says_what_to_do(text: str, advice: str) -> None:
    with pytest.raises(Unreadable, match=advice):
        read_typed(text)


def test_longest_number_is_read_exactly() -> None:
    digits = "1" * (MOST_DIGITS - 4) + ".234"
    assert str(read_typed(digits).number) == digits


def readings(text: str) -> Typed | None:
    try:
        return read_typed(text)
    except Unreadable:
        return None


@given(st.text(max_size=60) | st.text("<>=≤0123456789.,eE+-HL pgm/dL%*[]()", max_size=14))
def test_arbitrary_text_is_a_number_or_a_refusal(text: str) -> None:
    held = readings(text)
    if held is not None:
        assert held.number.is_finite()
        assert held.number >= 0
        assert held.digits in text
        assert held.comparator == (text.strip()[0] if text.strip()[0] in "<>" else "")


@given(st.decimals(min_value=0, max_value=10**9, places=3), st.sampled_from(["", "<", ">"]))
def test_written_number_is_read_back(number: Decimal, sign: str) -> None:
    held = readings(f"{sign}{number:f}")
    assert held is None if (sign == "<" and not number) else held == typed(sign, f"{number:f}")
