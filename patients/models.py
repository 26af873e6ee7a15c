"""The man: his anchor row, who he is, and what he tells about how he feels."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db import models

from accounts.models import Clinic, new_opaque_id
from patients.facts import Fact, FactQuerySet
from patients.forms.days import format_day
from patients.naming import age_on, is_followed, list_name
from patients.pairs import RecordPair, Verdict
from patients.symptoms import EXCESS_SYMPTOMS

__all__ = [
    "MailConsent",
    "Patient",
    "PatientDetails",
    "PatientQuerySet",
    "RecordPair",
    "SymptomReport",
    "Verdict",
]


class PatientQuerySet(models.QuerySet["Patient"]):
    """Men, by the identifier that addresses carry."""

    def known_as(self, opaque_id: UUID) -> PatientQuerySet:
        """The man an address names, or nobody."""
        return self.filter(opaque_id=opaque_id)


class Patient(models.Model):
    """One man of one clinic: the row that is locked while facts about him are written.

    Who he is stands in `PatientDetails`; this row never changes but for its two counters.
    `facts_version` rises with every unit of work that touches him, so that a judgement made
    on an older state can be seen; `facts_count` numbers his facts in the order recorded.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="patients")
    opaque_id = models.UUIDField(default=new_opaque_id, unique=True, editable=False)
    facts_version = models.PositiveIntegerField(default=0)
    facts_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PatientQuerySet.as_manager()
    details: PatientDetails
    """His current details, set where he is locked or admitted."""

    def __str__(self) -> str:
        return f"Patient {self.opaque_id}"

    def versions_of[F: Fact](self, model: type[F]) -> FactQuerySet[F]:
        """All versions of his facts of one kind; `.current()` leaves what stands."""
        return cast("FactQuerySet[F]", model._default_manager.filter(patient=self))


class MailConsent(models.TextChoices):
    """Whether the man himself may be written to. Unknown is not consent."""

    UNKNOWN = "unknown", "Not asked"
    GRANTED = "granted", "Granted"
    DENIED = "denied", "Denied"


class PatientDetails(Fact):
    """Who the man is, with the two things of his history that bone scheduling reads."""

    clinic = models.ForeignKey(
        Clinic, on_delete=models.PROTECT, db_index=False, related_name="patient_details"
    )
    record_number = models.CharField(max_length=40)
    family_name = models.CharField(max_length=100, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    born_on = models.DateField()
    born_on_is_estimated = models.BooleanField(default=False)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    mail_consent = models.CharField(max_length=10, choices=MailConsent, default=MailConsent.UNKNOWN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fragility_fracture = models.BooleanField(default=False)
    glucocorticoids_3m = models.BooleanField(default=False)
    deceased_on = models.DateField(null=True, blank=True)
    discharged_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["clinic", "record_number"],
                condition=models.Q(is_current=True, entered_in_error=False),
                name="record_number_unique_in_clinic",
            ),
        ]
        indexes = [
            models.Index(fields=["clinic", "family_name", "given_name"], name="details_name"),
            models.Index(fields=["clinic", "born_on"], name="details_born"),
            models.Index(fields=["patient", "position"], name="details_of_patient"),
        ]

    def __str__(self) -> str:
        return f"Details of {self.patient_id}"

    def with_man(self) -> Patient:
        """The man, carrying these details."""
        self.patient.details = self
        return self.patient

    @property
    def display_name(self) -> str:
        """FAMILY, Given; or what to call a man whose name was never entered."""
        if not self.family_name:
            return f"Record {self.record_number}"
        return f"{self.family_name.upper()}, {self.given_name}".rstrip(", ")

    @property
    def list_name(self) -> str:
        """Family, Given: the calmer form for lists."""
        return list_name(self.family_name, self.given_name, self.record_number)

    @property
    def is_followed(self) -> bool:
        """Whether the clinic still follows him; nothing is chased once it does not."""
        return is_followed(self.deceased_on, self.discharged_on)

    def age_on(self, day: date) -> int:
        """Whole years on a day; a birthday on 29 February is reached on 1 March."""
        return age_on(self.born_on, day)


class SymptomReport(Fact):
    """What the man reported on a day: each symptom's severity from 1 to 3; empty means none."""

    reported_on = models.DateField()
    severities = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)

    class Meta(Fact.Meta):
        indexes = [models.Index(fields=["patient", "position"], name="symptoms_of_patient")]

    def __str__(self) -> str:
        return f"Symptoms of {format_day(self.reported_on)}"

    @property
    def excess(self) -> frozenset[str]:
        """Reported symptoms that estrogen excess causes."""
        return frozenset(self.severities) & EXCESS_SYMPTOMS

    @property
    def low(self) -> frozenset[str]:
        """Reported symptoms that too little estradiol may cause."""
        return frozenset(self.severities) - EXCESS_SYMPTOMS
