"""A start with --empty: on a laptop for trying out, with a clinic's settings for real patients."""

from __future__ import annotations

import os
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.actions import create_clinic
from accounts.models import AuditRow, Clinic, Membership
from accounts.roles import Role
from config.management.commands.serve import Command
from config.own_clinic import NO_PROXY, NOT_THE_DEMO, UNNAMED, lacking
from tests.unit.config.test_production import SECRET
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

MINE = {"name": "Quay Clinic", "admin_email": "lead@quay.example"}


@pytest.fixture
def real(safe: Settings) -> Settings:
    """The settings of a clinic that lacks nothing, behind its proxy."""
    safe.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return safe


@pytest.fixture(autouse=True)
def nothing_but_the_records(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are there already, style sheets are not asked for, and connections stay open."""
    settings.GATHERED = False
    for name in ("DATABASE_URL", *(each for each in os.environ if each.startswith("INRANGE_"))):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("config.management.commands.serve.connections.close_all", lambda: None)


def prepared(**own: str) -> str:
    """Make ready as `run --empty` does; what it prints."""
    said = StringIO()
    Command(stdout=said).prepare(own)
    return said.getvalue()


def test_a_trial_begins_with_its_first_lead_alone() -> None:
    said = prepared()
    (member,) = Membership.objects.all()
    assert (member.role, member.clinic.is_demo) == (Role.LEAD, False)
    assert "Sign in as lead@own-clinic.example with " in said
    assert "not shown again" in said


@pytest.mark.parametrize("is_real", [False, True])
def test_the_password_alone_opens_no_page(is_real: bool, request: pytest.FixtureRequest) -> None:
    """Trying out and the real clinic ask for the same second proof."""
    if is_real:
        request.getfixturevalue("real")
    password = prepared(**MINE).split(" with ")[1].split()[0]
    there: dict[str, Any] = {"headers": {"host": "localhost"}}
    if is_real:
        there = {"headers": {"host": "inrange.clinic.example", "x-forwarded-proto": "https"}}
    browser = Client(**there)
    sent = {"email": MINE["admin_email"], "password": password}
    assert browser.post("/account/sign-in/", sent).status_code == 302
    for page in ("/", "/patients/", "/settings/staff/", "/admin/"):
        answer = browser.get(page, follow=True)
        assert answer.redirect_chain[-1][0] == "/account/protection/", page
        assert "second" in page_of(answer).text.lower()


def test_a_trial_says_what_it_still_needs() -> None:
    prepared(**MINE)
    assert Clinic.objects.get().name == "Quay Clinic, not for real patients"
    said = Command().welcome("http://localhost:8000")
    for needed in ("DATABASE_URL", "BROKER_URL", "SMTP_HOST", "SECRET_KEY", "BACKUP_DIR"):
        assert needed in said
    assert "An address of the site is not encrypted" in said
    assert "Not for real patients." in said


def test_a_clinic_that_lacks_nothing_is_told_nothing(
    real: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "INRANGE_SECRET_KEY": SECRET,
        "DATABASE_URL": "postgresql://u@h/d",
        "INRANGE_BROKER_URL": "redis://h",
        "INRANGE_SMTP_HOST": "smtp.quay.example",
    }
    for name, words in given.items():
        monkeypatch.setenv(name, words)
    assert list(lacking()) == []
    prepared(**MINE)
    said = Command().welcome("http://localhost:8000")
    assert "Inrange is ready: https://inrange.clinic.example" in said
    assert "not for real patients" not in said.lower()
    assert Clinic.objects.get().name == "Quay Clinic"


def test_for_real_patients_the_clinic_and_its_lead_are_named(real: Settings) -> None:
    for given in ({}, {"name": "Quay Clinic"}, {"admin_email": "lead@quay.example"}):
        with pytest.raises(CommandError, match=UNNAMED):
            prepared(**given)
    assert not Clinic.objects.exists()


def test_for_real_patients_no_demo_is_loaded(real: Settings) -> None:
    with pytest.raises(CommandError, match=NOT_THE_DEMO):
        Command(stdout=StringIO()).prepare(None)
    assert not Clinic.objects.exists()


def test_for_real_patients_a_fault_stops_it_before_anything_is_written(real: Settings) -> None:
    real.BACKUP_DIR = None
    with pytest.raises(SystemCheckError, match="no backups"):
        prepared(**MINE)
    real.BACKUP_DIR, real.SECURE_PROXY_SSL_HEADER = real.RECORDS_DIR.parent / "backups", None
    with pytest.raises(CommandError, match=NO_PROXY):
        prepared(**MINE)
    assert not Clinic.objects.exists()
    assert not AuditRow.objects.exists()


def test_an_own_clinic_does_not_begin_among_the_demo() -> None:
    create_clinic("demo", "Demo", is_demo=True)
    with pytest.raises(CommandError, match=r"demo clinic is in the database.* --data"):
        prepared()


def test_a_second_start_changes_nothing() -> None:
    prepared(**MINE)
    assert prepared(**MINE) == ""
    assert Clinic.objects.count() == 1


def test_the_options_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Command, "serve", lambda *_: None)
    typed = ["--empty", "--name", "Quay", "--admin-email", "a@quay.example"]
    call_command("serve", *typed, "--time-zone", "UTC", port=0, stdout=StringIO())
    assert Clinic.objects.get().time_zone == "UTC"
