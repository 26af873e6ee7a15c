"""Rules about the estradiol value: its target, the bone zone, and how it was measured."""

from monitoring.judgement.day import written
from monitoring.judgement.readings import Reading
from monitoring.judgement.rules.easings import (
    answered_by_less,
    answered_by_more,
    off_therapy,
    off_therapy_but_started,
)
from monitoring.judgement.rules.rule import Found, Severity, result_rule, says, shown_input
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


@result_rule(
    ESTRADIOL,
    "E2_LOW",
    Severity.WARNING,
    answered_by_less,
    off_therapy,
    grade=CONS,
    source=TABLE,
    position=Position.BELOW,
)
def estradiol_below_target(man: Standing, reading: Reading) -> Found | None:
    """Estradiol certainly below its target: possible over-suppression."""
    return says(
        reading,
        "below target",
        f", target {reading.goal}.",
        "Possible over-suppression. Low estradiol concerns bone first, then joints, libido and "
        "erections. " + THRESHOLDS_DIFFER,
    )


@result_rule(
    ESTRADIOL,
    "E2_VERY_LOW",
    Severity.ALERT,
    answered_by_less,
    off_therapy_but_started,
    grade=PROJECT,
    source="Finkelstein 2016; MrOS definition of estradiol deficiency",
)
def estradiol_very_low(man: Standing, reading: Reading) -> Found | None:
    """Estradiol certainly so low that bone resorption is expected to rise."""
    line = reading.targets.cautions.estradiol_very_low
    if not reading.quantity.below(line):
        return None
    return says(
        reading,
        f"very low, below {line}",
        ".",
        "Above this value a rise of bone resorption was generally prevented in one study, and "
        "below it men are counted as deficient in another.",
        threshold=f"below {line} pg/mL",
    )


@result_rule(
    ESTRADIOL,
    "E2_HIGH",
    Severity.WARNING,
    answered_by_more,
    off_therapy,
    grade=CONS,
    source=TABLE,
    position=Position.ABOVE,
)
def estradiol_above_target(man: Standing, reading: Reading) -> Found | None:
    """Estradiol certainly above its target."""
    return says(
        reading,
        "above target",
        f", target {reading.goal}.",
        "The testosterone guideline of the Endocrine Society gives no advice on high estradiol.",
    )


@result_rule(
    ESTRADIOL,
    "E2_BONE_ZONE",
    Severity.NOTICE,
    off_therapy,
    grade=BONE,
    source="Source document: critical level for fractures at 20-26 pg/mL in elderly men",
)
def estradiol_in_bone_zone(man: Standing, reading: Reading) -> Found | None:
    """Estradiol in target, but inside the range that is linked to bone risk."""
    if not in_bone_zone(reading):
        return None
    rule_book = reading.targets.exposure
    return says(
        reading,
        "in the bone-risk zone",
        f", in target but inside {rule_book.definite_below}-{rule_book.possible_below} pg/mL.",
        "The range linked to bone risk comes from elderly men. " + THRESHOLDS_DIFFER,
        threshold=f"{rule_book.definite_below}-{rule_book.possible_below} pg/mL",
    )


def in_bone_zone(reading: Reading) -> bool:
    """Whether an uncensored estradiol lies in target and not above the upper bone threshold."""
    bone, quantity = reading.targets.exposure, reading.quantity
    if quantity.is_censored or quantity.below(bone.definite_below):
        return False
    return not reading.goal.below(quantity) and not quantity.above(bone.possible_below)


@result_rule(
    ESTRADIOL,
    "E2_CENSORED_UNRESOLVED",
    Severity.NOTICE,
    off_therapy,
    grade=PROJECT,
    source="Project default: a censored result is an interval",
    position=Position.UNDECIDABLE,
)
def estradiol_undecidable(man: Standing, reading: Reading) -> Found | None:
    """Estradiol reported as an interval that reaches across an end of the target."""
    return undecidable(reading)


@result_rule(
    ESTRADIOL,
    "E2_ASSAY_CAUTION",
    Severity.NOTICE,
    off_therapy,
    grade=PROJECT,
    source="Assay catalogues; Khosla 2008: immunoassay against mass spectrometry in men, R 0.63",
)
def low_estradiol_by_uncertain_assay(man: Standing, reading: Reading) -> Found | None:
    """A low estradiol that was not measured by mass spectrometry."""
    if reading.method == LCMS:
        return None
    line = reading.targets.exposure.possible_below
    sign = reading.quantity.comparator
    if sign == ">" or (sign == "" and reading.quantity.above(line)):
        return None
    return says(
        reading,
        "by an uncertain assay",
        f", measured by {method_text(reading)}, which is uncertain at low values.",
        "Reference laboratories recommend mass spectrometry for men on aromatase inhibitors.",
        threshold=f"at or below {line} pg/mL, or reported as below a limit",
    )


@result_rule(
    ESTRADIOL,
    "E2_ASSAY_CHANGED",
    Severity.NOTICE,
    off_therapy,
    grade=PROJECT,
    source="Project default: values of different assays are not interchangeable",
)
def estradiol_assay_changed(man: Standing, reading: Reading) -> Found | None:
    """The last two estradiol results were measured by known and different methods."""
    if len(man.history.estradiol) == 1:
        return None
    before = man.history.estradiol[-2]
    methods = {before.method, reading.method}
    if len(methods) == 1 or UNKNOWN_METHOD in methods:
        return None
    return says(
        reading,
        "assay changed",
        f", measured by {method_text(reading)}, the one before ({written(before.on)}) by "
        f"{method_text(before)}: a trend may be an artefact.",
        "Values of different assays are not interchangeable.",
        shown_input(before),
        threshold="same method",
    )


@result_rule(
    ESTRADIOL,
    "EARLY_DRAW",
    Severity.NOTICE,
    off_therapy,
    grade=PROJECT,
    source="Pharmacokinetics: about two weeks to a settled estradiol",
)
def drawn_too_early(man: Standing, reading: Reading) -> Found | None:
    """The latest estradiol was drawn too soon after a change of treatment to show its effect."""
    if not is_early(man, reading):
        return None
    change = man.history.last_change_before(reading.on)
    settled = man.targets.windows.steady_state_days
    return says(
        reading,
        "drawn too early to judge",
        f", less than {settled} days after the change of {written(change or reading.on)}.",
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
