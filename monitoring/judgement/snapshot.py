"""What is on record about one man, frozen, in recorded order.

The snapshot is all that the judgement reads. Dates are clinic-local calendar
dates; tuple order is the order in which the facts were recorded, which decides
between facts of one date. `key` is the caller's own handle of a fact (a row id,
for instance): never read here, only carried to the findings that rest on it.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from protocols.targets.book import Targets
from protocols.targets.quantity import Quantity

TESTOSTERONE = "testosterone_total"
ESTRADIOL = "estradiol"
HEMATOCRIT = "hematocrit"

START, CHANGE, HOLD, RESUME, STOP = "start", "change", "hold", "resume", "stop"
TRT, FERTILITY = "trt", "fertility"
LONG_TERM, SHORT_TERM = "long_term", "short_term"
LABS_DUTY, HEMATOCRIT_DUTY, DEXA_DUTY = "labs", "hct", "dexa"
LCMS, IMMUNOASSAY, UNKNOWN_METHOD = "lcms", "immunoassay", "unknown"

EXCESS_SYMPTOMS = frozenset({"gynecomastia", "breast_tenderness", "edema"})
LOW_SYMPTOMS = frozenset(
    {
        "joint_pain",
        "low_libido",
        "erectile_dysfunction",
        "low_mood",
        "fatigue",
        "hot_flash",
    }
)
# Low mood, fatigue and hot flashes are recorded and shown but judged by no rule:
# the evidence is limited, or they point at nothing in particular.
LOW_SYMPTOMS_JUDGED = frozenset({"joint_pain", "low_libido", "erectile_dysfunction"})


@dataclass(frozen=True, slots=True)
class AnastrozoleEvent:
    """One step of an anastrozole course: start, change, hold, resume or stop.

    `dose_mg` is a single dose; the schedule is doses `per_week`, or one dose
    `every_days` days. A change or resume that names neither keeps the last one.
    `indication` (trt, fertility) and `planned` belong to the start alone.
    """

    on: date
    kind: str
    dose_mg: Decimal | None = None
    per_week: Decimal | None = None
    every_days: Decimal | None = None
    indication: str | None = None
    planned: str | None = None
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class TestosteroneEvent:
    """Testosterone treatment started, changed or stopped; `regimen` as written."""

    __test__ = False  # not a test class, whatever a test collector makes of the name

    on: date
    kind: str
    regimen: str = ""
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class Result:
    """One measured value: canonical quantity, assay method, and the text as typed."""

    quantity: Quantity
    method: str = UNKNOWN_METHOD
    raw: str = ""
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class Draw:
    """Results of one specimen by analyte code; none yet while they are awaited.

    `targets` are those in force on the collection date where they differ from
    the snapshot's: a later override never re-judges an older draw.
    """

    on: date
    results: Mapping[str, Result]
    targets: Targets | None = None
    key: Hashable = None
    is_awaited: bool = False


@dataclass(frozen=True, slots=True)
class SymptomReport:
    """What the man was asked and reported on one day; empty sets mean "none"."""

    on: date
    excess: frozenset[str] = frozenset()
    low: frozenset[str] = frozenset()
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class Site:
    """One measured region of a DEXA scan: density in g/cm2, T- and Z-score, LSC in g/cm2."""

    bmd: Decimal | None = None
    t: Decimal | None = None
    z: Decimal | None = None
    lsc: Decimal | None = None
    vertebrae: str | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """One DEXA examination on one device."""

    on: date
    manufacturer: str
    device: str
    sites: Mapping[str, Site]
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class SetDate:
    """An earlier date that a clinician set on a day for labs, hematocrit or a DEXA scan.

    `due_on` is None where a clinician went back to the date of the clock.
    """

    duty: str
    due_on: date | None
    set_on: date


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One man, as recorded."""

    born_on: date
    fragility_fracture: bool = False
    glucocorticoids_3m: bool = False
    anastrozole: tuple[AnastrozoleEvent, ...] = ()
    testosterone: tuple[TestosteroneEvent, ...] = ()
    draws: tuple[Draw, ...] = ()
    symptoms: tuple[SymptomReport, ...] = ()
    scans: tuple[Scan, ...] = ()
    set_dates: tuple[SetDate, ...] = ()
    targets: Targets = field(default_factory=Targets)
