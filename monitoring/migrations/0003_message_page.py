from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0002_reminder_stages"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="page",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
