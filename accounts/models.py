"""Clinics, the people who work in them, and the record of what they did."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from accounts.auditing.records import AuditRow, AuditSeal
from accounts.roles import May, Role, roles_that
from accounts.sessions import Session

__all__ = ["AuditRow", "AuditSeal", "Clinic", "Membership", "Session", "User", "check_time_zone"]


def check_time_zone(name: str) -> None:
    """Refuse a name that the time-zone database does not know."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Use a name such as America/New_York.")


class Clinic(models.Model):
    """The wall: whatever belongs to one clinic does not exist for another.

    `adopted_version` and `adopted_on` repeat its latest adoption of the rule book, so that pages
    can say so without asking. `shows_si` says in which units a man's pages show his hormones.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(
        max_length=64, default="America/New_York", validators=[check_time_zone]
    )
    is_demo = models.BooleanField(default=False)
    adopted_version = models.CharField(max_length=20, blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    shows_si = models.BooleanField(default=False)
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
        return self.local_time(moment).date()

    def day_begins(self, day: date) -> datetime:
        """The first moment of a calendar day at the clinic."""
        return datetime.combine(day, time.min, ZoneInfo(self.time_zone))

    def local_time(self, moment: datetime) -> datetime:
        """`moment` as a clock at the clinic shows it."""
        return moment.astimezone(ZoneInfo(self.time_zone))


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
    sign_in_round = models.PositiveIntegerField(default=0)
    """Counted up to end every session of this person at once."""

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        """The name shown in the app bar."""
        return self.name

    @cached_property
    def places(self) -> list[Membership]:
        """Active memberships, oldest first; set already where the signed-in person is loaded."""
        return list(self.memberships.active().select_related("clinic").order_by("pk"))

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session stands on: when any of it changes, the session ends at its next request.

        The password and the address as ever, and what the person may do where.
        """
        roles = sorted((place.clinic_id, place.role) for place in self.places)
        ground = [self.password, self.email, self.sign_in_round, *roles]
        salt = "accounts.User.session"
        return salted_hmac(salt, repr(ground), secret=secret, algorithm="sha256").hexdigest()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who works where."""

    def active(self) -> MembershipQuerySet:
        """Memberships that let somebody in today."""
        return self.filter(is_active=True, user__is_active=True)

    def treating(self) -> MembershipQuerySet:
        """Those who may own a patient: clinicians and leads."""
        return self.active().filter(role__in=[Role.CLINICIAN, Role.LEAD])

    def who_may(self, act: May) -> MembershipQuerySet:
        """Those whose role includes an act, by name."""
        holders = self.active().filter(role__in=roles_that(act))
        return holders.select_related("user").order_by("user__name")


class Membership(models.Model):
    """One person's role in one clinic."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, db_index=False, related_name="memberships"
    )
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

    @property
    def stands_as(self) -> str:
        """What a form about this place must have seen, so that it changes nothing unseen."""
        return self.role if self.is_active else f"{self.role}, without access"


class Draft(models.Model):
    """Words that somebody typed into a form of a clinic and has not saved; clinical, so kept here.

    `path` is the page, which names a patient by his opaque id where it is about one.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="drafts")
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="drafts")
    path = models.CharField(max_length=200)
    fields = models.JSONField()
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "clinic", "path"], name="one_draft_a_page")
        ]

    def __str__(self) -> str:
        return f"Draft of {self.kept_at:%Y-%m-%d %H:%M}"


def new_opaque_id() -> uuid.UUID:
    """An identifier that says nothing about whom it names."""
    return uuid.uuid4()
