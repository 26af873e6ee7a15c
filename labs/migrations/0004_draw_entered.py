"""What was entered for a man today is found without reading all of his draws.

The index is built beside a running clinic: on PostgreSQL nothing that writes draws waits for it.
"""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class AddIndexWithoutWaiting(migrations.AddIndex):
    """Built concurrently where the database can; SQLite has one writer anyhow."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        """Add it."""
        self._way(schema_editor).database_forwards(app_label, schema_editor, *states)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        """Take it away."""
        self._way(schema_editor).database_backwards(app_label, schema_editor, *states)

    def _way(self, schema_editor: Any) -> migrations.AddIndex:
        is_postgres = schema_editor.connection.vendor == "postgresql"
        way = AddIndexConcurrently if is_postgres else migrations.AddIndex
        return way(self.model_name, self.index)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("labs", "0003_catalogue")]

    operations = [
        AddIndexWithoutWaiting(
            model_name="draw",
            index=models.Index(fields=["patient", "recorded_at"], name="draw_patient_entered"),
        ),
    ]
