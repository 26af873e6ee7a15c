"""One man as a row of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString

from monitoring.charts.markup import Markup
from monitoring.charts.points import Band
from monitoring.charts.sparkline import SparkPoint, sparkline
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE
from monitoring.models import Severity
from monitoring.models.listed import ListedMan
from monitoring.pages.addresses import address_of
from monitoring.pages.course import bands
from monitoring.pages.linked import Linked
from monitoring.pages.topics import TOPIC_WORDS
from monitoring.status.shown import RATIO
from monitoring.templatetags.marks import mark
from patients.forms.days import format_day
from patients.models import Patient
from patients.templatetags.days import keep_days
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
NOT_MEASURED = {"text": "", "position": "", "censored": False}

KEPT = 2048
"""Courses and sentences of one process, by everything that is drawn of them: a kilobyte each."""

LONGEST_SUB = 32
"""Characters of birth date, age and record number that stand in one line below a name."""

type Row = dict[str, Any]
"""What `components/worklist_row.html` says of a man: texts, and a few yes-or-no's."""


def list_row(
    man: ListedMan, today: date, *, why: bool, linked: Sequence[Linked] = (), walk: str = ""
) -> Row:
    """A man in a list; `why` adds what waits for a decision, `linked` his other records.

    `walk` ends the address of his page: it says from which list he is opened.
    """
    sub = f"{format_day(man.born_on)} · {man.age_on(today)} y · {man.record_number}"
    url = address_of("monitoring:patient", man.opaque_id) + walk
    return {
        "url": url,
        "name": man.list_name,
        "sub": sub,
        "linked": ", ".join(each.record_number for each in linked),
        "is_tight": bool(linked) or len(sub) > LONGEST_SUB,
        "spark": _spark(man),
        "cells": Markup("".join(_cell(man, marker) for marker in LABELS)),
        "dose_text": _dose(man),
        "dose_note": f"since {man.dosed_since:%b-%Y}" if man.dosed_since else "",
        "drawn_text": format_day(man.last_draw_on) if man.last_draw_on else "None",
        "drawn_note": _ago(man.last_draw_on, today),
        **(_waiting(man, url) if why and man.lines else _quiet(man, url)),
        "is_at": False,
        "decide_url": "",
    }


def _waiting(man: ListedMan, page: str) -> Row:
    """What waits for a decision about him, the most urgent line first."""
    head, *others = man.lines
    severity = TAGS[Severity(head["severity"])]
    said = in_two_lines(head)
    return {
        "severity": severity,
        "tier": mark("severity", severity=severity),
        "title": _sentence(said["title"]),
        "evidence": _sentence(said["evidence"]),
        "more": str(len(others)),
        "others": ", ".join(TOPIC_WORDS[line["topic"]].lower() for line in others),
        "action_primary": head["severity"] == Severity.ALERT,
        **_action(man, head, page),
    }


@lru_cache(maxsize=KEPT)
def _sentence(said: str) -> SafeString:
    """What a rule says: results and days, and nobody's name."""
    return keep_days(said)


def _quiet(man: ListedMan, page: str) -> Row:
    """Whether he is on treatment, where nothing else is to be told."""
    state = state_in_words(man.course_state, is_followed=man.is_followed)
    return {"title": state, "action_label": "Open", "action_url": page}


def in_two_lines(line: dict[str, Any]) -> dict[str, str]:
    """What waits in a few words, and by which values; a line judged earlier has one sentence."""
    title, detail = line.get("title", line["headline"]), line.get("detail", "")
    return {"title": title, "evidence": detail[:1].upper() + detail[1:]}


def _action(man: ListedMan, head: dict[str, Any], page: str) -> dict[str, str]:
    """What is done about his most urgent line: findings are reviewed, late results entered."""
    if url := results_url(man, head):
        return {"action_label": "Enter results", "action_url": url}
    return {"action_label": "Review", "action_url": f"{page}#decision"}


def results_url(man: Patient | ListedMan, line: dict[str, Any]) -> str:
    """The form of the draw whose results a line asks for; empty for a line of findings."""
    if "draw" not in line:
        return ""
    return address_of("monitoring:draw-amend", man.opaque_id, line["draw"])


def state_in_words(course_state: str, *, is_followed: bool) -> str:
    """Whether he is on treatment, and whether the clinic follows him at all."""
    return STATES.get(course_state, course_state) if is_followed else "No longer followed"


def _dose(man: ListedMan) -> str:
    if man.course_state in {"held", "stopped"}:
        return STATES[man.course_state].lower()
    return plain(man.weekly_mg) if man.weekly_mg else "none"


def _cell(man: ListedMan, marker: str) -> str:
    """His latest value of one kind, with its mark and what stands below it."""
    value = man.current.get(marker) or NOT_MEASURED
    return mark(
        "worklist_value",
        label=LABELS[marker],
        text=value["text"],
        position=value["position"],
        censored=value["censored"],
        note=_note(marker, value) if value["text"] else "",
    )


def _note(marker: str, value: dict[str, Any]) -> str:
    if moved := value.get("goal_short"):
        return f"moved: {moved}"
    if marker == HEMATOCRIT:
        return f"limit {HEMATOCRIT_GOAL.under}"
    if marker == RATIO:
        return {"in_target": "met", "below": "low"}.get(value["position"], "can't tell")
    return f"was {value['before']}" if value["before"] else ""


def _spark(man: ListedMan) -> Markup:
    return _drawn(tuple(map(tuple, man.spark)), _band(man)) if man.spark else Markup("")


@lru_cache(maxsize=KEPT)
def _drawn(results: tuple[tuple[str, ...], ...], band: Band) -> Markup:
    """The drawing of these results: a list is opened again and again while few of them change."""
    points = [
        SparkPoint(date.fromisoformat(on), Decimal(amount), text, position, comparator, method)
        for on, amount, text, position, comparator, method in results
    ]
    return sparkline(points, band, LONGEST_JOIN_DAYS)


def _band(man: ListedMan) -> Band:
    """The band of his estradiol: the rule book's, unless his latest value was judged by another."""
    ends = man.current.get(ESTRADIOL, {}).get("goal_ends")
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
