"""One index a question: foreign keys lose theirs where another index begins with them,
or where nobody asks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.index_dropping import DropFieldIndex


class Migration(migrations.Migration):
    SAFE_BECAUSE = "an index less changes no answer; the version before reads and writes as it did"

    dependencies = [
        ("patients", "0003_indexes_once"),
        ("protocols", "0002_target_proposals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        DropFieldIndex(
            model_name="targetoverride",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_versions",
                to="patients.patient",
            ),
        ),
        DropFieldIndex(
            model_name="targetoverride",
            name="recorded_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        DropFieldIndex(
            model_name="therapyevent",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_versions",
                to="patients.patient",
            ),
        ),
        DropFieldIndex(
            model_name="therapyevent",
            name="recorded_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="targetoverride",
            index=models.Index(fields=["patient", "position"], name="override_of_patient"),
        ),
    ]
