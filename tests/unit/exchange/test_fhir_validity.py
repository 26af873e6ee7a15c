"""What goes out is valid R4 by two readings of the standard, each of which misses something."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Clinic, User
from exchange.fhir.export import records_told
from labs.models import DexaScan, DexaSite, Draw, Laboratory
from labs.results import read_result
from patients.models import MailConsent, Patient
from protocols.models import Drug, EventReason, Route, Step, TherapyEvent
from tests.conftest import admitted, anastrozole, recorded
from tests.fhir import (
    against_models,
    against_schema,
    faults,
    named,
    needs_schema,
    read,
    resources,
    told,
)
from tests.walls.forms import with_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def many_sided(clinic: Clinic, clinician: User) -> Patient:
    """A man with something of every kind that goes out."""
    man = with_everything(admitted(clinic, clinician))
    place = Laboratory.objects.of(man.clinic, "Quay\u00a0Laboratory")
    low = read_result("estradiol", "<5", "pg/mL", reference_range="10.0 - 42.0")
    molar = read_result("testosterone_total", "17.30", "nmol/L", method="immunoassay")
    semen = read_result("semen_motility", "40", "%")
    on = date(2026, 7, 7)
    held = {"reason_code": EventReason.OVER_SUPPRESSION}
    recorded(
        man,
        (
            Draw(collected_on=on, collected_at=time(8, 5), laboratory=place),
            [low.row(), molar.row(), semen.row()],
        ),
        (
            DexaScan(
                scanned_on=on,
                manufacturer="Hologic",
                device="H-1",
                facility="Quay",
                reference_database="NHANES III",
            ),
            [
                DexaSite(
                    site="femoral_neck",
                    side="left",
                    bmd_g_cm2=Decimal("0.631"),
                    t_score=Decimal("-1.48"),
                    z_score=Decimal("0.05"),
                    lsc_g_cm2=Decimal("0.03"),
                ),
                DexaSite(site="lumbar_spine", vertebrae="L1-L4", bmd_g_cm2=Decimal("1.02")),
            ],
        ),
        anastrozole(date(2026, 8, 1), Step.HOLD, **held),
        (
            TherapyEvent(
                drug=Drug.HCG,
                step=Step.START,
                occurred_on=on,
                regimen="hCG",
                route=Route.SUBCUTANEOUS,
            ),
            [],
        ),
    )
    return man


def test_every_resource_of_a_record_is_valid(many_sided: Patient) -> None:
    bundle = told(many_sided)
    found = [entry["resource"] for entry in bundle["entry"]]
    assert {each["resourceType"] for each in found} == {
        "Patient",
        "Observation",
        "MedicationStatement",
        "Provenance",
    }
    assert [(each["id"], fault) for each in found for fault in faults(each)] == []


def test_the_bundle_as_a_whole_is_valid(man: Patient) -> None:
    assert list(faults(told(man))) == []


def test_a_panel_is_valid_with_men_of_whom_little_is_known(
    clinic: Clinic, clinician: User, man: Patient
) -> None:
    unknown = {"family_name": "", "given_name": "", "born_on_is_estimated": True}
    admitted(clinic, clinician, **unknown)
    admitted(
        clinic,
        clinician,
        email="a@b.org",
        phone="555 0100",
        mail_consent=MailConsent.DENIED,
        deceased_on=date(2026, 1, 2),
    )
    bundle = read(records_told(clinic, by=clinician))
    found = [entry["resource"] for entry in bundle["entry"]]
    assert len(resources(bundle, "Patient")) == 3
    assert [fault for each in found for fault in faults(each)] == []


def test_a_clinic_without_patients_gives_a_valid_bundle(other_clinic: Clinic) -> None:
    bundle = read(records_told(other_clinic, by=None))
    assert "entry" not in bundle
    assert list(faults(bundle)) == []


Change = Callable[[dict[str, Any]], object]


@needs_schema
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda o: o.pop("status"), id="no status"),
        pytest.param(lambda o: o.update(status="done"), id="unknown status"),
        pytest.param(lambda o: o.update(valueString="17"), id="two values"),
        pytest.param(lambda o: o["valueQuantity"].update(value="17"), id="number as text"),
        pytest.param(lambda o: o["valueQuantity"].update(comparator="~"), id="unknown sign"),
        pytest.param(lambda o: o.pop("code"), id="no code"),
        pytest.param(lambda o: o.update(effectiveDateTime="1 Mar 2026"), id="another date"),
        pytest.param(lambda o: o.update(unit="pg/mL"), id="unknown field"),
        pytest.param(lambda o: o.update(id="a b"), id="identifier with a space"),
        pytest.param(lambda o: o.update(subject="Patient/1"), id="reference as text"),
    ],
)
def test_a_spoilt_observation_is_caught(spoil: Change, man: Patient) -> None:
    observation = deepcopy(named(told(man), "Estradiol")[0])
    assert list(faults(observation)) == []
    spoil(observation)
    assert list(faults(observation))


@needs_schema
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda s: s.pop("status"), id="no status"),
        pytest.param(lambda s: s.pop("medicationCodeableConcept"), id="no drug"),
        pytest.param(lambda s: s.pop("subject"), id="no patient"),
        pytest.param(
            lambda s: s["dosage"][0]["timing"]["repeat"].update(periodUnit="week"),
            id="unknown unit",
        ),
        pytest.param(lambda s: s["dosage"][0].update(sequence="first"), id="number as text"),
    ],
)
def test_a_spoilt_statement_is_caught(spoil: Change, man: Patient) -> None:
    statement = deepcopy(resources(told(man), "MedicationStatement")[0])
    spoil(statement)
    assert list(faults(statement))


@needs_schema
def test_neither_reading_is_enough_alone(man: Patient) -> None:
    observation = named(told(man), "Estradiol")[0]
    without, unknown = deepcopy(observation), {**observation, "status": "done"}
    without.pop("status")
    assert against_schema(without) == []
    assert against_models(without)
    assert against_schema(unknown)
    assert against_models(unknown) == []


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("\u00a0Núñez \u2003 Ortega ", id="spaces of many kinds"),
        pytest.param('O\'Neil "Red" \\ <b>', id="signs of other languages"),
        pytest.param("\u202eevil", id="written backwards"),
        pytest.param("\u5c71\u7530 \U0001f9ea", id="other scripts"),
    ],
)
def test_a_name_goes_out_whole_and_valid(name: str, clinic: Clinic, clinician: User) -> None:
    (patient,) = resources(told(admitted(clinic, clinician, family_name=name)), "Patient")
    assert patient["name"][0]["family"] == " ".join(name.split())
    assert list(faults(patient)) == []
