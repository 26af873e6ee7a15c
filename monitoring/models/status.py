"""One row per man: everything that a list shows, written with the facts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models

from accounts.models import Clinic, User
from monitoring.models.findings import Finding, Severity
from monitoring.models.listed import COLUMNS, ListedMan
from patients.models import Patient, PatientDetails


class StatusQuerySet(models.QuerySet["Status"]):
    """Men of a clinic by what their status says."""

    def to_decide(self) -> StatusQuerySet:
        """Men with at least one line that nobody has decided, most urgent first."""
        return self.filter(rank__lte=Severity.NOTICE).order_by(
            "rank", "waiting_since", "patient_id"
        )

    def to_sign(self) -> StatusQuerySet:
        """Men with a result that nobody has signed, longest waiting first."""
        return self.filter(unsigned_since__isnull=False).order_by("unsigned_since", "patient_id")

    def looked_after_by(self, person: int | None) -> StatusQuerySet:
        """Men of whoever their findings are assigned to, else of the clinician responsible."""
        owned = models.Q(assigned_to=None, details__owner=person)
        return self.filter(models.Q(assigned_to=person) | owned if person else owned)

    def fired(self, rule_id: str) -> StatusQuerySet:
        """Men for whom a rule fires now."""
        findings = Finding.objects.open().filter(rule_id=rule_id, patient=models.OuterRef("pk"))
        return self.filter(models.Exists(findings))

    def entered_since(self, moment: datetime) -> StatusQuerySet:
        """Men for whom results were entered or corrected since a moment."""
        return self.filter(entered_at__gte=moment)

    def labs_overdue(self, on: date) -> StatusQuerySet:
        """Men whose follow-up labs are late."""
        return self.filter(labs_overdue_from__lte=on)

    def changing(self, on: date) -> StatusQuerySet:
        """Men whose judgement changes by `on` although nothing new was entered."""
        return self.filter(changes_on__lte=on)

    def in_columns(self) -> models.QuerySet[Status, tuple[Any, ...]]:
        """As plain values, each row of which makes a `ListedMan`."""
        return self.values_list(*COLUMNS)

    def for_list(self, most: int) -> list[ListedMan]:
        """The first men as lists show them."""
        return [ListedMan(*row) for row in self.in_columns()[:most]]

    def named(self) -> StatusQuerySet:
        """With the man and his details in the same statement."""
        return self.select_related("patient", "details", "details__owner", "assigned_to")


class Status(models.Model):
    """The result of judging one man, in the form that lists read. Derived, never typed.

    `rank` is the severity of his most severe undecided line (1 is the most urgent, 9 means
    nothing to decide); `lines` holds the undecided topic lines, `current` the latest values,
    `unsigned` the draws whose results nobody has signed, which wait since `unsigned_since`.
    `judged_version` is the facts version judged; another number on the man is a defect.
    `changes_on` is the first day on which the judgement changes with nothing new entered;
    `entered_at` is when the newest of his draws with results was entered or corrected.
    """

    patient = models.OneToOneField(
        Patient, primary_key=True, on_delete=models.PROTECT, related_name="status"
    )
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="statuses")
    details = models.ForeignKey(PatientDetails, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=9)
    waiting_since = models.DateField(null=True)
    lines = models.JSONField(default=list)
    current = models.JSONField(default=dict)
    spark = models.JSONField(default=list)
    unsigned = models.JSONField(default=list)
    unsigned_since = models.DateField(null=True)
    course_state = models.CharField(max_length=20)
    weekly_mg = models.DecimalField(max_digits=8, decimal_places=3, null=True)
    dosed_since = models.DateField(null=True)
    last_draw_on = models.DateField(null=True)
    entered_at = models.DateTimeField(null=True)
    labs_due_on = models.DateField(null=True)
    labs_overdue_from = models.DateField(null=True)
    hct_due_on = models.DateField(null=True)
    dexa_due_on = models.DateField(null=True)
    snoozed_until = models.DateField(null=True)
    assigned_to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    judged_version = models.PositiveIntegerField()
    judged_on = models.DateField()
    rules_version = models.CharField(max_length=12)
    changes_on = models.DateField(null=True)

    objects = StatusQuerySet.as_manager()

    class Meta:
        verbose_name = "flagged patient"
        verbose_name_plural = "flagged patients"
        indexes = [
            models.Index(
                fields=["clinic", "rank", "waiting_since", "patient"],
                name="status_worklist",
                condition=models.Q(rank__lte=3),
            ),
            models.Index(
                fields=["clinic", "unsigned_since", "patient"],
                name="status_unsigned",
                condition=models.Q(unsigned_since__isnull=False),
            ),
            models.Index(fields=["changes_on"], name="status_changes_on"),
            models.Index(
                fields=["clinic", "dexa_due_on", "patient"],
                name="status_dexa_due",
                condition=models.Q(dexa_due_on__isnull=False),
            ),
            models.Index(
                fields=["clinic", "labs_overdue_from", "patient"],
                name="status_labs_overdue",
                condition=models.Q(labs_overdue_from__isnull=False),
            ),
            models.Index(
                fields=["clinic", "entered_at", "patient"],
                name="status_entered",
                condition=models.Q(entered_at__isnull=False),
            ),
            models.Index(
                fields=["clinic", "snoozed_until", "patient"],
                name="status_snoozed",
                condition=models.Q(snoozed_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Status of {self.patient_id}"

    @property
    def is_stale(self) -> bool:
        """Whether facts were written that this status has not judged."""
        return self.judged_version != self.patient.facts_version


def men_by_details(clinic: Clinic) -> StatusQuerySet:
    """The men of a clinic for lists in the order of who they are: the wall stands in his details.

    Asked in both tables, PostgreSQL takes the two for independent, expects a fortieth of the men
    in one of forty clinics, and so reads and sorts everybody for a page of fifty.
    """
    return Status.objects.filter(details__clinic=clinic)
