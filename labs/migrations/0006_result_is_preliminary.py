"""Whether a result was not final yet when it came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("labs", "0005_lab_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="result",
            name="is_preliminary",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
