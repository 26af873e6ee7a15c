"""One index a question: foreign keys lose theirs where another index begins with them,
or where nobody asks."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.index_dropping import DropFieldIndex


class Migration(migrations.Migration):
    SAFE_BECAUSE = "an index less changes no answer; the version before reads and writes as it did"

    dependencies = [
        ("accounts", "0007_indexes_once"),
        ("exchange", "0004_imports_queue"),
    ]

    operations = [
        DropFieldIndex(
            model_name="arrival",
            name="clinic",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arrivals",
                to="accounts.clinic",
            ),
        ),
        DropFieldIndex(
            model_name="importedfile",
            name="clinic",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="imported_files",
                to="accounts.clinic",
            ),
        ),
        DropFieldIndex(
            model_name="importrun",
            name="clinic",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="import_runs",
                to="accounts.clinic",
            ),
        ),
        DropFieldIndex(
            model_name="movingin",
            name="clinic",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="movings_in",
                to="accounts.clinic",
            ),
        ),
        DropFieldIndex(
            model_name="waitingrow",
            name="clinic",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waiting_rows",
                to="accounts.clinic",
            ),
        ),
    ]
