"""Findings, which are derived, and decisions, which are facts."""

from __future__ import annotations

from datetime import date

from django.db import models

from accounts.models import Clinic, User
from monitoring.models.obligations import ObligationKind
from patients.facts import Fact
from patients.models import Patient


class Severity(models.IntegerChoices):
    """How urgent a finding is; a lower number comes first in a list."""

    ALERT = 1, "Act"
    WARNING = 2, "Review"
    NOTICE = 3, "Watch"
    INFO = 4, "Note"


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings by whether they still hold."""

    def open(self) -> FindingQuerySet:
        """Findings that the facts support now."""
        return self.filter(closed_at__isnull=True)


class Finding(models.Model):
    """One rule that fired for one man, with what it was judged by.

    Rebuilt from the facts at any moment: a finding whose content changes is closed, and a new
    row that keeps `opened_at` takes its place, so that what was once shown can be read later.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="findings")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="findings")
    rule_id = models.CharField(max_length=40)
    rule_version = models.CharField(max_length=12)
    topic = models.CharField(max_length=20)
    severity = models.PositiveSmallIntegerField(choices=Severity)
    headline = models.TextField()
    evidence = models.TextField(blank=True)
    inputs = models.JSONField(default=dict)
    threshold = models.TextField(blank=True)
    source = models.TextField(blank=True)
    grade = models.CharField(max_length=10)
    mark = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    written_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "rule_id"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_finding_per_rule",
            )
        ]
        indexes = [
            models.Index(
                fields=["clinic", "rule_id", "severity"],
                name="finding_open_by_rule",
                condition=models.Q(closed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} ({self.get_severity_display()})"

    @property
    def severity_word(self) -> str:
        """The severity as components name it: alert, warning, notice, info."""
        return Severity(self.severity).name.lower()


class DecisionKind(models.TextChoices):
    """What a person decided about a line of findings, about him, or about a date."""

    ACKNOWLEDGE = "acknowledge", "Acknowledge"
    SNOOZE = "snooze", "Snooze until a date"
    ACCEPT_RISK = "accept_risk", "Accept the risk until a date"
    REOPEN = "reopen", "Reopen"
    ASSIGN = "assign", "Assign to a colleague"
    EARLIER_DATE = "earlier_date", "Earlier date"
    BOOKED = "booked", "Visit booked"
    CALLED = "called", "Call"
    SIGN = "sign", "Result signed"


SETTLING = (DecisionKind.ACKNOWLEDGE, DecisionKind.SNOOZE, DecisionKind.ACCEPT_RISK)
ABOUT_FINDINGS = (*SETTLING, DecisionKind.REOPEN)


class DecisionReason(models.TextChoices):
    """The coded reason of a decision."""

    DOSE_CHANGED = "dose_changed", "Dose changed"
    DOSE_UNCHANGED = "dose_unchanged", "Dose left as it is"
    REPEAT_LABS = "repeat_labs", "Labs to be repeated"
    STOPPED = "stopped", "Anastrozole stopped"
    DEXA_REFERRED = "dexa_referred", "Referred for DEXA"
    DISCUSSED = "discussed", "Discussed with the patient"
    ASSAY = "assay", "Assay or timing explains it"
    RESULT_IN_ERROR = "result_in_error", "Result is in error"
    OTHER = "other", "Other, see note"


class CallOutcome(models.TextChoices):
    """What came of calling a man about a duty."""

    COMES = "comes", "Will come"
    LATER = "later", "Asked to be called later"
    NO_ANSWER = "no_answer", "No answer"
    WRONG_NUMBER = "wrong_number", "Number does not work"
    DECLINES = "declines", "Does not want to come"


class Decision(Fact):
    """What a person decided about one topic of one man. No rebuild of findings touches it.

    An earlier date, a booked visit and a call have the kind of the duty for their topic and no
    marks. An earlier date without `until` goes back to the date of the rules; the `until` of a
    booked visit or a call is the day until which nobody is reminded, and a call's reason is a
    `CallOutcome`.

    `marks` are the findings it covered, each with its severity and evidence: new evidence, a
    higher severity, or the day `until` brings the line back. A signature's mark is the draw with
    the version that was read.
    """

    topic = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=12, choices=DecisionKind)
    reason_code = models.CharField(
        max_length=20, choices=[*DecisionReason.choices, *CallOutcome.choices], blank=True
    )
    until = models.DateField(null=True, blank=True)
    marks = models.JSONField(default=dict)
    assignee = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField()
    note = models.TextField(blank=True)

    class Meta(Fact.Meta):
        indexes = [
            models.Index(fields=["patient", "position"], name="decision_of_patient"),
            models.Index(
                fields=["-decided_on", "-id"],
                name="decision_about_findings",
                condition=models.Q(
                    kind__in=ABOUT_FINDINGS,
                    is_current=True,
                    entered_in_error=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.topic}"

    @property
    def duty_label(self) -> str:
        """What an earlier date was set for, in words."""
        return ObligationKind(self.topic).label

    def lapsed(self, on: date) -> bool:
        """Whether the date set with the decision has come."""
        return self.until is not None and self.until <= on
