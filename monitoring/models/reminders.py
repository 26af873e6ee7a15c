"""How a clinic reminds: its stages and hours, and what each of its people wants to get."""

from __future__ import annotations

from datetime import date, time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.models import Clinic, Membership

EARLIEST, LATEST = time(6), time(22)
"""No clinic sends before or after these; an alarm at night helps nobody."""

LONGEST_STAGE_DAYS = 90


def _days(default: int) -> models.PositiveSmallIntegerField[int, int]:
    limits = [MinValueValidator(0), MaxValueValidator(LONGEST_STAGE_DAYS)]
    return models.PositiveSmallIntegerField(default=default, validators=limits)


class ReminderSettingsQuerySet(models.QuerySet["ReminderSettings"]):
    """How clinics remind."""

    def of(self, clinic: Clinic) -> ReminderSettings:
        """What the clinic chose, else what every clinic begins with."""
        chosen = self.select_related("clinic").filter(clinic=clinic).first()
        return chosen or ReminderSettings(clinic=clinic)


class ReminderSettings(models.Model):
    """When whom a clinic tells of an overdue duty. Days count from its first overdue day.

    `opens` and `closes` are the hours of sending by the clinic's clock. `patient_mail` lets men
    be written to who agreed to it; `patient_sender` and `patient_phone` are all that such a
    message says about the clinic. `digests_queued_on` is the last day whose digests were queued.
    """

    clinic = models.OneToOneField(
        Clinic, primary_key=True, on_delete=models.PROTECT, related_name="reminder_settings"
    )
    first_owner_days = _days(0)
    second_owner_days = _days(14)
    review_working_days = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    digest = models.BooleanField(default=True)
    opens = models.TimeField(default=time(7, 30))
    closes = models.TimeField(default=time(20))
    patient_mail = models.BooleanField(default=False)
    patient_days = _days(7)
    patient_sender = models.CharField(max_length=60, blank=True)
    patient_phone = models.CharField(max_length=40, blank=True)
    digests_queued_on = models.DateField(null=True)

    objects = ReminderSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "reminder settings"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_owner_days__lt=models.F("second_owner_days")),
                name="second_stage_after_first",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    opens__gte=EARLIEST, closes__lte=LATEST, opens__lt=models.F("closes")
                ),
                name="sending_hours_by_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Reminders of {self.clinic_id}"

    def digest_is_queued(self, day: date) -> bool:
        """Whether the digests of a clinic's day were queued already."""
        return self.digests_queued_on is not None and day <= self.digests_queued_on


class MailPreferenceQuerySet(models.QuerySet["MailPreference"]):
    """What people of a clinic asked for."""

    def unreachable(self) -> MailPreferenceQuerySet:
        """Those who want no reminders, or whose address sends them back."""
        return self.filter(models.Q(reminders=False) | models.Q(bounced_at__isnull=False))


class MailPreference(models.Model):
    """What one person wants to get from one clinic; without a row, everything.

    `bounced_at` is when his address last sent a message back; until somebody says that it works
    again, his duties are told to the lead clinicians as well.
    """

    membership = models.OneToOneField(
        Membership, primary_key=True, on_delete=models.CASCADE, related_name="mail_preference"
    )
    digest = models.BooleanField(default=True)
    reminders = models.BooleanField(default=True)
    bounced_at = models.DateTimeField(null=True)

    objects = MailPreferenceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Mail to member {self.membership_id}"
