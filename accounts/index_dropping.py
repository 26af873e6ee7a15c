"""A foreign key that loses its index while the clinics go on working.

Django's own change of the field drops the key as well and makes it again, for which PostgreSQL
reads the whole table with writing barred.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AlterField
from django.db.migrations.state import ProjectState
from django.db.models import Field, Index, Model


class DropFieldIndex(AlterField):
    """Make the field what `field` says, which differs by `db_index=False` alone."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the field's own index; the key stays as it is."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model: type[Model] = from_state.apps.get_model(app_label, self.model_name)
        field: Any = model._meta.get_field(self.name)
        for name in _own_indexes(schema_editor, model, field):
            schema_editor.remove_index(model, Index(fields=[field.name], name=name))

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Give the field an index again, under another name than Django's."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
            return
        model: type[Model] = to_state.apps.get_model(app_label, self.model_name)
        own = Index(fields=[self.name])
        own.set_name_with_model(model)
        schema_editor.add_index(model, own)


def _own_indexes(
    schema_editor: BaseDatabaseSchemaEditor, model: type[Model], field: Field[Any, Any]
) -> list[str]:
    """The names of the indexes over this column alone and over all rows."""
    connection, named = schema_editor.connection, {each.name for each in model._meta.indexes}
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    return [
        name
        for name, told in found.items()
        if told["index"]
        and not (told["unique"] or told["primary_key"])
        and told["columns"] == [field.column]
        and name not in named
    ]
