"""Rules about total testosterone, and about the ratio where estradiol is not the cause."""

from monitoring.judgement.day import written
from monitoring.judgement.ratio import Ratio, RatioStatus, current_ratio
from monitoring.judgement.readings import Reading
from monitoring.judgement.rules.easings import fertility_alone, off_therapy
from monitoring.judgement.rules.rule import (
    Found,
    Input,
    Severity,
    result_rule,
    rule,
    says,
    shown_input,
)
from monitoring.judgement.snapshot import ESTRADIOL, TESTOSTERONE
from monitoring.judgement.standing import Standing
from protocols.targets.goals import Position
from protocols.targets.stated import CONS, PROJECT

TABLE = "Source document, table of laboratory markers and typical targets"


@result_rule(
    TESTOSTERONE,
    "TT_LOW",
    Severity.NOTICE,
    fertility_alone,
    off_therapy,
    grade=CONS,
    source=TABLE,
    position=Position.BELOW,
)
def testosterone_below_target(man: Standing, reading: Reading) -> Found | None:
    """Total testosterone certainly below its target."""
    return says(
        reading, "below target", f", target {reading.goal}.", "Symptoms may not be relieved."
    )


@result_rule(
    TESTOSTERONE,
    "TT_HIGH",
    Severity.WARNING,
    fertility_alone,
    off_therapy,
    grade=CONS,
    source=TABLE,
    position=Position.ABOVE,
)
def testosterone_above_target(man: Standing, reading: Reading) -> Found | None:
    """Total testosterone certainly above its target."""
    return says(
        reading,
        "above target",
        f", target {reading.goal}.",
        "More testosterone gives aromatase more to work on; the time since the last dose matters.",
    )


@result_rule(
    TESTOSTERONE,
    "TT_CENSORED_UNRESOLVED",
    Severity.NOTICE,
    fertility_alone,
    off_therapy,
    grade=PROJECT,
    source="Project default: a censored result is an interval",
    position=Position.UNDECIDABLE,
)
def testosterone_undecidable(man: Standing, reading: Reading) -> Found | None:
    """Total testosterone reported as an interval that reaches across an end of the target."""
    return undecidable(reading)


def undecidable(reading: Reading) -> Found:
    """A censored result that cannot be compared with its goal."""
    return says(
        reading,
        "cannot be compared",
        f" cannot be compared with the target of {reading.goal}.",
        "The laboratory reported a limit of its assay, not a value.",
    )


@rule("RATIO_LOW", Severity.NOTICE, off_therapy, grade=CONS, source=TABLE)
def ratio_below_goal(man: Standing) -> Found | None:
    """The ratio that is displayed is low, and its draw is fresh."""
    ratio = man.history.once(current_ratio)
    if ratio is None or ratio.status is not RatioStatus.LOW or not man.is_fresh(ratio.on):
        return None
    return Found(
        title=f"T:E2 ratio below {ratio.targets.ratio.at_least}",
        detail=f"testosterone to estradiol {ratio.text} on {written(ratio.on)}.",
        evidence="The source document calls about ten to one or more a frequent target.",
        inputs=_pair(man, ratio),
        threshold=str(ratio.targets.ratio),
        on=ratio.on,
        draw_key=ratio.draw_key,
    )


def _pair(man: Standing, ratio: Ratio) -> tuple[Input, ...]:
    readings = (man.history.result_on(analyte, ratio.on) for analyte in (TESTOSTERONE, ESTRADIOL))
    return tuple(shown_input(reading) for reading in readings if reading is not None)


@rule(
    "DRAW_INCOMPLETE",
    Severity.NOTICE,
    off_therapy,
    grade=PROJECT,
    source="Project default: a ratio is never formed across draws",
)
def partner_missing(man: Standing) -> Found | None:
    """The latest draw with testosterone or estradiol holds only one of them."""
    testosterone, estradiol = man.latest(TESTOSTERONE), man.latest(ESTRADIOL)
    if testosterone and estradiol and testosterone.on == estradiol.on:
        return None
    found = [reading for reading in (testosterone, estradiol) if reading is not None]
    reading = max(found, key=lambda one: one.on, default=None)
    if reading is None or not man.is_fresh(reading.on):
        return None
    missing = "estradiol" if reading.analyte == TESTOSTERONE else "testosterone"
    return says(
        reading,
        f"without {missing}",
        f" came without {missing}: no ratio for this draw.",
        "The displayed ratio is that of the last draw with both.",
    )
