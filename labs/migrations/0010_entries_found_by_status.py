"""Who had results entered today stands in the status row: no draw need be found by its entry."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("labs", "0009_indexes_once"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="draw",
            name="draw_entered",
        ),
    ]
