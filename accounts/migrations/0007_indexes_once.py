"""One index a question: foreign keys lose theirs where another index begins with them,
or where nobody asks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.index_dropping import DropFieldIndex


class Migration(migrations.Migration):
    SAFE_BECAUSE = "an index less changes no answer; the version before reads and writes as it did"

    dependencies = [
        ("accounts", "0006_clinic_shows_si"),
    ]

    operations = [
        DropFieldIndex(
            model_name="auditrow",
            name="clinic",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="audit_rows",
                to="accounts.clinic",
            ),
        ),
        DropFieldIndex(
            model_name="draft",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drafts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        DropFieldIndex(
            model_name="membership",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
