"""The rows of a file that says itself what it holds: whose each is, and what stands where."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from exchange.fhir_reading.results import Told
from exchange.rows.cells import Rejection
from exchange.rows.grouping import GroupedRows
from exchange.rows.of_facts import UnreadFact
from exchange.rows.of_results import Reading, SentRow
from exchange.sent.result import Fault, RecordNumber, SentResult

Heard = SentRow | UnreadFact | Fault
"""What was sent in one place; each can be told for the report."""


@dataclass
class SentRows(GroupedRows):
    """Rows of messages or resources; `faults` are what cannot be read, `people` who is named.

    Numbers of `authorities` alone count, all where none is named; `laboratory` is where all of
    them come from, if a person said so.
    """

    reading: Reading = field(kw_only=True)
    authorities: Collection[str] = field(default=(), kw_only=True)
    laboratory: str = field(default="", kw_only=True)
    people: set[tuple[RecordNumber, ...]] = field(default_factory=set, kw_only=True)
    faults: dict[int, Fault] = field(default_factory=dict, kw_only=True)

    @property
    @abstractmethod
    def heard(self) -> Mapping[int, Heard]:
        """What was sent, by its place."""

    def row(self, result: SentResult) -> SentRow:
        """A result as a row."""
        if self.laboratory:
            result = result._replace(laboratory=self.laboratory)
        return SentRow(result, self.reading)

    def refuse(self, fault: Fault) -> None:
        """Note what cannot be read, by its place."""
        self.faults[fault.line] = fault
        self.misshapen.append(Rejection(fault.line, "", fault.reason, fault.kind))


@dataclass
class ResourceRows(SentRows):
    """The results, scans and courses of a file of resources."""

    told: dict[int, SentRow | UnreadFact] = field(default_factory=dict, kw_only=True)

    @property
    def heard(self) -> Mapping[int, Heard]:
        """What was sent, by its place."""
        return {**self.told, **self.faults}

    def take(self, told: Iterable[Told]) -> None:
        """Note what was said for its men, and what cannot be read by its place."""
        for each in told:
            if isinstance(each, Fault):
                self.refuse(each)
            elif isinstance(each, SentResult):
                self._enter_result(self.row(each))
            else:
                self._enter_fact(UnreadFact(each, self.reading.fields))

    def _enter_result(self, row: SentRow) -> None:
        self.count += 1
        self.told[row.number] = row
        self.people.add(row.sent.person.numbers)
        self.by_number.setdefault(row.record_number, []).append(row)

    def _enter_fact(self, fact: UnreadFact) -> None:
        self.told[fact.sent.line] = fact
        self.people.add(fact.sent.person.numbers)
        self.enter(fact)
