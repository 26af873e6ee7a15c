"""Bone: estradiol thresholds, what "consistently below" means, and the DEXA timetable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from protocols.targets.stated import BONE, GUIDELINE, stated

_OWN = "project default"
_CRITICAL = "source document: critical level in the range of 20-26 pg/mL"
_SERIAL = "source document: repeat every 2-5 years by first result and degree of suppression"
THRESHOLDS_DIFFER = "Threshold reported between 10 and 26 pg/mL depending on study and assay."
_WHO = "WHO densitometric classes"
_ISCD = "ISCD official positions"


@dataclass(frozen=True, slots=True)
class BoneExposure:
    """When estradiol counts as consistently below a threshold."""

    definite_below: Decimal = stated(
        Decimal(20),
        "bone_lo",
        "pg/mL",
        "Below the lower end of the range linked to fractures in elderly men. Thresholds "
        "between 10 and 26 are reported, depending on study and assay.",
        _CRITICAL,
        grade=BONE,
        fixed=True,
    )
    possible_below: Decimal = stated(
        Decimal(26),
        "bone_hi",
        "pg/mL",
        "Below the upper end of that range; a man may be in target each time and still be here.",
        _CRITICAL,
        grade=BONE,
        fixed=True,
    )
    run_draws: int = stated(2, "consecutive_min", "draws", "Draws in a row below.", _OWN)
    run_span_days: int = stated(
        56, "consecutive_min_span_days", "days", "First to last of these draws.", _OWN
    )
    run_widest_gap_days: int = stated(
        400, "consecutive_max_gap_days", "days", "Neighbours are no further apart.", _OWN
    )
    window_days: int = stated(
        365, "exposure_window_days", "days", "The trailing year that is looked at.", _OWN
    )
    fraction: Decimal = stated(
        Decimal("0.5"), "exposure_fraction", "of the time", "Below for this share of it.", _OWN
    )
    evaluable_days: int = stated(
        180, "exposure_min_evaluable_days", "days", "Known days needed for a share.", _OWN
    )
    interpolation_days: int = stated(
        200,
        "interpolation_max_gap_days",
        "days",
        "No line is drawn between draws further apart.",
        "six months and a grace, after Rosendaal's method",
    )
    shown_draws: int = stated(
        2, "", "draws", "On-treatment draws before a percentage of time is shown.", _OWN
    )
    shown_days: int = stated(
        60, "", "days", "Evaluable days before a percentage of time is shown.", _OWN
    )


def _intervals() -> Mapping[tuple[str, str], int]:
    rows = {"B0": (60, 48, 36), "B1": (48, 36, 24), "B2": (24, 24, 24)}
    return MappingProxyType(
        {
            (bone, f"S{suppression}"): months
            for bone, row in rows.items()
            for suppression, months in enumerate(row)
        }
    )


def _default_lsc() -> Mapping[str, Decimal]:
    return MappingProxyType(
        {
            "lumbar_spine": Decimal("5.3"),
            "total_hip": Decimal("5.0"),
            "femoral_neck": Decimal("6.9"),
        }
    )


@dataclass(frozen=True, slots=True)
class Dexa:
    """The DEXA timetable and how a scan is read.

    `months` gives the interval by bone category (B0 to B2, worse upwards) and
    degree of estrogen suppression (S0 to S2); all of it stays within the two to
    five years of the source document. `default_lsc_percent` is the least
    significant change in percent of the older density where the facility states
    none (2.77 times the minimum precision asked for); the forearm has none.
    """

    months: Mapping[tuple[str, str], int] = field(default_factory=_intervals)
    default_lsc_percent: Mapping[str, Decimal] = field(default_factory=_default_lsc)
    floor_months: int = stated(
        24, "", "months", "Sooner, one man's scans cannot tell a loss from scatter.", _SERIAL
    )
    ceiling_months: int = stated(60, "", "months", "Never later.", _SERIAL)
    risk_months: int = stated(
        12, "", "months", "Earlier after a fragility fracture or on glucocorticoids.", _OWN
    )
    lookback_months: int = stated(
        24,
        "dexa_baseline_lookback_months",
        "months",
        "A scan this long before the first start still serves as baseline.",
        _OWN,
    )
    short_term_months: int = stated(
        12,
        "dexa_short_term_due_months",
        "months",
        "A course meant to be short needs a baseline once it lasts.",
        "source document: use for more than one to two years",
        grade=BONE,
    )
    unknown_after_days: int = stated(
        180,
        "dexa_no_data_after_days",
        "days",
        "A course this old without a usable estradiol counts as possibly suppressed.",
        _OWN,
    )
    soon_days: int = stated(90, "dexa_soon_days", "days", "Announced as due soon.", _OWN)
    grace_days: int = stated(90, "dexa_grace_days", "days", "Grace before overdue.", _OWN)
    t_score_age_years: int = stated(
        50, "", "years", "From this age the T-score is read, below it the Z-score.", _ISCD
    )
    low_mass_score: Decimal = stated(
        Decimal("-1.0"), "", "SD", "Below this, bone mass counts as low.", _WHO, grade=GUIDELINE
    )
    osteoporosis_t: Decimal = stated(
        Decimal("-2.5"),
        "",
        "SD",
        "At or below this T-score: osteoporosis range.",
        _WHO,
        grade=GUIDELINE,
    )
    below_expected_z: Decimal = stated(
        Decimal("-2.0"),
        "",
        "SD",
        "At or below this Z-score: below the expected range for age.",
        _ISCD,
        grade=GUIDELINE,
    )
