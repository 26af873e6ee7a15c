"""The values of the demo have the shape of the published ones."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from statistics import median

import pytest

from exchange.demo.body import Body
from exchange.demo.courses import PLANS
from exchange.demo.records import Blood, Man
from exchange.demo.sampling import Untreated, quantile, untreated
from labs.units import measure
from protocols.models import Drug
from protocols.targets.analytes import BY_SLUG


def canonical(blood: Blood, analyte: str) -> Decimal | None:
    value = blood.value(analyte)
    if value is None or value.typed[0] == ">":
        return None
    return measure(BY_SLUG[analyte].code, value.typed, value.unit).quantity.value


def with_bodies(men: tuple[Man, ...]) -> Iterator[tuple[Body, Blood]]:
    for plan, man in zip(PLANS, men, strict=True):
        body = Body(plan)
        yield from ((body, blood) for blood in man.draws)


def estradiol_on_the_drug(men: tuple[Man, ...]) -> list[Decimal]:
    found = [canonical(b, "estradiol") for body, b in with_bodies(men) if body.weekly_mg(b.ago)]
    return [value for value in found if value is not None]


def test_low_estradiol_on_the_drug_is_common(men: tuple[Man, ...]) -> None:
    values = estradiol_on_the_drug(men)
    assert len(values) > 250
    assert 0.25 <= sum(value < 20 for value in values) / len(values) <= 0.5


def test_estradiol_before_the_drug_is_as_published(men: tuple[Man, ...]) -> None:
    values = [
        canonical(blood, "estradiol")
        for body, blood in with_bodies(men)
        if body.taking(Drug.TESTOSTERONE, blood.ago)
        and all(move.ago < blood.ago for move in body.plan.anastrozole)
    ]
    assert 31 <= median(value for value in values if value is not None) <= 65


def test_testosterone_on_treatment_is_as_published(men: tuple[Man, ...]) -> None:
    values = [
        canonical(blood, "testosterone_total")
        for body, blood in with_bodies(men)
        if body.taking(Drug.TESTOSTERONE, blood.ago)
    ]
    assert 470 <= median(value for value in values if value is not None) <= 700


@pytest.mark.parametrize("analyte", ["estradiol", "testosterone_total"])
def test_values_are_not_rounded_to_please(men: tuple[Man, ...], analyte: str) -> None:
    """Every last digit would be 0 or 5 in a fifth of the values."""
    texts = [v.typed for man in men for b in man.draws if (v := b.value(analyte))]
    exact = [text for text in texts if text[0] not in "<>"]
    assert sum(text[-1] in "05" for text in exact) / len(exact) < 0.27


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        pytest.param("testosterone", "shbg", 0.51, id="testosterone and SHBG"),
        pytest.param("testosterone", "estradiol", 0.40, id="testosterone and estradiol"),
        pytest.param("estradiol", "hematocrit", 0.21, id="estradiol and hematocrit"),
    ],
)
def test_rank_correlations_are_as_published(one: str, other: str, published: float) -> None:
    rng = Random("correlations")
    men = [untreated(rng) for _ in range(3000)]
    assert rank_correlation(ranks(men, one), ranks(men, other)) == pytest.approx(
        published, abs=0.05
    )


def ranks(men: list[Untreated], name: str) -> list[int]:
    values = [getattr(man, name) for man in men]
    order = sorted(range(len(values)), key=values.__getitem__)
    places = [0] * len(values)
    for place, index in enumerate(order):
        places[index] = place
    return places


def rank_correlation(one: list[int], other: list[int]) -> float:
    count = len(one)
    squares = sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
    return 1 - 6 * squares / (count * (count**2 - 1))


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        pytest.param(0.5, 388.4, id="a published level"),
        pytest.param(0.175, 256.54, id="between two levels"),
        pytest.param(0.0, 96.18, id="below the lowest"),
        pytest.param(1.0, 977.918, id="above the highest"),
    ],
)
def test_quantiles_are_linear_between_the_published_ones(level: float, expected: float) -> None:
    from_survey = (96.18, 175.477, 219.08, 294.0, 388.4, 511.0, 639.0, 746.168, 977.918)
    assert quantile(level, from_survey) == pytest.approx(expected)
