"""Two people save at one moment what may stand once: the second is told so, and loses no word."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import connection
from django.db.models import Model

import labs.admin
import monitoring.pages.clinic_targets
from accounts import collisions
from accounts.actions import add_member
from accounts.models import Clinic, Membership, User, UserManager
from accounts.roles import Role
from labs.models import Assay, Laboratory, Spelling
from protocols.models import ClinicOverride, TargetProposal
from tests.conftest import TODAY
from tests.targets import adopt
from tests.views.page import CONFIRMATION, Page, Sent
from tests.walls.forms import Form
from tests.walls.windows import Answer, Two, Window, at_once, windows

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in"),
]


@dataclass(frozen=True)
class Only:
    """What may stand once: where it is typed, where two meet on the way to it, what is told."""

    path: str
    form: Form
    meet: tuple[Any, str]
    kind: type[Model]
    told: str
    """What the second reads; nothing where both get what they asked for."""
    stored: int = 1


ONCE = {
    "assay": Only(
        "/admin/labs/assay/add/",
        Form({"analyte": "estradiol", "method": "lcms", "since": "2026-10-01"}, holds="since"),
        (labs.admin, "note"),
        Assay,
        "The catalogue has this already. Set that aside first.",
    ),
    "spelling": Only(
        "/admin/labs/spelling/add/",
        Form({"written": "E2 ultrasensitive", "means": "analyte:estradiol"}, holds="written"),
        (labs.admin, "note"),
        Spelling,
        "The catalogue has this already. Set that aside first.",
    ),
    "account": Only(
        "/settings/staff/",
        Form({"email": "new@x.org", "name": "Dr New", "role": "lab_entry"}, holds="email"),
        (UserManager, "create_user"),
        Membership,
        "",
        stored=4,
    ),
    "withdrawal": Only(
        "/targets/clinic/{}/withdraw/",
        Form({"why": "Agreed otherwise"}, holds="why"),
        (monitoring.pages.clinic_targets, "propose"),
        TargetProposal,
        "It waits for a second person on the page Targets, and was not proposed twice.",
    ),
}
"""Every form of the site whose words the database lets stand once, and that looks beforehand.

The record number of a man has tests of its own (`tests/views/test_conflicts.py`).
"""


@pytest.fixture
def bay(clinic: Clinic) -> Laboratory:
    return Laboratory.objects.of(clinic, "Bay")


@pytest.fixture
def moved(clinic: Clinic) -> ClinicOverride:
    row = ClinicOverride(
        clinic=clinic, valid_from=date(2026, 6, 1), numbers={"e2_lo": "15"}, why="x"
    )
    return adopt(row, by=None, today=TODAY)


@pytest.fixture
def people(clinic: Clinic) -> list[User]:
    """Two leads and a clinician; so three work here before anybody is invited."""
    add_member(clinic, "clinician@harbor.example.org", "Dr Third", Role.CLINICIAN)
    emails = ("nora@harbor.example.org", "olaf@harbor.example.org")
    return [add_member(clinic, each, "Dr Lead", Role.LEAD).user for each in emails]


@pytest.fixture
def leads(live_server: Any, people: list[User]) -> Iterator[Two]:
    with windows(live_server.url, *people) as two:
        yield two


def let_meet(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
    """Hold the first two back until both have looked whether what they save stands there."""
    act, calls, gate = getattr(owner, name), count(), threading.Barrier(2, timeout=20)

    def met(*args: Any, **kwargs: Any) -> Any:
        if next(calls) < 2:
            gate.wait()
        return act(*args, **kwargs)

    monkeypatch.setattr(owner, name, met)


def filled(window: Window, path: str, form: Form, place: Laboratory) -> Sent:
    """What a person sends; with the tick, where reading on is asked for."""
    body = {**window.open(path, form), **form.typed}
    if "laboratory" in body:
        body["laboratory"] = str(place.pk)
    if path.endswith("/withdraw/"):
        body["confirmed"] = CONFIRMATION.findall(window.send(path, body)[1])[0]
    return body


def both_sent(two: Two, only: Only, place: Laboratory, moved: ClinicOverride) -> list[Answer]:
    path = only.path.format(moved.opaque_id)
    return at_once(two, path, [filled(window, path, only.form, place) for window in two])


@pytest.mark.parametrize("name", ONCE)
def test_the_second_is_told_in_the_words_of_the_form(
    name: str, leads: Two, bay: Laboratory, moved: ClinicOverride, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = ONCE[name]
    let_meet(monkeypatch, *only.meet)
    answers = both_sent(leads, only, bay, moved)
    assert only.kind._default_manager.count() == only.stored
    refused = [Page(text) for status, text in answers if status != 302]
    assert len(refused) == (1 if only.told else 0)
    for page in refused:
        assert only.told in page.text
        assert only.form.typed.items() <= page.form_with(only.form.holds).items()


@pytest.mark.parametrize("name", ONCE)
def test_without_asking_again_it_would_be_an_error_page(
    name: str, leads: Two, bay: Laboratory, moved: ClinicOverride, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collisions, "is_taken", lambda _fault: False)
    let_meet(monkeypatch, *ONCE[name].meet)
    answers = both_sent(leads, ONCE[name], bay, moved)
    assert sorted(status for status, _ in answers) == [302, 500]


def test_new_recovery_codes_in_two_tabs_are_two_answers(
    live_server: Any, people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    nora = people[0]
    Authenticator.objects.create(user=nora, type="totp", data={"secret": "x"})
    let_meet(monkeypatch, RecoveryCodes, "activate")
    with windows(live_server.url, nora, nora) as two:
        body = Form({}, holds="csrfmiddlewaretoken")
        bodies = [each.open("/account/protection/", body) for each in two]
        answers = at_once(two, "/account/protection/codes/", bodies)
    assert [status for status, _ in answers] == [200, 200]
    assert Authenticator.objects.filter(user=nora, type="recovery_codes").count() == 1
