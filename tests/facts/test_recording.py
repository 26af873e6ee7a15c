"""The one way to write a fact: what it refuses, what it writes, what it numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditRow, Clinic, User
from labs.models import Draw, Result
from monitoring.models import Status
from patients.models import Patient, PatientDetails
from patients.recording import (
    AlreadySubmitted,
    NoEvaluator,
    Outdated,
    WrongClinic,
    record_facts,
    register_evaluator,
    registered_evaluator,
)
from tests.conftest import TODAY, admitted, anastrozole, draw, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = date(2026, 11, 20)


def amended(man: Patient, current: Draw, estradiol: str, **more: Any) -> Draw:
    with record_facts(man.clinic, by=None, today=TODAY, about=[man], **more) as book:
        fact, parts = draw(DAY, estradiol=estradiol)
        book.amend(current, fact, parts)
    return fact


def stored(man: Patient, **values: str) -> Draw:
    fact, parts = draw(DAY, **values)
    recorded(man, (fact, parts))
    return fact


def test_nothing_is_written_where_nothing_judges(man: Patient, evaluator: None) -> None:
    register_evaluator(None)
    count = Draw.objects.count()
    with pytest.raises(NoEvaluator):
        recorded(man, draw(DAY, estradiol="30"))
    assert Draw.objects.count() == count


def test_men_of_one_unit_are_judged_once_together(
    clinic: Clinic, man: Patient, evaluator: None
) -> None:
    second, calls = admitted(clinic, None), []
    standing = registered_evaluator()

    def counting(clinic: Clinic, men: Sequence[Patient], today: date) -> None:
        calls.append([each.pk for each in men])
        standing(clinic, men, today)

    register_evaluator(counting)
    with record_facts(clinic, by=None, today=TODAY, about=[second, man]) as book:
        for one in (second, man):
            fact, parts = draw(DAY, estradiol="30")
            fact.patient = one
            book.record(fact, parts)
    assert calls == [sorted([man.pk, second.pk])]


def test_men_are_locked_in_the_order_of_their_ids(clinic: Clinic, man: Patient) -> None:
    men = [admitted(clinic, None), man]
    with (
        CaptureQueriesContext(
            connection,
        ) as asked,
        record_facts(clinic, by=None, today=TODAY, about=men) as book,
    ):
        assert list(book.men) == sorted(each.pk for each in men)
    lock = next(each["sql"] for each in asked if "patientdetails" in each["sql"])
    assert 'ORDER BY "patients_patientdetails"."patient_id"' in lock
    assert connection.vendor == "sqlite" or "FOR UPDATE OF" in lock


@pytest.mark.parametrize("named", ["about", "recorded", "amended", "admitted elsewhere"])
def test_a_man_of_another_clinic_is_refused(named: str, man: Patient, stranger: Patient) -> None:
    theirs = draw(DAY, estradiol="30")[0]
    theirs.patient = stranger if named != "admitted elsewhere" else Patient(clinic=man.clinic)
    about = [man, stranger] if named == "about" else [man]
    with (
        pytest.raises(WrongClinic),
        record_facts(man.clinic, by=None, today=TODAY, about=about) as book,
    ):
        current = Draw(patient=stranger, version=1, position=1)
        book.amend(current, draw(DAY)[0]) if named == "amended" else book.record(theirs)
    assert not Draw.objects.filter(patient=stranger).exists()


def test_an_amendment_keeps_document_and_position_and_leaves_the_old_version(man: Patient) -> None:
    first = stored(man, estradiol="30")
    recorded(man, anastrozole(DAY, "hold"))
    second = amended(man, first, "31", reason="Typed wrong")
    first.refresh_from_db()
    assert (second.document, second.position) == (first.document, first.position)
    assert (first.version, first.is_current, second.version, second.is_current) == (
        1,
        False,
        2,
        True,
    )
    assert (second.reason, first.reason) == ("Typed wrong", "")
    assert [each.typed for each in Result.objects.filter(draw=first)] == ["30"]
    assert list(Draw.objects.history(first.document)) == [second, first]


def test_positions_number_his_facts_in_recorded_order(man: Patient) -> None:
    numbers = sorted(
        position
        for versions in ("draw_versions", "therapyevent_versions", "patientdetails_versions")
        for position in getattr(man, versions).values_list("position", flat=True)
    )
    man.refresh_from_db()
    assert numbers == list(range(1, man.facts_count + 1))


@pytest.mark.parametrize(
    "fields", [{"is_current": True}, {"version": 2}], ids=["current", "number"]
)
def test_the_database_keeps_one_current_version_and_one_of_each_number(
    fields: dict[str, Any], man: Patient
) -> None:
    first = stored(man, estradiol="30")
    amended(man, first, "31")
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.filter(pk=first.pk).update(**fields)


def test_an_amendment_of_an_old_version_is_outdated(man: Patient) -> None:
    first = stored(man, estradiol="30")
    second = amended(man, first, "31")
    with pytest.raises(Outdated) as caught:
        amended(man, first, "32")
    assert caught.value.current == second
    assert Draw.objects.history(first.document).count() == 2


def test_what_was_entered_in_error_leaves_the_judgement_and_stays_in_the_history(
    man: Patient,
) -> None:
    first = stored(man, estradiol="9")
    with record_facts(man.clinic, by=None, today=TODAY, about=[man], reason="Other man") as book:
        last = book.withdraw(first)
    assert first.document not in Draw.objects.current().values_list("document", flat=True)
    assert (last.version, last.entered_in_error, last.reason) == (2, True, "Other man")
    assert last.collected_on == first.collected_on
    assert Status.objects.get(patient=man).current["estradiol"]["text"] == "17"


def test_every_fact_leaves_an_audit_row_with_the_token_of_its_form(
    man: Patient, clinician: User
) -> None:
    token, started = uuid4(), AuditRow.objects.count()
    with record_facts(
        man.clinic, by=clinician, today=TODAY, about=[man], submission=token, reason="Why"
    ) as book:
        for day in (DAY, date(2026, 11, 21)):
            fact, parts = draw(day, estradiol="30")
            fact.patient = man
            book.record(fact, parts)
    rows = list(AuditRow.objects.order_by("pk"))[started:]
    assert [(row.action, row.by, row.reason) for row in rows] == [
        ("draw.recorded", clinician, "Why")
    ] * 2
    assert [row.submission for row in rows] == [token, None]
    assert [row.subject for row in rows] == [str(fact.document) for fact in book.facts]
    assert {row.patient for row in rows} == {man.opaque_id}


@pytest.mark.parametrize(
    ("verb", "action"),
    [("amend", "draw.amended"), ("withdraw", "draw.entered-in-error")],
)
def test_the_audit_says_what_became_of_a_fact(verb: str, action: str, man: Patient) -> None:
    first = stored(man, estradiol="30")
    with record_facts(man.clinic, by=None, today=TODAY, about=[man]) as book:
        successor = (draw(DAY)[0],) if verb == "amend" else ()
        getattr(book, verb)(first, *successor)
    row = AuditRow.objects.order_by("-pk")[0]
    assert (row.action, row.detail["version"]) == (action, 2)


def test_the_same_form_acts_once(man: Patient) -> None:
    token = uuid4()
    first = stored(man, estradiol="30")
    second = amended(man, first, "31", submission=token)
    with pytest.raises(AlreadySubmitted) as caught:
        amended(man, second, "32", submission=token)
    assert caught.value.row.subject == str(first.document)
    assert Draw.objects.history(first.document).count() == 2


def test_the_same_registration_acts_once(clinic: Clinic) -> None:
    token = uuid4()
    given = {"record_number": "R-1", "family_name": "Oduya", "born_on": date(1971, 2, 2)}
    for attempt in range(2):
        try:
            with record_facts(clinic, by=None, today=TODAY, submission=token) as book:
                book.admit(PatientDetails(**given))
        except AlreadySubmitted:
            assert attempt == 1
    assert clinic.patients.count() == 1


def test_each_unit_of_work_raises_the_version_that_the_status_judged(man: Patient) -> None:
    versions = []
    for estradiol in ("30", "31", "32"):
        recorded(man, draw(DAY, estradiol=estradiol), draw(DAY, hematocrit="47"))
        man.refresh_from_db()
        versions.append(man.facts_version)
        assert Status.objects.get(patient=man).judged_version == man.facts_version
    assert versions == [versions[0], versions[0] + 1, versions[0] + 2]
