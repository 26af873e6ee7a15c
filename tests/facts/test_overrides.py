"""Targets moved for a clinic, a laboratory or a man: what is judged anew, and what is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditRow, Clinic, User
from labs.models import Laboratory
from monitoring.judgement.snapshot import ESTRADIOL
from monitoring.models import Finding, Status
from monitoring.replay import ALWAYS, clinic_courses, replay, replay_without
from monitoring.status.judging import judge
from monitoring.status.snapshots import Course, load_courses
from patients.models import Patient, PatientDetails
from patients.recording import record_facts
from protocols.models import ClinicOverride, TargetOverride
from protocols.targets.book import OutOfRange, Targets, number_of
from protocols.targets.overriding import Level, Override
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded
from tests.targets import adopt, withdraw

pytestmark = pytest.mark.django_db

SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)
TOMORROW = date(2026, 11, 23)


def drawn(clinic: Clinic, *days: date, estradiol: str = "24", place: str = "") -> Patient:
    """A man on treatment whose estradiol was the same on each of these days."""
    he = admitted(clinic, None)
    told = [draw(day, estradiol=estradiol, testosterone_total="700") for day in days]
    for fact, _ in told:
        if place:
            fact.laboratory, _ = Laboratory.objects.get_or_create(clinic=clinic, name=place)  # type: ignore[attr-defined]
    recorded(he, cypionate(date(2025, 1, 6)), anastrozole(date(2025, 12, 8)), *told)
    return he


def his_own(man: Patient, since: date = SPRING, **numbers: str | None) -> TargetOverride:
    own = TargetOverride(valid_from=since, numbers=numbers, why="His joints")
    recorded(man, (own, []))
    return own


def clinics(clinic: Clinic, since: date = SPRING, **more: Any) -> ClinicOverride:
    place = {name: more.pop(name) for name in ("laboratory", "method") if name in more}
    row = ClinicOverride(clinic=clinic, valid_from=since, numbers=more, why="Agreed", **place)
    return adopt(row, by=None, today=TODAY)


def course_of(man: Patient, today: date = TODAY) -> Course:
    man.details = PatientDetails.objects.current().get(patient=man)
    return load_courses([man], today)[0]


def lower_ends(man: Patient) -> list[int]:
    """The lower end of estradiol by which each of his draws is judged, in order of days."""
    course = course_of(man)
    books = [each.targets or course.snapshot.targets for each in course.snapshot.draws]
    return [int(number_of(book, "e2_lo")) for book in books]


def fired(man: Patient) -> set[str]:
    return set(Finding.objects.open().filter(patient=man).values_list("rule_id", flat=True))


def test_a_draw_keeps_the_target_of_its_day(clinic: Clinic) -> None:
    man = drawn(clinic, date(2026, 2, 28), SPRING, date(2026, 5, 31), SUMMER)
    his_own(man, SPRING, e2_lo="25")
    his_own(man, SUMMER, e2_lo="22")
    assert lower_ends(man) == [20, 25, 25, 22]


def test_the_day_of_judgement_has_its_own_targets(clinic: Clinic) -> None:
    man = drawn(clinic, SPRING)
    his_own(man, SUMMER, e2_lo="25")
    assert lower_ends(man) == [20]
    assert number_of(course_of(man).snapshot.targets, "e2_lo") == 25
    assert number_of(course_of(man, SPRING).snapshot.targets, "e2_lo") == 20


def test_an_override_never_judges_an_older_draw_anew(clinic: Clinic) -> None:
    man = drawn(clinic, AUTUMN)
    before = fired(man)
    his_own(man, date(2026, 9, 2), e2_lo="25")
    assert fired(man) == before
    assert "E2_BONE_ZONE" in before


def test_an_override_of_the_day_itself_judges_the_draw(clinic: Clinic) -> None:
    man = drawn(clinic, AUTUMN)
    his_own(man, AUTUMN, e2_lo="25")
    assert "E2_LOW" in fired(man)
    low = Finding.objects.open().get(patient=man, rule_id="E2_LOW")
    assert low.threshold == "25-40 pg/mL, this patient's own since 01-Sep-2026"


@pytest.mark.parametrize(
    ("day", "lower_end"),
    [
        pytest.param(date(2026, 8, 31), 20, id="before"),
        pytest.param(AUTUMN, 25, id="on its day"),
        pytest.param(date(2026, 9, 2), 25, id="after"),
    ],
)
def test_a_draw_amended_across_the_day(clinic: Clinic, day: date, lower_end: int) -> None:
    man = drawn(clinic, date(2026, 8, 31) if lower_end == 25 else AUTUMN)
    his_own(man, AUTUMN, e2_lo="25")
    current = man.draw_versions.get(is_current=True)
    with record_facts(clinic, by=None, today=TODAY, about=[man], reason="Typed wrong") as book:
        book.amend(current, *draw(day, estradiol="24", testosterone_total="700"))
    assert lower_ends(man) == [lower_end]
    assert ("E2_LOW" in fired(man)) == (lower_end == 25)


def test_the_most_specific_override_decides(clinic: Clinic) -> None:
    man, other, elsewhere = (drawn(clinic, AUTUMN, place=name) for name in ("Bay", "Bay", "Hill"))
    his_own(man, e2_lo="26")
    clinics(clinic, e2_lo="22")
    bay = Laboratory.objects.get(clinic=clinic, name="Bay")
    clinics(clinic, laboratory=bay, method="lcms", e2_lo="25")
    assert [lower_ends(each) for each in (man, other, elsewhere)] == [[26], [25], [22]]


def test_another_method_of_the_laboratory_is_not_meant(clinic: Clinic) -> None:
    man = drawn(clinic, AUTUMN, place="Bay")
    bay = Laboratory.objects.get(clinic=clinic, name="Bay")
    clinics(clinic, laboratory=bay, method="immunoassay", e2_lo="25")
    assert lower_ends(man) == [20]


def test_another_clinics_override_is_not_seen(clinic: Clinic, other_clinic: Clinic) -> None:
    man, stranger = drawn(clinic, AUTUMN), drawn(other_clinic, AUTUMN)
    clinics(other_clinic, e2_lo="25")
    assert (lower_ends(man), lower_ends(stranger)) == ([20], [25])
    assert "E2_LOW" not in fired(man)


def test_a_mans_override_is_not_another_mans(clinic: Clinic) -> None:
    man, other = drawn(clinic, AUTUMN), drawn(clinic, AUTUMN)
    his_own(man, e2_lo="25")
    assert (lower_ends(man), lower_ends(other)) == ([25], [20])


def test_a_mans_override_entered_in_error_is_gone(clinic: Clinic) -> None:
    man = drawn(clinic, AUTUMN)
    before, own = fired(man), his_own(man, e2_lo="25")
    with record_facts(clinic, by=None, today=TODAY, about=[man], reason="Other man") as book:
        book.withdraw(own)
    assert (lower_ends(man), fired(man)) == ([20], before)


def test_a_mans_override_given_back_keeps_its_draws(clinic: Clinic) -> None:
    man = drawn(clinic, SPRING, AUTUMN)
    his_own(man, SPRING, e2_lo="25")
    his_own(man, SUMMER, e2_lo=None)
    assert lower_ends(man) == [25, 20]


def test_a_clinics_override_judges_every_man_at_once(clinic: Clinic) -> None:
    men = [drawn(clinic, AUTUMN) for _ in range(3)]
    clinics(clinic, e2_lo="25")
    assert all("E2_LOW" in fired(man) for man in men)
    assert {each.current[ESTRADIOL]["goal"] for each in Status.objects.all()} == {"25-40 pg/mL"}
    assert not _differing(clinic)


def test_a_clinics_override_withdrawn_leaves_nothing(clinic: Clinic) -> None:
    man = drawn(clinic, AUTUMN)
    before, row = fired(man), clinics(clinic, e2_lo="25")
    withdraw(row, by=None, today=TODAY, why="Wrong clinic")
    assert fired(man) == before
    assert ClinicOverride.objects.count() == 2
    assert not ClinicOverride.objects.standing().exists()
    assert not _differing(clinic)


def _differing(clinic: Clinic) -> list[int]:
    """Men whose status row would be another if they were judged again."""
    rows = [field.name for field in Status._meta.fields]
    before = {row[0]: row for row in Status.objects.order_by("pk").values_list("pk", *rows)}
    with record_facts(clinic, by=None, today=TODAY, about=clinic.patients.all()) as book:
        judge(clinic, list(book.men.values()), TODAY)
    after = {row[0]: row for row in Status.objects.order_by("pk").values_list("pk", *rows)}
    return [pk for pk, row in after.items() if row != before[pk]]


def test_moving_targets_is_audited(clinic: Clinic, clinician: User) -> None:
    row = ClinicOverride(clinic=clinic, valid_from=SPRING, numbers={"e2_lo": "25"}, why="Agreed")
    adopt(row, by=clinician, today=TODAY)
    withdraw(row, by=clinician, today=TODAY, why="Not agreed")
    audit = AuditRow.objects.filter(action__startswith="targets.").order_by("pk")
    assert [(each.action, each.reason, each.by) for each in audit] == [
        ("targets.adopted", "Agreed", clinician),
        ("targets.withdrawn", "Not agreed", clinician),
    ]
    assert {each.subject for each in audit} == {str(row.opaque_id)}


@pytest.mark.parametrize("since", [SPRING, TOMORROW], ids=["now", "only from tomorrow"])
def test_a_contradiction_moves_nothing(clinic: Clinic, since: date) -> None:
    man = drawn(clinic, AUTUMN)
    his_own(man, e2_lo="28")
    before = fired(man)
    with pytest.raises(OutOfRange, match="e2_hi"):
        clinics(clinic, since, e2_hi="37")
    assert not ClinicOverride.objects.exists()
    assert fired(man) == before


def test_an_override_of_tomorrow_is_due_to_be_judged_tomorrow(clinic: Clinic) -> None:
    man = drawn(clinic, AUTUMN)
    his_own(man, TOMORROW, e2_lo="25")
    assert Status.objects.get(patient=man).changes_on == TOMORROW
    assert course_of(man).snapshot.targets == Targets()


def test_a_man_registered_later_is_judged_by_the_clinics_targets(clinic: Clinic) -> None:
    clinics(clinic, e2_lo="25")
    assert "E2_LOW" in fired(drawn(clinic, AUTUMN))


def statements(man: Patient) -> int:
    with CaptureQueriesContext(connection) as captured:
        load_courses([man], TODAY)
    return len(captured)


def test_the_number_of_statements_does_not_grow_with_overrides(clinic: Clinic) -> None:
    man = drawn(clinic, AUTUMN)
    man.details = PatientDetails.objects.get(patient=man)
    before = statements(man)
    for number in range(5):
        his_own(man, SPRING, e2_lo=f"2{number}")
        clinics(clinic, SUMMER, tt_lo=f"45{number}")
    assert statements(man) == before == 4


def test_replaying_the_numbers_that_stand_changes_nothing(clinic: Clinic, man: Patient) -> None:
    drawn(clinic, SPRING, AUTUMN)
    book = Targets()
    same = {name: number_of(book, name) for name in ("e2_lo", "e2_hi", "tt_lo", "hct_limit")}
    found = replay(clinic_courses(clinic, TODAY), TODAY, Override(Level.CLINIC, ALWAYS, same))
    assert (found.men, found.shifts) == (2, ())
    assert found.in_words() == "no finding changes in 2 men"


def test_a_replay_says_what_would_be_gained_and_lost(clinic: Clinic) -> None:
    man, low = drawn(clinic, AUTUMN), drawn(clinic, AUTUMN, estradiol="19")
    raised = Override(Level.CLINIC, ALWAYS, {"e2_lo": number_of(Targets(), "e2_lo") + 5})
    found = replay(clinic_courses(clinic, TODAY), TODAY, raised)
    assert [shift.course.patient for shift in found.shifts] == [man]
    assert found.gained["E2_LOW"] == found.lost["E2_BONE_ZONE"] == 1
    assert fired(low) >= {"E2_LOW"}


def test_what_a_replay_foretells_comes_true(clinic: Clinic) -> None:
    men = [drawn(clinic, AUTUMN), drawn(clinic, SPRING, AUTUMN, estradiol="38")]
    before = {man: fired(man) for man in men}
    raised = Override(Level.CLINIC, SPRING, {"e2_lo": number_of(Targets(), "e2_lo") + 5})
    found = replay(clinic_courses(clinic, TODAY), TODAY, raised)
    clinics(clinic, SPRING, e2_lo="25")
    gained = {each: fired(each) - before[each] for each in men}
    foretold = {each.course.patient: {f.rule_id for f in each.gained} for each in found.shifts}
    assert {man: rules for man, rules in gained.items() if rules} == foretold


@pytest.mark.parametrize("number", range(4), ids=["first", "second", "again", "laboratory's"])
def test_what_a_replayed_withdrawal_foretells_comes_true(clinic: Clinic, number: int) -> None:
    men = [drawn(clinic, SPRING, AUTUMN), drawn(clinic, AUTUMN, estradiol="38", place="Bay")]
    rows = [clinics(clinic, e2_lo="25"), clinics(clinic, e2_lo="22"), clinics(clinic, e2_lo="25")]
    bay = Laboratory.objects.get(name="Bay")
    rows.append(clinics(clinic, laboratory=bay, method="lcms", e2_hi="36"))
    before = {man: fired(man) for man in men}
    found = replay_without(clinic_courses(clinic, TODAY), TODAY, rows[number].pk)
    withdraw(rows[number], by=None, today=TODAY, why="Wrong")
    after = {man: fired(man) for man in men}
    told = {each.course.patient: each for each in found.shifts}
    assert set(told) == {man for man in men if after[man] != before[man]}
    for man, shift in told.items():
        assert {f.rule_id for f in shift.gained} == after[man] - before[man]
        assert {f.rule_id for f in shift.lost} == before[man] - after[man]
    assert bool(told) == (number >= len(rows[:2]))


def test_a_replay_writes_nothing(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    man = drawn(clinic, AUTUMN)
    before = fired(man)
    call_command("replay", "--clinic", "harbor", "--set", "e2_lo=25", "--json")
    assert '"men_changed": 1' in capsys.readouterr().out
    assert fired(man) == before
    assert not ClinicOverride.objects.exists()


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        pytest.param("e2_lo=9", "between 10 and 30", id="outside its range"),
        pytest.param("e2_hi=30 --set e2_lo=25", "at least 10 above", id="too close"),
        pytest.param("bone_lo=18", "no override may move", id="bone threshold"),
        pytest.param("e2_lo=much", "names no number", id="no number"),
        pytest.param("e2_lo=25 --clinic nowhere", "no clinic", id="no clinic"),
        pytest.param("e2_lo=25 --method lcms", "--laboratory", id="no place"),
        pytest.param("e2_lo=25 --method lcms --laboratory Bay", "--laboratory", id="no such place"),
    ],
)
def test_a_replay_refuses_with_the_reason(clinic: Clinic, asked: str, why: str) -> None:
    drawn(clinic, AUTUMN)
    with pytest.raises(CommandError, match=why) as refusal:
        call_command("replay", "--clinic", "harbor", "--set", *asked.split())
    assert refusal.value.returncode == 2
