"""The rules about exposure, dose, start, scans and what is late: (condition, inputs, why)."""

_BASELINE = "in the {windows.baseline_days} days up to the start, the start day included"
_DOSES = "Start, changes and resumes of the course, and estradiol results"
_LATE = "A follow-up that was missed says nothing about the man."
_EXPOSURE = "Estradiol since the start, outside pauses; the trailing {exposure.window_days} days"
_CONSISTENTLY = (
    "at the last {exposure.run_draws} draws or more over {exposure.run_span_days} days or more, or "
    "for {exposure.fraction} of the known time of the trailing year, of which at least "
    "{exposure.evaluable_days} days are known."
)
_NEWEST = "The newest DEXA scan, at the age he had then"
_INDICATION = "A documented reason keeps the start open to review; it may exist elsewhere."

SAID: dict[str, tuple[str, str, str]] = {
    "BONE_EXPOSURE_DEFINITE": (
        "During a course, below {exposure.definite_below} pg/mL " + _CONSISTENTLY,
        _EXPOSURE,
        "Low estradiol for long is the main safety concern: bone is lost faster.",
    ),
    "BONE_EXPOSURE_POSSIBLE": (
        "During a course, not already the rule above, and below {exposure.possible_below} pg/mL "
        + _CONSISTENTLY,
        _EXPOSURE,
        "He may be in target at each draw and still be here.",
    ),
    "E2_LOW_DOSE_NOT_REDUCED": (
        "Estradiol certainly below {estradiol.at_least} pg/mL on the drug, not too early to judge, "
        "and {windows.low_estradiol_grace_days} days later the weekly dose is still more than "
        "{doses.step_down} of what it was.",
        "Latest estradiol and the weekly dose before it and now",
        "The lowest effective dose is asked for, and over-suppression is the concern.",
    ),
    "LOWEST_DOSE_PROMPT": (
        "{windows.lowest_dose_days} days or more on one dose, the last two estradiol results in "
        "target, and symptoms asked about without any of excess.",
        "Doses, the last two estradiol results, symptoms of the last {windows.lowest_dose_days} "
        "days",
        "Whether a lower dose would do as well may be considered.",
    ),
    "DOSE_ABOVE_RANGE": (
        "Beside testosterone more than {doses.trt_single_mg} mg a dose or {doses.trt_weekly_mg} mg "
        "a week; for fertility more than {doses.fertility_single_mg} mg or "
        "{doses.fertility_weekly_mg} mg a week.",
        "The dose in force and what the course is for",
        "Above the doses that are called typical; published practice includes more.",
    ),
    "DOSE_INCREASED_WITHOUT_FOLLOWUP": (
        "The last change of the weekly dose was upwards, no estradiol from "
        "{windows.steady_state_days} days after the event before led to it, and none has followed "
        "{windows.steady_state_days} days after it.",
        _DOSES,
        "Doses are adjusted by results.",
    ),
    "DOSE_REDUCED_WITHOUT_FOLLOWUP": (
        "The same, downwards, unless an estradiol certainly below {estradiol.at_least} pg/mL led "
        "to it.",
        _DOSES,
        "Doses are adjusted by results.",
    ),
    "BASELINE_INCOMPLETE": (
        "Testosterone, estradiol or hematocrit is missing " + _BASELINE + ".",
        "Results before the start of the current course",
        "Without a baseline nobody can tell what the treatment did.",
    ),
    "IND_E2_NOT_ELEVATED": (
        "Beside testosterone: the last estradiol " + _BASELINE + ", is not certainly above "
        "{estradiol.at_most} pg/mL.",
        "Results before the start, and what the course is for",
        _INDICATION,
    ),
    "IND_NO_SYMPTOMS": (
        "Beside testosterone: no symptom of estrogen excess was recorded " + _BASELINE + ".",
        "Symptoms before the start, and what the course is for",
        _INDICATION,
    ),
    "IND_RATIO_NOT_LOW": (
        "For fertility: the last estradiol " + _BASELINE + ", is not certainly above "
        "{estradiol.at_most} pg/mL, and the ratio not certainly below {ratio.at_least}.",
        "Results before the start, and what the course is for",
        _INDICATION,
    ),
    "IND_THERAPY_MISMATCH": (
        "A course beside testosterone while no testosterone is in force, or for fertility while "
        "it is.",
        "What the course is for, and testosterone in force",
        "The drug is used beside testosterone, or in fertility protocols.",
    ),
    "LABS_OVERDUE": (
        "More than {labs.grace_days} days past the due date of the next draw.",
        "The clock of follow-up draws",
        _LATE,
    ),
    "HCT_OVERDUE": (
        "More than {hematocrit_labs.grace_days} days past the due date of the next hematocrit.",
        "The clock of hematocrit",
        _LATE,
    ),
    "DEXA_OVERDUE": (
        "More than {dexa.grace_days} days past the due date of the next scan after an earlier one.",
        "The clock of DEXA scans",
        _LATE,
    ),
    "DEXA_BASELINE_MISSING": (
        "No scan from {dexa.lookback_months} months before the first start on, and the baseline is "
        "due. Weighs more once {dexa.grace_days} days late.",
        "DEXA scans, starts, and how long the course is meant to last",
        "A later loss can't be seen without a first measurement.",
    ),
    "DEXA_OSTEOPOROSIS_RANGE": (
        "From {dexa.t_score_age_years} years on: the lowest T-score is {dexa.osteoporosis_t} or "
        "less.",
        _NEWEST,
        "The densitometric class, read from the lowest recorded site.",
    ),
    "DEXA_LOW_BONE_MASS": (
        "From {dexa.t_score_age_years} years on: the lowest T-score is above {dexa.osteoporosis_t} "
        "and below {dexa.low_mass_score}.",
        _NEWEST,
        "The densitometric class, read from the lowest recorded site.",
    ),
    "DEXA_BELOW_EXPECTED": (
        "Under {dexa.t_score_age_years} years: the lowest Z-score is {dexa.below_expected_z} or "
        "less.",
        _NEWEST,
        "Below the range expected for age. Under this age no diagnosis is drawn from density "
        "alone.",
    ),
    "DEXA_SCORE_MISSING": (
        "No site has the score that his age asks for.",
        _NEWEST,
        "Until there is one, the interval is that of low bone mass.",
    ),
    "DEXA_NOT_COMPARABLE": (
        "The newest scan was made on another device than the one before.",
        "The two newest scans",
        "Densities of different devices can't be compared.",
    ),
    "DEXA_SIGNIFICANT_LOSS": (
        "At any site the loss equals or exceeds the least significant change, on one device and "
        "the same vertebrae. Weighs less where only the first scan shows it.",
        "Densities of the newest comparable scans",
        "A smaller change can't be told from scatter.",
    ),
}
