"""How fast the judgement is on one core: draws through the value rules, men through everything.

    python -m benchmarks.judgement

Draws: each with testosterone, estradiol and hematocrit, given their place against all four goals.
Men: twelve draws over two and a half years, with doses, symptoms and scans, each evaluated from
his snapshot to findings, due dates, exposure and the day of the next change; then men of 40 and of
400 draws in the same time, to see how the work grows with the draws. All are invented,
differ from one another, and come from a fixed seed. Counted in processor time, best of five rounds.
The rates that are wanted hold on a core that does the plain work on 450,000 draws a second: four
decimal numbers between two ends each, their ratio, and a look at the draw before, told in codes.
The plain work takes turns with the rest here, and the rates are told for such a core, too.
Where the sample of real men is present, they are evaluated as treated men and counted by severity.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from random import Random

from benchmarks.invented import AS_OF, draws, men
from benchmarks.real_men import treated_men
from benchmarks.results import Work, best_rates, record
from monitoring.judgement import Evaluation, draw_positions, evaluate
from monitoring.judgement.snapshot import Draw, Snapshot
from protocols.targets.book import Targets

SEED = 20261122
LEAST_DRAWS_PER_SECOND = 45_000
LEAST_MEN_PER_SECOND = 3_000
PLAIN_ON_REFERENCE = 450_000
"""Draws a second of the plain work on the core for which the rates were set."""

PLAIN_GOALS = ((500, 1000), (20, 40), (10, None), (None, 54))

Numbers = list[Decimal]


def main() -> None:
    """Measure, print, and write the dated result."""
    measured = best_rates(works())
    faster = PLAIN_ON_REFERENCE / measured["plain_draws_per_second"]
    record(
        "judgement",
        {
            **measured,
            "wanted_on_reference": {"draws": LEAST_DRAWS_PER_SECOND, "men": LEAST_MEN_PER_SECOND},
            "told_for_reference": {
                "draws": round(measured["draws_per_second"] * faster),
                "men": round(measured["men_per_second"] * faster),
            },
            "real_men_as_treated": severities(evaluate(man, on) for man, on in treated_men()),
        },
    )


def works() -> dict[str, Work]:
    """Draws given their places, and men of few and of many draws evaluated as a whole."""
    some, targets = draws(Random(SEED), 20_000), Targets()
    numbers = [_numbers(draw) for draw in some]
    return {
        "plain_draws_per_second": (plain_work, list(pairwise(numbers))),
        "draws_per_second": (lambda draw: draw_positions(draw, targets), some),
        "men_per_second": (_evaluated, men(Random(SEED), 1_000)),
        "men_per_second_of_40_draws": (_evaluated, men(Random(SEED), 300, 40)),
        "men_per_second_of_400_draws": (_evaluated, men(Random(SEED), 30, 400)),
    }


def _evaluated(man: Snapshot) -> Evaluation:
    return evaluate(man, AS_OF)


def _numbers(draw: Draw) -> Numbers:
    return [result.quantity.value for result in draw.results.values()]


def plain_work(neighbours: tuple[Numbers, Numbers]) -> list[tuple[int, str]]:
    """What a few lines without types, units or words would do with a draw and the one before."""
    before, (testosterone, estradiol, hematocrit) = neighbours
    tenths = estradiol / Decimal(10)
    found = []
    places = (testosterone, estradiol, testosterone / tenths / 10, hematocrit)
    for place, value in enumerate(places):
        low, high = PLAIN_GOALS[place]
        if low is not None and value < low:
            found.append((place, "low"))
        elif high is not None and value >= high:
            found.append((place, "high"))
    if estradiol < before[1] / 2:
        found.append((1, "halved"))
    return found


def severities(evaluations: Iterable[Evaluation]) -> dict[str, int]:
    """Men by their most severe finding."""
    return dict(Counter(_worst(evaluation) for evaluation in evaluations))


def _worst(evaluation: Evaluation) -> str:
    found = sorted((each.severity for each in evaluation.findings), key=lambda each: each.rank)
    return found[-1].value if found else "none"


if __name__ == "__main__":
    main()
