import datetime

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import accounts.models
from accounts.models import new_opaque_id


def name_each_duty(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give every duty an identifier of its own."""
    duties = apps.get_model("monitoring", "Obligation").objects
    rows = list(duties.only("pk"))
    for row in rows:
        row.opaque_id = new_opaque_id()
    duties.bulk_update(rows, ["opaque_id"], batch_size=500)


def look_again(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let the next scan look at every open duty; what was told is not told again."""
    duties = apps.get_model("monitoring", "Obligation").objects
    duties.filter(closed_at=None).update(next_notice_on=models.F("overdue_from"))
    messages = apps.get_model("monitoring", "Message").objects
    messages.filter(kind="overdue").update(kind="staff")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("monitoring", "0001_initial"),
        ("patients", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MailPreference",
            fields=[
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mail_preference",
                        serialize=False,
                        to="accounts.membership",
                    ),
                ),
                ("digest", models.BooleanField(default=True)),
                ("reminders", models.BooleanField(default=True)),
                ("bounced_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ReminderSettings",
            fields=[
                (
                    "clinic",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reminder_settings",
                        serialize=False,
                        to="accounts.clinic",
                    ),
                ),
                (
                    "first_owner_days",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(90),
                        ],
                    ),
                ),
                (
                    "second_owner_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(90),
                        ],
                    ),
                ),
                (
                    "review_working_days",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                    ),
                ),
                ("digest", models.BooleanField(default=True)),
                ("opens", models.TimeField(default=datetime.time(7, 30))),
                ("closes", models.TimeField(default=datetime.time(20, 0))),
                ("patient_mail", models.BooleanField(default=False)),
                (
                    "patient_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(90),
                        ],
                    ),
                ),
                ("patient_sender", models.CharField(blank=True, max_length=60)),
                ("patient_phone", models.CharField(blank=True, max_length=40)),
                ("digests_queued_on", models.DateField(null=True)),
            ],
            options={
                "verbose_name": "reminder settings",
                "verbose_name_plural": "reminder settings",
            },
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_once",
        ),
        migrations.AddField(
            model_name="message",
            name="patient",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="patients.patient",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="round",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="obligation",
            name="next_notice_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="obligation",
            name="opaque_id",
            field=models.UUIDField(
                default=accounts.models.new_opaque_id, editable=False, null=True
            ),
        ),
        migrations.RunPython(name_each_duty, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="obligation",
            name="opaque_id",
            field=models.UUIDField(
                default=accounts.models.new_opaque_id, editable=False, unique=True
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="round",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="obligation",
            name="silent_until",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("acknowledge", "Acknowledge"),
                    ("snooze", "Snooze until a date"),
                    ("accept_risk", "Accept the risk until a date"),
                    ("reopen", "Reopen"),
                    ("assign", "Assign to a colleague"),
                    ("earlier_date", "Earlier date"),
                    ("booked", "Visit booked"),
                    ("called", "Call"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="reason_code",
            field=models.CharField(
                blank=True,
                choices=[
                    ("dose_changed", "Dose changed"),
                    ("dose_unchanged", "Dose left as it is"),
                    ("repeat_labs", "Labs to be repeated"),
                    ("stopped", "Anastrozole stopped"),
                    ("dexa_referred", "Referred for DEXA"),
                    ("discussed", "Discussed with the patient"),
                    ("assay", "Assay or timing explains it"),
                    ("result_in_error", "Result is in error"),
                    ("other", "Other, see note"),
                    ("comes", "Will come"),
                    ("later", "Asked to be called later"),
                    ("no_answer", "No answer"),
                    ("wrong_number", "Number does not work"),
                    ("declines", "Does not want to come"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[("staff", "To the clinic's staff"), ("patient", "To a patient")],
                default="staff",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="recipient",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Waiting to be sent"),
                    ("leased", "Being sent"),
                    ("sent", "Sent"),
                    ("parked", "Parked"),
                    ("bounced", "Came back"),
                    ("dropped", "Not sent: its reason ended"),
                ],
                default="queued",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="channel",
            field=models.CharField(
                choices=[
                    ("owner", "Clinician responsible"),
                    ("lead", "Lead clinician"),
                    ("patient", "Patient"),
                ],
                default="owner",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="recipient",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="obligation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("labs", "Follow-up labs"),
                    ("hct", "Hematocrit check"),
                    ("dexa", "DEXA scan"),
                    ("awaited", "Awaited results"),
                    ("review", "Unreviewed Act finding"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state__in", ["parked", "bounced"])),
                fields=["clinic"],
                name="message_needing_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("next_notice_on__isnull", False)),
                fields=["clinic", "next_notice_on"],
                name="obligation_to_announce",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dropped"), _negated=True),
                fields=("patient", "kind", "local_day"),
                name="one_patient_message_per_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recipient__isnull", True), ("patient__isnull", True), _connector="XOR"
                ),
                name="message_to_one_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("obligation", "round", "stage", "channel", "recipient", "due_on"),
                name="notice_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("channel", "patient"), ("withdrawn_at__isnull", True)),
                fields=("obligation", "round", "stage", "due_on"),
                name="patient_notice_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="remindersettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_owner_days__lt", models.F("second_owner_days"))),
                name="second_stage_after_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="remindersettings",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes__lte", datetime.time(22, 0)),
                    ("opens__gte", datetime.time(6, 0)),
                    ("opens__lt", models.F("closes")),
                ),
                name="sending_hours_by_day",
            ),
        ),
        migrations.RunPython(look_again, migrations.RunPython.noop),
    ]
