"""Where a real clinic is not served: one test for each fault, and the whole start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.actions import add_member, create_clinic
from accounts.models import User
from accounts.roles import Role
from config.production import accounts_are_safe, accounts_faults, settings_are_safe, settings_faults
from exchange.demo.staff import COLLEAGUES, DEMO_PASSWORD
from tests.structure.source import ROOT

SECRET = "".join(chr(ord("a") + n % 26) for n in range(60))


def test_safe_settings_have_no_fault(safe: Settings) -> None:
    assert settings_faults() == []


@pytest.mark.parametrize(
    ("name", "given", "fault"),
    [
        pytest.param("DEBUG", True, "inrange.E010", id="debug"),
        pytest.param("BACKUP_DIR", None, "inrange.E011", id="no backups"),
        pytest.param("BACKUP_DIR", Path("/nowhere/at/all"), "inrange.E012", id="folder missing"),
        pytest.param("BACKUP_DIR", Path("relative"), "inrange.E012", id="folder relative"),
        pytest.param("RECORDS_DIR", Path("/"), "inrange.E013", id="folder of the records"),
        pytest.param("ALLOWED_HOSTS", ["*"], "inrange.E014", id="every host"),
        pytest.param("ALLOWED_HOSTS", [".clinic.example"], "inrange.E014", id="every subdomain"),
        pytest.param("ALLOWED_HOSTS", ["localhost"], "inrange.E015", id="own machine only"),
        pytest.param("SITE_ADDRESS", "http://inrange.clinic.example", "inrange.E016", id="http"),
        pytest.param("CSRF_TRUSTED_ORIGINS", ["http://x.example"], "inrange.E016", id="origin"),
        pytest.param("SITE_ADDRESS", "https://other.example", "inrange.E017", id="other host"),
        pytest.param("DEFAULT_FROM_EMAIL", "Inrange <i@localhost>", "inrange.E018", id="sender"),
        pytest.param("SESSION_COOKIE_SECURE", False, "inrange.E019", id="session cookie"),
        pytest.param("CSRF_COOKIE_SECURE", False, "inrange.E019", id="form cookie"),
        pytest.param("SECURE_SSL_REDIRECT", False, "inrange.E019", id="no redirect"),
    ],
)
def test_a_fault_is_told_with_what_to_do(
    name: str, given: object, fault: str, safe: Settings
) -> None:
    setattr(safe, name, given)
    assert settings_faults()[0].id == fault
    assert all(found.hint for found in settings_are_safe())
    safe.PRODUCTION = False
    assert settings_are_safe() == []


@pytest.mark.django_db
def test_an_empty_clinic_has_no_fault(safe: Settings) -> None:
    clinic = create_clinic("own", "Own Clinic")
    add_member(clinic, "lead@own.example", "Dr Lead", Role.LEAD, "four words that fit")
    assert accounts_are_safe(databases=["default"]) == []


@pytest.mark.django_db
def test_the_demo_clinic_is_a_fault(safe: Settings) -> None:
    create_clinic("demo", "Demo", is_demo=True)
    assert [found.id for found in accounts_faults()] == ["inrange.E020"]
    assert accounts_are_safe(databases=None) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "is_active", "ids"),
    [
        pytest.param(DEMO_PASSWORD, True, ["inrange.E021"], id="opens"),
        pytest.param("four words that fit", True, [], id="another password"),
        pytest.param(DEMO_PASSWORD, False, [], id="disabled"),
    ],
)
def test_an_account_of_the_demo_is_a_fault(
    password: str, is_active: bool, ids: list[str], safe: Settings
) -> None:
    user = User.objects.create_user(COLLEAGUES[0].email, "Anybody", password)
    user.is_active = is_active
    user.save()
    assert [found.id for found in accounts_faults()] == ids


def surroundings(tmp_path: Path, **changed: str) -> dict[str, str]:
    """The environment of a clinic's server, with changes; an empty one is taken away."""
    (tmp_path / "backups").mkdir(exist_ok=True)
    given = {
        "INRANGE_PRODUCTION": "1",
        "INRANGE_DATA": str(tmp_path / "records"),
        "INRANGE_BACKUP_DIR": str(tmp_path / "backups"),
        "INRANGE_SECRET_KEY": SECRET,
        "INRANGE_HOSTS": "inrange.clinic.example",
        "INRANGE_ORIGINS": "https://inrange.clinic.example",
        "INRANGE_SITE_ADDRESS": "https://inrange.clinic.example",
        "INRANGE_MAIL_FROM": "Inrange <inrange@clinic.example>",
        "INRANGE_SMTP_HOST": "mail.clinic.example",
        "INRANGE_BROKER_URL": "redis://localhost:1/0",
        "DATABASE_URL": "postgresql://nobody@localhost:1/nothing",
        **changed,
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {name: value for name, value in given.items() if value}


def checked(tmp_path: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    """What the deployment check says in those surroundings."""
    words = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    given = surroundings(tmp_path, **changed)
    return subprocess.run(words, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


@pytest.mark.fault
def test_a_clinics_own_server_has_not_one_warning(tmp_path: Path) -> None:
    answer = checked(tmp_path)
    assert (answer.returncode, answer.stderr) == (0, "")


BAD = {
    "no secret": {"INRANGE_SECRET_KEY": ""},
    "a short secret": {"INRANGE_SECRET_KEY": SECRET[:49]},
    "a poor secret": {"INRANGE_SECRET_KEY": "abcd" * 20},
    "a secret for trying out": {"INRANGE_SECRET_KEY": f"django-insecure-{SECRET}"},
    "debug": {"INRANGE_DEBUG": "1"},
    "no database": {"DATABASE_URL": ""},
    "a file as database": {"DATABASE_URL": "sqlite:///records.sqlite3"},
    "no queue": {"INRANGE_BROKER_URL": ""},
    "no mail server": {"INRANGE_SMTP_HOST": ""},
    "no sender": {"INRANGE_MAIL_FROM": ""},
    "no backups": {"INRANGE_BACKUP_DIR": ""},
    "backups nowhere": {"INRANGE_BACKUP_DIR": "/nowhere/at/all"},
    "no host": {"INRANGE_HOSTS": ""},
    "every host": {"INRANGE_HOSTS": "*"},
    "own machine only": {"INRANGE_HOSTS": "localhost"},
    "http": {"INRANGE_SITE_ADDRESS": "http://inrange.clinic.example"},
    "no address": {"INRANGE_SITE_ADDRESS": ""},
    "another address": {"INRANGE_SITE_ADDRESS": "https://elsewhere.example"},
    "an origin with http": {"INRANGE_ORIGINS": "http://inrange.clinic.example"},
    "no retention": {"INRANGE_RETENTION_YEARS": "0"},
}


@pytest.mark.fault
@pytest.mark.parametrize("name", BAD)
def test_a_bad_configuration_is_refused(name: str, tmp_path: Path) -> None:
    answer = checked(tmp_path, **BAD[name])
    assert answer.returncode != 0, name
    assert "INRANGE_" in answer.stderr or "DATABASE_URL" in answer.stderr, answer.stderr


def test_twenty_bad_configurations_are_tried() -> None:
    assert len(BAD) == 20


PROGRAMS = {
    "wsgi": ["-c", "import config.wsgi"],
    "asgi": ["-c", "import config.asgi"],
    "web server": ["-m", "gunicorn", "config.wsgi", "--bind", "127.0.0.1:0", "--workers", "1"],
    "worker": ["-m", "celery", "--app", "config.celery", "worker", "--pool", "solo"],
    "schedule": ["-m", "celery", "--app", "config.celery", "beat"],
}


@pytest.mark.fault
@pytest.mark.parametrize("program", PROGRAMS)
def test_no_program_starts_where_a_fault_is(program: str, tmp_path: Path) -> None:
    words = [sys.executable, *PROGRAMS[program]]
    given = surroundings(tmp_path, INRANGE_BACKUP_DIR="")
    answer = subprocess.run(
        words, cwd=ROOT, env=given, capture_output=True, text=True, check=False, timeout=60
    )
    assert answer.returncode != 0
    assert "inrange.E011" in answer.stderr
