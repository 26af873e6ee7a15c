"""What each column asks, in the words of the form in which the same is typed by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exchange.moving_in.columns import DAY_WORDS, Column
from exchange.moving_in.sheets import ANASTROZOLE, CHECKED, DRAWS, SEEN, SHEETS, WHO, Sheet
from labs.forms.values import TYPED
from protocols.start_parts import GOALS_WORDS, WHY_OF
from protocols.targets.starting import ITEM_WORDS, StartItem

HEADINGS = ("Sheet", "Column", "Needed", "What to enter", "What may stand there")

OWN_WORDS = {
    "record_number": "His record number as on his chart, the same in every sheet.",
    "born_on": "His birth date, in every row: it tells that the row is really about him.",
    "owner": "The clinician responsible, by the e-mail address with which he or she signs in.",
    CHECKED: "Yes, where the check asks about something unlikely and it is right all the same.",
    SEEN: "Yes, if a clinician has read these results already; empty: they wait for a signature.",
    "none_today": "Yes, if he reports none; otherwise give at least one symptom.",
    "awaiting_results": "Yes, if blood was drawn and nothing is reported yet.",
}
_ITEM_OF = {f"{item}_on": item for item in StartItem} | {
    name: item for item, name in WHY_OF.items()
}


def explanations() -> Iterator[Sequence[str]]:
    """One line for each column of each sheet."""
    for sheet in SHEETS:
        for column in sheet.columns:
            yield (
                sheet.name,
                column.header,
                _needed(sheet, column),
                _asks(sheet, column),
                _may(column),
            )


def _needed(sheet: Sheet, column: Column) -> str:
    return "always" if column.name in sheet.needed else ""


def _asks(sheet: Sheet, column: Column) -> str:
    if column.name in OWN_WORDS and (column.name not in WHO or not sheet.is_patients):
        return OWN_WORDS[column.name]
    if sheet is ANASTROZOLE and column.name in _ITEM_OF:
        what = "the day it was done" if column.is_day else "why it was left out"
        return f"Of a start, if known: {ITEM_WORDS[_ITEM_OF[column.name]]}: {what}."
    if sheet is ANASTROZOLE and column.name == GOALS_WORDS:
        return "Of a start, if known: his own goals, in his words."
    if column.is_unit and sheet is DRAWS:
        return f"{column.field.label}: needed beside a value, as printed on the report."
    if column.name in TYPED and sheet is DRAWS:
        return f"{column.field.label} as printed, with < or > if printed: 17 or <15."
    return f"{column.field.label}."


def _may(column: Column) -> str:
    if column.is_day:
        return DAY_WORDS.capitalize()
    return ", ".join(label for _, label in column.listed)
