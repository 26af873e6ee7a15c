"""The rows of a looked-at file as a person reads them: what was sent, what becomes of it, why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from exchange.intake.report import (
    CORRECTED,
    DUPLICATE,
    NEW,
    SUPERSEDED,
    UPDATED,
    WITHDRAWN,
    Met,
    Rejected,
    Report,
)
from exchange.rows.kinds import Kind
from exchange.rows.read import Found
from exchange.sent.moments import read_moment
from labs.units import shown
from patients.forms.days import format_day
from patients.models import PatientDetails

TAKEN = (NEW, UPDATED, CORRECTED, WITHDRAWN)
"""What becomes of a row that changes the record."""

LABELS = {
    NEW: "New",
    UPDATED: "Replaces a preliminary value",
    CORRECTED: "Corrected by the laboratory",
    WITHDRAWN: "Withdrawn by the laboratory",
    DUPLICATE: "Already on record",
    SUPERSEDED: "Older than the record",
    Kind.UNKNOWN_PATIENT: "Whose is it?",
    Kind.UNKNOWN_CODE: "Unknown code",
    Kind.UNKNOWN_UNIT: "Unknown unit",
    Kind.CONFLICT: "Conflict",
    Kind.IMPLAUSIBLE: "Implausible",
    Kind.UNLIKELY: "Unlikely value",
    Kind.NOT_A_RESULT: "Not a result",
    Kind.MALFORMED: "Cannot be read",
    Kind.NOT_FOLLOWED: "Not followed here",
    Kind.NOT_ACCEPTED: "Not accepted yet",
}
"""What becomes of a row, in words."""

TONES = {
    NEW: "notice",
    UPDATED: "notice",
    CORRECTED: "warning",
    WITHDRAWN: "warning",
    DUPLICATE: "plain",
    SUPERSEDED: "plain",
    Kind.NOT_FOLLOWED: "plain",
    Kind.CONFLICT: "alert",
    Kind.IMPLAUSIBLE: "alert",
    Kind.UNKNOWN_PATIENT: "alert",
}


def label_of(state: str) -> str:
    """A state or a kind in words."""
    return LABELS.get(state, state)


def tone_of(state: str) -> str:
    """How much a state asks for a person."""
    return TONES.get(state, "warning")


@dataclass(frozen=True)
class Line:
    """One row of a file. `man` is on record, `named` is who the sender says it is about."""

    number: int
    place: str
    state: str
    named: str
    sent: str
    becomes: tuple[str, ...]
    day: str
    reasons: tuple[str, ...]
    is_exact: bool
    is_unlikely: bool
    man: str = ""

    @property
    def can_be_ticked(self) -> bool:
        """Whether a person may accept it as it stands; an unlikely value needs a reason too."""
        return self.state in TAKEN and not self.is_unlikely

    @property
    def is_ready(self) -> bool:
        """Whether it may be accepted together with others."""
        return self.can_be_ticked and self.is_exact

    @property
    def label(self) -> str:
        """What becomes of it, in words."""
        return label_of(self.shown_state)

    @property
    def tone(self) -> str:
        """How much it asks for a person."""
        return tone_of(self.shown_state)

    @property
    def shown_state(self) -> str:
        """An unlikely value would be taken but for that."""
        return Kind.UNLIKELY if self.state in TAKEN and self.is_unlikely else self.state

    @property
    def doubt(self) -> str:
        """Why it is not accepted with the others though nothing speaks against it."""
        if self.state in TAKEN and self.is_unlikely:
            return "Waits for somebody who stands by the value, with a reason."
        if self.can_be_ticked and not self.is_exact:
            return "Whose number it is, or his birth date, is not sure: accept it by itself."
        return ""


def lines_of(report: Report) -> Iterator[Line]:
    """Every row of an import of one file, in the order of the file."""
    rejected: dict[int, list[Rejected]] = defaultdict(list)
    for each in report.rejected:
        rejected[each.row].append(each)
    heard = report.heard.get(report.files[0].file, {}) if report.files else {}
    places = {*(row for _, row in report.met), *rejected, *heard}
    for number in sorted(places):
        yield _line(report, number, rejected.get(number, []))


def _line(report: Report, number: int, why: list[Rejected]) -> Line:
    name = report.files[0].file
    met, sent = report.met.get((name, number)), report.said(name, number)
    state = first_of(why) if why else report.outcomes.get((name, number), "")
    unlikely = [text for found in _found(met) for text in found.entry.plausibility.messages]
    is_unlikely = bool(met and met.is_unlikely)
    reasons = [each.reason for each in why] + (unlikely if is_unlikely and not why else [])
    return Line(
        number=number,
        place=str(sent.get("place", f"row {number}")),
        state=state,
        named=_named(met, sent),
        sent=_sent(met, sent),
        becomes=tuple(_becomes(found) for found in _found(met)),
        day=_day(met, sent),
        reasons=tuple(reasons),
        is_exact=bool(met and met.is_exact),
        is_unlikely=is_unlikely,
        man=_man(met.details) if met and met.details else "",
    )


def _day(met: Met | None, sent: dict[str, Any]) -> str:
    """When blood was drawn; as written where that is no day."""
    if met:
        return format_day(met.row.collected_on)
    written = str(sent.get("collected", ""))
    moment = read_moment(written.partition("T")[0])
    return format_day(moment.on) if moment else written


def first_of(why: list[Rejected]) -> str:
    """The reason that has to be settled first."""
    order = list(LABELS)
    return min((each.kind for each in why), key=order.index)


def _found(met: Met | None) -> tuple[Found, ...]:
    return met.row.results if met else ()


def _man(details: PatientDetails) -> str:
    return f"{details.list_name}, born {format_day(details.born_on)}"


def _named(met: Met | None, sent: dict[str, Any]) -> str:
    if met is None:
        number = sent.get("record_number", "")
        return f"Record no. {number}" if number else ""
    row = met.row
    name = ", ".join(part for part in (row.family_name, row.given_name) if part)
    about = "about " if row.birth.is_estimated else ""
    born = f"born {about}{format_day(row.birth.on)}"
    return "; ".join(part for part in (name, f"record no. {row.record_number}", born) if part)


def _sent(met: Met | None, sent: dict[str, Any]) -> str:
    if sent.get("code") or sent.get("code_text"):
        what = " ".join(str(sent.get(name) or "") for name in ("code", "code_text")).strip()
        value = f"{sent.get('comparator', '')}{sent.get('value', '')} {sent.get('unit', '')}"
        return f"{what}: {value.strip() or sent.get('status', '')}"
    return "; ".join(f"{found.column} {found.entry.value.typed}" for found in _found(met))


def _becomes(found: Found) -> str:
    """The result as it would stand, in the analyte's own unit too."""
    measured = found.entry.measurement
    text = f"{measured.analyte.name} {measured.as_typed}"
    unit = measured.analyte.canonical
    if measured.unit is unit:
        return text
    return f"{text} = {shown(measured.quantity, measured.analyte.code)} {unit.label}"
