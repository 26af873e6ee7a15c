"""What a migration does that the version before would notice while it still serves."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

REASON = "SAFE_BECAUSE"
"""What a migration says where the version before does not notice all the same."""

GOES_AWAY = {
    operations.RemoveField: "takes away a column that the version before reads",
    operations.DeleteModel: "takes away a table that the version before reads",
    operations.RenameField: "renames a column that the version before reads",
    operations.RenameModel: "renames a table that the version before reads",
    operations.AlterModelTable: "renames a table that the version before reads",
    operations.AlterField: "changes a column that the version before writes",
    operations.AddConstraint: "refuses what the version before may write",
}


def noticed(migration: type[Migration]) -> list[str]:
    """Each thing that needs a reason, where the migration gives none."""
    if getattr(migration, REASON, "").strip():
        return list(_for_ever(migration))
    return [*_for_ever(migration), *_while_serving(migration)]


def _for_ever(migration: type[Migration]) -> Iterator[str]:
    """What no reason excuses: there would be no way back."""
    for operation in migration.operations:
        if not operation.reversible:
            yield f"{type(operation).__name__}: cannot be undone"


def _while_serving(migration: type[Migration]) -> Iterator[str]:
    created = (each for each in migration.operations if isinstance(each, operations.CreateModel))
    made = {each.name_lower for each in created}
    for operation in migration.operations:
        table = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
        if table not in made and (fault := _fault(operation)):
            yield f"{type(operation).__name__} of {table}: {fault}"


def _fault(operation: Operation) -> str:
    if isinstance(operation, operations.AddField):
        field = operation.field
        if not field.null and field.db_default is NOT_PROVIDED and not field.many_to_many:
            return "the version before cannot write rows: let it be null, or give db_default"
    if isinstance(operation, operations.RunPython | operations.RunSQL):
        return "changes rows or tables in its own way"
    return next((says for kind, says in GOES_AWAY.items() if isinstance(operation, kind)), "")
