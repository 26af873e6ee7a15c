"""What a man's record says as FHIR: as recorded, and nothing that is not known."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Clinic, User
from labs.models import DexaScan, DexaSite, Draw, Laboratory, Result
from labs.results import read_result
from patients.models import Patient
from patients.recording import record_facts
from protocols.models import Drug, EventReason, Step, TherapyEvent
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded
from tests.fhir import named, resources, told

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ON = date(2026, 7, 7)


@pytest.fixture
def newcomer(clinic: Clinic, clinician: User) -> Patient:
    """A man of whom nothing is recorded yet."""
    return admitted(clinic, clinician)


def with_result(man: Patient, analyte: str, typed: str, unit: str, **more: Any) -> dict[str, Any]:
    """The observation that a single result becomes."""
    recorded(man, (Draw(collected_on=ON), [read_result(analyte, typed, unit, **more).row()]))
    (observation,) = resources(told(man), "Observation")
    return observation


@pytest.mark.parametrize(
    ("analyte", "typed", "unit", "quantity", "code"),
    [
        pytest.param(
            "estradiol",
            "<5",
            "pg/mL",
            {"value": Decimal(5), "comparator": "<", "unit": "pg/mL", "code": "pg/mL"},
            "2243-4",
            id="below a limit",
        ),
        pytest.param(
            "testosterone_total",
            "17.30",
            "nmol/L",
            {"value": Decimal("17.30"), "unit": "nmol/L", "code": "nmol/L"},
            "14913-8",
            id="digits as typed, in moles",
        ),
        pytest.param(
            "hematocrit",
            "0,51",
            "L/L",
            {"value": Decimal("0.51"), "unit": "L/L", "code": "L/L"},
            "20570-8",
            id="decimal comma",
        ),
        pytest.param(
            "psa",
            "1.20",
            "ug/L",
            {"value": Decimal("1.20"), "unit": "µg/L", "code": "ug/L"},
            "2857-1",
            id="a unit with a sign of its own",
        ),
    ],
)
def test_a_result_is_told_as_it_was_typed(
    analyte: str, typed: str, unit: str, quantity: dict[str, Any], code: str, newcomer: Patient
) -> None:
    observation = with_result(newcomer, analyte, typed, unit)
    told_value = observation["valueQuantity"]
    assert told_value == quantity | {"system": "http://unitsofmeasure.org"}
    assert str(told_value["value"]) == str(quantity["value"])
    assert observation["code"]["coding"][0]["code"] == code


def test_what_is_not_known_is_not_told(newcomer: Patient) -> None:
    observation = with_result(newcomer, "estradiol", "17", "pg/mL")
    assert not observation.keys() & {"method", "interpretation", "referenceRange", "performer"}
    (patient,) = resources(told(newcomer), "Patient")
    assert not patient.keys() & {"telecom", "deceasedDateTime"}
    assert patient["gender"] == "male"


def test_what_is_known_of_a_result_is_told(newcomer: Patient) -> None:
    known = {"method": "lcms", "reference_range": "10.0 - 42.0"}
    observation = with_result(newcomer, "estradiol", "17", "pg/mL", **known)
    assert observation["method"] == {"text": "LC-MS/MS"}
    assert observation["referenceRange"] == [{"text": "10.0 - 42.0"}]


def test_an_analyte_without_a_checked_code_is_told_in_words(newcomer: Patient) -> None:
    observation = with_result(newcomer, "semen_motility", "40", "%")
    assert observation["code"] == {"text": "Sperm motility"}


def test_an_estimated_birth_date_is_not_told_as_one(clinic: Clinic, clinician: User) -> None:
    man = admitted(clinic, clinician, born_on_is_estimated=True)
    (patient,) = resources(told(man), "Patient")
    assert "birthDate" not in patient
    assert patient["_birthDate"]["extension"][0]["valueCode"] == "unknown"


def test_a_time_of_day_is_the_clinics_own(newcomer: Patient, clinic: Clinic) -> None:
    clinic.time_zone = "America/New_York"
    clinic.save()
    place = Laboratory.objects.of(newcomer.clinic, "Quay Laboratory")
    result = read_result("estradiol", "17", "pg/mL").row()
    recorded(newcomer, (Draw(collected_on=ON, collected_at=time(8, 5), laboratory=place), [result]))
    (observation,) = resources(told(newcomer), "Observation")
    assert observation["effectiveDateTime"] == "2026-07-07T08:05:00-04:00"
    assert observation["performer"] == [{"display": "Quay Laboratory"}]


def amend(man: Patient, clinician: User, **values: str) -> None:
    """Record the next version of his draw."""
    current = man.versions_of(Draw).current().get()
    successor, parts = draw(current.collected_on, **values)
    successor.patient = man
    with record_facts(man.clinic, by=clinician, today=TODAY, about=[man], reason="Typed") as book:
        book.amend(current, successor, parts)


def statuses(man: Patient) -> dict[str, str]:
    found = resources(told(man), "Observation")
    return {each["code"]["text"]: each["status"] for each in found}


def test_a_value_that_was_corrected_is_amended_and_its_neighbour_is_not(
    newcomer: Patient, clinician: User
) -> None:
    recorded(newcomer, draw(ON, estradiol="17", hematocrit="50.1"))
    before = {each["id"] for each in resources(told(newcomer), "Observation")}
    amend(newcomer, clinician, estradiol="71", hematocrit="50.1")
    assert statuses(newcomer) == {"Estradiol": "amended", "Hematocrit": "final"}
    assert {each["id"] for each in resources(told(newcomer), "Observation")} == before
    assert named(told(newcomer), "Estradiol")[0]["valueQuantity"]["value"] == 71


def test_a_value_that_came_later_is_final_and_one_taken_back_was_an_error(
    newcomer: Patient, clinician: User
) -> None:
    recorded(newcomer, draw(ON, estradiol="17"))
    amend(newcomer, clinician, hematocrit="50.1")
    assert statuses(newcomer) == {"Estradiol": "entered-in-error", "Hematocrit": "final"}


def test_a_draw_entered_in_error_says_so_of_every_value(newcomer: Patient, clinician: User) -> None:
    recorded(newcomer, draw(ON, estradiol="17", hematocrit="50.1"))
    current = newcomer.versions_of(Draw).current().get()
    with record_facts(newcomer.clinic, by=clinician, today=TODAY, about=[newcomer]) as book:
        book.withdraw(current)
    assert set(statuses(newcomer).values()) == {"entered-in-error"}
    assert named(told(newcomer), "Estradiol")[0]["valueQuantity"]["value"] == 17


def test_an_unlikely_value_is_preliminary_until_somebody_confirms_it(
    newcomer: Patient, clinician: User
) -> None:
    entry = read_result("estradiol", "180", "pg/mL")
    assert entry.to_confirm
    recorded(newcomer, (Draw(collected_on=ON), [entry.row()]))
    assert statuses(newcomer) == {"Estradiol": "preliminary"}
    entry.confirm(clinician)
    Result.objects.update(confirmed_by=entry.confirmed_by, confirmed_at=entry.confirmed_at)
    assert statuses(newcomer) == {"Estradiol": "final"}


def test_density_t_and_z_score_are_three_observations(newcomer: Patient) -> None:
    neck = DexaSite(
        site="femoral_neck",
        side="left",
        bmd_g_cm2=Decimal("0.6310"),
        t_score=Decimal("-1.48"),
        z_score=Decimal("0.05"),
    )
    recorded(newcomer, (DexaScan(scanned_on=ON, manufacturer="Hologic", device="H-1"), [neck]))
    found = resources(told(newcomer), "Observation")
    assert [
        (
            each["code"]["coding"][0]["code"],
            str(each["valueQuantity"]["value"]),
            each["valueQuantity"]["code"],
        )
        for each in found
    ] == [("80954-1", "0.631", "g/cm2"), ("80948-3", "-1.48", "1"), ("80940-0", "0.05", "1")]
    assert {each["bodySite"]["text"] for each in found} == {"Femoral neck, left"}


def test_a_course_tells_its_regimens_and_its_hold(newcomer: Patient) -> None:
    recorded(
        newcomer,
        cypionate(date(2026, 1, 1)),
        anastrozole(date(2026, 1, 5)),
        anastrozole(date(2026, 3, 1), Step.CHANGE, dose_mg=Decimal("0.5")),
        anastrozole(date(2026, 5, 1), Step.HOLD, reason_code=EventReason.OVER_SUPPRESSION),
    )
    held = of_drug(newcomer, "Anastrozole")
    assert held["status"] == "on-hold"
    assert held["statusReason"] == [{"text": "Over-suppression"}]
    assert held["effectivePeriod"] == {"start": "2026-01-05"}
    assert held["medicationCodeableConcept"]["coding"][0]["code"] == "84857"
    assert [
        (
            each["text"],
            each["timing"]["repeat"]["boundsPeriod"],
            each["doseAndRate"][0]["doseQuantity"]["value"],
        )
        for each in held["dosage"]
    ] == [
        ("0.25 mg twice a week", {"start": "2026-01-05", "end": "2026-03-01"}, Decimal("0.25")),
        ("0.5 mg twice a week", {"start": "2026-03-01", "end": "2026-05-01"}, Decimal("0.5")),
    ]
    assert of_drug(newcomer, "Testosterone")["status"] == "active"


def of_drug(man: Patient, drug: str) -> dict[str, Any]:
    (statement,) = [
        each
        for each in resources(told(man), "MedicationStatement")
        if each["medicationCodeableConcept"]["text"] == drug
    ]
    return statement


def test_a_second_course_is_a_second_statement(newcomer: Patient) -> None:
    recorded(
        newcomer,
        anastrozole(date(2026, 1, 5)),
        anastrozole(date(2026, 2, 5), Step.HOLD),
        anastrozole(date(2026, 2, 9), Step.RESUME),
        anastrozole(date(2026, 3, 5), Step.STOP, reason_code=EventReason.RESOLVED),
        anastrozole(date(2026, 9, 1)),
    )
    first, second = resources(told(newcomer), "MedicationStatement")
    assert (first["status"], second["status"]) == ("stopped", "active")
    assert first["effectivePeriod"] == {"start": "2026-01-05", "end": "2026-03-05"}
    assert [each["timing"]["repeat"]["boundsPeriod"] for each in first["dosage"]] == [
        {"start": "2026-01-05", "end": "2026-02-05"},
        {"start": "2026-02-09", "end": "2026-03-05"},
    ]


@pytest.mark.parametrize(
    ("schedule", "repeat"),
    [
        pytest.param({"per_week": "2"}, (2, Decimal(1), "wk"), id="twice a week"),
        pytest.param({"per_week": "2.5"}, (5, Decimal(2), "wk"), id="five times in two weeks"),
        pytest.param({"every_days": "3.50"}, (1, Decimal("3.5"), "d"), id="every few days"),
    ],
)
def test_a_schedule_is_told_exactly(
    schedule: dict[str, str], repeat: tuple[int, Decimal, str], newcomer: Patient
) -> None:
    often = {name: Decimal(number) for name, number in schedule.items()}
    start = TherapyEvent(
        drug=Drug.TESTOSTERONE, step=Step.START, occurred_on=ON, dose_mg=Decimal(50), **often
    )
    recorded(newcomer, (start, []))
    said = of_drug(newcomer, "Testosterone")["dosage"][0]["timing"]["repeat"]
    assert (said["frequency"], said["period"], said["periodUnit"]) == repeat


def test_a_start_entered_in_error_is_taken_back(newcomer: Patient, clinician: User) -> None:
    recorded(newcomer, cypionate(ON))
    current = newcomer.versions_of(TherapyEvent).current().get()
    with record_facts(newcomer.clinic, by=clinician, today=TODAY, about=[newcomer]) as book:
        book.withdraw(current)
    said = of_drug(newcomer, "Testosterone")
    assert (said["status"], said["id"]) == ("entered-in-error", str(current.document))
    assert "dosage" not in said
