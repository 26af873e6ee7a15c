"""What is refused, asked about and accepted: every limit below, at and above, in every unit."""

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labs.plausibility import judge_entry, unit_slip
from labs.units import measure
from protocols.targets.analytes import ANALYTES
from protocols.targets.quantity import Quantity

CASES = Path(__file__).parents[2] / "cases" / "clinical_examples.json"

# Independent of the product's table: value, "-" just below it, "+" just above it, and the outcome.
OUTCOMES = {
    "TT": "0 reject|0+ confirm|50- confirm|50 ok|50+ ok|1500- ok|1500 ok|1500+ confirm"
    "|5000- confirm|5000 confirm|5000+ reject",
    "E2": "0 reject|0+ confirm|5- confirm|5 ok|5+ ok|150- ok|150 ok|150+ confirm"
    "|2000- confirm|2000 confirm|2000+ reject",
    "HCT": "0 reject|15- reject|15 confirm|15+ confirm|35- confirm|35 ok|35+ ok|60- ok|60 ok"
    "|60+ confirm|75- confirm|75 confirm|75+ reject",
    "SHBG": "0 reject|0+ confirm|5- confirm|5 ok|5+ ok|150- ok|150 ok|150+ confirm"
    "|500- confirm|500 confirm|500+ reject",
    "ALBUMIN": "1- reject|1 confirm|1+ confirm|3- confirm|3 ok|3+ ok|5.5- ok|5.5 ok|5.5+ confirm"
    "|7- confirm|7 confirm|7+ reject",
    "FREE_T": "0 ok|5.02 ok|9999 ok",
    "BIO_T": "0 ok|117.5 ok|9999 ok",
    "LH": "0 ok|0+ ok|50- ok|50 ok|50+ confirm|250- confirm|250 confirm|250+ reject",
    "FSH": "0 ok|0+ ok|50- ok|50 ok|50+ confirm|250- confirm|250 confirm|250+ reject",
    "PSA": "0 ok|0+ ok|10- ok|10 ok|10+ confirm|10000- confirm|10000 confirm|10000+ reject",
    "HGB": "3- reject|3 confirm|3+ confirm|10- confirm|10 ok|10+ ok|20- ok|20 ok|20+ confirm"
    "|26- confirm|26 confirm|26+ reject",
    "VITD": "0 confirm|0+ confirm|10- confirm|10 ok|10+ ok|100- ok|100 ok|100+ confirm"
    "|300- confirm|300 confirm|300+ reject",
    "ALT": "0 ok|200- ok|200 ok|200+ confirm|20000- confirm|20000 confirm|20000+ reject",
    "TC": "20- reject|20 ok|20+ ok|350- ok|350 ok|350+ confirm|1500- confirm|1500 confirm"
    "|1500+ reject",
    "LDL": "0 ok|130 ok|9999 ok",
    "HDL": "0 ok|45 ok|9999 ok",
    "TG": "10- reject|10 ok|10+ ok|1000- ok|1000 ok|1000+ confirm|10000- confirm|10000 confirm"
    "|10000+ reject",
    "SEMEN_CONC": "0 ok|0+ ok|1000- ok|1000 ok|1000+ reject",
    "SEMEN_MOTILITY": "0 ok|100- ok|100 ok|100+ reject",
    "SEMEN_VOLUME": "0 ok|20- ok|20 ok|20+ reject",
}
FACTORS = {
    ("TT", "nmol/L"): "28.8431", ("TT", "ng/mL"): "100", ("TT", "ug/L"): "100",
    ("E2", "pmol/L"): "0.272388", ("HCT", "L/L"): "100", ("ALBUMIN", "g/L"): "1/10",
    ("HGB", "g/L"): "1/10", ("FREE_T", "pmol/L"): "0.0288431",
    ("FREE_T", "pg/mL"): "1/10", ("FREE_T", "nmol/L"): "28.8431", ("BIO_T", "nmol/L"): "28.8431",
    ("VITD", "nmol/L"): "1000/2496", ("TC", "mmol/L"): "38.67", ("LDL", "mmol/L"): "38.67",
    ("HDL", "mmol/L"): "38.67", ("TG", "mmol/L"): "88.57",
}  # fmt: skip
MICRO = 10**9


def nearest(point: str, factor: Fraction) -> Fraction | None:
    """The typed number at a point, or next to it on the asked side; None where it has no end."""
    typed = Fraction(point.rstrip("+-")) / factor * MICRO
    if point.endswith("-"):
        return Fraction(ceil(typed) - 1, MICRO)
    if point.endswith("+"):
        return Fraction(floor(typed) + 1, MICRO)
    return typed / MICRO if typed.denominator == 1 else None


