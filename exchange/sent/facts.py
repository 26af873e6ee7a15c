"""A measure of a bone scan and a course of a drug as they were sent. Pure; nothing is judged."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.sent.result import Code, Person


@dataclass(frozen=True, slots=True)
class Device:
    """The scanner as the sender describes it, part by part; empty where a part is not told."""

    manufacturer: str = ""
    model: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class SentMeasure:
    """One density, T score or Z score of one site. `typed` is None where no number was sent."""

    line: int
    place: str
    message: str
    person: Person
    code: Code
    status: str
    scanned: str
    facility: str
    device: Device
    body_site: str
    typed: str | None
    no_value: str
    units: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentDosage:
    """What was to be taken in one period, in the sender's numbers.

    `unread` names what stands beside them and could change them: as needed, a range, an hour.
    """

    since: str
    until: str
    text: str
    dose: str
    units: tuple[str, ...]
    frequency: str
    period: str
    period_unit: str
    route: str
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentCourse:
    """A drug from a day on, by its dosages one after another."""

    line: int
    place: str
    message: str
    person: Person
    kind: str
    status: str
    codes: tuple[Code, ...]
    drug: str
    since: str
    until: str
    dosages: tuple[SentDosage, ...]
    reasons: tuple[str, ...]
    ended_for: tuple[str, ...]
    notes: tuple[str, ...]
    unread: tuple[str, ...] = ()
