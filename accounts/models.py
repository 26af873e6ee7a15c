"""Clinics, the people who work in them, and the record of what they did."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models

from accounts.roles import Role


def check_time_zone(name: str) -> None:
    """Refuse a name that the time-zone database does not know."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Use a name such as America/New_York.")


class Clinic(models.Model):
    """The wall: whatever belongs to one clinic does not exist for another.

    `adopted_version` and `adopted_on` repeat its latest adoption of the rule book, so that pages
    can say so without asking.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(
        max_length=64, default="America/New_York", validators=[check_time_zone]
    )
    is_demo = models.BooleanField(default=False)
    adopted_version = models.CharField(max_length=20, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    def adoption_of(self, rules_version: str) -> date | None:
        """Since when its lead has adopted that version of the rule book; None where not."""
        return self.adopted_on if self.adopted_version == rules_version else None

    def treating_staff(self) -> models.QuerySet[User]:
        """The people who may be responsible for a man here, by name."""
        return User.objects.filter(memberships__in=self.memberships.treating()).order_by("name")

    def local_day(self, moment: datetime) -> date:
        """The calendar day that `moment` falls on at the clinic."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()


class UserManager(BaseUserManager["User"]):
    """Creates staff accounts; the e-mail address is the user name."""

    def create_user(self, email: str, name: str, password: str | None = None) -> User:
        """Create a person who can sign in. Powers come from a membership, never from here."""
        user = self.model(email=self.normalize_email(email).lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Sign-in ignores the case of the address."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who can sign in. Holds no powers: those are a membership's, clinic by clinic."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    objects = UserManager()
    places: list[Membership]
    """Active memberships, set where the signed-in person is loaded."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        """The name shown in the app bar."""
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who works where."""

    def active(self) -> MembershipQuerySet:
        """Memberships that let somebody in today."""
        return self.filter(is_active=True, user__is_active=True)

    def treating(self) -> MembershipQuerySet:
        """Those who may own a patient: clinicians and leads."""
        return self.active().filter(role__in=[Role.CLINICIAN, Role.LEAD])


class Membership(models.Model):
    """One person's role in one clinic."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    is_active = models.BooleanField(default=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "staff member", "staff"
        constraints = [
            models.UniqueConstraint(fields=["user", "clinic"], name="one_role_per_clinic")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class AuditRow(models.Model):
    """What happened, written in the transaction of what it records, and never changed.

    `submission` is the token of the form that caused it: unique, so that the same form sent
    twice can act only once.
    """

    clinic = models.ForeignKey(
        Clinic, null=True, on_delete=models.PROTECT, related_name="audit_rows"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    detail = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    submission = models.UUIDField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "-at"], name="audit_clinic_at"),
            models.Index(fields=["subject"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


def new_opaque_id() -> uuid.UUID:
    """An identifier that says nothing about whom it names."""
    return uuid.uuid4()
