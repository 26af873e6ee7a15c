"""Which two records could be one man's, and how often that is right."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from patients.likeness import (
    Identity,
    Why,
    are_similar,
    candidates,
    days_near,
    differ_in_one_place,
    exchanged,
    reasons,
)
from tests.unit.patients.doubles import MISTAKES, clinic, doubles

DAY = date(1969, 3, 4)
HE = Identity("Hargreaves", "Daniel", DAY, email="d@example.org", phone="(555) 0100-77")

RECALL, FALSE_OF_100_NEW = 0.95, 1.0


@pytest.mark.parametrize(
    ("other", "why"),
    [
        pytest.param({"family": "Hargraves"}, Why.SIMILAR_NAME, id="a typo"),
        pytest.param({"family": "Hargreaves", "given": "Peter"}, Why.SIMILAR_NAME, id="a twin"),
        pytest.param({"family": "Hargreaves-Smith"}, Why.SIMILAR_NAME, id="a longer name"),
        pytest.param({"family": "Oduya"}, Why.OTHER_FAMILY, id="another family name"),
        pytest.param({"family": "Oduya", "given": "Peter"}, None, id="another man of that day"),
        pytest.param(
            {"family": "Daniel", "given": "Hargreves"}, Why.NAMES_EXCHANGED, id="exchanged names"
        ),
        pytest.param({"born_on": date(1969, 4, 3)}, Why.DAY_AND_MONTH, id="exchanged day"),
        pytest.param(
            {"born_on": date(1969, 4, 3), "given": "Peter"}, None, id="exchanged day, other given"
        ),
        pytest.param({"born_on": date(1968, 3, 4)}, Why.NEAR_DAY, id="another year"),
        pytest.param({"born_on": date(1969, 3, 14)}, Why.NEAR_DAY, id="another day"),
        pytest.param({"born_on": date(1968, 3, 14)}, None, id="another day and year"),
        pytest.param(
            {"born_on": date(1968, 3, 4), "family": "Hargraves"}, None, id="another year, a typo"
        ),
    ],
)
def test_why_two_records_are_alike(other: dict[str, object], why: Why | None) -> None:
    second = replace(HE, email="", phone="", **other)  # type: ignore[arg-type]
    expected = [why] if why else []
    assert reasons(HE, second) == reasons(second, HE) == expected


@pytest.mark.parametrize(
    ("other", "is_alike"),
    [
        pytest.param({"phone": "555-010077"}, True, id="the same digits"),
        pytest.param({"phone": "010077"}, False, id="too few digits"),
        pytest.param({"phone": "555-010077", "given": "Peter"}, False, id="father and son"),
        pytest.param({"email": "D@Example.org"}, True, id="the same address"),
        pytest.param({}, False, id="nothing"),
    ],
)
def test_contacts_speak_with_a_similar_given_name(other: dict[str, str], is_alike: bool) -> None:
    born_on = date(1980, 7, 9)
    elsewhere = Identity("Oduya", "Daniel", born_on)
    second = replace(elsewhere, **other)  # type: ignore[arg-type]
    assert reasons(HE, second) == ([Why.CONTACT] if is_alike else [])


@pytest.mark.parametrize(
    ("years", "is_alike"),
    [pytest.param(1, True, id="a year"), pytest.param(2, False, id="two years")],
)
def test_an_estimated_birth_date_is_held_to_the_whole_name(years: int, is_alike: bool) -> None:
    about = replace(HE, born_on=date(1969 + years, 7, 1), is_estimated=True, email="", phone="")
    assert bool(reasons(HE, about)) == is_alike
    assert reasons(HE, replace(about, family="Hargraves")) == []


def test_men_without_a_name_are_like_nobody() -> None:
    nameless = Identity("", "", DAY)
    assert reasons(nameless, nameless) == []
    assert reasons(nameless, HE) == []


@pytest.mark.parametrize(
    ("share", "is_similar"),
    [
        pytest.param(0.8, True, id="below"),
        pytest.param(8 / 9, True, id="at"),
        pytest.param(0.9, False, id="above"),
    ],
)
def test_names_are_similar_from_a_share_on(share: float, is_similar: bool) -> None:
    assert are_similar("Ostrowaki", "Ostrowski", share) == is_similar


@pytest.mark.parametrize(
    ("part", "is_similar"),
    [pytest.param("Bell", True, id="four letters"), pytest.param("Bel", False, id="three")],
)
def test_a_part_of_a_name_speaks_from_four_letters_on(part: str, is_similar: bool) -> None:
    assert are_similar(part, "Bellingham") == is_similar


@pytest.mark.parametrize(
    ("day", "other"),
    [
        pytest.param(date(1970, 12, 5), date(1970, 5, 12), id="twelfth"),
        pytest.param(date(1970, 5, 13), None, id="thirteenth"),
        pytest.param(date(1970, 5, 5), None, id="the same day"),
    ],
)
def test_a_day_is_exchanged_with_its_month(day: date, other: date | None) -> None:
    assert exchanged(day) == other


def test_near_days_are_exactly_those_that_differ_in_one_place() -> None:
    leap = date(2000, 2, 29)
    for day in (DAY, leap, date(1970, 12, 31)):
        first, after = date(day.year - 3, 1, 1), date(day.year + 4, 1, 1)
        every = map(date.fromordinal, range(first.toordinal(), after.toordinal()))
        assert days_near(day, 3) == [each for each in every if differ_in_one_place(each, day)]


def test_blocks_lose_no_pair() -> None:
    men = dict(enumerate(clinic(random.Random(5), 300)))
    men |= {300 + n: second for n, (_, _, second) in enumerate(doubles(random.Random(6))[::10])}
    men |= {500 + n: first for n, (_, first, _) in enumerate(doubles(random.Random(6))[::10])}
    compared = {
        frozenset((one, other))
        for one in men
        for other in men
        if one < other and reasons(men[one], men[other])
    }
    assert {frozenset(found[:2]) for found in candidates(men.items())} == compared


def test_of_one_mans_two_records_almost_all_are_found() -> None:
    pairs = doubles(random.Random(20261122))
    missed = Counter(kind for kind, first, second in pairs if not reasons(first, second))
    assert len(pairs) == sum(count for count, _ in MISTAKES) == 1000
    assert 1 - missed.total() / len(pairs) >= RECALL, missed


def test_hardly_a_new_man_is_asked_about_in_vain() -> None:
    men = clinic(random.Random(20261122), 10_000)
    asked = {max(one, other) for one, other, _ in candidates(enumerate(men))}
    assert 0 < 100 * len(asked) / len(men) <= FALSE_OF_100_NEW
