"""What is on record about the starts of anastrozole, and what was in force beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from django.db.models import Min

from patients.models import Patient
from protocols.models import Drug, Step, TherapyEvent
from protocols.targets.starting import Entry, StartItem, entries_from


def start_journal(man: Patient) -> list[TherapyEvent]:
    """A man's events of anastrozole and tamoxifen, in the order in which they count."""
    return start_journal_of(man.versions_of(TherapyEvent).current())


def start_journal_of(therapy: Iterable[TherapyEvent]) -> list[TherapyEvent]:
    """The same out of everything that is on record about what he takes."""
    beside = [each for each in therapy if each.drug in {Drug.ANASTROZOLE, Drug.TAMOXIFEN}]
    return sorted(beside, key=attrgetter("occurred_on", "position"))


def treatment_began_on(man: Patient) -> date | None:
    """The first day on record of testosterone or anastrozole, whichever came first."""
    events = man.versions_of(TherapyEvent).current()
    treatment = events.filter(drug__in=(Drug.ANASTROZOLE, Drug.TESTOSTERONE))
    began: date | None = treatment.aggregate(on=Min("occurred_on"))["on"]
    return began


def last_event(
    journal: Iterable[TherapyEvent], drug: Drug, on: date, *steps: Step
) -> TherapyEvent | None:
    """The last event of a drug up to and with a day; with `steps`, the last of these."""
    known = (e for e in journal if e.drug == drug and e.occurred_on <= on)
    return next((e for e in reversed(list(known)) if not steps or e.step in steps), None)


def is_in_force(journal: Iterable[TherapyEvent], drug: Drug, on: date) -> bool:
    """Whether a drug is taken on a day."""
    event = last_event(journal, drug, on)
    return event is not None and event.step not in {Step.STOP, Step.HOLD}


def start_entries(start: TherapyEvent) -> dict[StartItem, Entry]:
    """What a start says about each item; the consent is dated in a field of its own."""
    entries = entries_from(start.checklist)
    return entries | ({StartItem.CONSENT: Entry(start.consent_on)} if start.consent_on else {})
