"""The targets as a table: what each asks for, which ends belong to it, and how far it may move."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from labs.units import shown_limit
from monitoring.rulebook.grades import GRADES
from protocols.targets.analytes import ANALYTES
from protocols.targets.book import PLACES, Targets, all_statements
from protocols.targets.goals import Target
from protocols.targets.starting import STARTING
from protocols.targets.stated import Number, Statement, statements


class TargetRow(NamedTuple):
    """One goal as it is read; `here` is what a clinic has moved of it."""

    marker: str
    target: str
    si: str
    ends: str
    near: str
    why: str
    source: str
    grade: str
    review_by: date
    range: str
    here: str = ""


class NumberRow(NamedTuple):
    """One number beside the goals, as it is read; `here` is what a clinic has moved it to."""

    name: str
    value: str
    why: str
    source: str
    grade: str
    review_by: date
    range: str
    parameter: str = ""
    here: str = ""


class NumberPage(NamedTuple):
    """The numbers of one subject."""

    title: str
    rows: list[NumberRow]


GOALS = {
    "testosterone": ("TT", {"lower end": "tt_lo", "upper end": "tt_hi"}),
    "estradiol": ("E2", {"lower end": "e2_lo", "upper end": "e2_hi"}),
    "ratio": (None, {"lower end": "ratio_min"}),
    "hematocrit": ("HCT", {"limit": "hct_limit"}),
}
"""By field of the book: the analyte, and the parameters of the ends that may be moved."""

PAGE_TITLES = {
    "cautions": "Lines beside the goals",
    "doses": "Doses",
    "windows": "How long a fact counts",
    "labs": "The clock of follow-up draws",
    "hematocrit_labs": "The clock of hematocrit",
    "exposure": "Bone: estradiol that stays low",
    "dexa": "Bone: DEXA scans",
}
START_TITLE = "The start of a course"


def target_rows(book: Targets) -> list[TargetRow]:
    """The four goals."""
    return [_target_row(book, name) for name in GOALS]


def _target_row(book: Targets, name: str) -> TargetRow:
    goal: Target = getattr(book, name)
    analyte, ends = GOALS[name]
    return TargetRow(
        marker=goal.marker,
        target=str(goal).replace("-", "–"),
        si=_in_si(goal, analyte) if analyte else "",
        ends=ends_in_words(goal),
        near=_near(book, name),
        why=goal.why,
        source=_origin(goal.source),
        grade=GRADES[goal.grade],
        review_by=goal.review_by,
        range="; ".join(f"{end} {range_in_words(name)}" for end, name in ends.items()),
    )


def ends_in_words(goal: Target) -> str:
    """Which of its ends belong to a goal."""
    if goal.under is not None:
        return f"{goal.under} itself is out of target"
    if goal.at_most is None:
        return f"{goal.at_least} itself is in target"
    return f"{goal.at_least} and {goal.at_most} themselves are in target"


def _in_si(goal: Target, code: str) -> str:
    unit = ANALYTES[code].si
    ends = [end for end in (goal.at_least, goal.at_most, goal.under) if end is not None]
    shown = "–".join(shown_limit(end, code, unit) for end in ends)
    return f"{'below ' if goal.under is not None else ''}{shown} {unit}"


def _near(book: Targets, name: str) -> str:
    if name == "estradiol":
        low, high = book.exposure.definite_below, book.exposure.possible_below
        return f"{low}–{high} pg/mL: in target, in the bone-risk zone"
    if name == "hematocrit":
        return f"from {book.cautions.hematocrit_near} %: in target, near the limit"
    return ""


def range_in_words(parameter: str) -> str:
    """How far a clinic, a laboratory or a man's own target may move a number."""
    place = PLACES.get(parameter)
    if place is None or place.fixed:
        return "fixed"
    if place.lowest is None:
        return "not moved"
    return f"{place.lowest} to {place.highest}"


def number_pages(book: Targets) -> list[NumberPage]:
    """Every number beside the goals, by subject."""
    pages = {name: NumberPage(title, []) for name, title in PAGE_TITLES.items()}
    for page, name, value, statement in all_statements(book):
        pages[page].rows.append(_number_row(name, value, statement))
    pages["dexa"].rows.extend(_interval_rows(book))
    pages["dexa"].rows.extend(_least_change_rows(book))
    return [*pages.values(), NumberPage(START_TITLE, _start_rows())]


def _start_rows() -> list[NumberRow]:
    """The numbers of a start; nobody's results are judged by them, so no clinic moves them."""
    return [
        _number_row(name, getattr(STARTING, name), statement)
        for name, statement in statements(STARTING).items()
    ]


def _number_row(name: str, value: Number, statement: Statement) -> NumberRow:
    return NumberRow(
        name=_name(name, statement.unit),
        value=f"{value} {statement.unit}",
        why=statement.why,
        source=_origin(statement.source),
        grade=GRADES[statement.grade],
        review_by=statement.review_by,
        range=range_in_words(statement.parameter),
        parameter=statement.parameter,
    )


def _name(field: str, unit: str) -> str:
    """The name of a field in words, without the unit that stands beside its value."""
    words = field.split("_")
    if words[-1] in unit.split():
        words = words[:-1]
    return " ".join(words).capitalize().replace("Trt ", "TRT ")


BONE = {
    "B0": "Scores not low",
    "B1": "Low bone mass, or no score",
    "B2": "Osteoporosis range, or below the range expected for age",
}
SUPPRESSION = {
    "S0": "estradiol not consistently low",
    "S1": "estradiol consistently below the upper bone threshold, or unknown for long",
    "S2": "estradiol consistently below the lower bone threshold",
}


def _interval_rows(book: Targets) -> Iterator[NumberRow]:
    like = _statement_of(book, "ceiling_months")
    for (bone, suppression), months in book.dexa.months.items():
        why = f"{BONE[bone]}; {SUPPRESSION[suppression]}."
        yield _like(like, f"Interval {bone}, {suppression}", f"{months} months", why)


def _least_change_rows(book: Targets) -> Iterator[NumberRow]:
    like = _statement_of(book, "risk_months")
    for site, percent in book.dexa.default_lsc_percent.items():
        why = "Least significant change where the facility states none, of the older density."
        name = f"Least change, {site.replace('_', ' ')}"
        yield _like(like, name, f"{percent} %", why)


def _statement_of(book: Targets, name: str) -> Statement:
    found = (
        each for page, field, _, each in all_statements(book) if (page, field) == ("dexa", name)
    )
    return next(found)


def _like(statement: Statement, name: str, value: str, why: str) -> NumberRow:
    """A number of a table, as well founded as the statement that speaks for the table."""
    return NumberRow(
        name=name,
        value=value,
        why=why,
        source=_origin(statement.source),
        grade=GRADES[statement.grade],
        review_by=statement.review_by,
        range="fixed",
    )


def _origin(source: str) -> str:
    """Where a number comes from, as a sentence begins."""
    if source == "project default":
        return "No source names this number"
    return source[:1].upper() + source[1:]
