from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="shows_si",
            field=models.BooleanField(default=False),
        ),
    ]
