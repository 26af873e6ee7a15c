"""The numbers that can be moved, as people read them."""

from __future__ import annotations

from collections.abc import Mapping

LABELS = {
    "e2_lo": "Estradiol, lower end in pg/mL",
    "e2_hi": "Estradiol, upper end in pg/mL",
    "tt_lo": "Total testosterone, lower end in ng/dL",
    "tt_hi": "Total testosterone, upper end in ng/dL",
    "ratio_min": "Testosterone to estradiol ratio, at least",
    "hct_limit": "Hematocrit limit in %",
    "hct_near": "Hematocrit, close to the limit from, in %",
    "followup_days": "First labs after a change, in days",
    "in_target_stable_months": "Labs while stable, in months",
}


def numbers_in_words(numbers: Mapping[str, str | None]) -> str:
    """What an override moves, in one line."""
    return "; ".join(
        f"{LABELS[name]}: {'no longer moved' if text is None else text}"
        for name, text in numbers.items()
    )
