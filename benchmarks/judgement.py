"""How fast the judgement is on one core: draws through the value rules, men through everything.

    python -m benchmarks.judgement

Draws: each with testosterone, estradiol and hematocrit, given their place against all four goals.
Men: twelve draws over two and a half years, with doses, symptoms and scans, each evaluated from
his snapshot to findings, due dates, exposure and the day of the next change; then men of 40 and of
400 draws in the same time, to see how the work grows with the draws. All are invented,
differ from one another, and come from a fixed seed. Counted in processor time, best of five.
Where the sample of real men is present, they are evaluated as treated men and counted by severity.
"""

from collections import Counter
from collections.abc import Iterable
from random import Random

from benchmarks.invented import AS_OF, DRAWS_OF_A_MAN, draws, men
from benchmarks.real_men import treated_men
from benchmarks.results import best_rate, record
from monitoring.judgement import Evaluation, draw_positions, evaluate
from protocols.targets.book import Targets

SEED = 20261122
LEAST_DRAWS_PER_SECOND = 45_000
LEAST_MEN_PER_SECOND = 3_000


def main() -> None:
    """Measure, print, and write the dated result."""
    record(
        "judgement",
        {
            "draws_per_second": draws_per_second(20_000),
            "draws_per_second_wanted": LEAST_DRAWS_PER_SECOND,
            "men_per_second": men_per_second(1_000),
            "men_per_second_wanted": LEAST_MEN_PER_SECOND,
            "men_per_second_of_40_draws": men_per_second(300, 40),
            "men_per_second_of_400_draws": men_per_second(30, 400),
            "real_men_as_treated": severities(evaluate(man, on) for man, on in treated_men()),
        },
    )


def draws_per_second(count: int) -> int:
    """Draws whose four values are placed against their goals."""
    some, targets = draws(Random(SEED), count), Targets()
    return best_rate(lambda draw: draw_positions(draw, targets), some)


def men_per_second(count: int, draws_each: int = DRAWS_OF_A_MAN) -> int:
    """Men whose course is evaluated as a whole."""
    some = men(Random(SEED), count, draws_each)
    return best_rate(lambda man: evaluate(man, AS_OF), some)


def severities(evaluations: Iterable[Evaluation]) -> dict[str, int]:
    """Men by their most severe finding."""
    return dict(Counter(_worst(evaluation) for evaluation in evaluations))


def _worst(evaluation: Evaluation) -> str:
    found = sorted((each.severity for each in evaluation.findings), key=lambda each: each.rank)
    return found[-1].value if found else "none"


if __name__ == "__main__":
    main()
