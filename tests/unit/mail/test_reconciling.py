"""Every defect that reconciling looks for is planted once; without one it finds nothing."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Clinic, Membership, User
from monitoring.mail.reconciling import all_problems, reconcile
from monitoring.mail.scanning import scan_due
from monitoring.models import Message, Notice, Obligation, ReminderSettings, ScanRun
from tests.unit.mail.clinics import NOON, TODAY, follow, found_clinic, owe, scan_and_send

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def kinds() -> list[tuple[str, int]]:
    return [(each.kind, each.count) for each in reconcile(NOON)]


def never_scanned() -> None:
    Obligation.objects.update(next_notice_on=None)


def armed_too_late() -> None:
    Obligation.objects.update(next_notice_on=TODAY + DAY)


def waits_since_long() -> None:
    Message.objects.update(state="queued", not_before=NOON - 5 * MINUTE)


def held_since_long() -> None:
    Message.objects.update(state="leased", leased_until=NOON - 5 * MINUTE)


def dropped_with_its_notices() -> None:
    Message.objects.update(state="dropped", last_error="Nothing was overdue any more.")


def withdrawn_and_forgotten() -> None:
    Notice.objects.update(withdrawn_at=NOON)
    Obligation.objects.update(next_notice_on=None)


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize(
    ("plant", "kind"),
    [
        pytest.param(waits_since_long, "unsettled", id="waits for longer than a pass"),
        pytest.param(held_since_long, "held", id="lease over for longer than a pass"),
        pytest.param(withdrawn_and_forgotten, "untold", id="told, withdrawn and not armed"),
        pytest.param(dropped_with_its_notices, "unsaid", id="dropped, notices stand"),
    ],
)
def test_a_planted_defect_is_found(
    scanned: bool, plant: Callable[[], None], kind: str, overdue: Obligation
) -> None:
    scan_due(NOON) if not scanned else scan_and_send()
    assert kinds() == []
    plant()
    assert kinds() == [(kind, 1)]
    assert ScanRun.objects.get(name="reconcile").counts[kind] == 1


@pytest.mark.parametrize("plant", [never_scanned, armed_too_late])
def test_a_duty_that_no_scan_will_see_is_found(
    plant: Callable[[], None], overdue: Obligation
) -> None:
    plant()
    assert kinds() == [("untold", 1)]


HARMLESS: list[tuple[str, dict[str, object]]] = [
    ("armed", {"next_notice_on": TODAY}),
    ("silent", {"silent_until": TODAY + DAY}),
    ("closed", {"closed_at": NOON}),
    ("not overdue", {"overdue_from": TODAY + DAY}),
]


@pytest.mark.parametrize("changes", [pytest.param(changes, id=name) for name, changes in HARMLESS])
def test_a_duty_with_a_good_reason_is_none(changes: dict[str, object], overdue: Obligation) -> None:
    Obligation.objects.update(**{"next_notice_on": None, **changes})
    assert kinds() == []


@pytest.mark.parametrize(
    ("days", "found"),
    [pytest.param(1, [("untold", 1)], id="stage has come"), pytest.param(2, [], id="not yet")],
)
def test_a_stage_that_has_not_come_is_no_defect(
    days: int, found: list[tuple[str, int]], clinic: Clinic, overdue: Obligation
) -> None:
    ReminderSettings.objects.create(clinic=clinic, first_owner_days=days)
    never_scanned()
    assert kinds() == found


def test_a_man_no_longer_followed_is_none(clinic: Clinic, anna: User) -> None:
    owe(follow(clinic, anna, discharged_on=TODAY))
    never_scanned()
    assert kinds() == []


def test_a_clinic_with_nobody_to_tell_is_counted_elsewhere(overdue: Obligation) -> None:
    Membership.objects.update(is_active=False)
    never_scanned()
    assert kinds() == []


@pytest.mark.parametrize("minutes", [-4, 0])
def test_what_waits_within_a_pass_is_no_defect(minutes: int, overdue: Obligation) -> None:
    scan_due(NOON)
    Message.objects.update(not_before=NOON + minutes * MINUTE)
    assert kinds() == []


def test_the_command_names_clinic_and_defect_and_fails(overdue: Obligation) -> None:
    never_scanned()
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("reconcile", stdout=said)
    assert ended.value.code == 1
    assert "one: 1 overdue duties of which nobody was told" in said.getvalue()


def test_the_command_says_that_nothing_is_amiss(clinic: Clinic) -> None:
    said = StringIO()
    call_command("reconcile", stdout=said)
    assert said.getvalue() == "Nothing is amiss.\n"


def all_passes_ran() -> None:
    for name in ("scan", "send", "judge"):
        ScanRun.objects.record(name, NOON, {})


def test_a_monitor_is_told_line_by_line(overdue: Obligation) -> None:
    scan_due(NOON)
    all_passes_ran()
    assert all_problems(NOON) == []
    Message.objects.update(state="parked")
    ScanRun.objects.filter(name="send").update(finished_at=NOON - 6 * MINUTE)
    assert all_problems(NOON) == [
        "The pass send is silent.",
        "one: messages that reached nobody: 1",
    ]


def test_the_command_for_a_monitor_fails_while_anything_is_amiss(db: None) -> None:
    found_clinic("two")
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_reminders", stdout=said)
    assert ended.value.code == 1
    assert said.getvalue().splitlines() == [
        "The pass scan is silent.",
        "The pass send is silent.",
        "The pass judge is silent.",
    ]
