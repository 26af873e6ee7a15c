"""Links carry a signature and no identity, serve one purpose, and end."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.models import Clinic, User
from monitoring.mail.links import (
    CLOSED,
    EXPIRED,
    UNKNOWN,
    DeadLink,
    duty_behind,
    item_link,
    list_link,
    message_behind,
    preferences_link,
    unsubscribe_link,
)
from monitoring.models import Message, Obligation
from tests.unit.mail.clinics import NOON, TODAY, follow, found_clinic, owe

DAY = timedelta(days=1)


@pytest.fixture
def message(clinic: Clinic, anna: User) -> Message:
    """A message that goes out at noon."""
    return Message.objects.create(
        clinic=clinic, recipient=anna, local_day=TODAY, not_before=NOON, queued_at=NOON
    )


def token(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def answer(given: str, *clinics: Clinic, now: datetime = NOON) -> str:
    """The sentence that somebody of these clinics gets; empty where the link leads on."""
    try:
        duty_behind(given, clinics, now)
    except DeadLink as dead:
        return str(dead)
    return ""


@pytest.mark.django_db
def test_link_leads_to_its_duty(clinic: Clinic, message: Message, overdue: Obligation) -> None:
    link = item_link(overdue.opaque_id, message=message)
    assert link.startswith("http://localhost:8000/r/")
    assert duty_behind(token(link), [clinic], NOON) == overdue


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(0, "", id="at once"),
        pytest.param(13, "", id="below 14 days"),
        pytest.param(14, "", id="at 14 days"),
        pytest.param(15, EXPIRED, id="above 14 days"),
        pytest.param(4000, EXPIRED, id="years later"),
    ],
)
def test_link_lasts_14_days(
    clinic: Clinic, message: Message, overdue: Obligation, days: int, expected: str
) -> None:
    given = token(item_link(overdue.opaque_id, message=message))
    assert answer(given, clinic, now=NOON + days * DAY) == expected


@pytest.mark.django_db
def test_days_of_a_link_are_the_clinic_s(message: Message, overdue: Obligation) -> None:
    given = token(item_link(overdue.opaque_id, message=message))
    last_minute = datetime(2026, 12, 3, 4, 59, tzinfo=UTC)
    assert answer(given, message.clinic, now=last_minute) == ""
    assert answer(given, message.clinic, now=last_minute + timedelta(minutes=1)) == EXPIRED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "day"),
    [
        pytest.param({}, TODAY, id="at the first try"),
        pytest.param({"first_tried_at": NOON + 2 * DAY}, TODAY + 2 * DAY, id="sender was down"),
        pytest.param(
            {"first_tried_at": NOON, "not_before": NOON + 3 * DAY}, TODAY + 3 * DAY, id="retried"
        ),
    ],
)
def test_days_count_from_when_the_message_goes_out(
    message: Message, overdue: Obligation, changes: dict[str, datetime], day: date
) -> None:
    for name, moment in changes.items():
        setattr(message, name, moment)
    given = token(item_link(overdue.opaque_id, message=message))
    last = NOON + (day - TODAY) + 14 * DAY
    assert answer(given, message.clinic, now=last) == ""
    assert answer(given, message.clinic, now=last + DAY) == EXPIRED


@pytest.mark.django_db
def test_link_to_a_duty_that_was_met(clinic: Clinic, message: Message, overdue: Obligation) -> None:
    given = token(item_link(overdue.opaque_id, message=message))
    Obligation.objects.update(closed_at=NOON)
    assert answer(given, clinic) == CLOSED


@pytest.mark.django_db
def test_foreign_and_forged_links_are_answered_alike(
    clinic: Clinic, message: Message, overdue: Obligation
) -> None:
    elsewhere = found_clinic("two")
    foreign = owe(follow(elsewhere))
    given = token(item_link(foreign.opaque_id, message=message))
    late = NOON + 20 * DAY
    assert answer(given, clinic) == answer(given, clinic, now=late) == UNKNOWN
    Obligation.objects.update(closed_at=NOON)
    assert answer(given, clinic) == UNKNOWN
    assert answer(token(item_link(uuid4(), message=message)), clinic) == UNKNOWN


def _flipped(given: str) -> str:
    return ("B" if given[0] == "A" else "A") + given[1:]


FORGED: dict[str, Callable[[str], str]] = {
    "empty": lambda _: "",
    "nonsense": lambda _: "\0é%2F..",
    "unsigned": lambda given: given.partition(".")[0],
    "other payload": _flipped,
    "cut off": lambda given: given[:-1],
    "longer": lambda given: given + "A",
    "two signatures": lambda given: f"{given}.{given.partition('.')[2]}",
}


@pytest.mark.django_db
@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_forged_link(
    clinic: Clinic, message: Message, overdue: Obligation, forge: Callable[[str], str]
) -> None:
    item = forge(token(item_link(overdue.opaque_id, message=message)))
    assert answer(item, clinic) == UNKNOWN
    with pytest.raises(DeadLink):
        message_behind(forge(token(unsubscribe_link(message))))


@pytest.mark.django_db
def test_link_serves_one_purpose(clinic: Clinic, message: Message, overdue: Obligation) -> None:
    item = token(item_link(overdue.opaque_id, message=message))
    stop = token(unsubscribe_link(message))
    assert answer(stop, clinic) == UNKNOWN
    with pytest.raises(DeadLink):
        message_behind(item)


@pytest.mark.django_db
def test_stop_names_its_message_for_good(message: Message) -> None:
    assert message_behind(token(unsubscribe_link(message))) == message


@pytest.mark.django_db
def test_stop_of_a_message_that_is_not_there(message: Message) -> None:
    given = token(unsubscribe_link(message))
    message.delete()
    with pytest.raises(DeadLink):
        message_behind(given)


@pytest.mark.django_db
def test_links_are_the_same_whenever_they_are_written(message: Message) -> None:
    duty = UUID(int=7)
    assert item_link(duty, message=message) == item_link(duty, message=message)
    assert unsubscribe_link(message) == unsubscribe_link(message)


@pytest.mark.django_db
def test_links_begin_with_the_address_of_the_site(settings: Any, message: Message) -> None:
    settings.SITE_ADDRESS = "https://site.example/inrange/"
    links = [list_link(), preferences_link(), unsubscribe_link(message)]
    assert [link.partition("/inrange/")[2].split("/")[0] for link in links] == [
        "account",
        "account",
        "mail",
    ]
    assert all(link.startswith("https://site.example/inrange/") for link in links)
