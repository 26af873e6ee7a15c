"""The digest: once a working day, to those for whom something waits, with everything that does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from monitoring.mail.digest import desk_of
from monitoring.mail.scanning import scan_due
from monitoring.models import (
    MailPreference,
    Message,
    Notice,
    Obligation,
    ReminderSettings,
    Severity,
    Status,
)
from patients.models import Patient, PatientDetails
from tests.unit.mail.clinics import NOON, TODAY, follow, join, owe, send, without_digests

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OPENING = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)
"""Half past seven in New York."""


def list_man(man: Patient, severity: int = Severity.WARNING, rule: str = "E2_LOW") -> Status:
    """Put a man on the worklist for three days."""
    return Status.objects.create(
        patient=man,
        clinic=man.clinic,
        details=PatientDetails.objects.get(patient=man),
        rank=severity,
        waiting_since=TODAY - timedelta(days=3),
        lines=[{"rule_id": rule}],
        course_state="active",
        judged_version=1,
        judged_on=TODAY,
        rules_version="1.3",
    )


def waiting(person: User, clinic: Clinic) -> tuple[int, int, int, int]:
    found = desk_of(clinic, TODAY, ReminderSettings(clinic=clinic)).of(person.pk)
    return found.to_decide, found.decide_days, found.overdue, found.overdue_days


@pytest.mark.parametrize(
    ("moment", "messages"),
    [
        pytest.param(OPENING - timedelta(hours=1, seconds=1), 0, id="the night is not over"),
        pytest.param(OPENING - timedelta(hours=1), 1, id="queued before the hours begin"),
        pytest.param(NOON, 1, id="late, and still today"),
        pytest.param(datetime(2026, 11, 19, 2, tzinfo=UTC), 0, id="not in the evening any more"),
        pytest.param(datetime(2026, 11, 20, 17, tzinfo=UTC), 1, id="Friday"),
        pytest.param(datetime(2026, 11, 21, 17, tzinfo=UTC), 0, id="Saturday"),
        pytest.param(datetime(2026, 11, 22, 17, tzinfo=UTC), 0, id="Sunday"),
        pytest.param(datetime(2026, 11, 23, 17, tzinfo=UTC), 1, id="Monday"),
    ],
)
def test_digest_is_queued_on_working_mornings(
    clinic: Clinic, anna: User, moment: datetime, messages: int
) -> None:
    list_man(follow(clinic, anna))
    scan_due(moment)
    assert Message.objects.count() == messages


def test_digest_leaves_when_the_hours_begin(clinic: Clinic, anna: User) -> None:
    list_man(follow(clinic, anna))
    scan_due(OPENING - timedelta(minutes=30))
    assert Message.objects.get().not_before == OPENING


def test_nothing_waits_and_nothing_is_sent(clinic: Clinic, anna: User) -> None:
    follow(clinic, anna)
    assert scan_due(NOON)["digests"] == 0
    assert not Message.objects.exists()


def test_one_digest_a_day(clinic: Clinic, anna: User, mailoutbox: list[Any]) -> None:
    list_man(follow(clinic, anna))
    for minutes in (0, 15, 30):
        scan_due(NOON + timedelta(minutes=minutes))
        send(NOON + timedelta(minutes=minutes))
    assert len(mailoutbox) == 1


def test_digest_says_everything_that_waits(
    clinic: Clinic, anna: User, mailoutbox: list[Any]
) -> None:
    """What was announced last week is on today's digest as well."""
    owe(follow(clinic, anna), 9)
    scan_due(NOON - timedelta(days=8))
    send(NOON - timedelta(days=8))
    owe(follow(clinic, anna), 0)
    list_man(follow(clinic, anna))
    assert waiting(anna, clinic) == (1, 3, 2, 9)
    scan_due(NOON)
    send()
    assert mailoutbox[-1].subject == "3 follow-ups need attention"


def test_without_a_digest_only_news_are_told(
    clinic: Clinic, anna: User, mailoutbox: list[Any]
) -> None:
    without_digests(clinic)
    owe(follow(clinic, anna), 9)
    scan_due(NOON - timedelta(days=8))
    send(NOON - timedelta(days=8))
    owe(follow(clinic, anna), 0)
    scan_due(NOON)
    send()
    assert [mail.subject for mail in mailoutbox] == ["1 follow-up needs attention"] * 2


