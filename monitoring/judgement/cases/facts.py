"""From one case of a file to the snapshot of a man."""

from collections.abc import Mapping
from datetime import date

from labs.plausibility import judge_entry
from labs.reading import Unreadable
from labs.units import ComparatorNotAccepted, Measurement, UnknownAnalyte, UnknownUnit, measure
from monitoring.judgement.cases.fields import Fields, exact_number
from monitoring.judgement.cases.parameters import read_targets
from monitoring.judgement.refusals import Refused
from monitoring.judgement.snapshot import (
    CHANGE,
    ESTRADIOL,
    EXCESS_SYMPTOMS,
    HEMATOCRIT,
    HOLD,
    IMMUNOASSAY,
    LCMS,
    LOW_SYMPTOMS,
    RESUME,
    START,
    STOP,
    TESTOSTERONE,
    UNKNOWN_METHOD,
    AnastrozoleEvent,
    Draw,
    Result,
    Scan,
    Site,
    Snapshot,
    SymptomReport,
    TestosteroneEvent,
)
from monitoring.judgement.validity import validate
from protocols.targets.book import Targets
from protocols.targets.entry import ANASTROZOLE_SINGLE_MG, BMD, LSC, SCORE, EntryLimits

CASE = (
    "id",
    "title",
    "as_of",
    "patient",
    "anastrozole",
    "testosterone",
    "draws",
    "symptoms",
    "dexa",
    "parameters",
    "expected",
)
ANALYTES = {"TT": TESTOSTERONE, "E2": ESTRADIOL, "HCT": HEMATOCRIT}
METHODS = (LCMS, IMMUNOASSAY, UNKNOWN_METHOD)
SITES = ("lumbar_spine", "total_hip", "femoral_neck", "radius_33")
EXACT = "="
UNACCEPTED = (Unreadable, UnknownAnalyte, UnknownUnit, ComparatorNotAccepted)


def read_case(raw: object, targets: Targets) -> tuple[Snapshot, date]:
    """The man of a case and the day to judge him on; refuses (`Refused`) what is not accepted."""
    case = Fields(raw, "", CASE)
    as_of = case.day("as_of")
    patient = Fields(
        case.needed("patient"), "patient", ("birth_date", "fragility_fracture", "glucocorticoid_3m")
    )
    snapshot = Snapshot(
        born_on=_born_on(patient, as_of),
        fragility_fracture=patient.flag("fragility_fracture"),
        glucocorticoids_3m=patient.flag("glucocorticoid_3m"),
        anastrozole=tuple(_anastrozole(raw, path) for path, raw in case.objects("anastrozole")),
        testosterone=tuple(_testosterone(raw, path) for path, raw in case.objects("testosterone")),
        draws=tuple(_draw(raw, path) for path, raw in case.objects("draws")),
        symptoms=tuple(_symptoms(raw, path) for path, raw in case.objects("symptoms")),
        scans=tuple(_scan(raw, path) for path, raw in case.objects("dexa")),
        targets=read_targets(case, targets),
    )
    validate(snapshot)
    return snapshot, as_of


def _born_on(patient: Fields, as_of: date) -> date:
    born_on = patient.day("birth_date")
    if born_on > as_of:
        raise Refused(patient.at("birth_date"), f"{born_on} lies after as_of")
    return born_on


def _anastrozole(raw: object, path: str) -> AnastrozoleEvent:
    event = Fields(raw, path, ("date", "event", "dose_mg", "schedule", "indication", "planned"))
    dose_mg = event.number("dose_mg")
    _refuse_beyond(ANASTROZOLE_SINGLE_MG, event, "dose_mg")
    schedule = Fields({}, path, ())
    if event.has("schedule"):
        schedule = Fields(
            event.needed("schedule"), event.at("schedule"), ("per_week", "every_days")
        )
    return AnastrozoleEvent(
        on=event.day("date"),
        kind=event.word("event", (START, CHANGE, HOLD, RESUME, STOP)),
        dose_mg=dose_mg,
        per_week=schedule.number("per_week"),
        every_days=schedule.number("every_days"),
        indication=event.text("indication") if event.has("indication") else None,
        planned=event.text("planned") if event.has("planned") else None,
    )


def _testosterone(raw: object, path: str) -> TestosteroneEvent:
    event = Fields(raw, path, ("date", "event", "regimen"))
    kind = event.word("event", (START, CHANGE, STOP))
    return TestosteroneEvent(event.day("date"), kind, event.text("regimen", ""))


def _draw(raw: object, path: str) -> Draw:
    draw = Fields(raw, path, ("date", "results"))
    results: Mapping[str, Result] = {
        ANALYTES[code]: _result(code, value, where)
        for code, where, value in draw.members("results", tuple(ANALYTES))
    }
    return Draw(draw.day("date"), results)


def _result(code: str, raw: object, path: str) -> Result:
    result = Fields(raw, path, ("value", "unit", "comparator", "method"))
    measured = read_measurement(code, result)
    judged = judge_entry(measured)
    if judged.outcome == "reject":
        raise Refused(result.at("value"), judged.messages[0])
    method = result.word("method", METHODS, UNKNOWN_METHOD)
    return Result(measured.quantity, method, measured.as_typed)


def read_measurement(code: str, result: Fields) -> Measurement:
    """A value with its unit and sign, in words that name the field at fault."""
    value = exact_number(result.needed("value"), result.at("value"))
    sign = result.text("comparator", "")
    unit = result.text("unit")
    try:
        return measure(code, value, unit, "" if sign == EXACT else sign)
    except UnknownUnit as fault:
        raise Refused(result.at("unit"), str(fault)) from None
    except ComparatorNotAccepted as fault:
        raise Refused(result.at("comparator"), str(fault)) from None
    except UNACCEPTED as fault:
        raise Refused(result.at("value"), str(fault)) from None


def _symptoms(raw: object, path: str) -> SymptomReport:
    report = Fields(raw, path, ("date", "excess", "low"))
    excess, low = report.words("excess", EXCESS_SYMPTOMS), report.words("low", LOW_SYMPTOMS)
    return SymptomReport(report.day("date"), excess, low)


def _scan(raw: object, path: str) -> Scan:
    scan = Fields(raw, path, ("date", "manufacturer", "device", "sites"))
    sites = {name: _site(value, where) for name, where, value in scan.members("sites", SITES)}
    return Scan(scan.day("date"), scan.text("manufacturer"), scan.text("device"), sites)


def _site(raw: object, path: str) -> Site:
    site = Fields(raw, path, ("bmd", "t", "z", "lsc", "vertebrae"))
    for name, limits in (("bmd", BMD), ("t", SCORE), ("z", SCORE), ("lsc", LSC)):
        _refuse_beyond(limits, site, name)
    return Site(
        bmd=site.number("bmd"),
        t=site.number("t"),
        z=site.number("z"),
        lsc=site.number("lsc"),
        vertebrae=site.text("vertebrae") if site.has("vertebrae") else None,
    )


def _refuse_beyond(limits: EntryLimits, fields: Fields, name: str) -> None:
    value = fields.number(name)
    refusal = limits.refusal(value) if value is not None else None
    if refusal:
        raise Refused(fields.at(name), refusal)
