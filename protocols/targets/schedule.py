"""When blood is asked for, and for how long a result or a symptom counts."""

from dataclasses import dataclass

from protocols.targets.stated import GUIDELINE, stated

_FOLLOW_UP = "source document: follow-up blood tests within a few weeks to months"
_TESTOSTERONE_CARE = "Endocrine Society guideline on testosterone treatment"
_OWN = "project default"


@dataclass(frozen=True, slots=True)
class Windows:
    """How long a fact counts. Every window includes both its ends."""

    fresh_days: int = stated(
        400, "result_max_age_days", "days", "An older result is shown but fires no rule.", _OWN
    )
    symptom_days: int = stated(
        30,
        "symptom_window_days",
        "days",
        "Symptoms recorded this close to a draw, before or after, belong to it.",
        _OWN,
    )
    baseline_days: int = stated(
        90,
        "baseline_window_days",
        "days",
        "Results and symptoms this long before a start make up its baseline.",
        _OWN,
    )
    steady_state_days: int = stated(
        14,
        "steady_state_days",
        "days",
        "Half-life about two days and estradiol still falling in the second week: an earlier "
        "draw does not show the new dose.",
        "label and pharmacokinetic studies",
    )
    after_stop_days: int = stated(
        60,
        "after_stop_days",
        "days",
        "For so long after a stop a man still counts as on therapy.",
        _OWN,
    )
    low_estradiol_grace_days: int = stated(
        14,
        "low_e2_action_grace_days",
        "days",
        "Time allowed to answer a low estradiol.",
        _OWN,
    )
    lowest_dose_days: int = stated(
        180,
        "lowest_dose_min_days",
        "days",
        "In range and free of symptoms for so long, a lower dose may be considered.",
        "source document: use the lowest effective dose",
    )


@dataclass(frozen=True, slots=True)
class LabSchedule:
    """The clock of follow-up draws."""

    first_days: int = stated(
        42,
        "followup_days",
        "days",
        "First draw after a start or change, and the next after a draw out of target.",
        _FOLLOW_UP,
        lowest=21,
        highest=90,
    )
    cap_days: int = stated(
        84,
        "followup_cap_days",
        "days",
        "Repeated changes never put off the first draw beyond this.",
        _FOLLOW_UP,
    )
    first_in_target_months: int = stated(
        3, "in_target_first_months", "months", "After the first draw in target.", _FOLLOW_UP
    )
    stable_months: int = stated(
        6,
        "in_target_stable_months",
        "months",
        "After two or more draws in target in a row.",
        _FOLLOW_UP,
        lowest=3,
        highest=12,
    )
    undecided_months: int = stated(
        3, "undecided_months", "months", "After a draw that cannot be decided.", _OWN
    )
    recheck_days: int = stated(
        42,
        "hold_recheck_days",
        "days",
        "Estradiol is looked at again after a hold, or after a stop at a low estradiol.",
        _OWN,
    )
    awaited_days: int = stated(
        10,
        "",
        "days",
        "Results of a collected draw are expected within this time, weekends and a referral to a "
        "mass-spectrometry laboratory included; afterwards somebody asks for them.",
        _OWN,
    )
    soon_days: int = stated(14, "lab_soon_days", "days", "Announced as due soon.", _OWN)
    grace_days: int = stated(14, "lab_grace_days", "days", "Grace before overdue.", _OWN)


@dataclass(frozen=True, slots=True)
class HematocritSchedule:
    """The clock of hematocrit on testosterone."""

    over_limit_days: int = stated(
        42, "", "days", "A hematocrit at or over the limit is looked at again.", _OWN
    )
    first_months: int = stated(
        3,
        "",
        "months",
        "First hematocrit after testosterone is started.",
        _TESTOSTERONE_CARE,
        grade=GUIDELINE,
    )
    near_months: int = stated(3, "", "months", "While close to the limit.", _OWN)
    first_year_months: int = stated(
        6,
        "",
        "months",
        "During the first year on testosterone.",
        _TESTOSTERONE_CARE,
        grade=GUIDELINE,
    )
    annual_months: int = stated(
        12, "", "months", "Afterwards once a year.", _TESTOSTERONE_CARE, grade=GUIDELINE
    )
    soon_days: int = stated(30, "hct_soon_days", "days", "Announced as due soon.", _OWN)
    grace_days: int = stated(30, "hct_grace_days", "days", "Grace before overdue.", _OWN)
