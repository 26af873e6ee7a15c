"""The worklist's overdue labs and entered results in the status row, where an index orders them."""

from django.conf import settings
from django.db import migrations, models


def fill(apps, schema_editor):
    """What each row would have said by now, had it been asked."""
    duty = apps.get_model("monitoring", "Obligation").objects.filter(
        patient=models.OuterRef("patient"), kind="labs", closed_at=None
    )
    draws = apps.get_model("labs", "Draw").objects.filter(
        patient=models.OuterRef("patient"), is_current=True, entered_in_error=False
    )
    newest = draws.filter(results__isnull=False).order_by("-recorded_at").values("recorded_at")
    apps.get_model("monitoring", "Status").objects.update(
        labs_overdue_from=models.Subquery(duty.values("overdue_from")[:1]),
        entered_at=models.Subquery(newest[:1]),
    )


class Migration(migrations.Migration):
    SAFE_BECAUSE = """The columns may be null and no version before reads them. What it writes
    meanwhile leaves them as they are until the man is judged again, at the latest when his labs
    come due, which is before they can be late."""

    dependencies = [
        ("accounts", "0007_indexes_once"),
        ("labs", "0009_indexes_once"),
        ("monitoring", "0006_indexes_once"),
        ("patients", "0003_indexes_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="status",
            name="entered_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="status",
            name="labs_overdue_from",
            field=models.DateField(null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="status",
            index=models.Index(
                condition=models.Q(("labs_overdue_from__isnull", False)),
                fields=["clinic", "labs_overdue_from", "patient"],
                name="status_labs_overdue",
            ),
        ),
        migrations.AddIndex(
            model_name="status",
            index=models.Index(
                condition=models.Q(("entered_at__isnull", False)),
                fields=["clinic", "entered_at", "patient"],
                name="status_entered",
            ),
        ),
    ]
