"""What is drawn at random, and from which published distribution.

Quantiles and rank correlations: NHANES 2013-2014, men of 20 and older, unweighted (US National
Center for Health Statistics, public domain); only these figures are used, no record of a person.
Bone density by age: the same survey. Estradiol and testosterone on treatment: see `body`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from random import Random
from statistics import NormalDist

SEED = "harborview"

LEVELS = (0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99)
TESTOSTERONE_NG_DL = (96.18, 175.477, 219.08, 294.0, 388.4, 511.0, 639.0, 746.168, 977.918)
ESTRADIOL_PG_ML = (7.892, 12.005, 14.6, 18.3, 23.5, 29.3, 36.0, 41.1, 55.838)
SHBG_NMOL_L = (11.653, 16.072, 19.87, 26.96, 38.19, 54.15, 74.042, 89.406, 135.67)
HEMATOCRIT_PCT = (32.743, 37.205, 39.2, 41.5, 43.8, 46.1, 47.8, 49.195, 51.6)

RANK_TESTOSTERONE_SHBG = 0.51
RANK_TESTOSTERONE_ESTRADIOL = 0.40
RANK_ESTRADIOL_HEMATOCRIT = 0.21

LOWEST_HEMATOCRIT_LEVEL = 0.15
"""Men far below are ill; nobody would give them testosterone without looking into it first."""

_NORMAL = NormalDist()


def chance(*names: object) -> Random:
    """A source of chance that is the same every time for the same names."""
    return Random("/".join(str(name) for name in (SEED, *names)))  # noqa: S311 - not a secret


def quantile(level: float, values: tuple[float, ...]) -> float:
    """The value at a level between 0 and 1, linear between the published quantiles."""
    level = min(max(level, LEVELS[0]), LEVELS[-1])
    place = min(bisect_right(LEVELS, level), len(LEVELS) - 1)
    low, high = LEVELS[place - 1], LEVELS[place]
    share = (level - low) / (high - low)
    return values[place - 1] + share * (values[place] - values[place - 1])


def happens(rng: Random, share: float) -> bool:
    """Whether something comes to pass that does so in this share of cases."""
    return rng.random() < share


def spread(rng: Random, sigma: float) -> float:
    """A factor around 1, as laboratory values spread: the logarithm is normal."""
    return math.exp(rng.gauss(0, sigma))


@dataclass(frozen=True)
class Untreated:
    """What a man's blood shows before any treatment."""

    testosterone: float
    estradiol: float
    shbg: float
    hematocrit: float


def untreated(rng: Random, highest_level: float = 1.0) -> Untreated:
    """Draw one man; `highest_level` keeps his testosterone in the lower part of the men."""
    level = rng.uniform(LEVELS[0], highest_level)
    depth = _NORMAL.inv_cdf(min(level, LEVELS[-1]))
    estradiol = _correlated(rng, depth, RANK_TESTOSTERONE_ESTRADIOL)
    hematocrit = _correlated(rng, estradiol, RANK_ESTRADIOL_HEMATOCRIT)
    return Untreated(
        testosterone=quantile(level, TESTOSTERONE_NG_DL),
        estradiol=quantile(_NORMAL.cdf(estradiol), ESTRADIOL_PG_ML),
        shbg=quantile(_NORMAL.cdf(_correlated(rng, depth, RANK_TESTOSTERONE_SHBG)), SHBG_NMOL_L),
        hematocrit=quantile(max(_NORMAL.cdf(hematocrit), LOWEST_HEMATOCRIT_LEVEL), HEMATOCRIT_PCT),
    )


def _correlated(rng: Random, depth: float, rank: float) -> float:
    """A normal deviate whose rank correlation with `depth` is `rank` (Pearson 2 sin(pi rank/6))."""
    linear = 2 * math.sin(math.pi * rank / 6)
    return linear * depth + math.sqrt(1 - linear**2) * rng.gauss(0, 1)
