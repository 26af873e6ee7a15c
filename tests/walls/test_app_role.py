"""The application's own PostgreSQL role does all of its work, and changes nothing recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from pytest_django.fixtures import Settings

from accounts.auditing.sealing import seal_audit
from accounts.models import AuditRow, AuditSeal
from config.app_role import grants
from monitoring.mail.scanning import scan_due
from monitoring.mail.sending import send_due
from monitoring.models import Status
from monitoring.status.nightly import judge_changed
from patients.facts import Fact, Part
from tests.audit.expected import SAVED
from tests.conftest import NOW, TODAY, anastrozole, recorded, signed_in
from tests.views.page import send
from tests.walls.foreign import Foreign, foreign_clinic
from tests.walls.routes import route_named

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles"),
]

ROLE = "inrange_app_of_a_test"
RECORDED = (*Fact.__subclasses__(), *Part.__subclasses__(), AuditRow, AuditSeal)
KEYS = {each._meta.db_table: each._meta.pk.column for each in RECORDED}


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def app_role(*more: str) -> Iterator[None]:
    """The connection plays the application's role; `more` is granted beyond what it needs."""
    run(f"CREATE ROLE {ROLE}")
    for statement in (*grants(ROLE), *more):
        run(statement)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f"SET LOCAL ROLE {ROLE}")
    yield
    run("RESET ROLE")


@pytest.fixture
def full() -> Foreign:
    """A clinic with something in every table."""
    return foreign_clinic()


@pytest.fixture
def in_role(full: Foreign, tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.AUDIT_ANCHOR = tmp_path / "anchor.jsonl"
    with app_role():
        yield


@pytest.mark.usefixtures("in_role")
@pytest.mark.parametrize("route", SAVED)
def test_every_form_saves(route: str, full: Foreign) -> None:
    lead = signed_in(full.lead.user)
    _, typed = SAVED[route]
    assert send(lead, route_named(route).address(full.ids(route)), **typed).status_code == 302


@pytest.mark.usefixtures("in_role")
def test_every_pass_does_its_work(full: Foreign) -> None:
    later = NOW + timedelta(days=60)
    recorded(full.man, anastrozole(TODAY))
    judge_changed(later)
    assert Status.objects.get(patient=full.man).judged_on == later.date()
    assert scan_due(later).total()
    assert send_due(later).total()
    assert seal_audit(later)


@pytest.mark.usefixtures("in_role")
def test_nothing_recorded_is_changed() -> None:
    for table, key in KEYS.items():
        for act in ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"):
            with pytest.raises(ProgrammingError, match="permission denied"):
                run(act.format(table, key))


@pytest.mark.usefixtures("in_role")
@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE labs_draw SET entered_in_error = true", id="undo a fact"),
        pytest.param("DROP TRIGGER audit_never_changes ON accounts_auditrow", id="lift the guard"),
        pytest.param("ALTER TABLE labs_draw DISABLE TRIGGER ALL", id="switch triggers off"),
        pytest.param("DELETE FROM patients_patient", id="forget a patient"),
        pytest.param("CREATE TABLE public.more (id int)", id="a table of its own"),
    ],
)
def test_the_guard_is_not_its_own_to_lift(statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        run(statement)


def test_the_missing_grant_is_what_refuses(full: Foreign) -> None:
    with app_role(f"GRANT UPDATE ON labs_draw TO {ROLE}"):
        run("UPDATE labs_draw SET entered_in_error = true")


def test_an_earlier_right_is_taken_away(full: Foreign) -> None:
    run(f"CREATE ROLE {ROLE}; GRANT ALL ON labs_draw TO {ROLE}")
    run("".join(grants(ROLE)))
    run(f"SET LOCAL ROLE {ROLE}")
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("DELETE FROM labs_draw")
    run("RESET ROLE")


def test_the_command_prints_what_is_tried_here() -> None:
    out = StringIO()
    call_command("app_role", "a role", stdout=out)
    assert out.getvalue().splitlines()[1:-1] == list(grants("a role"))
    assert '"a role"' in out.getvalue()
