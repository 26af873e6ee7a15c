"""The status row: one man's judgement in the form that lists read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Clinic
from monitoring.judgement import Evaluation, Finding, Snapshot, TopicLine
from monitoring.judgement.readings import Series, series_by_analyte
from monitoring.models import Decision, DecisionKind, Status
from monitoring.status.awaited import late_results, silent_until
from monitoring.status.judged import Judged
from monitoring.status.lines import latest_by_topic, next_return
from monitoring.status.marks import SEVERITIES
from monitoring.status.shown import latest_columns
from monitoring.status.snapshots import Course
from monitoring.status.unsigned import unsigned_draws, unsigned_results
from monitoring.status.values import LATEST, current_values, spark_points
from protocols.targets.book import RULES_VERSION

NOTHING_TO_DECIDE = 9


def status_row(
    clinic: Clinic, judged: Judged, decisions: Sequence[Decision], today: date
) -> Status:
    """Build a man's status from his judgement and from what people decided about it."""
    course, evaluation = judged.course, judged.evaluation
    standing = latest_by_topic(decisions)
    waiting = lines_shown(judged)
    unread = unsigned_draws(judged)
    values = latest_columns(counted(judged), LATEST, {draw.key for draw in unread})
    unsigned = unsigned_results(unread, course.notes, values, clinic)
    return Status(
        patient_id=course.patient.pk,  # keys: whole rows take half as long again to set
        clinic_id=clinic.pk,
        details_id=course.details.pk,
        rank=min((line["severity"] for line in waiting), default=NOTHING_TO_DECIDE),
        waiting_since=_waiting_since(waiting),
        lines=waiting,
        current=current_values(values),
        spark=spark_points(course, values),
        unsigned=unsigned,
        unsigned_since=_earliest(*(date.fromisoformat(each["entered_on"]) for each in unsigned)),
        course_state=course_state(evaluation),
        weekly_mg=weekly_mg(evaluation),
        dosed_since=_dosed_since(course.snapshot),
        last_draw_on=max((draw.on for draw in course.snapshot.draws if draw.results), default=None),
        entered_at=_entered_at(course),
        snoozed_until=None if waiting else _snoozed_until(judged.waiting_lines, standing),
        assigned_to_id=_assignee(decisions),
        judged_version=course.patient.facts_version,
        judged_on=today,
        rules_version=RULES_VERSION,
        changes_on=_earliest(
            evaluation.changes_on,
            next_return(decisions, today),
            silent_until(judged),
            course.in_force.changes_after(today),
        ),
        **_due_dates(judged),
    )


def counted(judged: Judged) -> Mapping[str, Series]:
    """Every result that counts, by analyte; one dated after the day of judgement is shown too."""
    draws = judged.course.snapshot.draws
    if all(draw.on <= judged.today for draw in draws):
        return judged.evaluation.results
    by_date = sorted(draws, key=lambda draw: draw.on)
    return series_by_analyte(by_date, judged.course.snapshot.targets)


def _due_dates(judged: Judged) -> dict[str, date | None]:
    owed, kinds = judged.due, ("labs", "hct", "dexa")
    days = {f"{kind}_due_on": due.on if (due := owed.get(kind)) else None for kind in kinds}
    labs = owed.get("labs")
    return days | {"labs_overdue_from": labs.overdue_from if labs else None}


def _entered_at(course: Course) -> datetime | None:
    """When the newest of his draws with results was entered or corrected."""
    with_results = (str(draw.key) for draw in course.snapshot.draws if draw.results)
    return max((course.notes[key].recorded_at for key in with_results), default=None)


def course_state(evaluation: Evaluation) -> str:
    """Where his course stands: active, held, stopped, or none yet."""
    if evaluation.weekly_mg is None:
        return "none"
    return "active" if evaluation.active else "held" if evaluation.held else "stopped"


def weekly_mg(evaluation: Evaluation) -> Decimal | None:
    """The weekly dose in mg, to a thousandth."""
    exact = evaluation.weekly_mg
    if exact is None:
        return None
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.001"))


def _dosed_since(snapshot: Snapshot) -> date | None:
    """Since when he takes what he takes now, or takes nothing."""
    return max((event.on for event in snapshot.anastrozole), default=None)


def lines_shown(judged: Judged) -> list[dict[str, Any]]:
    """Everything of a man that waits for somebody, the most urgent first."""
    lines = [line_shown(line, judged.today) for line in judged.undecided_lines]
    if late := late_results(judged):
        lines.append(late.line_shown())
    return sorted(lines, key=lambda line: int(line["severity"]))


def _waiting_since(waiting: Sequence[Mapping[str, Any]]) -> date | None:
    """Since when the most urgent of his lines waits; the others do not move him up."""
    most_urgent = min((line["severity"] for line in waiting), default=None)
    urgent = (line["since"] for line in waiting if line["severity"] == most_urgent)
    return min(map(date.fromisoformat, urgent), default=None)


def _rank(line: TopicLine) -> int:
    return SEVERITIES[line.severity].value


def since(line: TopicLine, today: date) -> date:
    """Since when the line waits: the day of what it rests on."""
    began = (_began_on(each) for each in line.findings)
    return min((on for on in began if on), default=today)


def _began_on(finding: Finding) -> date | None:
    """The day of its draw or scan; without one, of the latest thing it rests on."""
    return finding.on or max((each.on for each in finding.inputs if each.on), default=None)


def line_shown(line: TopicLine, today: date) -> dict[str, Any]:
    """A topic line as lists show it."""
    return {
        "topic": line.topic.value,
        "severity": _rank(line),
        "rule_id": line.heading.rule_id,
        "title": line.heading.title,
        "detail": line.heading.detail,
        "headline": line.heading.headline,
        "evidence": " ".join((line.heading.evidence, *line.heading.eased)),
        "since": since(line, today).isoformat(),
        "more": len(line.findings) - 1,
    }


def _snoozed_until(lines: Sequence[TopicLine], standing: Mapping[str, Decision]) -> date | None:
    """The first day on which one of his lines comes back, all of which are settled."""
    settled = [standing[line.topic] for line in lines]
    days = [each.until for each in settled if each.kind == DecisionKind.SNOOZE and each.until]
    return min(days, default=None)


def _assignee(decisions: Sequence[Decision]) -> int | None:
    """The key of who was assigned last: to ask for the person would cost a statement a man."""
    assigned = [each.assignee_id for each in decisions if each.kind == DecisionKind.ASSIGN]
    return assigned[-1] if assigned else None


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)
