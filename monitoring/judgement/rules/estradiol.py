"""Rules about the estradiol value: its target, the bone zone, and how it was measured."""

from monitoring.judgement.day import written
from monitoring.judgement.readings import Reading
from monitoring.judgement.rules.easings import (
    answered_by_less,
    answered_by_more,
    off_therapy,
    off_therapy_but_started,
)
from monitoring.judgement.rules.rule import Found, Severity, rule, says, shown_input
from monitoring.judgement.rules.testosterone import TABLE, undecidable
from monitoring.judgement.snapshot import ESTRADIOL, LCMS, UNKNOWN_METHOD
from monitoring.judgement.standing import Standing
from protocols.targets.bone import THRESHOLDS_DIFFER
from protocols.targets.goals import Position
from protocols.targets.stated import BONE, CONS, PROJECT

_METHODS = {LCMS: "LC-MS/MS", "immunoassay": "immunoassay"}


def method_text(reading: Reading) -> str:
    """The assay method as it is shown."""
    return _METHODS.get(reading.method, "an unknown method")


def low_estradiol(man: Standing) -> Reading | None:
    """The fresh latest estradiol, if it certainly lies below its target."""
    reading = man.fresh(ESTRADIOL)
    return reading if reading is not None and reading.position is Position.BELOW else None


def high_estradiol(man: Standing) -> Reading | None:
    """The fresh latest estradiol, if it certainly lies above its target."""
    reading = man.fresh(ESTRADIOL)
    return reading if reading is not None and reading.position is Position.ABOVE else None


@rule("E2_LOW", Severity.WARNING, answered_by_less, off_therapy, grade=CONS, source=TABLE)
def estradiol_below_target(man: Standing) -> Found | None:
    """Estradiol certainly below its target: possible over-suppression."""
    reading = low_estradiol(man)
    if reading is None:
        return None
    return says(
        reading,
        f"is below the target of {reading.goal}: possible over-suppression.",
        "Low estradiol concerns bone first, then joints, libido and erections. "
        + THRESHOLDS_DIFFER,
    )


@rule(
    "E2_VERY_LOW",
    Severity.ALERT,
    answered_by_less,
    off_therapy_but_started,
    grade=PROJECT,
    source="Finkelstein 2016; MrOS definition of estradiol deficiency",
)
def estradiol_very_low(man: Standing) -> Found | None:
    """Estradiol certainly so low that bone resorption is expected to rise."""
    reading = man.fresh(ESTRADIOL)
    if reading is None:
        return None
    line = reading.targets.cautions.estradiol_very_low
    if not reading.quantity.below(line):
        return None
    return says(
        reading,
        f"is very low (below {line} pg/mL).",
        "Above this value a rise of bone resorption was generally prevented in one study, and "
        "below it men are counted as deficient in another.",
        threshold=f"below {line} pg/mL",
    )


@rule("E2_HIGH", Severity.WARNING, answered_by_more, off_therapy, grade=CONS, source=TABLE)
def estradiol_above_target(man: Standing) -> Found | None:
    """Estradiol certainly above its target."""
    reading = high_estradiol(man)
    if reading is None:
        return None
    return says(
        reading,
        f"is above the target of {reading.goal}.",
        "The testosterone guideline of the Endocrine Society gives no advice on high estradiol.",
    )


@rule(
    "E2_BONE_ZONE",
    Severity.NOTICE,
    off_therapy,
    grade=BONE,
    source="Source document: critical level for fractures at 20-26 pg/mL in elderly men",
)
def estradiol_in_bone_zone(man: Standing) -> Found | None:
    """Estradiol in target, but inside the range that is linked to bone risk."""
    reading = man.fresh(ESTRADIOL)
    if reading is None or not in_bone_zone(reading):
        return None
    rule_book = reading.targets.exposure
    return says(
        reading,
        f"is in target, but inside {rule_book.definite_below}-{rule_book.possible_below} pg/mL, "
        "the range linked to bone risk.",
        "The range comes from elderly men. " + THRESHOLDS_DIFFER,
        threshold=f"{rule_book.definite_below}-{rule_book.possible_below} pg/mL",
    )


