"""What the man takes, drug by drug; and targets moved for him, a laboratory or the clinic."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from accounts.models import Clinic
from patients.facts import Fact
from patients.forms.days import format_day
from protocols.clinic_targets import ClinicTargets
from protocols.proposal import Ending, TargetProposal

__all__ = [
    "Adoption",
    "ClinicOverride",
    "Drug",
    "Ending",
    "EventReason",
    "Indication",
    "Planned",
    "Route",
    "Step",
    "TargetOverride",
    "TargetProposal",
    "TherapyEvent",
    "every_so_often",
    "plain",
    "times_a_week",
]


class Drug(models.TextChoices):
    """What the clinic follows. Anastrozole and testosterone are judged; the rest are shown."""

    ANASTROZOLE = "anastrozole", "Anastrozole"
    TESTOSTERONE = "testosterone", "Testosterone"
    CLOMIPHENE = "clomiphene", "Clomiphene"
    ENCLOMIPHENE = "enclomiphene", "Enclomiphene"
    HCG = "hcg", "hCG"
    FSH = "fsh", "FSH"
    TAMOXIFEN = "tamoxifen", "Tamoxifen"
    GLUCOCORTICOID = "glucocorticoid", "Glucocorticoid"
    BISPHOSPHONATE = "bisphosphonate", "Bisphosphonate"
    DENOSUMAB = "denosumab", "Denosumab"
    VITAMIN_D_CALCIUM = "vitamin_d_calcium", "Vitamin D, calcium"


class Step(models.TextChoices):
    """What happened to a drug on a day."""

    START = "start", "Start"
    CHANGE = "change", "Change"
    HOLD = "hold", "Hold"
    RESUME = "resume", "Resume"
    STOP = "stop", "Stop"


class Indication(models.TextChoices):
    """Why anastrozole is given."""

    TRT = "trt", "Beside testosterone therapy"
    FERTILITY = "fertility", "Fertility protocol"


class Planned(models.TextChoices):
    """How long the course is meant to last; long-term means more than one to two years."""

    LONG_TERM = "long_term", "Long-term"
    SHORT_TERM = "short_term", "Short-term"


class Route(models.TextChoices):
    """How a drug is given."""

    INTRAMUSCULAR = "im", "Intramuscular"
    SUBCUTANEOUS = "sc", "Subcutaneous"
    TRANSDERMAL = "td", "On the skin"
    ORAL = "po", "By mouth"
    PELLET = "pellet", "Pellet"


class EventReason(models.TextChoices):
    """The coded reason of a protocol event."""

    GYNECOMASTIA = "gynecomastia", "Gynecomastia"
    BREAST_TENDERNESS = "breast_tenderness", "Breast tenderness"
    FLUID_RETENTION = "fluid_retention", "Fluid retention"
    LOW_RATIO = "low_ratio", "Low T/E ratio"
    INFERTILITY = "infertility", "Infertility"
    E2_HIGH = "e2_high", "Estradiol high"
    E2_LOW = "e2_low", "Estradiol low"
    SYMPTOMS = "symptoms", "Symptoms"
    SIDE_EFFECT = "side_effect", "Side effect"
    TESTOSTERONE_CHANGE = "testosterone_change", "Testosterone changed"
    LOWEST_DOSE_TRIAL = "lowest_dose_trial", "Trial of the lowest dose"
    OVER_SUPPRESSION = "over_suppression", "Over-suppression"
    BONE_LOSS = "bone_loss", "Bone loss"
    RESOLVED = "resolved", "Resolved"
    PATIENT_CHOICE = "patient_choice", "Patient's choice"
    PREGNANCY = "pregnancy", "Pregnancy achieved"
    LOST = "lost", "Lost to follow-up"
    OTHER = "other", "Other"


POSITIVE = [MinValueValidator(Decimal("0.001"))]


class TherapyEvent(Fact):
    """One step of one drug: start, change, hold, resume or stop.

    `dose_mg` is a single dose in mg, given `per_week` times a week or once `every_days` days.
    `regimen` describes a drug whose dose is not followed as mg and schedule; for testosterone
    it names the ester and is part of what a change changes. `checklist` is what a start of
    anastrozole says about each item asked at a start; its shape stands in `targets.starting`.
    """

    drug = models.CharField(max_length=20, choices=Drug)
    step = models.CharField(max_length=10, choices=Step)
    occurred_on = models.DateField()
    dose_mg = models.DecimalField(
        max_digits=8, decimal_places=3, null=True, blank=True, validators=POSITIVE
    )
    per_week = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    every_days = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    regimen = models.CharField(max_length=120, blank=True)
    route = models.CharField(max_length=10, choices=Route, blank=True)
    indication = models.CharField(max_length=10, choices=Indication, blank=True)
    planned = models.CharField(max_length=10, choices=Planned, blank=True)
    reason_code = models.CharField(max_length=20, choices=EventReason, blank=True)
    consent_on = models.DateField(null=True, blank=True)
    checklist = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)

    class Meta(Fact.Meta):
        indexes = [models.Index(fields=["patient", "occurred_on"], name="therapy_patient_on")]

    def __str__(self) -> str:
        return f"{self.get_drug_display()} {self.step} of {format_day(self.occurred_on)}"

    @property
    def regimen_line(self) -> str:
        """The regimen in one line; two equal lines are the same treatment (a refill)."""
        parts = [self.regimen, self._dose_line(), self.get_route_display() if self.route else ""]
        return ", ".join(part for part in parts if part)

    def _dose_line(self) -> str:
        if self.dose_mg is None:
            return ""
        dose = f"{plain(self.dose_mg)} mg"
        if self.per_week is not None:
            return f"{dose} {times_a_week(self.per_week)}"
        return f"{dose} {every_so_often(self.every_days)}" if self.every_days else dose


class TargetOverride(Fact):
    """Targets of one man's own, from a day on.

    `numbers` maps a parameter to its number as text, or to null: given back from that day on.
    It is never amended: a later override follows it, or it is marked as entered in error.
    """

    valid_from = models.DateField()
    numbers = models.JSONField()
    why = models.TextField()

    class Meta(Fact.Meta):
        indexes = [models.Index(fields=["patient", "position"], name="override_of_patient")]

    def __str__(self) -> str:
        return f"Own targets from {format_day(self.valid_from)}"


class ClinicOverrideQuerySet(models.QuerySet["ClinicOverride"]):
    """What a clinic has moved for all its men."""

    def standing(self) -> ClinicOverrideQuerySet:
        """The overrides that nothing has withdrawn, in the order recorded."""
        return self.filter(withdraws=None, withdrawal=None).order_by("pk")


class ClinicOverride(ClinicTargets):
    """Targets moved for every man of a clinic from a day on, or for one laboratory and method.

    A row is never changed. What was wrong is withdrawn by a later row that names it and carries
    no numbers.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="target_overrides")
    withdraws = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="withdrawal"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ClinicOverrideQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Targets of the clinic from {format_day(self.valid_from)}"


class Adoption(models.Model):
    """A clinic's lead has read one version of the rule book and works by it from that day on.

    A row is never changed. The latest one counts; a new version needs a new one.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="adoptions")
    rules_version = models.CharField(max_length=20)
    adopted_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Rule book {self.rules_version}, {format_day(self.adopted_on)}"


def plain(number: Decimal) -> str:
    """A decimal without trailing zeros or exponent: 0.500 becomes 0.5."""
    return f"{number.normalize():f}"


def times_a_week(per_week: Decimal) -> str:
    """How often, in words a label would use."""
    words = {Decimal(1): "once a week", Decimal(2): "twice a week"}
    return words.get(per_week, f"{plain(per_week)} times a week")


def every_so_often(every_days: Decimal) -> str:
    """At which interval, in words a label would use."""
    return "every day" if every_days == 1 else f"every {plain(every_days)} days"
