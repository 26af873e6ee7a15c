"""What a course of a drug means: the events that a person would have entered. Pure.

A dose and how often it is taken are read exactly or not at all. Of words only those are understood
in which the product itself writes them; every other word stays beside the event as it was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from exchange.codes.lookup import drug_of_rxnorm
from exchange.files.csv_reading import shortened
from exchange.rows.dosages import AS_SENT, DOSAGE, taken
from exchange.rows.kinds import Kind
from exchange.rows.plausible_facts import NotTaken
from exchange.sent.facts import SentCourse, SentDosage
from exchange.sent.moments import read_moment
from protocols.models import (
    Drug,
    EventReason,
    Indication,
    Planned,
    Step,
    TherapyEvent,
)

DRUG, WHEN, STATUS, REASON = "medication", "period", "status", "reasonCode"
PLANNED = "Planned length: "
"""How an export begins the note about how long a course is meant to last."""

GOES_ON, HELD = "active", "on-hold"
OVER = frozenset({"stopped", "completed"})
NO_COURSE = "A resource that is “{}” says nothing of what he takes."


class Span(NamedTuple):
    """A regimen from a day on; `until` is None while it goes on."""

    since: date
    until: date | None
    taken: dict[str, object]


def by_label(choices: list[tuple[str, str]]) -> Mapping[str, str]:
    """What the product calls something, back to how it keeps it."""
    return {label.casefold(): value for value, label in choices}


_DRUGS = by_label(Drug.choices)
_INDICATIONS, _REASONS = by_label(Indication.choices), by_label(EventReason.choices)
_LENGTHS = by_label(Planned.choices)


def meant(sent: SentCourse) -> list[TherapyEvent]:
    """The events of a course, from its start on; raises NotTaken."""
    if sent.unread:
        reason = f"It carries {', '.join(sent.unread)}, which is not understood here."
        raise NotTaken(DRUG, reason)
    if sent.status not in {GOES_ON, HELD, *OVER}:
        raise NotTaken(STATUS, NO_COURSE.format(shortened(sent.status or "without a status")))
    drug = _drug(sent)
    spans = _spans(sent, drug)
    events = [*_followed(spans, drug), *_ended(sent, spans)]
    for event in events:
        event.drug = drug
    _name_reasons(sent, events)
    return events


def _drug(sent: SentCourse) -> str:
    """The drug by its RxNorm code, else by the product's own name for it."""
    coded = {found.drug for each in sent.codes if (found := drug_of_rxnorm(each.code))}
    named = _DRUGS.get(sent.drug.casefold(), "")
    has_codes = any(each.code for each in sent.codes)
    if len(coded) != 1 and (has_codes or not named):
        raise _unknown(sent)
    return coded.pop() if coded else named


def _unknown(sent: SentCourse) -> NotTaken:
    """A followed drug under a code that is not known is looked at; others are nobody's here."""
    if any(label in sent.drug.casefold() for label in _DRUGS):
        reason = f"“{shortened(sent.drug)}” came with a code that is not known here. Enter it."
        return NotTaken(DRUG, reason, Kind.UNKNOWN_CODE)
    return NotTaken(DRUG, f"“{shortened(sent.drug)}” is no drug that is followed here.")


def _spans(sent: SentCourse, drug: str) -> list[Span]:
    """The regimens one after another, none of which overlaps the next."""
    if not sent.dosages:
        raise NotTaken(DOSAGE, "No dosage was sent. Enter the course on his page.")
    only = len(sent.dosages) == 1
    spans = [_span(each, drug, sent, sent.since if only else "") for each in sent.dosages]
    for before, after in pairwise(spans):
        if before.until is None or after.since < before.until:
            raise NotTaken(DOSAGE, "Two dosages stand for the same days.", Kind.CONFLICT)
    if sent.since and _day(sent.since) != spans[0].since:
        raise NotTaken(WHEN, "Course and first dosage begin on two days.", Kind.CONFLICT)
    return spans


def _span(dosage: SentDosage, drug: str, sent: SentCourse, since: str) -> Span:
    begins = dosage.since or since
    if not begins:
        raise NotTaken(WHEN, "It is not said from which day he takes it. Enter it on his page.")
    until = _day(dosage.until) if dosage.until else None
    if until and until < _day(begins):
        raise NotTaken(WHEN, "It ends before it begins.", Kind.MALFORMED)
    return Span(_day(begins), until, taken(dosage, drug, sent))


def _day(written: str) -> date:
    moment = read_moment(written)
    if moment is None:
        reason = f"“{shortened(written)}” does not say to the day when."
        raise NotTaken(WHEN, reason, Kind.MALFORMED)
    return moment.on


def _followed(spans: list[Span], drug: str) -> Iterator[TherapyEvent]:
    """A start, then a change where one follows on another, else a pause between them."""
    pause, again = (
        (Step.STOP, Step.START) if drug == Drug.TESTOSTERONE else (Step.HOLD, Step.RESUME)
    )
    yield _event(Step.START, spans[0])
    for before, after in pairwise(spans):
        if before.until == after.since:
            yield _event(Step.CHANGE, after)
        elif before.until:
            yield TherapyEvent(step=pause, occurred_on=before.until)
            yield _event(again, after)


def _event(step: Step, span: Span) -> TherapyEvent:
    return TherapyEvent(step=step, occurred_on=span.since, **span.taken)


def _ended(sent: SentCourse, spans: list[Span]) -> Iterator[TherapyEvent]:
    """How it ends, if it does: held since its last regimen, or stopped on a day."""
    last, over = spans[-1].until, _day(sent.until) if sent.until else None
    if sent.status == GOES_ON:
        if last or over:
            reason = "It is active and names its end. Enter it on his page."
            raise NotTaken(WHEN, reason, Kind.CONFLICT)
        return
    if sent.status == HELD:
        if last is None or over:
            raise NotTaken(WHEN, "It is on hold, and not said since when.")
        yield TherapyEvent(step=Step.HOLD, occurred_on=last)
        return
    ends = over or last
    if ends is None or (last and last > ends):
        raise NotTaken(WHEN, "It is over, and not said since when.")
    if last and last < ends:
        yield TherapyEvent(step=Step.HOLD, occurred_on=last)
    yield TherapyEvent(step=Step.STOP, occurred_on=ends)


def _name_reasons(sent: SentCourse, events: list[TherapyEvent]) -> None:
    """Indication and reasons, where they are told in the product's own words."""
    start, last = events[0], events[-1]
    told = [each.casefold() for each in sent.reasons]
    start.indication = next((_INDICATIONS[each] for each in told if each in _INDICATIONS), "")
    start.reason_code = next((_REASONS[each] for each in told if each in _REASONS), "")
    noted = (each.removeprefix(PLANNED) for each in sent.notes if each.startswith(PLANNED))
    start.planned = _LENGTHS.get(next(noted, "").casefold(), "")
    strange = [each for each in sent.reasons if each.casefold() not in {*_INDICATIONS, *_REASONS}]
    if strange:
        start.note = "\n".join(filter(None, (start.note, f"{AS_SENT}{'; '.join(strange)}")))
    if start.drug == Drug.ANASTROZOLE and not start.indication:
        reason = "It is not said whether it is given beside testosterone or for fertility."
        raise NotTaken(REASON, f"{reason} Enter the course on his page.")
    if last.step in {Step.HOLD, Step.STOP}:
        ended = (each.casefold() for each in sent.ended_for)
        last.reason_code = next((_REASONS[each] for each in ended if each in _REASONS), "")