def in_bone_zone(reading: Reading) -> bool:
    """Whether an uncensored estradiol lies in target and not above the upper bone threshold."""
    bone, quantity = reading.targets.exposure, reading.quantity
    if quantity.is_censored or quantity.below(bone.definite_below):
        return False
    return not reading.goal.below(quantity) and not quantity.above(bone.possible_below)


@rule(
    "E2_CENSORED_UNRESOLVED",
    Severity.NOTICE,
    off_therapy,
    grade=PROJECT,
    source="Project default: a censored result is an interval",
)
def estradiol_undecidable(man: Standing) -> Found | None:
    """Estradiol reported as an interval that reaches across an end of the target."""
    return undecidable(man.fresh(ESTRADIOL))


@rule(
    "E2_ASSAY_CAUTION",
    Severity.NOTICE,
    off_therapy,
    grade=PROJECT,
    source="Assay catalogues; Khosla 2008: immunoassay against mass spectrometry in men, R 0.63",
)
def low_estradiol_by_uncertain_assay(man: Standing) -> Found | None:
    """A low estradiol that was not measured by mass spectrometry."""
    reading = man.fresh(ESTRADIOL)
    if reading is None or reading.method == LCMS:
        return None
    line = reading.targets.exposure.possible_below
    sign = reading.quantity.comparator
    if sign == ">" or (sign == "" and reading.quantity.above(line)):
        return None
    return says(
        reading,
        f"was measured by {method_text(reading)}, which is uncertain at low values.",
        "Reference laboratories recommend mass spectrometry for men on aromatase inhibitors.",
        threshold=f"at or below {line} pg/mL, or reported as below a limit",
    )


@rule(
    "E2_ASSAY_CHANGED",
    Severity.NOTICE,
    off_therapy,
    grade=PROJECT,
    source="Project default: values of different assays are not interchangeable",
)
def estradiol_assay_changed(man: Standing) -> Found | None:
    """The last two estradiol results were measured by known and different methods."""
    reading = man.fresh(ESTRADIOL)
    if reading is None or len(man.history.estradiol) == 1:
        return None
    before = man.history.estradiol[-2]
    methods = {before.method, reading.method}
    if len(methods) == 1 or UNKNOWN_METHOD in methods:
        return None
    return says(
        reading,
        f"was measured by {method_text(reading)}, the one before ({written(before.on)}) by "
        f"{method_text(before)}: a trend may be an artefact.",
        "Values of different assays are not interchangeable.",
        shown_input(before),
        threshold="same method",
    )


@rule(
    "EARLY_DRAW",
    Severity.NOTICE,
    off_therapy,
    grade=PROJECT,
    source="Pharmacokinetics: about two weeks to a settled estradiol",
)
def drawn_too_early(man: Standing) -> Found | None:
    """The latest estradiol was drawn too soon after a change of treatment to show its effect."""
    reading = man.fresh(ESTRADIOL)
    if reading is None or not is_early(man, reading):
        return None
    change = man.history.last_change_before(reading.on)
    settled = man.targets.windows.steady_state_days
    return says(
        reading,
        f"was drawn less than {settled} days after the change of {written(change or reading.on)}: "
        "too early to judge it.",
        "Estradiol is still moving in the first weeks of a dose.",
        threshold=f"at least {settled} days after a change",
    )


def is_early(man: Standing, reading: Reading) -> bool:
    """Whether a draw came before estradiol had settled after the last change before it."""
    if not man.active:
        return False
    change = man.history.last_change_before(reading.on)
    settled = man.targets.windows.steady_state_days
    return change is not None and (reading.on - change).days < settled
