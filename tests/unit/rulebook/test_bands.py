"""Every value of every line is called exactly one thing, and the same as when it is judged."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.checks import run_checks

from config import checks
from config.checks import uncovered
from monitoring.judgement.readings import Reading
from monitoring.judgement.rules.estradiol import in_bone_zone
from monitoring.rulebook.bands import Band, faults, lines
from protocols.targets.book import Targets
from protocols.targets.quantity import Quantity
from tests.unit.judgement.men import day

BOOK = Targets()
LINES = lines(BOOK)
A_LITTLE = Decimal("0.001")
CALLED = {"very_low": "below", "bone_zone": "in_target", "near": "in_target"}
"""What a part of a band is called against the goal alone."""


def dec(text: str) -> Decimal:
    return Decimal(text)


def planted(**pages: dict[str, Decimal]) -> Targets:
    """The rule book with other numbers, however wrong."""
    changed = {name: replace(getattr(BOOK, name), **more) for name, more in pages.items()}
    return replace(BOOK, **changed)


def ends() -> list[tuple[str, Decimal]]:
    return [(name, band.low) for name, line in LINES.items() for band in line if band.low]


def test_start_up_finds_nothing_in_the_book_as_stated() -> None:
    assert [each for each in run_checks(tags=["clinical"]) if each.id == "inrange.E001"] == []


@pytest.mark.parametrize(
    ("book", "said"),
    [
        pytest.param(
            planted(cautions={"estradiol_very_low": dec("25")}),
            "below ends at 20 before it begins at 25: overlap",
            id="very low reaches into the target",
        ),
        pytest.param(
            planted(estradiol={"at_least": dec("30")}),
            "bone_zone ends at 26 before it begins at 30: overlap",
            id="target begins above the bone zone",
        ),
        pytest.param(
            planted(cautions={"hematocrit_near": dec("55")}),
            "near ends at 54 before it begins at 55: overlap",
            id="near begins above the limit",
        ),
        pytest.param(
            planted(dexa={"low_mass_score": dec("-3.0")}),
            "B1 ends at -3.0 before it begins at -2.5: overlap",
            id="low bone mass begins below osteoporosis",
        ),
    ],
)
def test_a_planted_overlap_is_found_at_start_up(book: Targets, said: str) -> None:
    found = uncovered(book)
    assert any(said in each.msg for each in found)
    assert all(each.id == "inrange.E001" and each.hint for each in found)


def test_a_planted_gap_is_found_at_start_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "lines", lambda book: {"Estradiol": (BELOW, ABOVE)})
    (found,) = [each for each in run_checks(tags=["clinical"]) if each.id == "inrange.E001"]
    assert found.msg == "Estradiol: below ends at 20, above begins at 40: gap."
    assert found.is_serious()


BELOW = Band("below", None, dec("20"))
INSIDE = Band("in", dec("20"), dec("40"), holds_high=True)
ABOVE = Band("above", dec("40"), None, holds_low=False)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param((BELOW, INSIDE, ABOVE), [], id="whole"),
        pytest.param((BELOW, ABOVE), ["below ends at 20, above begins at 40: gap"], id="gap"),
        pytest.param(
            (BELOW, INSIDE._replace(low=dec("19")), ABOVE),
            ["below ends at 20, in begins at 19: overlap"],
            id="overlap",
        ),
        pytest.param(
            (BELOW, INSIDE._replace(holds_low=False), ABOVE),
            ["20 itself, between below and in: gap"],
            id="end of neither",
        ),
        pytest.param(
            (BELOW, INSIDE, ABOVE._replace(holds_low=True)),
            ["40 itself, between in and above: overlap"],
            id="end of both",
        ),
        pytest.param((INSIDE, ABOVE), ["nothing below 20"], id="open below"),
        pytest.param((BELOW, INSIDE), ["nothing above 40"], id="open above"),
        pytest.param(
            (ABOVE, BELOW),
            [
                "nothing below 40",
                "nothing above 20",
                "above and below both go on without end: overlap",
            ],
            id="the wrong way round",
        ),
    ],
)
def test_a_seam_is_looked_at(line: tuple[Band, ...], found: list[str]) -> None:
    assert faults(line) == found


@pytest.mark.parametrize(("name", "end"), ends(), ids=str)
def test_each_end_and_its_neighbours_lie_in_one_band(name: str, end: Decimal) -> None:
    for value in (end - A_LITTLE, end, end + A_LITTLE):
        assert [band.holds(value) for band in LINES[name]].count(True) == 1


GOALS = {
    "Total testosterone": BOOK.testosterone,
    "Estradiol": BOOK.estradiol,
    "Ratio": BOOK.ratio,
    "Hematocrit": BOOK.hematocrit,
}


@pytest.mark.parametrize(("name", "end"), [each for each in ends() if each[0] in GOALS], ids=str)
def test_a_band_is_called_what_the_goal_calls_it(name: str, end: Decimal) -> None:
    for value in (end - A_LITTLE, end, end + A_LITTLE):
        (band,) = [band for band in LINES[name] if band.holds(value)]
        assert GOALS[name].position(Quantity(value)) == CALLED.get(band.name, band.name)


@pytest.mark.parametrize("value", ["19.999", "20", "26", "26.001", "40"])
def test_the_bone_zone_is_that_of_its_rule(value: str) -> None:
    (band,) = [band for band in LINES["Estradiol"] if band.holds(dec(value))]
    reading = Reading(day(0), "estradiol", Quantity(dec(value)), "lcms", "", None, BOOK)
    assert in_bone_zone(reading) == (band.name == "bone_zone")
