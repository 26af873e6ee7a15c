"""The one way to write a fact.

    with record_facts(clinic, by=user, today=day, about=[patient]) as book:
        book.record(Draw(patient=patient, ...), parts=[Result(...), ...])

Entering locks the men's rows in id order. Leaving writes every version and its audit row,
raises each man's facts version, and has him judged once, all in one transaction. Where nothing
is registered to judge, nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import audit_row, write_audit
from accounts.models import AuditRow, Clinic, User
from accounts.row_merging import rewrite_rows
from accounts.row_reading import KeptQuery
from accounts.row_writing import Names, Values, append_keyed, append_rows, append_values
from patients.facts import Fact, Part, PlainPart
from patients.models import Patient, PatientDetails


class Evaluator(Protocol):
    """Judges men anew, inside the transaction that changed their facts."""

    def __call__(self, clinic: Clinic, patients: Sequence[Patient], today: date) -> None:
        """Write findings, obligations and status rows of these men as of `today`."""


class NoEvaluator(RuntimeError):
    """Facts were to be written in a process where nothing judges them."""


class AlreadySubmitted(Exception):
    """The same form was sent before; `row` is the audit row of the first time."""

    def __init__(self, row: AuditRow) -> None:
        super().__init__("This form was already saved.")
        self.row = row


class Outdated(Exception):
    """Somebody saved another version since this one was read; `current` is theirs."""

    def __init__(self, current: Fact) -> None:
        super().__init__("Somebody changed this record in the meantime.")
        self.current = current


class WrongClinic(Exception):
    """A man of another clinic was named. Never shown; it means a defect in the caller."""


_registered: list[Evaluator] = []


def register_evaluator(evaluator: Evaluator | None) -> None:
    """Name what judges men after each unit of work; `None` leaves nothing registered."""
    _registered[:] = [evaluator] if evaluator else []


def registered_evaluator() -> Evaluator:
    """What judges men here."""
    if not _registered:
        raise NoEvaluator("Nothing is registered to judge the facts that would be written.")
    return _registered[0]


@dataclass
class FactBook:
    """The open unit of work: what is to be written, about whom, by whom and why."""

    clinic: Clinic
    by: User | None
    reason: str
    submission: UUID | None
    at: datetime
    men: dict[int, Patient] = field(default_factory=dict)
    admitted: dict[int, Patient] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    parts: dict[int, list[Part | PlainPart]] = field(default_factory=dict)
    superseded: list[Fact] = field(default_factory=list)
    rows: list[AuditRow] = field(default_factory=list)

    def admit(self, details: PatientDetails) -> Patient:
        """Register a man with his first details. His record number must be new in the clinic."""
        man = Patient(clinic=self.clinic)
        details.patient, details.clinic = man, self.clinic
        self.admitted[id(man)] = man
        self._enter(details, "recorded", ())
        return man

    def record(self, fact: Fact, parts: Iterable[Part | PlainPart] = ()) -> Fact:
        """Write the first version of a document about a man of this unit of work."""
        self._enter(fact, "recorded", parts)
        return fact

    def amend(self, current: Fact, successor: Fact, parts: Iterable[Part | PlainPart] = ()) -> Fact:
        """Write `successor` as the next version of `current`, which stays readable."""
        self._succeed(current, successor)
        self._enter(successor, "amended", parts)
        return successor

    def withdraw(self, current: Fact, parts: Iterable[Part | PlainPart] = ()) -> Fact:
        """Mark a document as entered in error; its content stays in its history."""
        successor = type(current)(patient_id=current.patient_id, **_copied(current))
        self._succeed(current, successor)
        successor.entered_in_error = True
        self._enter(successor, "entered-in-error", parts)
        return successor

    def _succeed(self, current: Fact, successor: Fact) -> None:
        successor.document, successor.patient_id = current.document, current.patient_id
        successor.version, successor.position = current.version + 1, current.position
        self.superseded.append(current)

    def _enter(self, fact: Fact, verb: str, parts: Iterable[Part | PlainPart]) -> None:
        man = self._man(fact)
        fact.recorded_at, fact.recorded_by, fact.reason = self.at, self.by, self.reason
        if isinstance(fact, PatientDetails):
            man.details = fact
        if verb == "recorded":
            man.facts_count += 1
            fact.position = man.facts_count
        self.facts.append(fact)
        self.parts[id(fact)] = list(parts)
        self.rows.append(self._audit(fact, verb, man))

    def _man(self, fact: Fact) -> Patient:
        if fact.patient_id is None:
            return self._admitted(fact)
        if (man := self.men.get(fact.patient_id)) is None:
            raise WrongClinic("A fact names a man whom this unit of work has not locked.")
        fact.patient = man
        return man

    def _admitted(self, fact: Fact) -> Patient:
        if id(fact.patient) not in self.admitted:
            raise WrongClinic("A fact names a man whom this unit of work has not admitted.")
        return fact.patient

    def _audit(self, fact: Fact, verb: str, man: Patient) -> AuditRow:
        token = self.submission if not self.rows else None
        return audit_row(
            self.clinic,
            f"{fact._meta.model_name}.{verb}",
            by=self.by,
            subject=fact.document,
            patient=man.opaque_id,
            at=self.at,
            reason=self.reason,
            submission=token,
            version=fact.version,
        )


def _copied(fact: Fact) -> dict[str, object]:
    return {f.attname: getattr(fact, f.attname) for f in fact.content_fields()}


@contextmanager
def record_facts(
    clinic: Clinic,
    *,
    by: User | None,
    today: date,
    about: Iterable[Patient] = (),
    reason: str = "",
    submission: UUID | None = None,
) -> Iterator[FactBook]:
    """Open a unit of work about some men of a clinic; see the module for what it guarantees.

    `about` names the men already on record; new ones come in by `admit`. `submission` is the
    token of the form: sent a second time it raises `AlreadySubmitted` and writes nothing.
    Raises `Outdated` when an amended version is no longer the current one.
    """
    judge = registered_evaluator()
    with _one_submission(submission), transaction.atomic():
        book = FactBook(clinic, by, reason, submission, timezone.now())
        book.men = {man.pk: man for man in lock_men(clinic, (man.pk for man in about))}
        yield book
        if book.admitted:
            lock_clinic(clinic)
        _write(book)
        touched = sorted(_touched(book), key=lambda man: man.pk)
        judge(clinic, touched, today)


def submitted(submission: UUID | None) -> AuditRow | None:
    """What a form did when it was sent the first time, if it was."""
    return AuditRow.objects.filter(submission=submission).first() if submission else None


@contextmanager
def _one_submission(submission: UUID | None) -> Iterator[None]:
    """Tell a form sent twice from every other reason for which a unit of work fails.

    The second sending meets the first one's work: its version is outdated, its record number
    taken, its token used. Asking only then keeps the ordinary save one statement shorter.
    """
    try:
        yield
    except AlreadySubmitted:
        raise
    except Exception:
        if row := submitted(submission):
            raise AlreadySubmitted(row) from None
        raise


def lock_men(clinic: Clinic, keys: Iterable[int]) -> list[Patient]:
    """Lock men of a clinic in id order, as every writer does; each carries his current details."""
    wanted = set(keys)
    if not wanted:
        return []
    locked = [each.with_man() for each in _to_lock(clinic.pk, [*wanted])]
    if len(locked) != len(wanted):
        raise WrongClinic("A man of another clinic was named.")
    return locked


@KeptQuery
def _to_lock(clinic: int, men: Sequence[int]) -> QuerySet[PatientDetails]:
    return (
        PatientDetails.objects.current()
        .filter(patient__clinic=clinic, patient__among=men)
        .select_related("patient")
        .select_for_update(of=("patient",))
        .order_by("patient_id")
    )


def lock_clinic(clinic: Clinic) -> None:
    """Lock a clinic, after its men: whoever adds to them, and whoever must meet all of them.

    Rows that merely belong to the clinic can still be written, so that no page waits.
    """
    Clinic.objects.select_for_update(no_key=True).get(pk=clinic.pk)


def _write(book: FactBook) -> None:
    append_keyed([*book.admitted.values()])
    _name_admitted(book)
    for superseded in _by_model(book.superseded):
        _retire(superseded)
    for facts in _by_model(book.facts):
        append_keyed(facts)
        _write_parts((fact, part) for fact in facts for part in book.parts[id(fact)])
    write_audit(book.rows)
    _raise_versions(_touched(book))


def _name_admitted(book: FactBook) -> None:
    """Tell facts about a man who was admitted with them the key that he has got."""
    for fact in book.facts:
        man = fact.patient
        fact.patient = man  # to set the key alone would forget the man that it is the key of


def _by_model(facts: Iterable[Fact]) -> Iterable[list[Fact]]:
    grouped: dict[type[Fact], list[Fact]] = defaultdict(list)
    for fact in facts:
        grouped[type(fact)].append(fact)
    return grouped.values()


def _retire(superseded: Sequence[Fact]) -> None:
    """Take versions of one kind out of force, each of which must be in force still."""
    versions, keys = type(superseded[0])._default_manager, [each.pk for each in superseded]
    if versions.filter(pk__in=keys, is_current=True).update(is_current=False) == len(keys):
        return
    documents = [each.document for each in superseded]
    raise Outdated(versions.filter(document__in=documents, is_current=True)[0])


def _write_parts(pairs: Iterable[tuple[Fact, Part | PlainPart]]) -> None:
    by_model: dict[type[Part], list[Part]] = defaultdict(list)
    plain: dict[tuple[type[Part], Names], list[Values]] = defaultdict(list)
    for fact, part in pairs:
        if isinstance(part, PlainPart):
            plain[part.model, part.names].append((fact.pk, *part.values))
            continue
        part.pk = None
        setattr(part, part.WHOLE, fact)
        by_model[type(part)].append(part)
    for parts in by_model.values():
        append_rows(parts)
    for (model, names), rows in plain.items():
        append_values(model, (f"{model.WHOLE}_id", *names), rows)


def _touched(book: FactBook) -> list[Patient]:
    return list({id(fact.patient): fact.patient for fact in book.facts}.values())


def _raise_versions(men: list[Patient]) -> None:
    for man in men:
        man.facts_version += 1
    rewrite_rows(men, ["facts_version", "facts_count"])
