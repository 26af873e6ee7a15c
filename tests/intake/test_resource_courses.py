"""What a man takes, as FHIR tells it: exactly, or left to a person with the reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Clinic
from monitoring.models import Status
from patients.models import Patient
from protocols.models import TherapyEvent
from tests.intake.resources import HIM, bring, bundle, without_nothing

ANASTROZOLE = {
    "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "84857"}],
    "text": "Anastrozole",
}
TESTOSTERONE = {
    "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "10379"}],
    "text": "Testosterone",
}

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def dosage(
    since: str | None = "2026-02-02", until: str | None = None, dose: str = "0.25", **more: Any
) -> Any:
    """A dose twice a week from a day on."""
    repeat = {"frequency": Decimal(2), "period": Decimal(1), "periodUnit": "wk"}
    repeat |= more.pop("repeat", {})
    bounds = without_nothing({"start": since, "end": until})
    unit = more.pop("unit", "mg")
    quantity = {"value": Decimal(dose), "unit": unit, "code": unit}
    return {
        "timing": {"repeat": without_nothing({"boundsPeriod": bounds or None, **repeat})},
        "doseAndRate": [{"doseQuantity": quantity}],
        **more,
    }


def statement(*dosages: Any, **changes: Any) -> Any:
    """A course that goes on."""
    usual = {
        "resourceType": "MedicationStatement",
        "id": "m1",
        "status": "active",
        "medicationCodeableConcept": ANASTROZOLE,
        "subject": {"reference": HIM},
        "reasonCode": [{"text": "Beside testosterone therapy"}],
        "dosage": [*dosages] or [dosage()],
    }
    return without_nothing(usual | changes)


def journal() -> list[tuple[str, str, str]]:
    """Every step on record, its day, and its regimen in one line."""
    events = TherapyEvent.objects.current().order_by("occurred_on", "position")
    return [(each.step, each.occurred_on.isoformat(), each.regimen_line) for each in events]


TWICE = "0.25 mg twice a week"


def test_a_course_that_goes_on(clinic: Clinic) -> None:
    report = bring(clinic, bundle(statement()))
    assert journal() == [("start", "2026-02-02", TWICE)]
    assert TherapyEvent.objects.get().indication == "trt"
    assert ([each["done"] for each in report.results], report.counts.courses_created) == (
        ["new"],
        1,
    )
    status = Status.objects.select_related("patient").get()
    assert (status.course_state, status.weekly_mg) == ("active", Decimal("0.5"))
    assert status.judged_version == status.patient.facts_version


def test_regimens_one_after_another_a_pause_and_an_end(clinic: Clinic) -> None:
    told = statement(
        dosage("2026-02-02", "2026-03-02"),
        dosage("2026-03-02", "2026-05-04", "0.5"),
        dosage("2026-06-01", "2026-08-03"),
        status="stopped",
        effectivePeriod={"start": "2026-02-02", "end": "2026-09-07"},
        statusReason=[{"text": "Side effect"}],
    )
    assert bring(clinic, bundle(told)).rejected == []
    assert journal() == [
        ("start", "2026-02-02", TWICE),
        ("change", "2026-03-02", "0.5 mg twice a week"),
        ("hold", "2026-05-04", ""),
        ("resume", "2026-06-01", TWICE),
        ("hold", "2026-08-03", ""),
        ("stop", "2026-09-07", ""),
    ]
    assert TherapyEvent.objects.get(step="stop").reason_code == "side_effect"


def test_a_prescription_counts_from_the_day_that_its_dosage_names(clinic: Clinic) -> None:
    told = statement(
        resourceType="MedicationRequest", dosage=None, dosageInstruction=[dosage()], intent="order"
    )
    bring(clinic, bundle(told))
    assert journal() == [("start", "2026-02-02", TWICE)]
    undated = statement(
        resourceType="MedicationRequest", dosage=None, dosageInstruction=[dosage(None)],
        authoredOn="2026-02-02",
    )  # fmt: skip
    assert "from which day" in bring(clinic, bundle(undated)).rejected[0].reason


def test_the_same_course_again_and_a_course_that_says_otherwise(clinic: Clinic) -> None:
    bring(clinic, bundle(statement()))
    again = bring(clinic, bundle(statement()))
    assert ([each["done"] for each in again.results], again.rejected) == (["duplicate"], [])
    other = bring(clinic, bundle(statement(dosage(dose="0.5"))))
    assert [each.kind for each in other.rejected] == ["conflict"]
    assert journal() == [("start", "2026-02-02", TWICE)]


def test_a_later_course_follows_one_that_is_over(clinic: Clinic) -> None:
    over = statement(dosage("2026-02-02", "2026-03-02"), status="completed")
    report = bring(clinic, bundle(statement(dosage("2026-03-02"), id="m2"), over))
    assert report.rejected == []
    assert [step for step, *_ in journal()] == ["start", "stop", "start"]
    before = statement(dosage("2026-01-05", "2026-01-12"), status="completed", id="m3")
    assert [each.kind for each in bring(clinic, bundle(before)).rejected] == ["conflict"]


def test_a_pause_of_testosterone_is_an_end_and_a_start(clinic: Clinic) -> None:
    told = statement(
        dosage("2026-02-02", "2026-03-02", "100", text="cypionate, 100 mg twice a week"),
        dosage("2026-04-06", None, "100", text="cypionate, 100 mg twice a week"),
        medicationCodeableConcept=TESTOSTERONE,
    )
    assert bring(clinic, bundle(told)).rejected == []
    assert [step for step, *_ in journal()] == ["start", "stop", "start"]
    assert {event.regimen for event in TherapyEvent.objects.exclude(step="stop")} == {"cypionate"}


@pytest.mark.parametrize(
    ("often", "line"),
    [
        ({"frequency": "1", "period": "3", "periodUnit": "d"}, "0.25 mg every 3 days"),
        ({"frequency": "1", "period": "3.5", "periodUnit": "d"}, "0.25 mg every 3.5 days"),
        ({"frequency": "2", "period": "1", "periodUnit": "d"}, "0.25 mg 14 times a week"),
        ({"frequency": "5", "period": "2", "periodUnit": "wk"}, "0.25 mg 2.5 times a week"),
        ({"frequency": "3", "period": "1", "periodUnit": "wk"}, "0.25 mg 3 times a week"),
    ],
)
def test_a_schedule_is_read_exactly(clinic: Clinic, often: Any, line: str) -> None:
    exactly = {name: Decimal(v) if v[0].isdigit() else v for name, v in often.items()}
    bring(clinic, bundle(statement(dosage(repeat=exactly))))
    assert journal() == [("start", "2026-02-02", line)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"reasonCode": None}, "beside testosterone or for fertility", id="why"),
        pytest.param({"medicationCodeableConcept": {"text": "Letrozole"}}, "no drug", id="drug"),
        pytest.param(
            {"medicationCodeableConcept": ANASTROZOLE | {"coding": [{"code": "1"}]}},
            "code that is not known", id="a code that is not known beside a known name",
        ),
        pytest.param({"dosage": None}, "No dosage", id="no dosage"),
        pytest.param({"dosage": [dosage(unit="ug")]}, "not turned into mg", id="micrograms"),
        pytest.param({"dosage": [dosage(unit="")]}, "not turned into mg", id="no unit"),
        pytest.param({"dosage": [dosage(dose="10.125")]}, "recorded", id="ten milligrams"),
        pytest.param({"dosage": [dosage(dose="1.125")]}, "unusual", id="above a tablet"),
        pytest.param({"dosage": [dosage(dose="0.3")]}, "multiple", id="no eighth"),
        pytest.param({"dosage": [dosage(dose="0.2501")]}, "last digit", id="digits"),
        pytest.param({"dosage": [dosage(asNeededBoolean=True)]}, "asNeeded", id="as needed"),
        pytest.param({"dosage": [dosage(repeat={"dayOfWeek": ["mon"]})]}, "dayOfWeek", id="days"),
        pytest.param({"dosage": [dosage(repeat={"periodUnit": "mo"})]}, "days or weeks", id="mo"),
        pytest.param({"dosage": [dosage(repeat={"period": Decimal(3)})]}, "decimals", id="thirds"),
        pytest.param({"dosage": [dosage(repeat={"frequency": None})]}, "number", id="half told"),
        pytest.param({"dosage": [dosage(None)]}, "from which day", id="no day"),
        pytest.param({"dosage": [dosage("2026-02")]}, "to the day", id="a month"),
        pytest.param({"dosage": [dosage("2026-11-23")]}, "in the future", id="tomorrow"),
        pytest.param({"dosage": [dosage(until="2026-05-04")]}, "names its end", id="active, ended"),
        pytest.param({"dosage": [dosage(), dosage("2026-03-02")]}, "same days", id="overlap"),
        pytest.param({"status": "on-hold"}, "since when", id="held on no day"),
        pytest.param({"status": "stopped"}, "since when", id="stopped on no day"),
        pytest.param({"status": "entered-in-error"}, "says nothing", id="in error"),
        pytest.param({"status": "not-taken"}, "says nothing", id="not taken"),
        pytest.param({"modifierExtension": [{"url": "x"}]}, "modifier", id="modifier"),
        pytest.param({"dosage": [dosage(route={"text": "by drone"})]}, "route", id="route"),
    ],
)  # fmt: skip
def test_what_is_left_to_a_person(clinic: Clinic, changes: Any, said: str) -> None:
    report = bring(clinic, bundle(statement(**changes)))
    assert said in " ".join(each.reason for each in report.rejected)
    assert (journal(), Patient.objects.count()) == ([], 0)


@pytest.mark.parametrize("dose", ["0.125", "1"])
def test_a_dose_at_its_bound(clinic: Clinic, dose: str) -> None:
    bring(clinic, bundle(statement(dosage(dose=dose))))
    assert journal() == [("start", "2026-02-02", f"{dose} mg twice a week")]


def test_words_that_nobody_here_understands_stay_beside_the_start(clinic: Clinic) -> None:
    told = statement(dosage(text="one quarter of a tablet"))
    told["reasonCode"].append({"text": "tender breasts"})
    bring(clinic, bundle(told))
    note = "As sent: one quarter of a tablet\nAs sent: tender breasts"
    assert TherapyEvent.objects.get().note == note
