"""Topic lines against decisions: which lines still wait for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from accounts.row_reading import KeptQuery
from monitoring.judgement import TopicLine
from monitoring.models import Decision
from monitoring.models.findings import ABOUT_FINDINGS, SETTLING
from monitoring.status.marks import SEVERITIES, mark_of
from patients.models import Patient

RESULTS_LATE = "RESULTS_LATE"
"""What the line about late results is named by; it stands beside the rules, none of which it is."""

OVERDUE_RULES = {"LABS_OVERDUE", "HCT_OVERDUE", "DEXA_OVERDUE", RESULTS_LATE}
"""Lines that say no more than that a duty is overdue."""

Marks = dict[str, list[object]]


def load_decisions(patients: Sequence[Patient]) -> dict[int, list[Decision]]:
    """Every decision about these men, in the order taken."""
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for row in _decisions_about([man.pk for man in patients]):
        decisions[row.patient_id].append(row)
    return decisions


@KeptQuery
def _decisions_about(men: Sequence[int]) -> QuerySet[Decision]:
    return Decision.objects.current().filter(patient__among=men).order_by("position")


def marks_of(line: TopicLine) -> Marks:
    """What a decision on this line covers: each member's severity and evidence."""
    return {
        each.rule_id: [SEVERITIES[each.severity].value, mark_of(each)] for each in line.findings
    }


def latest_by_topic(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The decision that stands for each topic."""
    return {each.topic: each for each in decisions if each.kind in ABOUT_FINDINGS}


def is_settled(line: TopicLine, decision: Decision | None, today: date) -> bool:
    """Whether a decision still covers every member of the line as it is now.

    New evidence, a new member, a higher severity or the decision's own date bring it back.
    """
    if decision is None or decision.kind not in SETTLING or decision.lapsed(today):
        return False
    return all(_covers(decision.marks.get(rule), now) for rule, now in marks_of(line).items())


def _covers(decided: list[object] | None, now: list[object]) -> bool:
    if decided is None:
        return False
    (severity_then, mark_then), (severity_now, mark_now) = decided, now
    return mark_then == mark_now and int(str(severity_now)) >= int(str(severity_then))


def next_return(decisions: Iterable[Decision], today: date) -> date | None:
    """The first day after today on which a settled line comes back by its own date."""
    settling = (each for each in decisions if each.kind in SETTLING)
    return min((each.until for each in settling if each.until and each.until > today), default=None)
