"""What an import leaves for people: the rows it could not take, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from exchange.intake.intake import Intake
from exchange.intake.opening import Source
from exchange.intake.report import Rejected
from exchange.models import Outcome, WaitingRow
from exchange.rows.grouping import UnreadRow
from exchange.rows.kept import fingerprint, is_announced, kept_row
from exchange.rows.kinds import Kind
from exchange.rows.meaning import ANNOUNCED
from exchange.rows.of_results import SentRow

FIRST_TO_SETTLE = (
    Kind.MALFORMED,
    Kind.NOT_A_RESULT,
    Kind.UNKNOWN_CODE,
    Kind.UNKNOWN_UNIT,
    Kind.IMPLAUSIBLE,
    Kind.UNKNOWN_PATIENT,
    Kind.CONFLICT,
    Kind.UNLIKELY,
    Kind.NOT_ACCEPTED,
)
"""Of several reasons the one that has to be settled before the others can be."""

_PART = 500


def leave_waiting(source: Source, intake: Intake) -> None:
    """Put what was rejected of a file into the queue; what waits already is not put there twice."""
    rejected = _by_row(intake)
    unread = source.rows.at(rejected)
    waiting = [
        _waiting(source, intake, number, why, unread.get(number))
        for number, why in rejected.items()
        if _waits(number, why, unread.get(number), intake)
    ]
    _name_facts(waiting, source)
    WaitingRow.objects.bulk_create(waiting, batch_size=_PART, ignore_conflicts=True)
    names = [each.fingerprint for each in waiting]
    here = WaitingRow.objects.filter(clinic=intake.clinic, fingerprint__in=names)
    intake.report.waiting += here.open().count()


def _by_row(intake: Intake) -> dict[int, list[Rejected]]:
    rows: dict[int, list[Rejected]] = defaultdict(list)
    for each in intake.report.rejected:
        if each.file == intake.name:
            rows[each.row].append(each)
    return rows


def _name_facts(waiting: Sequence[WaitingRow], source: Source) -> None:
    """Whose a scan or a course of a drug is: kept by its place, not yet by what it says."""
    facts = (fact for of_one_man in source.rows.facts.values() for fact in of_one_man)
    whose = {fact.sent.line: fact.record_number for fact in facts}
    for row in waiting:
        row.record_number = row.record_number or whose.get(row.row, "")[:200]


def _waits(number: int, why: Sequence[Rejected], row: UnreadRow | None, intake: Intake) -> bool:
    """Whether a person has anything to decide about a row."""
    if is_announced(row, ANNOUNCED) or not intake.left_out.get(number, True):
        return False
    return {each.kind for each in why} != {Kind.NOT_FOLLOWED}


def first_kind(kinds: Sequence[str]) -> str:
    """The kind under which a row waits."""
    open_kinds = [Kind(kind) for kind in kinds if kind != Kind.NOT_FOLLOWED]
    return str(min(open_kinds, key=FIRST_TO_SETTLE.index))


def told(why: Sequence[Any], place: str) -> dict[str, Any]:
    """Why a row waits and where it stands, as the queue keeps it."""
    reasons = [{"column": each.column, "reason": each.reason, "kind": each.kind} for each in why]
    return {"place": place, "reasons": reasons}


def _waiting(
    source: Source, intake: Intake, number: int, why: list[Rejected], row: UnreadRow | None
) -> WaitingRow:
    sent = kept_row(row, source.mapping) if row else {}
    place = intake.report.said(intake.name, number).get("place", f"row {number}")
    stated = source.mapping.laboratory
    laboratory = sent.get("laboratory") or (stated.fixed if stated else "")
    return WaitingRow(
        clinic=intake.clinic,
        file=intake.file,
        run=intake.run,
        row=number,
        format=source.opened.format,
        kind=first_kind([each.kind for each in why]),
        laboratory=laboratory[:200],
        record_number=_number(row, source)[:200],
        told=told(why, place),
        sent=sent,
        fingerprint=_fingerprint(source, intake, number, sent),
        waits_since=timezone.now(),
    )


def _number(row: UnreadRow | None, source: Source) -> str:
    """The record number that a row names, by which an erased man's rows are found."""
    if isinstance(row, SentRow):
        return next((each.number for each in row.sent.person.numbers), "")
    if row is None:
        return ""
    return str(kept_row(row, source.mapping)["cells"][source.mapping.record_number])


def _fingerprint(source: Source, intake: Intake, number: int, sent: dict[str, Any]) -> str:
    """A row that cannot be read is known by its place; the others by what they say."""
    if not sent:
        return fingerprint({}, intake.file.sha256, number)
    return fingerprint(sent, intake.run.mapping)


def settle_repeated(source: Source, intake: Intake) -> None:
    """Take off the queue what this file brought again and was now taken."""
    if not WaitingRow.objects.filter(clinic=intake.clinic).open().exists():
        return
    rejected = _by_row(intake)
    names = [
        _fingerprint(source, intake, row.number, kept_row(row, source.mapping))
        for row in source.rows.every()
        if row.number not in rejected
    ]
    open_rows = WaitingRow.objects.filter(clinic=intake.clinic).open()
    # Whoever is deciding about one of them at this moment goes on undisturbed.
    held = open_rows.select_for_update(skip_locked=True, of=("self",))
    for start in range(0, len(names), _PART):
        part = held.filter(fingerprint__in=names[start : start + _PART])
        WaitingRow.objects.filter(pk__in=[each.pk for each in part]).update(
            settled_at=timezone.now(), settled_by=intake.by, outcome=Outcome.LATER
        )
