"""What PostgreSQL lets the application do: work with everything, change nothing that was recorded.

The role that owns the tables migrates, and erases where that has to be (docs/data-safety.md). Web
server, worker and scheduler connect as a role that owns nothing and has these rights. They follow
from the models, so that a new kind of fact is under the guard without being named here.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from accounts.models import AuditRow, AuditSeal, Clinic, Membership, User
from exchange.models import ImportedDraw, ImportedFile, ImportRun, ReceivedResult
from monitoring.models import Message, Notice, Obligation
from patients.facts import Fact, Part
from patients.models import Patient
from protocols.models import Adoption, ClinicOverride

RETIRED = "is_current"
"""The one column of a fact that changes: a later version has taken its place."""

WRITTEN_ONCE = (
    AuditRow,
    AuditSeal,
    ClinicOverride,
    Adoption,
    ImportedFile,
    ImportedDraw,
    ReceivedResult,
)
NEVER_DELETED = (Clinic, User, Membership, Patient, ImportRun, Obligation, Notice, Message)


def grants(role: str) -> Iterator[str]:
    """The statements that give a role its rights, and take from it whatever it had beyond."""
    name = f'"{role.replace('"', '""')}"'
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name};"
    yield f"GRANT USAGE ON SCHEMA public TO {name};"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name};"
    yield f"GRANT SELECT ON {MigrationRecorder.Migration._meta.db_table} TO {name};"
    for model in _models():
        yield f"GRANT {', '.join(rights(model))} ON {model._meta.db_table} TO {name};"


def rights(model: type[Model]) -> list[str]:
    """What the application may do with the rows of one table."""
    if model in WRITTEN_ONCE or issubclass(model, Part):
        return ["SELECT", "INSERT"]
    if issubclass(model, Fact):
        return ["SELECT", "INSERT", f"UPDATE ({RETIRED})"]
    changes = ["SELECT", "INSERT", "UPDATE"]
    return changes if model in NEVER_DELETED else [*changes, "DELETE"]


def _models() -> list[type[Model]]:
    managed = (each for each in apps.get_models(include_auto_created=True) if each._meta.managed)
    return sorted(managed, key=lambda model: model._meta.db_table)
