"""Rules about what is late: labs, hematocrit, DEXA scans."""

from monitoring.judgement.day import written
from monitoring.judgement.due.dates import Due, Status
from monitoring.judgement.due.dexa import BASELINE, SERIAL, dexa_due
from monitoring.judgement.due.hematocrit import hematocrit_due
from monitoring.judgement.due.labs import labs_due
from monitoring.judgement.rules.rule import Found, Input, Severity, rule
from monitoring.judgement.standing import Standing
from protocols.targets.stated import BONE, CONS, GUIDELINE

REASONS = {
    "first_after_change": "first draw after a start or change",
    "out_of_target": "after a draw out of target",
    "undecided": "after a draw that could not be decided",
    "first_in_target": "after the first draw in target",
    "stable": "after draws in target in a row",
    "recheck_off_drug": "recheck off the drug",
    "above_limit": "after a hematocrit at the limit",
    "first_on_testosterone": "first one on testosterone",
    "near_limit": "after a hematocrit close to the limit",
    "first_year": "first year on testosterone",
    "annual": "once a year on testosterone",
}


SET_BY_CLINIC = "date set by the clinic"


def _late(due: Due, what: str, why: str) -> Found:
    why = SET_BY_CLINIC if due.computed_on else why
    return Found(
        title=f"{what} overdue",
        detail=f"due on {written(due.on)}, {why}.",
        evidence="A follow-up that was missed is not a result.",
        inputs=(Input(what, why, due.on),),
        threshold=f"by {written(due.on)}, overdue from {written(due.overdue_from)}",
    )


@rule(
    "LABS_OVERDUE",
    Severity.WARNING,
    grade=CONS,
    source="Source document: consistent blood work is a non-negotiable part of any protocol",
)
def labs_are_overdue(man: Standing) -> Found | None:
    """The next follow-up draw is late."""
    due = man.once(labs_due)
    return _late(due, "Labs", REASONS[due.reason]) if due is not None and due.overdue else None


@rule(
    "HCT_OVERDUE",
    Severity.WARNING,
    grade=GUIDELINE,
    source="Endocrine Society guideline: 3-6 months after starting testosterone, then yearly",
)
def hematocrit_is_overdue(man: Standing) -> Found | None:
    """The next hematocrit is late."""
    due = man.once(hematocrit_due)
    return (
        _late(due, "Hematocrit", REASONS[due.reason]) if due is not None and due.overdue else None
    )


@rule(
    "DEXA_OVERDUE",
    Severity.WARNING,
    grade=BONE,
    source="Source document: repeat the scan every 2-5 years",
)
def scan_is_overdue(man: Standing) -> Found | None:
    """The next serial DEXA scan is late."""
    due = man.once(dexa_due)
    if due is None or due.kind != SERIAL or not due.overdue:
        return None
    return _late(due, "DEXA scan", f"{due.interval_months} months after the last one")


@rule(
    "DEXA_BASELINE_MISSING",
    Severity.NOTICE,
    grade=BONE,
    source="Source document: a baseline scan for any man beginning a long-term regimen",
)
def baseline_scan_missing(man: Standing) -> Found | None:
    """The baseline DEXA scan is due, or late: then it weighs more."""
    due = man.once(dexa_due)
    if due is None or due.kind != BASELINE or due.status not in (Status.DUE, Status.OVERDUE):
        return None
    severity = Severity.WARNING if due.overdue else Severity.NOTICE
    return Found(
        title="No baseline DEXA scan",
        detail=f"due since {written(due.on)}.",
        evidence="A later change of bone density cannot be seen without a first measurement.",
        inputs=(Input("Baseline DEXA", "due", due.on),),
        threshold=f"by {written(due.on)}",
        severity=severity,
    )