def limit_rows() -> Iterator[object]:
    for code, row in OUTCOMES.items():
        for unit in ANALYTES[code].units:
            factor = Fraction(FACTORS.get((code, unit.code), "1"))
            for point, outcome in (cell.split() for cell in row.split("|")):
                typed = nearest(point, factor)
                if typed is not None:
                    number = Decimal(typed.numerator) / Decimal(typed.denominator)
                    yield pytest.param(
                        code, number, unit.code, outcome, id=f"{code}-{unit.code}-{point}"
                    )


def test_limits_of_every_analyte_are_tried() -> None:
    assert set(OUTCOMES) == set(ANALYTES)


@pytest.mark.parametrize(("code", "number", "unit", "outcome"), list(limit_rows()))
def test_entry_at_its_limits(code: str, number: Decimal, unit: str, outcome: str) -> None:
    judged = judge_entry(measure(code, number, unit))
    assert judged.outcome == outcome
    assert judged.outcome == "ok" or "report" in judged.messages[0]


ENTRIES = json.loads(CASES.read_text(), parse_float=Decimal)["entry"]


@pytest.mark.parametrize("case", ENTRIES, ids=lambda case: f"{case['analyte']}-{case['value']}")
def test_worked_entry(case: dict[str, dict[str, object]]) -> None:
    held = measure(str(case["analyte"]), Decimal(str(case["value"])), str(case["unit"]))
    assert judge_entry(held).outcome == case["expected"]["outcome"]
    assert held.quantity.value == Decimal(str(case["expected"]["canonical"]))


@pytest.mark.parametrize(
    ("code", "text", "unit", "outcome", "named"),
    [
        pytest.param("TT", "17.9", "ng/dL", "confirm", None, id="T just under 18"),
        pytest.param("TT", "18", "ng/dL", "confirm", "nmol/L", id="T 18"),
        pytest.param("TT", "35", "ng/dL", "confirm", "nmol/L", id="T 35"),
        pytest.param("TT", "35.1", "ng/dL", "confirm", None, id="T just over 35"),
        pytest.param("TT", "2.9", "ng/dL", "confirm", None, id="T just under 3"),
        pytest.param("TT", "3", "ng/dL", "confirm", "ng/mL", id="T 3"),
        pytest.param("TT", "12", "ng/dL", "confirm", "ng/mL", id="T 12"),
        pytest.param("TT", "12.1", "ng/dL", "confirm", None, id="T just over 12"),
        pytest.param("TT", "18", "nmol/L", "ok", None, id="T 18 in the right unit"),
        pytest.param("TT", "5.31", "ng/mL", "ok", None, id="T 5.31 in the right unit"),
        pytest.param("E2", "69.9", "pg/mL", "ok", None, id="E2 just under 70"),
        pytest.param("E2", "70", "pg/mL", "ok", "pmol/L", id="E2 70, no limit hit"),
        pytest.param("E2", "150", "pg/mL", "ok", "pmol/L", id="E2 150, no limit hit"),
        pytest.param("E2", "150.1", "pg/mL", "confirm", None, id="E2 just over 150"),
        pytest.param("E2", "<100", "pg/mL", "ok", "pmol/L", id="E2 open, its number counts"),
        pytest.param("E2", "100", "pmol/L", "ok", None, id="E2 in the right unit"),
        pytest.param("HCT", "0.149", "%", "reject", None, id="Hct just under 0.15"),
        pytest.param("HCT", "0.15", "%", "reject", "L/L", id="Hct 0.15"),
        pytest.param("HCT", "0.47", "%", "reject", "L/L", id="Hct as a fraction"),
        pytest.param("HCT", "0.75", "%", "reject", "L/L", id="Hct 0.75"),
        pytest.param("HCT", "0.751", "%", "reject", None, id="Hct just over 0.75"),
        pytest.param("HCT", "0.47", "L/L", "ok", None, id="Hct in the right unit"),
    ],
)
def test_frequent_slip_is_named(
    code: str, text: str, unit: str, outcome: str, named: str | None
) -> None:
    judged = judge_entry(measure(code, text, unit))
    slips = [message for message in judged.messages if "often a value in" in message]
    assert judged.outcome == outcome
    assert [named in message for message in slips if named] == ([True] if named else [])
    assert len(slips) == (1 if named else 0)


