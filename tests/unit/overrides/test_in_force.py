"""Which targets are in force: the most specific, the latest, each on its day."""

from datetime import date
from decimal import Decimal

import pytest

from protocols.targets.book import OutOfRange, Targets, number_of
from protocols.targets.overriding import (
    OVERRIDABLE,
    UNMOVED,
    Assay,
    InForce,
    Level,
    Override,
    range_in_words,
    refuse_unless_overridable,
)

BOOK = Targets()
FIRST, LATER, LAST = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)
BAY = Assay("bay", {"estradiol": "immunoassay", "testosterone_total": "lcms"})


def clinic(since: date = FIRST, **numbers: str | None) -> Override:
    return Override(Level.CLINIC, since, exact(numbers))


def bay(since: date = FIRST, method: str = "immunoassay", **numbers: str | None) -> Override:
    return Override(Level.LABORATORY, since, exact(numbers), "bay", method)


def his(since: date = FIRST, **numbers: str | None) -> Override:
    return Override(Level.PATIENT, since, exact(numbers))


def exact(numbers: dict[str, str | None]) -> dict[str, Decimal | None]:
    return {name: None if text is None else Decimal(text) for name, text in numbers.items()}


def e2_lo(*overrides: Override, on: date = LAST, assay: Assay = BAY) -> Decimal:
    return number_of(InForce(overrides).at_draw(on, assay), "e2_lo")


@pytest.mark.parametrize(
    ("overrides", "lower_end"),
    [
        pytest.param([], 20, id="nothing moved"),
        pytest.param([clinic(e2_lo="22")], 22, id="the clinic's"),
        pytest.param([bay(e2_lo="24")], 24, id="the laboratory's"),
        pytest.param([his(e2_lo="26")], 26, id="the patient's"),
        pytest.param([bay(e2_lo="24"), clinic(LATER, e2_lo="22")], 24, id="laboratory over clinic"),
        pytest.param([his(e2_lo="26"), clinic(LATER, e2_lo="22")], 26, id="patient over clinic"),
        pytest.param([his(e2_lo="26"), bay(LATER, e2_lo="24")], 26, id="patient over laboratory"),
        pytest.param([his(e2_hi="45"), clinic(e2_lo="22")], 22, id="parameter by parameter"),
        pytest.param([his(e2_lo="26"), his(LATER, e2_lo="27")], 27, id="the later day"),
        pytest.param([his(LATER, e2_lo="27"), his(e2_lo="26")], 27, id="the later day, told first"),
        pytest.param([his(e2_lo="26"), his(e2_lo="27")], 27, id="of one day the one told last"),
        pytest.param([his(e2_lo="26"), his(LATER, e2_lo=None)], 20, id="given back"),
        pytest.param(
            [clinic(e2_lo="22"), his(e2_lo="26"), his(LATER, e2_lo=None)],
            22,
            id="given back to the clinic's",
        ),
        pytest.param([bay(method="lcms", e2_lo="24")], 20, id="another method"),
        pytest.param(
            [Override(Level.LABORATORY, FIRST, {"e2_lo": Decimal(24)}, "x", "immunoassay")],
            20,
            id="another laboratory",
        ),
    ],
)
def test_the_most_specific_override_decides(overrides: list[Override], lower_end: int) -> None:
    assert e2_lo(*overrides) == lower_end


@pytest.mark.parametrize(
    ("on", "lower_end"),
    [
        pytest.param(date(2026, 2, 28), 20, id="the day before"),
        pytest.param(FIRST, 25, id="its first day"),
        pytest.param(date(2026, 3, 2), 25, id="the day after"),
        pytest.param(date(2026, 5, 31), 25, id="the last day before the next"),
        pytest.param(LATER, 27, id="the next one's first day"),
    ],
)
def test_an_override_begins_on_its_day(on: date, lower_end: int) -> None:
    assert e2_lo(his(e2_lo="25"), his(LATER, e2_lo="27"), on=on) == lower_end


def test_each_analyte_has_its_own_method() -> None:
    moved = InForce((bay(method="lcms", tt_lo="450", e2_lo="25"),)).at_draw(LAST, BAY)
    assert (number_of(moved, "tt_lo"), number_of(moved, "e2_lo")) == (450, 20)


def test_a_laboratory_moves_nothing_for_the_day_itself() -> None:
    assert InForce((bay(e2_lo="25"),)).on(LAST) == BOOK