def test_digest_whose_reason_ended_is_not_sent(
    clinic: Clinic, anna: User, mailoutbox: list[Any]
) -> None:
    list_man(follow(clinic, anna))
    scan_due(OPENING - timedelta(minutes=30))
    Status.objects.update(rank=9)
    assert send(OPENING)["dropped"] == 1
    assert mailoutbox == []


def test_days_without_a_scan_are_not_flushed(
    clinic: Clinic, anna: User, mailoutbox: list[Any]
) -> None:
    list_man(follow(clinic, anna))
    scan_due(NOON - timedelta(days=7))
    scan_due(NOON)
    send()
    assert len(mailoutbox) == 1
    assert send(NOON + timedelta(minutes=5))["sent"] == 0


def test_who_declined_digests_still_gets_news(clinic: Clinic, anna: User) -> None:
    MailPreference.objects.create(membership=Membership.objects.get(user=anna), digest=False)
    list_man(follow(clinic, anna))
    scan_due(NOON)
    assert not Message.objects.exists()
    owe(follow(clinic, anna))
    scan_due(NOON + timedelta(minutes=15))
    assert Message.objects.get().recipient == anna


@pytest.mark.parametrize(
    ("ticked", "told"),
    [
        pytest.param({"reminders": False}, "lead", id="wants none"),
        pytest.param({"bounced_at": NOON}, "lead", id="address sends them back"),
        pytest.param({"digest": False}, "anna", id="wants no digest"),
    ],
)
def test_whom_an_owner_s_duties_reach(clinic: Clinic, anna: User, ticked: Any, told: str) -> None:
    join(clinic, Role.LEAD, "lead")
    MailPreference.objects.create(membership=Membership.objects.get(user=anna), **ticked)
    owe(follow(clinic, anna))
    scan_due(NOON)
    assert [each.recipient.name for each in Notice.objects.all()] == [told]


def test_last_lead_is_told_whatever_he_wishes(clinic: Clinic) -> None:
    """A safety queue may not go dark."""
    lead = join(clinic, Role.LEAD, "lead")
    MailPreference.objects.create(membership=Membership.objects.get(user=lead), reminders=False)
    owe(follow(clinic))
    scan_due(NOON)
    assert Notice.objects.get().recipient == lead


@pytest.mark.parametrize(
    ("assigned", "owned", "expected"),
    [
        pytest.param(None, "anna", "anna", id="the owner"),
        pytest.param("ben", "anna", "ben", id="whom he is assigned to"),
        pytest.param(None, None, "lead", id="nobody's, so the lead"),
    ],
)
def test_who_decides(
    clinic: Clinic, anna: User, assigned: str | None, owned: str | None, expected: str
) -> None:
    people = {
        "anna": anna,
        "ben": join(clinic, Role.CLINICIAN, "ben"),
        "lead": join(clinic, Role.LEAD, "lead"),
    }
    status = list_man(follow(clinic, people[owned] if owned else None))
    status.assigned_to = people[assigned] if assigned else None
    status.save()
    found = {name: waiting(one, clinic)[0] for name, one in people.items()}
    assert found == {"anna": 0, "ben": 0, "lead": 0} | {expected: 1}


def test_man_listed_only_for_an_overdue_duty_is_counted_once(clinic: Clinic, anna: User) -> None:
    man = follow(clinic, anna)
    list_man(man, rule="LABS_OVERDUE")
    owe(man, 2)
    assert waiting(anna, clinic) == (0, 0, 1, 2)


def test_silenced_duty_is_not_on_the_digest(clinic: Clinic, anna: User) -> None:
    owe(follow(clinic, anna), silent_until=TODAY + timedelta(days=1))
    assert waiting(anna, clinic) == (0, 0, 0, 0)
    Obligation.objects.update(silent_until=TODAY)
    assert waiting(anna, clinic)[2] == 1


def test_items_are_the_longest_waiting_first(clinic: Clinic, anna: User) -> None:
    for days in (1, 30, 4):
        owe(follow(clinic, anna), days)
    found = desk_of(clinic, TODAY, ReminderSettings(clinic=clinic)).of(anna.pk)
    assert [item.days for item in found.items] == [30, 4, 1]
    assert {item.code for item in found.items} == {each.code for each in Obligation.objects.all()}


def test_day_of_the_digest_is_the_clinic_s(clinic: Clinic, anna: User) -> None:
    """Sunday evening in New York is Monday in Greenwich."""
    list_man(follow(clinic, anna))
    scan_due(datetime(2026, 11, 23, 3, tzinfo=UTC))
    assert not Message.objects.exists()
    assert date(2026, 11, 22).weekday() == 6