@pytest.mark.parametrize(
    ("code", "text", "unit", "outcome"),
    [
        pytest.param("E2", "<4.9", "pg/mL", "confirm", id="number under the soft limit"),
        pytest.param("E2", "<5", "pg/mL", "ok", id="number at the soft limit"),
        pytest.param("TT", ">1500", "ng/dL", "ok", id="number at the upper soft limit"),
        pytest.param("TT", ">5000", "ng/dL", "confirm", id="number at the upper hard limit"),
        pytest.param("TT", ">5001", "ng/dL", "reject", id="number beyond the hard limit"),
    ],
)
def test_open_value_is_held_by_its_number(code: str, text: str, unit: str, outcome: str) -> None:
    assert judge_entry(measure(code, text, unit)).outcome == outcome


def test_refusal_names_what_is_accepted_in_the_unit_typed() -> None:
    judged = judge_entry(measure("E2", "9000", "pmol/L"))
    assert judged.messages == (
        "Estradiol 9000 pmol/L cannot be recorded: accepted is more than 0 and at most "
        "7342.467 pmol/L. Check the number and the unit on the report.",
    )


EXACT_UNITS = [(code, unit) for code, unit in FACTORS if code != "VITD"]


@given(st.sampled_from(EXACT_UNITS), st.decimals(min_value=0, max_value=9999, places=3))
def test_same_quantity_in_two_units_has_one_outcome(unit: tuple[str, str], number: Decimal) -> None:
    held = measure(unit[0], number, unit[1])
    same = measure(unit[0], held.quantity.value, held.analyte.canonical.code)
    assert same.quantity == held.quantity
    assert judge_entry(same).outcome == judge_entry(held).outcome


@pytest.mark.parametrize(
    ("code", "text", "unit", "previous", "message"),
    [
        pytest.param(
            "E2", "62", "pg/mL", "17",
            "62 pg/mL is 3.6 times the last result (17.0 pg/mL). 62 pmol/L would be 16.9 pg/mL. "
            "Which unit is on the report?",
            id="pmol/L entered as pg/mL",
        ),
        pytest.param(
            "E2", "17", "pmol/L", "17",
            "17 pmol/L is 0.27 times the last result (17.0 pg/mL). 17 pg/mL would be close to it. "
            "Which unit is on the report?",
            id="pg/mL entered as pmol/L",
        ),
        pytest.param(
            "TT", "18.2", "ng/dL", "525",
            "18.2 ng/dL is 0.03 times the last result (525 ng/dL). 18.2 nmol/L would be "
            "525 ng/dL. Which unit is on the report?",
            id="nmol/L entered as ng/dL",
        ),
    ],
)  # fmt: skip
def test_unit_slip_asks_for_the_unit(
    code: str, text: str, unit: str, previous: str, message: str
) -> None:
    held = measure(code, text, unit)
    assert unit_slip(held, Quantity(Decimal(previous))) == message


@pytest.mark.parametrize(
    ("text", "unit", "previous", "asked"),
    [
        pytest.param("50", "pg/mL", "20", False, id="2.5 times is a usual change"),
        pytest.param("50.1", "pg/mL", "20", True, id="just over 2.5 times"),
        pytest.param("80", "pmol/L", "54.4776", False, id="0.4 times is a usual change"),
        pytest.param("80", "pmol/L", "54.5", True, id="just under 0.4 times"),
        pytest.param("100", "pg/mL", "18.1592", True, id="converted at 1.5 of the last"),
        pytest.param("100", "pg/mL", "18.159", False, id="converted just over 1.5"),
        pytest.param("67", "pmol/L", "100", True, id="read anew at 0.67 of the last"),
        pytest.param("66.9", "pmol/L", "100", False, id="read anew just under 0.67"),
        pytest.param("62", "pg/mL", "5", False, id="no other unit explains it"),
        pytest.param("62", "ng/L", "17", True, id="in the other name of the unit"),
        pytest.param("<62", "pg/mL", "17", False, id="open result"),
        pytest.param("62", "pg/mL", "<17", False, id="open last result"),
        pytest.param("62", "pg/mL", "0", False, id="last result zero"),
    ],
)
def test_unit_slip_at_its_bounds(text: str, unit: str, previous: str, asked: bool) -> None:
    last = measure("E2", previous, "pg/mL").quantity
    assert (unit_slip(measure("E2", text, unit), last) is not None) == asked


@given(st.sampled_from(list(FACTORS)), st.decimals("0.01", 5000, places=2), st.decimals(1, 1500))
def test_unit_slip_never_fails_nor_blames_the_unit_itself(
    unit: tuple[str, str], number: Decimal, previous: Decimal
) -> None:
    assume(previous.adjusted() < 9)
    held = measure(unit[0], number, unit[1])
    message = unit_slip(held, Quantity(previous))
    assert message is None or f" {held.text} {held.unit.label} would" not in message
