"""A laboratory's own codes are noted like its other words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    SAFE_BECAUSE = "Only what the forms offer grows; the column stays as it is."

    dependencies = [
        ("labs", "0006_result_is_preliminary"),
    ]

    operations = [
        migrations.AlterField(
            model_name="spelling",
            name="kind",
            field=models.CharField(
                choices=[
                    ("analyte", "Analyte"),
                    ("unit", "Unit"),
                    ("method", "Method"),
                    ("code", "Code"),
                ],
                max_length=10,
            ),
        ),
    ]
