"""Inviting, links that work once, and changing or ending access."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import tasks
from accounts.actions import add_member, change_password
from accounts.keys import INVITED_FOR, RESET_FOR, invitation_key, reset_key
from accounts.lockout import MOST_PER_PAIR
from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from accounts.staffing import end_access, invite
from tests.conftest import signed_in
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
STAFF, SIGN_IN, FORGOTTEN = "/settings/staff/", "/account/sign-in/", "/account/forgotten/"
GOOD, OTHER = "four words that fit", "another four words"
PAIR = {"new": GOOD, "again": GOOD}
SECOND = timedelta(seconds=1)
GONE = 410


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """The worker does at once what it is told."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    for task in (tasks.send_invitation, tasks.send_reset):
        monkeypatch.setattr(task, "delay", task.run)


@pytest.fixture
def boss(hired: dict[Role, Membership]) -> User:
    return hired[Role.ADMINISTRATOR].user


@pytest.fixture
def nora(clinic: Clinic) -> Membership:
    return add_member(clinic, "nora@harbor.example.org", "Dr Nora", Role.CLINICIAN, OTHER)


def link() -> str:
    """Where the last message leads."""
    found = re.search(r"https?://[^/]+(/account/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def invited(boss: User, capture: Callable[..., object], email: str = "new@x.org") -> str:
    sent = {"email": email, "name": "Dr New", "role": Role.CLINICIAN}
    with capture(execute=True):
        assert signed_in(boss).post(STAFF, sent).status_code == 302
    return link()


def test_an_invited_person_chooses_a_password_and_a_second_factor(
    boss: User, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    address = invited(boss, django_capture_on_commit_callbacks)
    client = Client()
    assert "Harbor Clinic" in page_of(client.get(address)).text
    assert client.post(address, {"new": "short", "again": "short"}).status_code == 200
    assert client.post(address, PAIR)["Location"] == SIGN_IN
    client.post(SIGN_IN, {"email": "new@x.org", "password": GOOD})
    assert client.get("/")["Location"] == "/account/protection/"
    assert client.get(address).status_code == GONE
    place = Membership.objects.get(user__email="new@x.org")
    assert (place.role, place.is_active) == (Role.CLINICIAN, True)


def test_the_messages_name_nobody(
    boss: User, nora: Membership, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    invited(boss, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(FORGOTTEN, {"email": nora.user.email})
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        said = f"{message.subject} {message.body}"
        assert not any(word in said for word in ("Nora", "New", "Harbor", boss.name, "clinic "))


SPENT: dict[str, Callable[[Membership, time_machine.Traveller], object]] = {
    "used": lambda place, _: Client().post(f"/account/invitation/{invitation_key(place)}/", PAIR),
    "seven days": lambda _, clock: clock.shift(INVITED_FOR + SECOND),
    "withdrawn": lambda place, _: end_access(place, by=User.objects.exclude(pk=place.user_id)[0]),
    "another role": lambda place, _: Membership.objects.filter(pk=place.pk).update(role=Role.LEAD),
    "address": lambda place, _: User.objects.filter(pk=place.user_id).update(email="z@x.org"),
    "password": lambda place, _: change_password(place.user, OTHER),
    "account": lambda place, _: User.objects.filter(pk=place.user_id).update(is_active=False),
}


@pytest.mark.parametrize("what", SPENT)
def test_an_invitation_opens_nothing_after(
    what: str, clinic: Clinic, boss: User, clock: time_machine.Traveller
) -> None:
    place = invite(clinic, "new@x.org", "Dr New", Role.CLINICIAN, by=boss)
    address = f"/account/invitation/{invitation_key(place)}/"
    assert Client().get(address).status_code == 200
    SPENT[what](place, clock)
    assert Client().get(address).status_code == GONE
    assert Client().post(address, {"new": OTHER, "again": OTHER}).status_code == GONE


def test_an_invitation_is_good_for_seven_days(
    clinic: Clinic, boss: User, clock: time_machine.Traveller
) -> None:
    place = invite(clinic, "new@x.org", "Dr New", Role.CLINICIAN, by=boss)
    address = f"/account/invitation/{invitation_key(place)}/"
    clock.shift(INVITED_FOR)
    assert Client().get(address).status_code == 200


def test_a_known_person_accepts_with_his_own_password(
    nora: Membership, other_clinic: Clinic
) -> None:
    place = invite(other_clinic, nora.user.email, "Another Name", Role.LEAD, by=None)
    address = f"/account/invitation/{invitation_key(place)}/"
    assert Client().post(address, {"present": "wrong"}).status_code == 200
    assert not Membership.objects.get(pk=place.pk).is_active
    assert Client().post(address, {"present": OTHER})["Location"] == SIGN_IN
    assert Membership.objects.get(pk=place.pk).is_active
    assert User.objects.get(pk=nora.user_id).name == "Dr Nora"


def test_an_invitation_is_no_way_to_guess_a_password(
    nora: Membership, other_clinic: Clinic
) -> None:
    place = invite(other_clinic, nora.user.email, "", Role.LEAD, by=None)
    address = f"/account/invitation/{invitation_key(place)}/"
    for _ in range(MOST_PER_PAIR):
        assert Client().post(address, {"present": "wrong"}).status_code == 200
    assert Client().post(address, {"present": OTHER}).status_code == 429


def test_nothing_opens_before_an_invitation_is_accepted(
    nora: Membership, other_clinic: Clinic
) -> None:
    invite(other_clinic, nora.user.email, "", Role.LEAD, by=None)
    client = signed_in(nora.user)
    assert client.post("/account/clinic/", {"clinic": other_clinic.slug}).status_code == 404


@pytest.mark.parametrize(
    ("after", "status"),
    [pytest.param(RESET_FOR, 200, id="at"), pytest.param(RESET_FOR + SECOND, GONE, id="after")],
)
def test_a_reset_is_good_for_thirty_minutes(
    after: timedelta, status: int, nora: Membership, clock: time_machine.Traveller
) -> None:
    address = f"/account/reset/{reset_key(nora.user)}/"
    clock.shift(after)
    assert Client().get(address).status_code == status


@pytest.mark.parametrize("what", ["used", "password", "address", "signed in", "account"])
def test_a_reset_opens_nothing_after(what: str, nora: Membership) -> None:
    user, address = nora.user, f"/account/reset/{reset_key(nora.user)}/"
    if what == "used":
        assert Client().post(address, PAIR)["Location"] == SIGN_IN
    elif what == "password":
        change_password(user, GOOD)
    elif what == "signed in":
        Client().post(SIGN_IN, {"email": user.email, "password": OTHER})
    else:
        changed = {"email": "z@x.org"} if what == "address" else {"is_active": False}
        User.objects.filter(pk=user.pk).update(**changed)
    assert Client().post(address, PAIR).status_code == GONE


@pytest.mark.parametrize("token", ["x", "a.b.c", "1:2:3", "0" * 5_000, "%00"])
def test_a_made_up_link_opens_nothing(token: str) -> None:
    for kind in ("reset", "invitation"):
        assert Client().get(f"/account/{kind}/{token}/").status_code == GONE


def test_one_kind_of_link_is_no_other(nora: Membership, clinic: Clinic) -> None:
    assert Client().get(f"/account/invitation/{reset_key(nora.user)}/").status_code == GONE


def test_a_reset_lifts_the_wait_and_leaves_the_second_factor(
    nora: Membership, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    Authenticator.objects.create(user=nora.user, type="totp", data={})
    for _ in range(MOST_PER_PAIR + 1):
        Client().post(SIGN_IN, {"email": nora.user.email, "password": "wrong"})
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(FORGOTTEN, {"email": nora.user.email.upper()})
    assert Client().post(link(), PAIR).status_code == 302
    answer = Client().post(SIGN_IN, {"email": nora.user.email, "password": GOOD})
    assert answer["Location"] == "/account/second-step/"


def test_asking_tells_nothing_and_fills_no_mailbox(
    nora: Membership,
    clock: time_machine.Traveller,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    def ask(email: str) -> str:
        client = Client()
        with django_capture_on_commit_callbacks(execute=True) as tasks_begun:
            client.post(FORGOTTEN, {"email": email})
        assert len(tasks_begun) == 1
        return page_of(client.get(SIGN_IN)).text

    assert ask(nora.user.email) == ask("nobody@x.org") == ask(nora.user.email)
    assert len(mail.outbox) == 1
    clock.shift(timedelta(minutes=5))
    ask(nora.user.email)
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("do", ["role", "end", "second-factor"])
def test_a_change_ends_the_persons_sessions_and_is_recorded(
    do: str, boss: User, nora: Membership
) -> None:
    Authenticator.objects.create(user=nora.user, type="totp", data={})
    theirs = signed_in(nora.user)
    assert theirs.get("/account/own/").status_code == 200
    sent = {"do": do, "role": Role.LEAD, "seen": nora.stands_as}
    assert signed_in(boss).post(f"{STAFF}{nora.pk}/", sent)["Location"] == STAFF
    assert theirs.get("/account/own/").status_code == 302
    nora.refresh_from_db()
    changed = (nora.role, nora.is_active, Authenticator.objects.filter(user=nora.user).exists())
    expected = {
        "role": (Role.LEAD, True, True),
        "end": (Role.CLINICIAN, False, True),
        "second-factor": (Role.CLINICIAN, True, False),
    }
    assert changed == expected[do]
    assert AuditRow.objects.filter(by=boss, subject=str(nora.pk)).count() == 1


def test_nobody_changes_his_own_access(boss: User) -> None:
    place = boss.memberships.get()
    for do in ("role", "end", "second-factor"):
        client = signed_in(boss)
        client.post(f"{STAFF}{place.pk}/", {"do": do, "role": Role.LEAD})
        assert "Somebody else has to" in page_of(client.get(STAFF)).text
    place.refresh_from_db()
    assert (place.role, place.is_active) == (Role.ADMINISTRATOR, True)


def test_a_person_of_two_clinics_keeps_his_second_factor(
    boss: User, nora: Membership, other_clinic: Clinic
) -> None:
    add_member(other_clinic, nora.user.email, "", Role.LEAD)
    Authenticator.objects.create(user=nora.user, type="totp", data={})
    signed_in(boss).post(f"{STAFF}{nora.pk}/", {"do": "second-factor", "seen": nora.stands_as})
    assert Authenticator.objects.filter(user=nora.user).exists()


def test_a_live_link_is_in_no_log(nora: Membership, caplog: pytest.LogCaptureFixture) -> None:
    key = reset_key(nora.user)
    Client().post(f"/account/reset/{key}/", {"new": "short", "again": "short"})
    assert key not in caplog.text


def test_whoever_runs_the_server_forgets_lost_proofs(nora: Membership) -> None:
    Authenticator.objects.create(user=nora.user, type="totp", data={})
    theirs = signed_in(nora.user)
    call_command("forget_second_factor", nora.user.email.upper(), stdout=StringIO())
    assert not Authenticator.objects.filter(user=nora.user).exists()
    assert theirs.get("/account/own/").status_code == 302
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("forget_second_factor", "nobody@x.org")


def test_every_step_of_a_persons_access_is_recorded(
    boss: User, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    Client().post(invited(boss, django_capture_on_commit_callbacks), PAIR)
    place = Membership.objects.get(user__email="new@x.org")
    Client().post(FORGOTTEN, {"email": "new@x.org"})
    Client().post(f"/account/reset/{reset_key(place.user)}/", {"new": OTHER, "again": OTHER})
    signed_in(boss).post(f"{STAFF}{place.pk}/", {"do": "end", "seen": place.stands_as})
    rows = AuditRow.objects.filter(clinic=place.clinic).order_by("pk")
    assert list(rows.values_list("action", flat=True))[-5:] == [
        "membership.invited",
        "membership.accepted",
        "reset.asked",
        "password.changed",
        "membership.ended",
    ]


SEEN = [
    pytest.param("role", {"role": Role.LEAD}, id="role"),
    pytest.param("end", {}, id="end"),
    pytest.param("second-factor", {}, id="second factor"),
]


@pytest.mark.parametrize(("do", "more"), SEEN)
def test_access_that_somebody_changed_meanwhile_is_not_changed_unseen(
    do: str, more: dict[str, str], boss: User, nora: Membership
) -> None:
    seen = nora.stands_as
    Membership.objects.filter(pk=nora.pk).update(role=Role.LAB_ENTRY)
    before, client = AuditRow.objects.count(), signed_in(boss)
    client.post(f"{STAFF}{nora.pk}/", {"do": do, "seen": seen, **more})
    assert "Somebody else changed this access meanwhile" in page_of(client.get(STAFF)).text
    nora.refresh_from_db()
    assert (nora.role, nora.is_active) == (Role.LAB_ENTRY, True)
    assert AuditRow.objects.count() == before


@pytest.mark.parametrize(("do", "more"), SEEN[:2])
def test_a_change_sent_twice_is_done_once_and_said_twice(
    do: str, more: dict[str, str], boss: User, nora: Membership
) -> None:
    client, sent = signed_in(boss), {"do": do, "seen": nora.stands_as, **more}
    said = []
    for _ in range(2):
        client.post(f"{STAFF}{nora.pk}/", sent)
        said.append(page_of(client.get(STAFF)).text)
    assert all(nora.user.name in each for each in said)
    acts = AuditRow.objects.filter(action__in=["membership.role-changed", "membership.ended"])
    assert acts.count() == 1


@pytest.mark.parametrize(
    ("fresh", "rows"), [pytest.param(False, 1, id="one form"), pytest.param(True, 2, id="two")]
)
def test_an_invitation_sent_twice_invites_once(fresh: bool, rows: int, boss: User) -> None:
    client, typed = signed_in(boss), {"email": "n@x.org", "name": "N"}
    first = page_of(client.get(STAFF)).form_with("once")
    second = page_of(client.get(STAFF)).form_with("once") if fresh else first
    answers = [client.post(STAFF, {**form, **typed}) for form in (first, second)]
    assert [each["Location"] for each in answers] == [STAFF, STAFF]
    assert AuditRow.objects.filter(action="membership.invited").count() == rows
