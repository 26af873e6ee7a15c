"""From an evaluation to the answer of a case file, field by field."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from monitoring.judgement.bone_density import DensityChange, ScanReading
from monitoring.judgement.due.dates import Due
from monitoring.judgement.due.dexa import SERIAL
from monitoring.judgement.evaluation import Evaluation
from monitoring.judgement.exposure import Exposure, TimeInTarget
from monitoring.judgement.ratio import Ratio, RatioStatus
from monitoring.judgement.wording import rounded

Answer = dict[str, Any]

DAYS, PERCENT, SHARE, MILLIGRAMS = 1, 1, 3, 3
DENSITY, LEAST_CHANGE = 3, 4
_STATUS = {
    RatioStatus.LOW: "low",
    RatioStatus.IN_TARGET: "in_target",
    RatioStatus.UNDECIDABLE: "indeterminate",
}


def number(value: Fraction | Decimal | int, places: int) -> Decimal:
    """A number to so many decimals, half away from zero."""
    return Decimal(rounded(Fraction(value), places)).scaleb(-places)


def answer(evaluation: Evaluation) -> Answer:
    """The whole answer to one case."""
    flags = sorted((finding.rule_id, finding.severity) for finding in evaluation.findings)
    return {
        "flags": [{"id": rule_id, "severity": str(severity)} for rule_id, severity in flags],
        "ratio": _ratio(evaluation.ratio),
        "due": {
            "labs": _dated(evaluation.labs_due),
            "hct": _dated(evaluation.hct_due),
            "dexa": _scan_due(evaluation.dexa_due),
        },
        "e2_time_in_target": _time_in_target(evaluation.e2_time_in_target),
        "e2_exposure": _exposures(evaluation),
        "weekly_mg": _optional(evaluation.weekly_mg, MILLIGRAMS),
        "active": evaluation.active,
        "dexa_categories": [_category(scan) for scan in evaluation.dexa_categories],
        "dexa_changes": [_change(row) for row in evaluation.dexa_changes],
        "changes_on": evaluation.changes_on.isoformat() if evaluation.changes_on else None,
    }


def _optional(value: Fraction | None, places: int) -> Decimal | None:
    return None if value is None else number(value, places)


def _ratio(ratio: Ratio | None) -> Answer | None:
    if ratio is None:
        return None
    value, sign = None, None
    if ratio.bound is not None:
        sign = ratio.bound.sign or "="
        value = Decimal(ratio.text.removeprefix(ratio.bound.sign))
    return {
        "value": value,
        "op": sign,
        "status": _STATUS[ratio.status],
        "draw_date": ratio.on.isoformat(),
    }


def _dated(due: Due | None) -> Answer | None:
    if due is None:
        return None
    return {"date": due.on.isoformat(), "status": str(due.status), "reason": due.reason}


def _scan_due(due: Due | None) -> Answer | None:
    if due is None:
        return None
    scan = {
        "date": due.on.isoformat(),
        "status": str(due.status),
        "kind": due.kind,
        "interval_months": due.interval_months,
    }
    if due.kind == SERIAL:
        scan |= {"bone_category": due.bone_category, "suppression": due.suppression}
    return scan


def _time_in_target(time: TimeInTarget) -> Answer:
    return {
        "evaluable_days": number(time.evaluable_days, DAYS),
        "in_range_days": number(time.in_range_days, DAYS),
        "percent": None if time.fraction is None else number(100 * time.fraction, PERCENT),
    }


def _exposures(evaluation: Evaluation) -> Answer | None:
    if evaluation.e2_exposure is None:
        return None
    lower, upper = evaluation.e2_exposure
    return {"20": _exposure(lower), "26": _exposure(upper)}


def _exposure(exposure: Exposure) -> Answer:
    return {
        "evaluable_days": number(exposure.evaluable_days, DAYS),
        "below_days": number(exposure.below_days, DAYS),
        "fraction": _optional(exposure.fraction, SHARE),
    }


def _category(scan: ScanReading) -> Answer:
    return {
        "date": scan.on.isoformat(),
        "age": scan.age,
        "score_used": scan.score_used,
        "category": scan.category,
    }


def _change(row: DensityChange) -> Answer:
    return {
        "site": row.site,
        "from_date": row.reference.on.isoformat(),
        "to_date": row.scan.on.isoformat(),
        "change_g_cm2": number(row.change, DENSITY),
        "change_pct": number(row.percent, PERCENT),
        "lsc_g_cm2": number(row.lsc, LEAST_CHANGE),
        "significant_loss": row.significant_loss,
        "significant_gain": row.significant_gain,
    }
