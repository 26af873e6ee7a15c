"""What the demo consists of, before anything touches the database: days before today, and text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from exchange.demo.plans import Decided, Move, Other, Said


@dataclass(frozen=True)
class Value:
    """One result as it stands on the report."""

    analyte: str
    typed: str
    unit: str
    method: str
    reference_range: str = ""


@dataclass(frozen=True)
class Blood:
    """One draw."""

    ago: int
    laboratory: str
    values: tuple[Value, ...]
    at: time | None = None
    timing: str = "unknown"
    days_since_testosterone: str | None = None
    fasting: bool | None = None
    awaiting: bool = False
    note: str = ""

    def value(self, analyte: str) -> Value | None:
        """The result of an analyte, if it was measured."""
        return next((value for value in self.values if value.analyte == analyte), None)


@dataclass(frozen=True)
class Region:
    """One site of a scan as printed."""

    site: str
    bmd_g_cm2: str
    t_score: str | None
    z_score: str | None
    lsc_g_cm2: str | None
    vertebrae: str = ""
    side: str = ""


@dataclass(frozen=True)
class Scan:
    """One bone scan."""

    ago: int
    scanner: str
    regions: tuple[Region, ...]


@dataclass(frozen=True)
class Course:
    """One step of anastrozole with what belongs to its prescription."""

    ago: int
    move: Move
    indication: str = ""
    planned: str = ""
    consent_ago: int | None = None


Happening = Blood | Scan | Course | Other | Said


@dataclass(frozen=True)
class Amendment:
    """A later version of one happening, or its withdrawal, with the reason given."""

    place: int
    reason: str
    becomes: Blood | None


@dataclass(frozen=True)
class Man:
    """Everything about one man: happenings in the order they were recorded."""

    record_number: str
    family_name: str
    given_name: str
    born_ago: int
    owner: str | None
    email: str
    phone: str
    mail_consent: str
    note: str
    fragility_fracture: bool
    glucocorticoids_3m: bool
    deceased: int | None
    discharged: int | None
    happenings: tuple[Happening, ...]
    amendments: tuple[Amendment, ...] = ()
    decided: tuple[Decided, ...] = ()

    @property
    def draws(self) -> list[Blood]:
        """His draws as they stand after every amendment, the earliest first."""
        becomes = {amendment.place: amendment.becomes for amendment in self.amendments}
        standing = [becomes.get(place, each) for place, each in enumerate(self.happenings)]
        return [each for each in standing if isinstance(each, Blood)]
