"""One index a question: foreign keys lose theirs where another index begins with them,
or where nobody asks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.index_dropping import DropFieldIndex


class Migration(migrations.Migration):
    SAFE_BECAUSE = "an index less changes no answer; the version before reads and writes as it did"

    dependencies = [
        ("accounts", "0007_indexes_once"),
        ("labs", "0008_draws_found_by_entry"),
        ("patients", "0003_indexes_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        DropFieldIndex(
            model_name="dexascan",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_versions",
                to="patients.patient",
            ),
        ),
        DropFieldIndex(
            model_name="dexascan",
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
            model_name="dexasite",
            name="scan",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sites",
                to="labs.dexascan",
            ),
        ),
        DropFieldIndex(
            model_name="draw",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_versions",
                to="patients.patient",
            ),
        ),
        DropFieldIndex(
            model_name="draw",
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
            model_name="laboratory",
            name="clinic",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="laboratories",
                to="accounts.clinic",
            ),
        ),
        DropFieldIndex(
            model_name="labreport",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s_versions",
                to="patients.patient",
            ),
        ),
        DropFieldIndex(
            model_name="labreport",
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
            model_name="result",
            name="confirmed_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        DropFieldIndex(
            model_name="result",
            name="draw",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="labs.draw",
            ),
        ),
    ]
