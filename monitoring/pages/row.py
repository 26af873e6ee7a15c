"""One man as a row of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from monitoring.charts.markup import Markup
from monitoring.charts.points import Band, Position
from monitoring.charts.sparkline import SparkPoint, sparkline
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE
from monitoring.judgement.topics import Topic
from monitoring.models import Severity, Status
from monitoring.pages.addresses import address_of
from monitoring.pages.course import bands
from monitoring.pages.linked import Linked
from monitoring.pages.scope import patient_url
from monitoring.pages.topics import TOPIC_WORDS
from monitoring.status.shown import RATIO
from patients.forms.days import format_day
from patients.models import Patient
from protocols.models import plain
from protocols.targets.book import Targets
from protocols.targets.goals import HEMATOCRIT_GOAL

BAND = bands(Targets()).estradiol
LONGEST_JOIN_DAYS = Targets().exposure.interpolation_days

COLUMNS = (
    {"label": "E2", "unit": "pg/mL"},
    {"label": "Testost.", "unit": "ng/dL"},
    {"label": "T:E2", "unit": "ratio"},
    {"label": "Hct", "unit": "%"},
)
HEADINGS = {
    "columns": COLUMNS,
    "trend_words": f"usual band {BAND.at_least}–{BAND.at_most}",
}
"""The heads of a list's columns; a row whose band is another says so beside its value."""

LABELS = {
    ESTRADIOL: "E2 pg/mL",
    TESTOSTERONE: "T ng/dL",
    RATIO: "T:E2",
    HEMATOCRIT: "Hct %",
}
TAGS = {
    Severity.ALERT: "alert",
    Severity.WARNING: "warning",
    Severity.NOTICE: "notice",
    Severity.INFO: "info",
}
STATES = {
    "active": "On treatment",
    "held": "Paused",
    "stopped": "Stopped",
    "none": "Before treatment",
}


LONGEST_SUB = 32
"""Characters of birth date, age and record number that stand in one line below a name."""


def list_row(
    status: Status, today: date, *, why: bool, linked: Sequence[Linked] = (), walk: str = ""
) -> dict[str, Any]:
    """A man in a list; `why` adds what waits for a decision, `linked` his other records.

    `walk` ends the address of his page: it says from which list he is opened.
    """
    details = status.details
    age = details.age_on(today)
    head = status.lines[0] if status.lines else None
    sub = f"{format_day(details.born_on)} · {age} y · {details.record_number}"
    return {
        "severity": TAGS[Severity(head["severity"])] if head and why else "",
        "url": (url := patient_url(status.patient) + walk),
        "name": details.list_name,
        "sub": sub,
        "linked": ", ".join(each.record_number for each in linked),
        "is_tight": bool(linked) or len(sub) > LONGEST_SUB,
        **(in_two_lines(head) if head and why else {"title": state_in_words(status)}),
        "others": _others(status) if why else [],
        "spark": _spark(status),
        "values": [_value(status, marker) for marker in LABELS],
        "dose_text": _dose(status),
        "dose_note": f"since {status.dosed_since:%b-%Y}" if status.dosed_since else "",
        "drawn_text": format_day(status.last_draw_on) if status.last_draw_on else "None",
        "drawn_note": _ago(status.last_draw_on, today),
        **(_action(status, head, url) if head and why else _opening(url)),
        "action_primary": bool(head and why and head["severity"] == Severity.ALERT),
        "is_at": False,
        "decide_url": "",
    }


def in_two_lines(line: dict[str, Any]) -> dict[str, str]:
    """What waits in a few words, and by which values; a line judged earlier has one sentence."""
    title, detail = line.get("title", line["headline"]), line.get("detail", "")
    return {"title": title, "evidence": detail[:1].upper() + detail[1:]}


def _opening(page: str) -> dict[str, str]:
    return {"action_label": "Open", "action_url": page}


def _action(status: Status, head: dict[str, Any], page: str) -> dict[str, str]:
    """What is done about his most urgent line: findings are reviewed, late results entered."""
    if url := results_url(status.patient, head):
        return {"action_label": "Enter results", "action_url": url}
    return {"action_label": "Review", "action_url": f"{page}#decision"}


def results_url(patient: Patient, line: dict[str, Any]) -> str:
    """The form of the draw whose results a line asks for; empty for a line of findings."""
    if "draw" not in line:
        return ""
    return address_of("monitoring:draw-amend", patient.opaque_id, line["draw"])


def state_in_words(status: Status) -> str:
    """Whether he is on treatment, and whether the clinic follows him at all."""
    if not status.details.is_followed:
        return "No longer followed"
    return STATES.get(status.course_state, status.course_state)


def _dose(status: Status) -> str:
    if status.course_state in {"held", "stopped"}:
        return STATES[status.course_state].lower()
    return plain(status.weekly_mg) if status.weekly_mg else "none"


def _others(status: Status) -> list[str]:
    """The other lines that wait, by topic: the row counts them, the page tells why."""
    return [TOPIC_WORDS[Topic(line["topic"])].lower() for line in status.lines[1:]]


def _value(status: Status, marker: str) -> dict[str, Any]:
    value = status.current.get(marker)
    if value is None:
        return {"label": LABELS[marker], "text": "", "position": "", "censored": False, "note": ""}
    return {
        "label": LABELS[marker],
        "text": value["text"],
        "position": value["position"],
        "censored": value["censored"],
        "note": _note(marker, value),
    }


def _note(marker: str, value: dict[str, Any]) -> str:
    if moved := value.get("goal_short"):
        return f"moved: {moved}"
    if marker == HEMATOCRIT:
        return f"limit {HEMATOCRIT_GOAL.under}"
    if marker == RATIO:
        return {"in_target": "met", "below": "low"}.get(value["position"], "can't tell")
    return f"was {value['before']}" if value["before"] else ""


def _spark(status: Status) -> Markup:
    points = [
        SparkPoint(
            date.fromisoformat(on), Decimal(amount), text, Position(position), comparator, method
        )
        for on, amount, text, position, comparator, method in status.spark
    ]
    return sparkline(points, _band(status), LONGEST_JOIN_DAYS)


def _band(status: Status) -> Band:
    """The band of his estradiol: the rule book's, unless his latest value was judged by another."""
    ends = status.current.get(ESTRADIOL, {}).get("goal_ends")
    if not ends:
        return BAND
    low, high = Decimal(ends["at_least"]), Decimal(ends["at_most"])
    zone = (max(low, BAND.zone[0]), BAND.zone[1]) if BAND.zone else None
    return replace(BAND, at_least=low, at_most=high, zone=zone)


def _ago(day: date | None, today: date) -> str:
    if day is None:
        return ""
    days = (today - day).days
    if days < 14:  # noqa: PLR2004 - two weeks are still told in days
        return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return f"{days // 7} weeks ago" if days < 120 else f"{days // 30} months ago"  # noqa: PLR2004
