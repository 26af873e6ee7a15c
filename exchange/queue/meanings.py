"""Saying once what a code or a unit of a laboratory means, for what waits and what will come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from exchange.codes.aliases import can_be_noted, written
from exchange.files.formats import CSV
from exchange.intake.report import Report
from exchange.models import Outcome, WaitingRow
from exchange.queue.deciding import Decision, Settled, leave_out, take_again
from exchange.rows.kept import sent_result
from exchange.rows.kinds import NOT_FOLLOWED, Kind
from labs.assays import LONGEST_WORD
from labs.catalogue import is_word_of_ours, note
from labs.models import Laboratory, Spelling, SpellingKind


class NotedMeanwhile(Exception):
    """Somebody noted another meaning of this word in the meantime; nothing was done."""


@dataclass(frozen=True)
class Word:
    """A word of a laboratory to which a person may give a meaning."""

    laboratory: str
    kind: SpellingKind
    written: str
    shown: str


def word_of(row: WaitingRow) -> Word | None:
    """The word because of which a row waits; None where no meaning can be noted for it."""
    if not row.sent or not row.laboratory:
        return None
    if row.format == CSV:
        return _of_table(row)
    sent = sent_result(row.sent)
    if row.kind == Kind.UNKNOWN_CODE:
        code = next((each for each in sent.codes if can_be_noted(each)), None)
        shown = f"{code.code} {code.text}".strip() if code else ""
        return Word(row.laboratory, SpellingKind.CODE, written(code), shown) if code else None
    unit = sent.unit.strip()
    is_new = unit and len(unit) <= LONGEST_WORD and not is_word_of_ours(unit)
    if row.kind == Kind.UNKNOWN_UNIT and is_new:
        return Word(row.laboratory, SpellingKind.UNIT, unit, unit)
    return None


def _of_table(row: WaitingRow) -> Word | None:
    """The word for an analyte in a table with one result a row."""
    column = row.run.mapping.get("long", {}).get("analyte")
    text = " ".join(row.sent["cells"][column].split()) if column else ""
    if row.kind != Kind.UNKNOWN_CODE or not text or len(text) > LONGEST_WORD:
        return None
    return None if is_word_of_ours(text) else Word(row.laboratory, SpellingKind.ANALYTE, text, text)


def waiting_for(word: Word, decision: Decision) -> list[WaitingRow]:
    """Every row of that laboratory that waits because of this word."""
    kind = Kind.UNKNOWN_UNIT if word.kind == SpellingKind.UNIT else Kind.UNKNOWN_CODE
    rows = decision.clinic.waiting_rows.open().filter(kind=kind, laboratory__iexact=word.laboratory)
    return list(_with(word, rows.select_related("run").order_by("pk")))


def _with(word: Word, rows: Iterable[WaitingRow]) -> Iterator[WaitingRow]:
    for row in rows:
        its = word_of(row)
        if its and (its.kind, its.written) == (word.kind, word.written):
            yield row


def _laboratory(word: Word, decision: Decision) -> Laboratory:
    """The laboratory as the clinic writes it, noted where it is new."""
    places = decision.clinic.laboratories
    known = places.filter(name__iexact=word.laboratory).order_by("pk").first()
    if known:
        return known
    places.of(decision.clinic, word.laboratory)
    return places.get(name=word.laboratory)


@transaction.atomic
def give_meaning(word: Word, means: str, decision: Decision) -> Settled:
    """Note what a word means, and take all that waited for it; raises NotedMeanwhile."""
    entry = Spelling(
        laboratory=_laboratory(word, decision), kind=word.kind, written=word.written, means=means
    )
    try:
        with transaction.atomic():
            note(entry, by=decision.by)
    except IntegrityError:
        raise NotedMeanwhile from None
    rows = waiting_for(word, decision)
    if means != NOT_FOLLOWED:
        return take_again(rows, decision)
    leave_out(rows, Outcome.NOT_FOLLOWED, decision)
    done = dict.fromkeys((row.pk for row in rows), Outcome.NOT_FOLLOWED)
    return Settled(Report(decision.clinic.slug, "", dry_run=False), done)
