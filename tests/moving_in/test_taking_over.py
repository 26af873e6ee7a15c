"""Taking a file over: everything or nothing, each man whole, the same file again without effect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditRow, Clinic, User
from accounts.roles import May, Role, roles_that
from exchange.models import ImportedDraw, ImportedFile, ImportRun, MovingIn
from exchange.moving_in import writing
from exchange.moving_in.report import MovingReport
from exchange.moving_in.taking_over import (
    VALID_MEN,
    NotTaken,
    keep_checked,
    take_over,
)
from labs.models import DexaSite, Draw, Result
from monitoring.models import Decision, Status
from patients.facts import Fact
from patients.models import MailConsent, Patient, PatientDetails, SymptomReport
from protocols.models import TherapyEvent
from tests.conftest import TODAY
from tests.moving_in.sheets import (
    DRAW,
    WHOLE,
    Rows,
    archive,
    but,
    workbook,
)

pytestmark = pytest.mark.django_db

Move = Callable[..., MovingReport]
SECOND = {"record_number": "AZ-2", "born_on": date(1958, 7, 1)}


def stored() -> int:
    """How many versions of facts there are."""
    return sum(kind._default_manager.count() for kind in Fact.__subclasses__())


def two_men(**changed: Any) -> Rows:
    """The whole man, and another one; `changed` is what the second draw says otherwise."""
    second = {name: [{**row, **SECOND} for row in rows] for name, rows in WHOLE.items()}
    second["Patients"] = [{**second["Patients"][0], "family_name": "Lindqvist"}]
    second["Draws"] = [{**second["Draws"][0], **changed}]
    return {name: [*rows, *second[name]] for name, rows in WHOLE.items()}


@pytest.mark.both_databases
def test_every_kind_of_fact_is_recorded_and_judged(moved: Move, clinic: Clinic, lead: User) -> None:
    report = moved(WHOLE)
    man = Patient.objects.get(clinic=clinic)
    details = PatientDetails.objects.get(patient=man)
    assert (details.record_number, details.family_name) == ("AZ-1", "Oduya")
    assert (details.born_on, details.mail_consent) == (date(1969, 3, 14), MailConsent.UNKNOWN)
    start, cypionate = TherapyEvent.objects.filter(patient=man).order_by("drug")
    assert (start.per_week, start.dose_mg, start.indication) == (2, Decimal("0.25"), "trt")
    assert (cypionate.regimen, cypionate.every_days) == ("cypionate", 7)
    drawn = Draw.objects.get(patient=man)
    assert (drawn.collected_on, drawn.laboratory.name) == (date(2026, 3, 2), "Bay Laboratory")
    typed = {each.analyte: (each.typed, each.unit) for each in Result.objects.filter(draw=drawn)}
    assert typed == {
        "estradiol": ("24", "pg/mL"),
        "testosterone_total": ("815", "ng/dL"),
        "hematocrit": ("48.2", "%"),
    }
    assert DexaSite.objects.get(scan__patient=man).t_score == Decimal("-1.1")
    assert SymptomReport.objects.get(patient=man).severities == {"joint_pain": 2}
    assert {fact.recorded_by for fact in (details, start, drawn)} == {lead}
    assert details.reason == "Moved in from m.xlsx"
    status = Status.objects.get(patient=man)
    assert status.judged_version == man.facts_version
    assert status.labs_due_on
    assert report.counts.facts == {
        "Anastrozole": 1,
        "Other drugs": 1,
        "Draws": 1,
        "DEXA": 1,
        "Symptoms": 1,
    }


@pytest.mark.both_databases
def test_the_same_file_again_changes_nothing(moved: Move, clinic: Clinic) -> None:
    moved(WHOLE)
    before = stored()
    again = moved(WHOLE)
    assert stored() == before
    assert (again.counts.men_unchanged, again.counts.rows_unchanged) == (1, 6)
    assert (again.counts.facts, again.faults) == ({}, [])


def test_a_file_is_kept_as_it_came_and_once(clinic: Clinic, lead: User) -> None:
    content = workbook(WHOLE)
    first = keep_checked(clinic, "a.xlsx", content, by=lead, today=TODAY)
    assert keep_checked(clinic, "b.xlsx", content, by=lead, today=TODAY) == first
    assert bytes(ImportedFile.objects.get().content) == content


def test_an_archive_of_tables_brings_the_same(moved: Move, clinic: Clinic, lead: User) -> None:
    moved(WHOLE)
    before = stored()
    moving = keep_checked(clinic, "m.zip", archive(WHOLE), by=lead, today=TODAY)
    assert moving.report["counts"]["rows_unchanged"] == 6
    take_over(moving, accept=VALID_MEN, mark=moving.report["mark"], by=lead, today=TODAY)
    assert stored() == before


@pytest.mark.parametrize(
    ("sheet", "changed", "column"),
    [
        pytest.param("Patients", {"phone": "555 0100"}, "Phone", id="phone"),
        pytest.param("Patients", {"given_name": "Piet"}, "Given name", id="given name"),
        pytest.param("Anastrozole", {"dose_mg": 0.5}, "Dose mg", id="dose"),
        pytest.param("Anastrozole", {"schedule": "Once a week"}, "Schedule", id="schedule"),
        pytest.param("Other drugs", {"regimen": "gel"}, "Regimen", id="preparation"),
        pytest.param("Draws", {"estradiol": 25}, "Estradiol", id="value"),
        pytest.param("Draws", {"estradiol": "<24"}, "Estradiol", id="sign"),
        pytest.param("Draws", {"shbg": 30, "shbg_unit": "nmol/L"}, "SHBG", id="one more value"),
        pytest.param("Draws", {"estradiol_method": "Immunoassay"}, "Estradiol method", id="method"),
        pytest.param("Draws", {"laboratory": "Other"}, "Laboratory", id="laboratory"),
        pytest.param("DEXA", {"lumbar_spine_t_score": -1.2}, "Lumbar spine t score", id="score"),
        pytest.param("Symptoms", {"joint_pain": "Mild"}, "", id="severity"),
    ],
)
def test_what_is_on_record_otherwise_is_told_and_not_overwritten(
    sheet: str, changed: dict[str, Any], column: str, moved: Move, kept: Callable[..., MovingIn]
) -> None:
    moved(WHOLE)
    before = stored()
    moving = kept(but(WHOLE, sheet, **changed))
    (fault,) = moving.report["faults"]
    assert (fault["sheet"], fault["row"], fault["column"]) == (sheet, 2, column)
    assert "Nothing is overwritten" in fault["what"]
    assert stored() == before


@pytest.mark.parametrize(
    "said_less",
    [
        pytest.param(but(WHOLE, "Draws", hematocrit=None, hematocrit_unit=None), id="a value"),
        pytest.param({**WHOLE, "Symptoms": []}, id="a sheet"),
        pytest.param(but(WHOLE, "Draws", estradiol="24.0"), id="a zero more"),
        pytest.param(but(WHOLE, "Draws", laboratory="BAY laboratory"), id="capitals"),
    ],
)
def test_a_file_that_says_less_or_the_same_in_other_words_is_unchanged(
    said_less: Rows, moved: Move
) -> None:
    moved(WHOLE)
    before = stored()
    assert moved(said_less).faults == []
    assert stored() == before


def test_a_new_draw_of_a_known_man_is_added(moved: Move) -> None:
    moved(WHOLE)
    later = {**DRAW, "collected_on": date(2026, 6, 2)}
    report = moved({"Draws": [DRAW, later]})
    assert (report.counts.men_added_to, report.counts.facts) == (1, {"Draws": 1})
    assert Draw.objects.current().count() == 2


def test_a_faulty_file_brings_nothing_unless_valid_men_are_asked_for(moved: Move) -> None:
    rows = two_men(estradiol="high")
    with pytest.raises(NotTaken, match="there are faults"):
        moved(rows)
    assert stored() == 0
    report = moved(rows, accept=VALID_MEN)
    assert report.left_out == ["AZ-2"]
    assert [each.record_number for each in PatientDetails.objects.all()] == ["AZ-1"]
    whole = moved(two_men())
    assert (whole.counts.men_unchanged, whole.counts.men_new) == (1, 1)


def test_a_man_with_a_fault_stays_out_whole(moved: Move) -> None:
    moved(WHOLE)
    before = stored()
    later = {**DRAW, "collected_on": date(2026, 6, 2)}
    wrong = {**DRAW, "collected_on": date(2026, 9, 2), "estradiol": "high"}
    with pytest.raises(NotTaken, match="no patient"):
        moved({"Draws": [later, wrong]}, accept=VALID_MEN)
    assert stored() == before


def test_a_heading_at_fault_keeps_everybody_out(moved: Move) -> None:
    with pytest.raises(NotTaken, match="sheets or columns"):
        moved(but(WHOLE, "Draws", estradoil=5), accept=VALID_MEN)
    assert stored() == 0


def test_a_file_is_taken_over_once(kept: Callable[..., MovingIn], lead: User) -> None:
    moving = kept(WHOLE)
    mark = moving.report["mark"]
    take_over(moving, accept=VALID_MEN, mark=mark, by=lead, today=TODAY)
    before = stored()
    with pytest.raises(NotTaken, match="already"):
        take_over(moving, accept=VALID_MEN, mark=mark, by=lead, today=TODAY)
    assert stored() == before


def test_what_changed_since_the_check_is_shown_first(
    kept: Callable[..., MovingIn], moved: Move, lead: User
) -> None:
    moving = kept(two_men())
    moved(WHOLE)
    before = stored()
    mark = moving.report["mark"]
    with pytest.raises(NotTaken, match="changed since the check"):
        take_over(moving, accept=VALID_MEN, mark=mark, by=lead, today=TODAY)
    assert stored() == before
    moving.refresh_from_db()
    assert moving.report["counts"]["men_unchanged"] == 1
    take_over(moving, accept=VALID_MEN, mark=moving.report["mark"], by=lead, today=TODAY)
    assert PatientDetails.objects.count() == 2


@pytest.mark.both_databases
def test_what_breaks_half_way_leaves_nothing(
    kept: Callable[..., MovingIn], lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving = kept(two_men())
    monkeypatch.setattr(writing, "MEN_PER_UNIT", 1)
    written: list[str] = []

    def stop_at_the_second(book: Any, man: Any, desk: Any) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(man.number)
        real(book, man, desk)

    real = writing._write_man
    monkeypatch.setattr(writing, "_write_man", stop_at_the_second)
    audit = AuditRow.objects.count()
    with pytest.raises(KeyboardInterrupt):
        take_over(moving, accept=VALID_MEN, mark=moving.report["mark"], by=lead, today=TODAY)
    assert written
    assert (stored(), Patient.objects.count(), AuditRow.objects.count()) == (0, 0, audit)
    assert not ImportRun.objects.exists()
    monkeypatch.undo()
    take_over(moving, accept=VALID_MEN, mark=moving.report["mark"], by=lead, today=TODAY)
    assert Patient.objects.count() == 2


def test_draws_that_were_read_before_wait_for_no_signature(moved: Move, lead: User) -> None:
    later = {**DRAW, "collected_on": date(2026, 6, 2)}
    report = moved({**WHOLE, "Draws": [{**DRAW, "seen": "yes"}, later]})
    assert report.counts.draws_to_sign == 1
    waits = Draw.objects.get(collected_on=date(2026, 6, 2))
    assert [each["draw"] for each in Status.objects.get().unsigned] == [str(waits.document)]
    assert Decision.objects.get().recorded_by == lead


def test_a_value_that_was_checked_is_confirmed_by_whoever_takes_it_over(
    moved: Move, lead: User
) -> None:
    moved(but(WHOLE, "Draws", hematocrit=65, checked="yes"))
    high = Result.objects.get(analyte="hematocrit")
    assert (high.needs_confirmation, high.confirmed_by) == (True, lead)


def test_it_is_told_where_a_draw_came_from(moved: Move) -> None:
    moved(two_men())
    rows = ImportedDraw.objects.order_by("row").values_list("row", "draw")
    drawn = {each.document for each in Draw.objects.all()}
    assert [row for row, _ in rows] == [2, 3]
    assert {document for _, document in rows} == drawn
    row = AuditRow.objects.get(action="moving-in.taken")
    assert (row.detail["patients_created"], row.detail["facts"]) == (2, 10)


def test_men_of_another_clinic_do_not_exist_here(
    moved: Move, clinic: Clinic, other_clinic: Clinic, outsider: User
) -> None:
    moving = keep_checked(other_clinic, "m.xlsx", workbook(WHOLE), by=outsider, today=TODAY)
    take_over(moving, accept=VALID_MEN, mark=moving.report["mark"], by=outsider, today=TODAY)
    assert moved(WHOLE).counts.men_new == 1
    assert (clinic.patients.count(), other_clinic.patients.count()) == (1, 1)


def test_a_colleague_of_another_clinic_is_nobody_here(
    kept: Callable[..., MovingIn], outsider: User, lead: User
) -> None:
    (fault,) = kept(but(WHOLE, "Patients", owner=outsider.email)).report["faults"]
    assert fault["column"] == "Owner"
    assert kept(but(WHOLE, "Patients", owner=lead.email.upper())).report["faults"] == []


def men(count: int) -> Rows:
    """So many men, none like another."""
    return {
        name: [
            {**row, "record_number": f"N-{n}", "born_on": date(1940 + n, 1 + n % 12, 1 + n % 28)}
            | (
                {"family_name": f"{chr(65 + n) * 5}", "given_name": f"{chr(90 - n) * 4}"}
                if name == "Patients"
                else {}
            )
            for n in range(count)
            for row in rows
        ]
        for name, rows in WHOLE.items()
    }


def test_statements_hardly_grow_with_the_men(kept: Callable[..., MovingIn], lead: User) -> None:
    counted: list[int] = []
    for count in (2, 12):
        moving = kept(men(count))
        with CaptureQueriesContext(connection) as statements:
            take_over(moving, accept=VALID_MEN, mark=moving.report["mark"], by=lead, today=TODAY)
        counted.append(len(statements))
    assert counted[1] - counted[0] <= 2 * 10


@pytest.mark.parametrize(
    "words", ["=cmd|' /C calc'!A0", "+1", "@SUM(1)", "<script>", "O'Brien", "名前", "a\u202eb"]
)
def test_awkward_words_are_kept_as_they_are(words: str, moved: Move) -> None:
    moved(but(WHOLE, "Patients", given_name=f"x{words}", note=f"x{words}"))
    details = PatientDetails.objects.get()
    assert (details.given_name, details.note) == (f"x{words}", f"x{words}")


def test_only_a_lead_moves_a_clinic_in() -> None:
    assert roles_that(May.MOVE_IN) == [Role.LEAD]
