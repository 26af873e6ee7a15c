"""A row that waits, in words: what was sent, about whom, where it stands and why it waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from exchange.bringing.lines import label_of, tone_of
from exchange.files.csv_reading import shortened
from exchange.files.formats import CSV
from exchange.models import WaitingRow
from exchange.rows.kept import sent_result
from exchange.sent.moments import read_moment
from exchange.sent.result import SentResult
from patients.forms.days import format_day

NOT_SAID = "not said"


@dataclass(frozen=True)
class Told:
    """A row for a page. `facts` are label and text, in the order of a report."""

    row: WaitingRow
    what: str
    who: str
    facts: tuple[tuple[str, str], ...]
    born_on: date | None

    @property
    def label(self) -> str:
        """Why it waits, in a few words."""
        return label_of(self.row.kind)

    @property
    def tone(self) -> str:
        """How much it asks for a person."""
        return tone_of(self.row.kind)

    @property
    def place(self) -> str:
        """Where in its file it stands."""
        return str(self.row.told["place"])

    @property
    def reasons(self) -> list[str]:
        """Why it waits, in full."""
        return [each["reason"] for each in self.row.told["reasons"]]


def told_of(row: WaitingRow) -> Told:
    """A row in words."""
    if not row.sent:
        return Told(row, "Could not be read", "", (), None)
    if row.format == CSV:
        return _of_table(row)
    return _of_message(row, sent_result(row.sent))


def _of_table(row: WaitingRow) -> Told:
    cells: dict[str, Any] = row.sent["cells"]
    facts = tuple((shortened(name), shortened(text)) for name, text in cells.items() if text)
    return Told(row, "Row of a table", f"record no. {row.record_number}", facts, None)


def _of_message(row: WaitingRow, sent: SentResult) -> Told:
    value = f"{sent.typed if sent.typed is not None else ''} {sent.unit}".strip()
    code = " ".join(dict.fromkeys(f"{each.code} {each.text}".strip() for each in sent.codes))
    facts = (
        ("Name sent", _name(sent) or NOT_SAID),
        ("Record number", ", ".join(_numbers(sent)) or NOT_SAID),
        ("Birth date", _day(sent.person.born)),
        ("Code", code or NOT_SAID),
        ("Value", (sent.typed or "") or NOT_SAID),
        ("Unit", sent.unit or NOT_SAID),
        ("Drawn", _day(sent.collected)),
        ("Laboratory", sent.laboratory or NOT_SAID),
        ("Status", sent.status or NOT_SAID),
        ("Order", sent.order.partition("^")[0] or NOT_SAID),
    )
    shown = tuple((label, shortened(text)) for label, text in facts)
    what = f"{shortened(sent.name) or 'No code'}: {shortened(value) or sent.status}"
    born = read_moment(sent.person.born)
    who = [_name(sent), *(f"no. {each}" for each in _numbers(sent)[:1])]
    return Told(
        row, what, ", ".join(part for part in who if part), shown, born.on if born else None
    )


def _name(sent: SentResult) -> str:
    parts = (sent.person.family_name, sent.person.given_name)
    return shortened(", ".join(part for part in parts if part))


def _numbers(sent: SentResult) -> list[str]:
    return [
        f"{each.number} ({each.authority})" if each.authority else each.number
        for each in sent.person.numbers
    ]


def _day(written: str) -> str:
    moment = read_moment(written)
    return format_day(moment.on) if moment else shortened(written) or NOT_SAID
