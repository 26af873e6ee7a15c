"""The start checklist on a man's page, and what of it is known when a start is recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

from labs.models import DexaScan
from monitoring.judgement.checklist import Checked, StartRecord, State, baseline_scan_on, checklist
from monitoring.judgement.snapshot import Scan, Snapshot
from monitoring.pages.addresses import address_of
from monitoring.pages.course import ShownCourse
from monitoring.pages.scope import Man
from patients.forms.days import format_day
from protocols.models import Drug, Step, TherapyEvent
from protocols.starts import is_in_force, last_event, start_entries, start_journal_of
from protocols.targets.starting import ITEM_WORDS, Entry, StartItem

WARNINGS = {
    StartItem.AGE: "He was under age at the start.",
    StartItem.TAMOXIFEN: "Tamoxifen is in force: its combination with anastrozole is advised "
    "against by the label.",
    StartItem.DEFICIENCY: "Aromatase deficiency is known: a contraindication.",
}


def start_list(shown: ShownCourse, man: Man) -> dict[str, Any]:
    """The checklist of the current course, or of a start to come; empty once a course has ended."""
    journal = start_journal_of(shown.course.therapy)
    start = last_event(journal, Drug.ANASTROZOLE, shown.today, Step.START)
    record = StartRecord(
        entries=start_entries(start) if start else {},
        on_tamoxifen=is_in_force(journal, Drug.TAMOXIFEN, shown.today),
    )
    items = checklist(shown.course.snapshot, shown.today, record)
    missing = sum(each.state is State.MISSING for each in items)
    return {
        "items": [_item(each) for each in items],
        "warnings": [WARNINGS[each.item] for each in items if each.warns],
        "summary": _summary(missing, len(items), start),
        "url": _amend_url(man, start) if start and missing else "",
    }


def _summary(missing: int, asked: int, start: TherapyEvent | None) -> str:
    if start is None:
        return "Before a start"
    return f"{missing} of {asked} not recorded" if missing else "complete"


def _item(each: Checked) -> dict[str, str]:
    on = format_day(each.on) if each.on else ""
    said = {
        State.DONE: f"{on}. {each.words}" if each.words else on,
        State.OVERRIDDEN: f"Left out: {each.words}",
        State.MISSING: "Not recorded",
    }
    return {"label": ITEM_WORDS[each.item], "said": said[each.state]}


def _amend_url(man: Man, start: TherapyEvent) -> str:
    return address_of("monitoring:therapy-amend", man.patient.opaque_id, start.document)


def entries_in_words(start: TherapyEvent) -> list[str]:
    """What a start says about each item of its checklist, for its history."""
    return [
        f"{ITEM_WORDS[item].lower()}: {_entry_in_words(entry)}"
        for item, entry in sorted(start_entries(start).items())
    ]


def _entry_in_words(entry: Entry) -> str:
    if entry.override:
        return f"left out, {entry.override}"
    on = format_day(entry.done_on) if entry.done_on else ""
    return f"{on}, {entry.words}" if entry.words else on


def known_at_start(man: Man, today: date) -> dict[str, Any]:
    """What the form of a new start can say already: the day of a scan that serves as baseline."""
    scans = man.patient.versions_of(DexaScan).current().values_list("scanned_on", flat=True)
    known = tuple(Scan(on, "", "", {}) for on in scans)
    scanned_on = baseline_scan_on(Snapshot(man.details.born_on, scans=known), today, today)
    return {"baseline_dexa_on": scanned_on} if scanned_on else {}
