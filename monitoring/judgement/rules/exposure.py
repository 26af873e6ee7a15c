"""Rules about estradiol that stays low: the primary safety concern of the source document."""

from monitoring.judgement.day import written
from monitoring.judgement.exposure import (
    BelowThreshold,
    below_definite,
    below_possible,
    definite_threshold,
    possible_threshold,
)
from monitoring.judgement.rules.rule import Found, Severity, rule, shown_input
from monitoring.judgement.standing import Standing
from protocols.targets.bone import THRESHOLDS_DIFFER
from protocols.targets.stated import BONE

_SOURCE = "Source document: consistently below the threshold, elevated risk of bone loss"


@rule("BONE_EXPOSURE_DEFINITE", Severity.ALERT, grade=BONE, source=_SOURCE)
def consistently_below_lower_threshold(man: Standing) -> Found | None:
    """Estradiol consistently below the lower end of the range linked to fractures."""
    if not man.active_or_held or not man.once(below_definite):
        return None
    return _exposed(man, man.history.once(definite_threshold), "Elevated risk of bone loss.")


@rule("BONE_EXPOSURE_POSSIBLE", Severity.WARNING, grade=BONE, source=_SOURCE)
def consistently_below_upper_threshold(man: Standing) -> Found | None:
    """Estradiol consistently below the upper end of that range, even if in target each time."""
    if not man.active_or_held or man.once(below_definite) or not man.once(below_possible):
        return None
    return _exposed(
        man,
        man.history.once(possible_threshold),
        "A man can be in target at every draw and still be here.",
    )


def _exposed(man: Standing, threshold: BelowThreshold, evidence: str) -> Found:
    run = threshold.run
    shown = run if threshold.run_is_long else man.history.estradiol[-1:]
    latest = man.history.estradiol[-1]
    where, since = (
        (f"on {len(run)} draws", f"consistently since {written(run[-1].on)}")
        if threshold.run_is_long
        else ("most of the year", "for most of the known time of the year up to then")
    )
    return Found(
        title=f"Estradiol below {threshold.limit} {where}",
        detail=f"{latest.text} on {written(latest.on)}, {since}.",
        evidence=f"{evidence} {THRESHOLDS_DIFFER}",
        inputs=tuple(shown_input(reading) for reading in shown),
        threshold=f"below {threshold.limit} pg/mL",
        on=latest.on,
        draw_key=latest.draw_key,
    )
