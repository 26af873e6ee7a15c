"""What a typed result means, in every accepted unit, and how it is shown again."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labs.reading import Unreadable, read_typed
from labs.unit_spellings import SPELLINGS, unit_code
from labs.units import (
    ComparatorNotAccepted,
    UnknownAnalyte,
    UnknownUnit,
    convert,
    measure,
    shown,
    shown_limit,
    shown_ratio,
)
from protocols.targets.analytes import ANALYTES
from protocols.targets.quantity import Quantity

TARGETS = {
    "TT": (Decimal(500), Decimal(1000)),
    "E2": (Decimal(10), Decimal(20), Decimal(26), Decimal(40)),
    "HCT": (Decimal(52), Decimal(54)),
}
JUDGED_UNITS = [(code, unit.code) for code in TARGETS for unit in ANALYTES[code].units]
EVERY_UNIT = [(a.code, unit.code) for a in ANALYTES.values() for unit in a.units]


def quantity(text: str) -> Quantity:
    typed = read_typed(text)
    return Quantity(typed.number, typed.comparator)


@pytest.mark.parametrize(
    ("code", "text", "unit", "as_typed", "canonical"),
    [
        pytest.param("E2", "17", "pg/mL", "17 pg/mL", "17", id="canonical unit"),
        pytest.param("E2", "17 pg/mL", None, "17 pg/mL", "17", id="unit in the text"),
        pytest.param("E2", "17 pg/mL", "pg/ml", "17 pg/mL", "17", id="unit twice, agreeing"),
        pytest.param("E2", "<73", "pmol/L", "<73 pmol/L", "<19.884324", id="open, converted"),
        pytest.param("E2", "31", "ng/L", "31 ng/L", "31", id="another name of the unit"),
        pytest.param("TT", "5,31", "μg/L", "5,31 µg/L", "531", id="decimal comma, micro sign"),
        pytest.param("TT", "747.40 H", "ng/dL", "747.40 ng/dL", "747.40", id="mark of the lab"),
        pytest.param("HCT", "0.47", "L/L", "0.47 L/L", "47", id="hematocrit as a fraction"),
    ],
)
def test_measurement_keeps_what_was_typed(
    code: str, text: str, unit: str | None, as_typed: str, canonical: str
) -> None:
    held = measure(code, text, unit)
    assert held.as_typed == as_typed
    assert held.quantity == quantity(canonical)


def test_measurement_from_a_number_and_a_sign_beside_it() -> None:
    held = measure("E2", Decimal("1E+1"), "pg/mL", "<")
    assert (held.text, held.comparator, held.value, held.unit.code) == ("<10", "<", 10, "pg/mL")


@pytest.mark.parametrize(
    ("code", "text", "unit", "sign", "error"),
    [
        pytest.param("TSH", "2", "mIU/L", None, UnknownAnalyte, id="analyte not recorded"),
        pytest.param("tt", "500", "ng/dL", None, UnknownAnalyte, id="analyte in small letters"),
        pytest.param("E2", "17", None, None, UnknownUnit, id="no unit"),
        pytest.param("E2", "17", " ", None, UnknownUnit, id="blank unit"),
        pytest.param("E2", "31", "ng/dL", None, UnknownUnit, id="estradiol in ng/dL"),
        pytest.param("E2", "17", "nmol/L", None, UnknownUnit, id="unit of another analyte"),
        pytest.param("E2", "17 ng/dL", "pg/mL", None, UnknownUnit, id="wrong unit in the text"),
        pytest.param("E2", "17 pg/mL", "pmol/L", None, UnknownUnit, id="units disagree"),
        pytest.param("E2", "17", "pg/mL^^UCUM", None, UnknownUnit, id="coded unit not taken apart"),
        pytest.param("E2", "17", "p" * 99, None, UnknownUnit, id="endless unit"),
        pytest.param("TT", "747", "pg/mL", None, UnknownUnit, id="free testosterone's unit"),
        pytest.param("HCT", "<50", "%", None, ComparatorNotAccepted, id="open hematocrit"),
        pytest.param("HCT", "50", "%", ">", ComparatorNotAccepted, id="open hematocrit, beside"),
        pytest.param("E2", "5", "pg/mL", "<=", ComparatorNotAccepted, id="at most"),
        pytest.param("E2", "<5", "pg/mL", ">", ComparatorNotAccepted, id="two signs"),
        pytest.param("E2", "0", "pg/mL", "<", ComparatorNotAccepted, id="below zero"),
        pytest.param("E2", "1,012", "pg/mL", None, Unreadable, id="ambiguous comma"),
    ],
)
def test_measurement_is_refused(
    code: str, text: str, unit: str | None, sign: str | None, error: type[ValueError]
) -> None:
    with pytest.raises(error):
        measure(code, text, unit, sign)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1E+999999", "1E-999999", "-1"])
def test_impossible_number_is_refused(number: str) -> None:
    with pytest.raises(Unreadable):
        measure("E2", Decimal(number), "pg/mL")


def test_sign_in_the_text_is_never_dropped() -> None:
    assert measure("E2", "<10", "pg/mL", "").quantity == quantity("<10")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        pytest.param("ng/dl", "ng/dL", id="small litre"),
        pytest.param("NG/DL", "ng/dL", id="all capitals"),
        pytest.param(" pg / mL ", "pg/mL", id="spaces"),
        pytest.param("µg/L", "ug/L", id="micro sign"),
        pytest.param("μg/L", "ug/L", id="Greek mu"),
        pytest.param("mcg/L", "ug/L", id="mcg"),
        pytest.param("l/l", "L/L", id="small litres"),
        pytest.param("IU/L", "[IU]/L", id="units without brackets"),
        pytest.param("mIU/mL", "m[IU]/mL", id="milliunits"),
        pytest.param("10^6/mL", "10*6/mL", id="millions with a caret"),
        pytest.param("Ng/dL", None, id="one capital too many"),
        pytest.param("pg/ML", None, id="mixed capitals"),
        pytest.param("Pmol/L", None, id="petamole"),
        pytest.param("MIU/mL", None, id="megaunits"),
        pytest.param("G/L", None, id="gram or giga"),
        pytest.param("K/uL", None, id="thousands per microlitre"),
        pytest.param("ng dL", None, id="slash lost"),
        pytest.param("ng/d", None, id="cut off"),
        pytest.param("pg/mL/", None, id="something after it"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_spelling_of_a_unit(written: str, code: str | None) -> None:
    assert unit_code(written) == code


def test_spellings_cover_every_accepted_unit_and_no_other() -> None:
    assert set(SPELLINGS.values()) == {unit for _, unit in EVERY_UNIT}
    for analyte in ANALYTES.values():
        assert [unit_code(u.label) for u in analyte.units] == [u.code for u in analyte.units]


@pytest.mark.parametrize("written", ["", "kg/L", "ng/dl/", "furlong", "Pg/mL", "mg", "1"])
@pytest.mark.parametrize("code", ANALYTES)
def test_unknown_unit_gives_no_measurement(code: str, written: str) -> None:
    with pytest.raises(UnknownUnit, match="report"):
        measure(code, "20", written)


@pytest.mark.parametrize(
    ("code", "canonical", "unit", "number"),
    [
        pytest.param("TT", "500", "nmol/L", "17.335", id="T 500"),
        pytest.param("TT", "1000", "nmol/L", "34.670", id="T 1000"),
        pytest.param("E2", "20", "pmol/L", "73.425", id="E2 20"),
        pytest.param("E2", "26", "pmol/L", "95.452", id="E2 26"),
        pytest.param("E2", "40", "pmol/L", "146.849", id="E2 40"),
        pytest.param("HCT", "54", "L/L", "0.540", id="Hct 54"),
        pytest.param("TT", "500", None, "500", id="T 500 in its own unit"),
        pytest.param("HCT", "54", None, "54.0", id="Hct 54 in its own unit"),
    ],
)
def test_limit_in_another_unit(code: str, canonical: str, unit: str | None, number: str) -> None:
    assert shown_limit(Decimal(canonical), code, unit) == number
    assert shown(Quantity(Decimal(canonical)), code, unit, TARGETS[code]) == number


def test_conversion_is_the_inverse_factor() -> None:
    assert convert(Quantity(Decimal(100)), "TT", "nmol/L").quantize(Decimal("1e-6")) == Decimal(
        "3.467034"
    )
    assert convert(Quantity(Decimal(1)), "E2", "pmol/L").quantize(Decimal("1e-5")) == Decimal(
        "3.67123"
    )
    with pytest.raises(UnknownUnit):
        convert(Quantity(Decimal(1)), "E2", "ng/dL")


@pytest.mark.parametrize(
    ("code", "typed", "unit", "target_unit", "text"),
    [
        pytest.param("TT", "17.33", "nmol/L", None, "499.9", id="just under 500"),
        pytest.param("TT", "34.68", "nmol/L", None, "1000.3", id="just over 1000"),
        pytest.param("HCT", "0.5396", "L/L", None, "53.96", id="just under 54"),
        pytest.param("HCT", "53.9999", "%", None, "53.9999", id="very close under 54"),
        pytest.param("HCT", "54", "%", None, "54.0", id="at 54"),
        pytest.param("E2", "19.96", "pg/mL", None, "19.96", id="just under 20"),
        pytest.param("E2", "19.94", "pg/mL", None, "19.9", id="under 20"),
        pytest.param("E2", "73", "pmol/L", None, "19.9", id="73 pmol/L is below"),
        pytest.param("E2", "73", "pmol/L", "pmol/L", "73", id="as typed in SI"),
        pytest.param("E2", "20.0001", "pg/mL", "pmol/L", "73.43", id="just over 20 in SI"),
        pytest.param("E2", "<15", "pg/mL", None, "<15.0", id="open below"),
        pytest.param("E2", "<20.04", "pg/mL", None, "<20.1", id="open, limit inside"),
        pytest.param("E2", ">39.97", "pg/mL", None, ">39.9", id="open above, limit inside"),
        pytest.param("TT", ">1500", "ng/dL", "nmol/L", ">52.0", id="open above in SI"),
        pytest.param("E2", "17.25", "pg/mL", None, "17.3", id="half rounds up"),
        pytest.param("E2", "<17.21", "pg/mL", None, "<17.3", id="open below grows"),
        pytest.param("E2", ">47.29", "pg/mL", None, ">47.2", id="open above grows"),
        pytest.param("E2", "<20", "pg/mL", "pmol/L", "<73.425", id="open at a limit, in SI"),
        pytest.param("TT", "0.04", "ng/dL", None, "0.04", id="a trace is not nothing"),
        pytest.param("TT", "0", "ng/dL", None, "0", id="nothing is nothing"),
    ],
)
def test_shown_value_stays_on_its_side(
    code: str, typed: str, unit: str, target_unit: str | None, text: str
) -> None:
    assert shown(measure(code, typed, unit).quantity, code, target_unit, TARGETS[code]) == text


@given(
    st.sampled_from(JUDGED_UNITS),
    st.sampled_from(JUDGED_UNITS),
    st.decimals(min_value="0.001", max_value=2000, places=3),
    st.sampled_from(["", "<", ">"]),
)
def test_displayed_value_never_crosses_a_limit(
    typed_in: tuple[str, str], shown_in: tuple[str, str], number: Decimal, sign: str
) -> None:
    code, unit = typed_in
    assume(code == shown_in[0] and not (sign and code == "HCT"))
    exact = measure(code, number, unit, sign).quantity
    assume(exact.value not in TARGETS[code])
    again = measure(code, shown(exact, code, shown_in[1], TARGETS[code]), shown_in[1]).quantity
    for limit in TARGETS[code]:
        assert again.below(limit) == exact.below(limit)
        assert again.above(limit) == exact.above(limit)


@given(st.sampled_from(EVERY_UNIT), st.integers(1, 5000), st.sampled_from("<>"))
def test_open_value_is_shown_in_its_own_unit_as_typed(
    unit: tuple[str, str], number: int, sign: str
) -> None:
    assume(unit[0] != "HCT")
    held = measure(unit[0], f"{sign}{number}", unit[1]).quantity
    text = shown(held, *unit)
    assert text[0] == sign
    assert Decimal(text[1:]) == number


@given(st.sampled_from(EVERY_UNIT), st.decimals(min_value=0, max_value=10**6, places=3))
def test_conversion_there_and_back_changes_nothing_visible(
    unit: tuple[str, str], number: Decimal
) -> None:
    held = measure(unit[0], number, unit[1]).quantity
    assert abs(convert(held, *unit) - number) < Decimal("1e-40")


@pytest.mark.parametrize(
    ("ratio", "comparator", "text"),
    [
        pytest.param(Fraction(399, 40), "", "9.9", id="9.975 is not 10"),
        pytest.param(Fraction(400, 40), "", "10.0", id="exactly ten"),
        pytest.param(Fraction(540, 10), ">", ">54.0", id="lower bound"),
        pytest.param(Fraction(401, 40), ">", ">10.0", id="lower bound cut off"),
        pytest.param(Fraction(397, 40), "<", "<10.0", id="upper bound rounded up"),
        pytest.param(Fraction(396, 40), "<", "<9.9", id="upper bound exact"),
        pytest.param(Fraction(1, 3), "", "0.3", id="a third"),
    ],
)
def test_shown_ratio(ratio: Fraction, comparator: str, text: str) -> None:
    assert shown_ratio(ratio, comparator) == text


@given(st.fractions(min_value=0, max_value=1000), st.sampled_from(["", "<", ">"]))
def test_shown_ratio_stays_a_bound(ratio: Fraction, comparator: str) -> None:
    text = Fraction(shown_ratio(ratio, comparator).removeprefix(comparator or "="))
    assert text - Fraction(1, 10) < ratio <= text if comparator == "<" else text <= ratio
    assert abs(text - ratio) < Fraction(1, 10)
