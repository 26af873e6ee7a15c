"""The scan: every overdue duty is told once, to somebody, and never twice on one day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from monitoring.mail import scanning
from monitoring.mail.scanning import scan_due
from monitoring.models import (
    Message,
    MessageState,
    Notice,
    Obligation,
    ReminderSettings,
    ScanRun,
)
from patients.models import PatientDetails
from tests.unit.mail.clinics import (
    NOON,
    TODAY,
    follow,
    found_clinic,
    join,
    owe,
    send,
    without_digests,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def told() -> list[tuple[str, int]]:
    """Who is told of how many duties, by message."""
    messages = Message.objects.order_by("recipient__name", "local_day")
    return [(each.recipient.name, each.notices.count()) for each in messages]


@pytest.mark.parametrize(
    ("days_overdue", "expected"),
    [
        pytest.param(-1, [], id="overdue tomorrow"),
        pytest.param(0, [("anna", 1)], id="overdue today"),
        pytest.param(1, [("anna", 1)], id="overdue yesterday"),
    ],
)
def test_duty_is_told_from_its_first_overdue_day(
    clinic: Clinic, anna: User, days_overdue: int, expected: Any
) -> None:
    owe(follow(clinic, anna), days_overdue)
    scan_due(NOON)
    assert told() == expected


@pytest.mark.parametrize(
    "details",
    [
        pytest.param({"deceased_on": date(2026, 11, 1)}, id="died"),
        pytest.param({"discharged_on": date(2026, 11, 1)}, id="discharged"),
        pytest.param({"entered_in_error": True}, id="entered in error"),
        pytest.param({"is_current": False}, id="no current details"),
    ],
)
def test_duty_toward_a_man_not_followed_is_not_told(
    clinic: Clinic, anna: User, details: Any
) -> None:
    owe(follow(clinic, anna, **details))
    scan_due(NOON)
    assert told() == []


def test_closed_duty_is_not_told(overdue: Obligation) -> None:
    Obligation.objects.update(closed_at=NOON)
    scan_due(NOON)
    assert told() == []


def test_day_is_the_clinic_s_own(anna: User, clinic: Clinic) -> None:
    """At 03:00 in Greenwich it is still yesterday evening in New York."""
    owe(follow(clinic, anna), 0)
    night = NOON.replace(hour=3)
    assert scan_due(night)["announced"] == 0
    assert scan_due(NOON)["announced"] == 1


STAFF = {
    "owner": (Role.CLINICIAN, True),
    "lead": (Role.LEAD, True),
    "second lead": (Role.LEAD, True),
    "lead who left": (Role.LEAD, False),
    "administrator": (Role.ADMINISTRATOR, True),
    "lab entry": (Role.LAB_ENTRY, True),
}


@pytest.mark.parametrize(
    ("owner", "others", "expected"),
    [
        pytest.param("owner", ["lead"], ["owner"], id="the owner"),
        pytest.param("lead", ["second lead"], ["lead"], id="a lead who owns him"),
        pytest.param(None, ["lead", "second lead"], ["lead", "second lead"], id="no owner"),
        pytest.param(None, ["lead who left", "administrator"], ["administrator"], id="no lead"),
        pytest.param("lead who left", ["lead"], ["lead"], id="owner left"),
        pytest.param("lab entry", ["lead"], ["lead"], id="owner does not treat"),
        pytest.param("administrator", ["lead"], ["lead"], id="owner only administers"),
        pytest.param(None, ["lab entry"], [], id="nobody"),
    ],
)
def test_recipients(clinic: Clinic, owner: str | None, others: list[str], expected: Any) -> None:
    names = dict.fromkeys([*([owner] if owner else []), *others])
    people = {name: join(clinic, STAFF[name][0], name, is_active=STAFF[name][1]) for name in names}
    owe(follow(clinic, people[owner] if owner else None))
    counts = scan_due(NOON)
    assert [name for name, _count in told()] == sorted(expected)
    assert counts["nobody"] == (not expected)


def test_owner_of_another_clinic_is_not_told(clinic: Clinic) -> None:
    join(clinic, Role.LEAD, "lead")
    stranger = join(found_clinic("two"), Role.CLINICIAN, "stranger")
    owe(follow(clinic, stranger))
    scan_due(NOON)
    assert told() == [("lead", 1)]


def test_owner_whose_account_is_closed_is_not_told(clinic: Clinic, anna: User) -> None:
    join(clinic, Role.LEAD, "lead")
    User.objects.filter(pk=anna.pk).update(is_active=False)
    owe(follow(clinic, anna))
    scan_due(NOON)
    assert told() == [("lead", 1)]


def test_duty_nobody_can_be_told_of_is_told_once_somebody_comes(clinic: Clinic) -> None:
    owe(follow(clinic))
    assert scan_due(NOON)["nobody"] == 1
    assert ScanRun.objects.get(name="scan").counts["nobody"] == 1
    join(clinic, Role.LEAD, "lead")
    assert scan_due(NOON + timedelta(minutes=15))["nobody"] == 0
    assert told() == [("lead", 1)]


def test_one_message_carries_all_of_a_day(clinic: Clinic, anna: User) -> None:
    for kind in ("labs", "hct", "dexa"):
        owe(follow(clinic, anna), kind=kind)
    scan_due(NOON)
    assert told() == [("anna", 3)]


def test_scan_again_changes_nothing(clinic: Clinic, overdue: Obligation) -> None:
    first = scan_due(NOON)
    rows = list(Notice.objects.values_list()), list(Message.objects.values_list())
    assert [scan_due(NOON)["told"] for _ in range(3)] == [0, 0, 0]
    assert first["told"] == 1
    assert (list(Notice.objects.values_list()), list(Message.objects.values_list())) == rows


def test_waiting_message_takes_what_falls_due_meanwhile(
    clinic: Clinic, anna: User, overdue: Obligation
) -> None:
    scan_due(NOON)
    owe(follow(clinic, anna))
    scan_due(NOON + timedelta(minutes=15))
    assert told() == [("anna", 2)]


@pytest.mark.parametrize(
    ("state", "days"),
    [
        pytest.param("sent", [0, 1], id="sent"),
        pytest.param("leased", [0, 1], id="being sent"),
        pytest.param("parked", [0, 1], id="parked"),
        pytest.param("dropped", [0, 0], id="dropped leaves the day free"),
    ],
)
def test_message_out_of_the_house_takes_nothing_more(
    clinic: Clinic, anna: User, overdue: Obligation, state: str, days: list[int]
) -> None:
    scan_due(NOON)
    Message.objects.update(state=state)
    owe(follow(clinic, anna))
    scan_due(NOON)
    messages = Message.objects.order_by("pk")
    assert [each.notices.count() for each in messages] == [1, 1]
    assert [(each.local_day - TODAY).days for each in messages] == days


def test_failing_message_takes_nothing_more(
    clinic: Clinic, anna: User, overdue: Obligation
) -> None:
    """The server may have taken it although it seemed to fail."""
    scan_due(NOON)
    Message.objects.update(attempts=1)
    owe(follow(clinic, anna))
    scan_due(NOON)
    assert told() == [("anna", 1), ("anna", 1)]


def test_evening_s_duty_waits_for_the_next_day_s_message(
    clinic: Clinic, anna: User, overdue: Obligation
) -> None:
    scan_due(NOON + timedelta(hours=9))
    owe(follow(clinic, anna), 0)
    scan_due(NOON + timedelta(hours=18))
    message = Message.objects.get()
    assert (message.local_day, message.notices.count()) == (TODAY + timedelta(days=1), 2)
    assert message.not_before == NOON + timedelta(hours=19, minutes=30)


def test_missed_days_are_caught_up_with_in_one_message(clinic: Clinic, anna: User) -> None:
    for days in range(5):
        owe(follow(clinic, anna), days)
    scan_due(NOON)
    assert told() == [("anna", 5)]


def test_duty_with_a_new_due_date_is_told_anew(clinic: Clinic, overdue: Obligation) -> None:
    scan_due(NOON)
    Obligation.objects.update(due_on=overdue.due_on - timedelta(days=7))
    Obligation.objects.all().look_again()
    scan_due(NOON)
    assert Notice.objects.count() == 2
    assert Message.objects.count() == 1


def test_new_owner_is_told(clinic: Clinic, anna: User, overdue: Obligation) -> None:
    scan_due(NOON)
    ben = join(clinic, Role.CLINICIAN, "ben")
    PatientDetails.objects.update(owner=ben)
    Obligation.objects.all().look_again()
    scan_due(NOON)
    assert told() == [("anna", 1), ("ben", 1)]


def test_duty_due_again_on_the_same_date_is_told_when_it_never_was(overdue: Obligation) -> None:
    """Its message was dropped, so what looks like the same notice was told to nobody."""
    scan_due(NOON)
    Obligation.objects.update(overdue_from=TODAY + timedelta(days=30))
    assert send()["dropped"] == 1
    Obligation.objects.update(overdue_from=overdue.overdue_from)
    Obligation.objects.all().look_again()
    assert scan_due(NOON)["told"] == 1
    assert send()["sent"] == 1


def test_clinics_do_not_mix(clinic: Clinic, overdue: Obligation, anna: User) -> None:
    other = found_clinic("two", "Asia/Kathmandu")
    Membership.objects.create(user=anna, clinic=other, role=Role.CLINICIAN)
    owe(follow(other, anna))
    scan_due(NOON)
    assert Message.objects.filter(recipient=anna).count() == 2
    for message in Message.objects.all():
        assert {each.obligation.clinic_id for each in message.notices.all()} == {message.clinic_id}


def test_failing_clinic_does_not_stop_the_others(
    clinic: Clinic, overdue: Obligation, caplog: pytest.LogCaptureFixture
) -> None:
    Clinic.objects.create(slug="aa", name="Broken", time_zone="No/Where")
    counts = scan_due(NOON)
    assert (counts["failed"], counts["told"]) == (1, 1)
    assert "ZoneInfoNotFoundError" in caplog.text


def test_number_of_statements_does_not_grow(clinic: Clinic, anna: User) -> None:
    seen = []
    for _round in range(3):
        for _ in range(20):
            owe(follow(clinic, anna))
            owe(follow(clinic))
        Obligation.objects.all().look_again()
        ReminderSettings.objects.update(digests_queued_on=None)
        with CaptureQueriesContext(connection) as statements:
            scanning.scan_clinic(clinic, NOON)
        seen.append(len(statements))
        Notice.objects.all().delete()
        Message.objects.all().delete()
    # The first writes the clinic's settings, the others find them.
    assert seen[1] == seen[2]
    assert max(seen) <= 33


def test_scan_reads_nothing_of_what_was_told(clinic: Clinic, anna: User) -> None:
    """Its cost follows what is newly due: the backlog is not even looked at."""
    for _ in range(20):
        owe(follow(clinic, anna))
    scan_due(NOON)
    with CaptureQueriesContext(connection) as statements:
        counts = scanning.scan_clinic(clinic, NOON + timedelta(minutes=15))
    assert counts["announced"] == 0
    assert len(statements) <= 5


def test_scan_leaves_its_mark(overdue: Obligation) -> None:
    scan_due(NOON)
    run = ScanRun.objects.get(name="scan")
    assert run.finished_at == NOON
    expected = {"clinics": 1, "failed": 0, "announced": 1, "nobody": 0, "told": 1, "messages": 1}
    expected |= {"digests": 1}
    assert run.counts == expected


def test_message_starts_queued_and_empty(overdue: Obligation, anna: User) -> None:
    scan_due(NOON)
    message = Message.objects.get()
    assert (message.state, message.subject, message.body) == (MessageState.QUEUED, "", "")
    assert (message.recipient, message.kind, message.not_before) == (anna, "staff", NOON)


def test_second_stage_tells_the_owner_again(clinic: Clinic, overdue: Obligation) -> None:
    """After the second the line stays on the worklist, and no message of its own comes."""
    without_digests(clinic)
    for day in range(40):
        scan_due(NOON + timedelta(days=day))
        send(NOON + timedelta(days=day))
    sent = Message.objects.filter(state=MessageState.SENT).values_list("local_day", flat=True)
    assert [(day - overdue.overdue_from).days for day in sent.order_by("pk")] == [1, 14]
    assert set(Obligation.objects.values_list("next_notice_on", flat=True)) == {None}


def test_backlog_of_both_stages_is_told_once(clinic: Clinic, anna: User) -> None:
    owe(follow(clinic, anna), 200)
    scan_due(NOON)
    notice = Notice.objects.get()
    assert (notice.stage, notice.message.local_day) == (2, TODAY)


def test_silenced_duty_comes_back_and_is_told_anew(clinic: Clinic, overdue: Obligation) -> None:
    without_digests(clinic)
    scan_due(NOON)
    send()
    back = TODAY + timedelta(days=10)
    Obligation.objects.update(silent_until=back, round=1, next_notice_on=back)
    for day in range(1, 11):
        scan_due(NOON + timedelta(days=day))
    fresh = Notice.objects.get(round=1)
    assert (fresh.stage, fresh.message.local_day) == (1, back)


def test_silence_arranged_after_the_scan_stops_the_message(
    clinic: Clinic, overdue: Obligation, mailoutbox: list[Any]
) -> None:
    without_digests(clinic)
    scan_due(NOON)
    Obligation.objects.update(silent_until=TODAY + timedelta(days=1), round=1)
    assert send()["dropped"] == 1
    assert mailoutbox == []


def test_unread_finding_goes_to_the_leads_once(clinic: Clinic, anna: User) -> None:
    for name in ("lead", "second lead"):
        join(clinic, Role.LEAD, name)
    owe(follow(clinic, anna), 0, kind="review")
    for day in range(3):
        scan_due(NOON + timedelta(days=day))
    assert sorted(each.recipient.name for each in Notice.objects.all()) == ["lead", "second lead"]


PATIENT = {"email": "man@example.org", "mail_consent": "granted"}


@pytest.mark.parametrize(
    ("changed", "chosen", "told"),
    [
        pytest.param({}, {}, True, id="agreed"),
        pytest.param({}, {"patient_mail": False}, False, id="clinic does not write to patients"),
        pytest.param({"mail_consent": "unknown"}, {}, False, id="not asked is not consent"),
        pytest.param({"mail_consent": "denied"}, {}, False, id="denied"),
        pytest.param({"email": ""}, {}, False, id="no address"),
        pytest.param({"deceased_on": TODAY}, {}, False, id="died"),
    ],
)
def test_patient_is_written_to_only_with_his_consent(
    clinic: Clinic, anna: User, changed: Any, chosen: Any, told: bool
) -> None:
    wishes = {"patient_mail": True, "patient_sender": "Dr. Lee's office", "patient_phone": "555"}
    ReminderSettings.objects.create(clinic=clinic, **wishes | chosen)
    man = follow(clinic, anna, **PATIENT | changed)
    owe(man, 7)
    scan_due(NOON)
    assert Message.objects.filter(patient=man, kind="patient").exists() is told


def test_consent_withdrawn_stops_the_patient_s_message(
    clinic: Clinic, anna: User, mailoutbox: list[Any]
) -> None:
    ReminderSettings.objects.create(
        clinic=clinic, patient_mail=True, patient_sender="Office", digest=False
    )
    owe(follow(clinic, anna, **PATIENT), 7)
    scan_due(NOON)
    PatientDetails.objects.update(mail_consent="denied")
    send()
    assert [mail.to for mail in mailoutbox] == [[anna.email]]