@pytest.mark.parametrize(
    ("parameter", "lowest", "highest", "step"),
    [
        pytest.param("e2_lo", "10", "30", "0.1", id="estradiol, lower end"),
        pytest.param("e2_hi", "30", "60", "0.1", id="estradiol, upper end"),
        pytest.param("tt_lo", "250", "600", "0.1", id="testosterone, lower end"),
        pytest.param("tt_hi", "800", "1200", "0.1", id="testosterone, upper end"),
        pytest.param("ratio_min", "5", "20", "0.1", id="ratio"),
        pytest.param("hct_limit", "50", "54", "0.1", id="hematocrit limit"),
        pytest.param("hct_near", "48", "53", "0.1", id="hematocrit near"),
        pytest.param("followup_days", "21", "90", "1", id="first labs"),
        pytest.param("in_target_stable_months", "3", "12", "1", id="stable labs"),
    ],
)
def test_a_number_moves_within_its_range(
    parameter: str, lowest: str, highest: str, step: str
) -> None:
    low, high, beyond = Decimal(lowest), Decimal(highest), Decimal(step)
    for allowed in (low, low + beyond, high - beyond, high):
        refuse_unless_overridable(Level.PATIENT, {parameter: allowed})
    for refused in (low - beyond, high + beyond):
        with pytest.raises(OutOfRange, match=f"between {lowest} and {highest}"):
            refuse_unless_overridable(Level.PATIENT, {parameter: refused})


def test_every_range_is_tried() -> None:
    assert set(OVERRIDABLE) == {
        "e2_lo", "e2_hi", "tt_lo", "tt_hi", "ratio_min", "hct_limit", "hct_near",
        "followup_days", "in_target_stable_months",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("level", "parameter"),
    [
        pytest.param(Level.PATIENT, "bone_lo", id="lower bone threshold"),
        pytest.param(Level.PATIENT, "bone_hi", id="upper bone threshold"),
        pytest.param(Level.CLINIC, "e2_very_low", id="a line without a range"),
        pytest.param(Level.CLINIC, "e2", id="no such number"),
        pytest.param(Level.LABORATORY, "hct_limit", id="a count, for a laboratory"),
        pytest.param(Level.LABORATORY, "followup_days", id="a waiting time, for a laboratory"),
    ],
)
def test_what_no_override_moves(level: Level, parameter: str) -> None:
    with pytest.raises(OutOfRange):
        refuse_unless_overridable(level, {parameter: Decimal(21)})


@pytest.mark.parametrize(
    "overrides",
    [
        pytest.param([his(e2_lo="30", e2_hi="39.9")], id="ends of one override"),
        pytest.param([clinic(e2_hi="34.9"), his(e2_lo="25")], id="patient against clinic"),
        pytest.param([bay(e2_hi="34.9"), his(e2_lo="25")], id="patient against laboratory"),
        pytest.param([his(e2_lo="25"), clinic(LATER, e2_hi="34.9")], id="only from a later day"),
        pytest.param([his(hct_near="52.5"), clinic(hct_limit="53")], id="near line at the limit"),
    ],
)
def test_numbers_that_contradict_one_another_are_refused(overrides: list[Override]) -> None:
    with pytest.raises(OutOfRange):
        InForce(tuple(overrides)).check()


@pytest.mark.parametrize(
    "overrides",
    [
        pytest.param([clinic(e2_hi="35"), his(e2_lo="25")], id="exactly ten apart"),
        pytest.param([his(hct_near="52.5"), clinic(hct_limit="53.5")], id="near line one below"),
        pytest.param([clinic(e2_hi="34"), his(e2_lo="25", e2_hi="40")], id="hidden by his own"),
        pytest.param([], id="nothing"),
    ],
)
def test_numbers_that_agree_are_accepted(overrides: list[Override]) -> None:
    InForce(tuple(overrides)).check()


def test_a_moved_goal_says_whose_it_is() -> None:
    moved = InForce((clinic(e2_hi="45"), his(LATER, e2_lo="25"))).on(LAST)
    assert str(moved.estradiol) == (
        "25-45 pg/mL, this patient's own since 01-Jun-2026 and the clinic's own since 01-Mar-2026"
    )
    assert str(moved.testosterone) == str(BOOK.testosterone)


def test_a_moved_near_line_says_whose_it_is() -> None:
    assert InForce((his(hct_near="50"),)).on(LAST).cautions.near_moved_by == (
        "this patient's own since 01-Mar-2026"
    )


@pytest.mark.parametrize(
    ("today", "changes_on"),
    [
        pytest.param(date(2026, 2, 28), FIRST, id="before the first"),
        pytest.param(FIRST, LATER, id="on the first"),
        pytest.param(LATER, None, id="on the last"),
    ],
)
def test_the_day_on_which_targets_change_next(today: date, changes_on: date | None) -> None:
    assert InForce((his(LATER, e2_lo="26"), his(e2_lo="25"))).changes_after(today) == changes_on


def test_nothing_moved_is_the_rule_book() -> None:
    assert UNMOVED.at_draw(LAST, BAY) is UNMOVED.on(FIRST)
    assert UNMOVED.on(FIRST) == BOOK


def test_a_range_is_told_with_what_the_book_says() -> None:
    assert range_in_words("e2_lo") == "10 to 30; the rule book says 20"
