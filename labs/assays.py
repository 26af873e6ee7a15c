"""What a clinic's catalogue knows of a laboratory: how it measures, and what its words mean."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Clinic
from protocols.targets.analytes import BY_SLUG

LONGEST_WORD = 60


class Method(models.TextChoices):
    """How a hormone was measured. Immunoassay cannot tell low estradiol values apart."""

    UNKNOWN = "unknown", "Not known"
    LCMS = "lcms", "LC-MS/MS"
    IMMUNOASSAY = "immunoassay", "Immunoassay"


class CatalogueQuerySet[R: "CatalogueRow"](models.QuerySet[R]):
    """What a clinic has noted about its laboratories."""

    def of(self, clinic: Clinic) -> Self:
        """A clinic's rows that hold."""
        return self.filter(laboratory__clinic=clinic, is_used=True)


class CatalogueRow(models.Model):
    """One thing noted about a laboratory. A row is never edited: it is set aside for another."""

    laboratory = models.ForeignKey(
        "labs.Laboratory", on_delete=models.PROTECT, related_name="%(class)ss"
    )
    is_used = models.BooleanField("in use", default=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        abstract = True


class Assay(CatalogueRow):
    """How a laboratory measures one analyte, from a day on."""

    analyte = models.CharField(max_length=30)
    method = models.CharField(max_length=12, choices=Method)
    since = models.DateField("from")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["laboratory", "analyte", "since"],
                condition=Q(is_used=True),
                name="assay_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_analyte_name()} by {self.get_method_display()}"

    def get_analyte_name(self) -> str:
        """The analyte as it is written out."""
        return BY_SLUG[self.analyte].name


class SpellingKind(models.TextChoices):
    """What a word of a laboratory stands for."""

    ANALYTE = "analyte", "Analyte"
    UNIT = "unit", "Unit"
    METHOD = "method", "Method"
    CODE = "code", "Code"


class Spelling(CatalogueRow):
    """A word of a laboratory's reports, and what it is called here: a slug, a unit's code."""

    kind = models.CharField(max_length=10, choices=SpellingKind)
    written = models.CharField("written by the laboratory", max_length=LONGEST_WORD)
    means = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["laboratory", "kind", "written"],
                condition=Q(is_used=True),
                name="spelling_once_per_laboratory",
            )
        ]

    def __str__(self) -> str:
        return f"{self.written}: {self.means}"
