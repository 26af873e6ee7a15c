"""How a man's course is written down: a script of days before today, and a few leanings.

Everything that happens to him is named here or follows from it by chance with a fixed seed.
Days are counted backwards: 40 is forty days ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from exchange.demo.regimens import Dose, Regimen
from protocols.models import Indication, Step


@dataclass(frozen=True)
class Move:
    """One step of the anastrozole course, and why it was taken.

    A `checked` step follows a draw of the days before and is followed by one some weeks later.
    """

    ago: int
    step: str
    dose: Dose | None = None
    reason: str = ""
    checked: bool = True


def start(ago: int, dose: Dose, reason: str, *, checked: bool = True) -> Move:
    """Begin a course."""
    return Move(ago, Step.START, dose, reason, checked)


def change(ago: int, dose: Dose, reason: str, *, checked: bool = True) -> Move:
    """Change dose or schedule."""
    return Move(ago, Step.CHANGE, dose, reason, checked)


def hold(ago: int, reason: str, *, checked: bool = True) -> Move:
    """Pause."""
    return Move(ago, Step.HOLD, None, reason, checked)


def resume(ago: int, dose: Dose | None = None, *, checked: bool = True) -> Move:
    """Go on after a pause, with the same dose or another."""
    return Move(ago, Step.RESUME, dose, "", checked)


def stop(ago: int, reason: str, *, checked: bool = True) -> Move:
    """End the course."""
    return Move(ago, Step.STOP, None, reason, checked)


@dataclass(frozen=True)
class Other:
    """A step of another drug: testosterone, or what is recorded beside it."""

    ago: int
    regimen: Regimen
    step: str = Step.START
    note: str = ""


def on(ago: int, regimen: Regimen, note: str = "") -> Other:
    """Begin a drug."""
    return Other(ago, regimen, Step.START, note)


def to(ago: int, regimen: Regimen, note: str = "") -> Other:
    """Change a drug's regimen, or name the same one again: a refill."""
    return Other(ago, regimen, Step.CHANGE, note)


def off(ago: int, regimen: Regimen, note: str = "") -> Other:
    """End a drug."""
    return Other(ago, regimen, Step.STOP, note)


@dataclass(frozen=True)
class Scanned:
    """A bone scan: when, on which scanner, which sites (all usual ones unless named).

    `lost_percent` is what the bone lost since the man's first scan.
    """

    ago: int
    scanner: str
    lost_percent: float = 0.0
    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """What he reported on a day: symptom by severity from 1 to 3; nothing means none."""

    ago: int
    severities: Mapping[str, int] = field(default_factory=dict)
    note: str = ""


OF_ANOTHER_MAN = "of another man"


@dataclass(frozen=True)
class Mistake:
    """Something typed wrong at first, about the `draw`-th draw (-1 is the latest)."""

    kind: str
    draw: int
    analyte: str = ""


@dataclass(frozen=True)
class Decided:
    """What somebody decided about a topic of the worklist, `until` so many days from today."""

    topic: str
    kind: str
    reason: str
    ago: int
    until: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """One man.

    `seen` is the day of his last draw, `None` for a man never drawn. `testosterone`, `estradiol`
    and `hematocrit` are where he settles: testosterone (ng/dL) with what he takes today, estradiol
    (pg/mL) without anastrozole, hematocrit (%) on treatment. `response` above 1 makes him more
    sensitive to anastrozole. What is not named is drawn at random.
    """

    family: str
    given: str
    age: float
    owner: str | None
    laboratory: str
    seen: int | None
    anastrozole: tuple[Move, ...] = ()
    others: tuple[Other, ...] = ()
    indication: str = Indication.TRT
    planned: str = ""
    testosterone: float | None = None
    estradiol: float | None = None
    hematocrit: float | None = None
    response: float | None = None
    moved_from: tuple[str, int] | None = None
    known_since: int | None = None
    away: tuple[int, int] | None = None
    lacking: tuple[str, ...] = ()
    peak_at: int | None = None
    awaiting: int | None = None
    scans: tuple[Scanned, ...] = ()
    bone: float | None = None
    said: tuple[Said, ...] = ()
    complained_at_start: bool = True
    asked: bool = True
    mistakes: tuple[Mistake, ...] = ()
    decided: tuple[Decided, ...] = ()
    fracture: bool = False
    glucocorticoids: bool = False
    consent: str = "unknown"
    reachable: bool = True
    deceased: int | None = None
    discharged: int | None = None
    note: str = ""

    @property
    def fertility(self) -> bool:
        """Whether his course is a fertility protocol."""
        return self.indication == Indication.FERTILITY
