"""What the programs of the tests of backups do: a clinic full of words, saved and read again."""

import os
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from accounts.actions import add_member
from accounts.auditing.sealing import seal_audit
from accounts.models import AuditRow
from accounts.roles import Role
from accounts.second_factor import add_app, new_app_secret
from config import environment
from config.backups.moving import as_read
from config.backups.tables import as_plain, contents
from labs.models import Draw
from monitoring.mail.scanning import scan_due
from tests.authenticator import code_of
from tests.walls.foreign import foreign_clinic

KEEPER = "keeper@wexcombe.example.org"
PASSWORD = "correct horse battery"


def fill(anchor: str) -> dict[str, str]:
    """A clinic with something in every table, and somebody who can sign in; the audit is sealed."""
    settings.AUDIT_ANCHOR = Path(anchor)
    full = foreign_clinic()
    keeper = add_member(full.clinic, KEEPER, "Dr Keeper", Role.LEAD, PASSWORD).user
    secret = new_app_secret()
    assert add_app(keeper, secret, code_of(secret))
    now = datetime.now(UTC)
    scan_due(now)
    AuditRow.objects.create(clinic=full.clinic, at=now, action="tried")
    assert seal_audit(now)
    return {"secret": secret, "man": str(full.man.opaque_id)}


def figures() -> dict[str, Any]:
    """What the tables hold."""
    return as_plain(contents())


def figures_as_read() -> dict[str, Any]:
    """What the models read."""
    return as_plain(as_read("default"))


def fill_trial(folder: str) -> dict[str, str]:
    """The same in an SQLite file, as where the product is tried out."""
    del os.environ["DATABASE_URL"]
    kept = environment.database(Path(folder), production=False)
    connections.databases["default"] = {**connections.databases["default"], **kept}
    del connections["default"]
    call_command("migrate", verbosity=0, interactive=False)
    return fill(f"{folder}/audit-anchor.jsonl")


def command(words: list[str], anchor: str, key: str = "") -> list[Any]:
    """Run a command as at a terminal: whether it did its work, and what it said."""
    os.environ["INRANGE_BACKUP_KEY"] = key
    settings.AUDIT_ANCHOR, said = Path(anchor), StringIO()
    try:
        call_command(*words, stdout=said, stderr=said)
    except CommandError as refusal:
        return [False, f"{said.getvalue()}{refusal}"]
    return [True, said.getvalue()]


def reads_a_man(secret: str, man: str) -> str:
    """Sign in with password and app, and open the man's page."""
    browser = Client(SERVER_NAME="localhost")
    half = browser.post("/account/sign-in/", {"email": KEEPER, "password": PASSWORD})
    assert half["Location"].startswith("/account/second-step/")
    assert browser.post(half["Location"], {"code": code_of(secret, 1)}).status_code == 302
    page = browser.get(f"/patients/{man}/")
    assert page.status_code == 200
    return page.content.decode()


def lose_a_note() -> None:
    """One word of one row is gone."""
    assert Draw.objects.filter(note__gt="").update(note="")


def migrate_back() -> list[str]:
    """Undo the latest migration of every own app; the names of all that had to go with them."""
    applied = MigrationRecorder(connection).applied_migrations().keys()
    for app in settings.OWN_APPS:
        *_, before, latest = sorted(name for label, name in applied if label == app)
        if (app, latest) in MigrationRecorder(connection).applied_migrations():
            call_command("migrate", app, before, verbosity=0, interactive=False)
    left = MigrationRecorder(connection).applied_migrations().keys()
    return [f"{app} {name}" for app, name in sorted(applied - left)]
