"""What was measured: blood draws with their results, and bone scans with their sites."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import Clinic
from labs.assays import Assay, Method, Spelling, SpellingKind
from labs.lab_reports import FileKind, LabReport, LabReportContent
from patients.facts import Fact, Part
from patients.forms.days import format_day
from protocols.targets.analytes import BY_SLUG

__all__ = [
    "Assay",
    "DexaScan",
    "DexaSite",
    "Draw",
    "FileKind",
    "LabReport",
    "LabReportContent",
    "Laboratory",
    "Manufacturer",
    "Method",
    "Result",
    "SiteName",
    "Spelling",
    "SpellingKind",
    "Timing",
]


class LaboratoryQuerySet(models.QuerySet["Laboratory"]):
    """A clinic's laboratories."""

    def of(self, clinic: Clinic, named: str) -> Laboratory:
        """The laboratory of that name, noted when it is new; two who name it at once share it."""
        new = Laboratory(clinic=clinic, name=named)
        self.bulk_create(
            [new], update_conflicts=True, unique_fields=["clinic", "name"], update_fields=["name"]
        )
        return new


class Laboratory(models.Model):
    """A laboratory that a clinic sends blood to. Values of two laboratories are not one series.

    `is_offered` says whether the form of a draw suggests the name; what was typed stays.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="laboratories")
    name = models.CharField(max_length=120)
    is_offered = models.BooleanField("offered", default=True)

    objects = LaboratoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "name"], name="laboratory_once_per_clinic")
        ]
        verbose_name_plural = "laboratories"

    def __str__(self) -> str:
        return self.name


class Timing(models.TextChoices):
    """Where in the injection interval the blood was drawn."""

    UNKNOWN = "unknown", "Not known"
    MID_INTERVAL = "mid", "Mid-interval"
    TROUGH = "trough", "Trough"
    PEAK = "peak", "Peak"


class Draw(Fact):
    """One blood draw. Without results it waits for them: collected, not yet reported."""

    collected_on = models.DateField()
    collected_at = models.TimeField(null=True, blank=True)
    laboratory = models.ForeignKey(
        Laboratory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    awaiting_results = models.BooleanField(default=False)
    fasting = models.BooleanField(null=True, blank=True)
    timing = models.CharField(max_length=10, choices=Timing, default=Timing.UNKNOWN)
    days_since_testosterone = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True
    )
    days_since_anastrozole = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True
    )
    note = models.TextField(blank=True)

    class Meta(Fact.Meta):
        indexes = [
            models.Index(fields=["patient", "collected_on"], name="draw_patient_on"),
            # The worklist asks for whom results were entered today, and the index alone answers:
            # the draws of a day are few, but lie scattered among those of all clinics.
            models.Index(
                fields=["recorded_at", "patient"],
                condition=models.Q(is_current=True, entered_in_error=False),
                name="draw_entered_of_man",
            ),
        ]

    def __str__(self) -> str:
        return f"Draw of {format_day(self.collected_on)}"


class Result(Part):
    """One analyte of one draw: what was typed, exactly, and what it means in one unit.

    `number` is the value as typed without its comparator, kept as text so that no digit is
    lost; `canonical` is the exact conversion to the analyte's canonical unit. `is_preliminary`
    says that its laboratory has not called it final yet; it is judged like any other.
    """

    WHOLE: ClassVar[str] = "draw"

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="results")
    analyte = models.CharField(max_length=30)
    typed = models.CharField(max_length=40)
    comparator = models.CharField(max_length=1, blank=True)
    number = models.CharField(max_length=40)
    unit = models.CharField(max_length=20)
    canonical = models.DecimalField(max_digits=30, decimal_places=12)
    method = models.CharField(max_length=12, choices=Method, default=Method.UNKNOWN)
    reference_range = models.CharField(max_length=80, blank=True)
    is_preliminary = models.BooleanField(default=False, db_default=False)
    needs_confirmation = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "analyte"], name="analyte_once_per_draw")
        ]

    def __str__(self) -> str:
        return f"{self.analyte} {self.typed} {self.unit}"

    def get_analyte_name(self) -> str:
        """The analyte as it is written out."""
        return BY_SLUG[self.analyte].name

    @property
    def is_unconfirmed(self) -> bool:
        """Implausible though possible, and nobody has confirmed it yet."""
        return self.needs_confirmation and self.confirmed_at is None


class Manufacturer(models.TextChoices):
    """Who made the scanner. Densities of different makers are not comparable."""

    HOLOGIC = "Hologic", "Hologic"
    GE_LUNAR = "GE Lunar", "GE Lunar"
    NORLAND = "Norland", "Norland"
    OTHER = "other", "Other"


class DexaScan(Fact):
    """One bone-density examination on one device."""

    scanned_on = models.DateField()
    facility = models.CharField(max_length=120, blank=True)
    manufacturer = models.CharField(max_length=12, choices=Manufacturer)
    model = models.CharField(max_length=60, blank=True)
    device = models.CharField(max_length=60)
    reference_database = models.CharField(max_length=80, blank=True)
    reader = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)

    class Meta(Fact.Meta):
        indexes = [models.Index(fields=["patient", "scanned_on"], name="scan_patient_on")]

    def __str__(self) -> str:
        return f"DEXA scan of {format_day(self.scanned_on)}"


class SiteName(models.TextChoices):
    """Where bone density is measured."""

    LUMBAR_SPINE = "lumbar_spine", "Lumbar spine"
    TOTAL_HIP = "total_hip", "Total hip"
    FEMORAL_NECK = "femoral_neck", "Femoral neck"
    RADIUS_33 = "radius_33", "Radius, one third"


class DexaSite(Part):
    """One site of a scan: density in g/cm2, scores, and the facility's least significant change."""

    WHOLE: ClassVar[str] = "scan"

    scan = models.ForeignKey(DexaScan, on_delete=models.PROTECT, related_name="sites")
    site = models.CharField(max_length=20, choices=SiteName)
    bmd_g_cm2 = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    t_score = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    z_score = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    lsc_g_cm2 = models.DecimalField(max_digits=6, decimal_places=4, null=True)
    vertebrae = models.CharField(max_length=20, blank=True)
    side = models.CharField(max_length=5, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scan", "site"], name="site_once_per_scan")]

    def __str__(self) -> str:
        return f"{self.site} {self.bmd_g_cm2}"
