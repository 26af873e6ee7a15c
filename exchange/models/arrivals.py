"""A file that somebody brought to be looked at, and how the tables of a laboratory are laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Clinic, new_opaque_id
from labs.models import Laboratory

if TYPE_CHECKING:
    from exchange.models.files import ImportedFile, ImportRun


class Layout(models.Model):
    """What the columns of a laboratory's table mean, under a name. It is replaced, never edited.

    `declared` is the mapping as docs/import.md describes it.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="layouts")
    laboratory: models.ForeignKey[Any, Laboratory] = models.ForeignKey(
        "labs.Laboratory", on_delete=models.PROTECT, related_name="layouts"
    )
    name = models.CharField(max_length=60)
    declared = models.JSONField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()
    is_used = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "name"], condition=Q(is_used=True), name="layout_once"
            )
        ]

    def __str__(self) -> str:
        return f"Layout {self.name}"


class Arrival(models.Model):
    """A file that a person brought: read and shown, until it is accepted or set aside.

    `authorities` are those whose record numbers count. `run` is the import that it became.
    """

    opaque_id = models.UUIDField(default=new_opaque_id, unique=True, editable=False)
    clinic = models.ForeignKey(
        Clinic, on_delete=models.PROTECT, db_index=False, related_name="arrivals"
    )
    file: models.ForeignKey[Any, ImportedFile] = models.ForeignKey(
        "exchange.ImportedFile", on_delete=models.PROTECT, related_name="arrivals"
    )
    name = models.CharField(max_length=255)
    format = models.CharField(max_length=5)
    laboratory: models.ForeignKey[Any, Laboratory | None] = models.ForeignKey(
        "labs.Laboratory", null=True, on_delete=models.PROTECT, related_name="+"
    )
    authorities = models.JSONField(default=list)
    layout = models.ForeignKey(Layout, null=True, on_delete=models.PROTECT, related_name="+")
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    brought_at = models.DateTimeField()
    run: models.ForeignKey[Any, ImportRun | None] = models.ForeignKey(
        "exchange.ImportRun", null=True, on_delete=models.PROTECT, related_name="arrivals"
    )
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["clinic", "-brought_at"], name="arrival_clinic_at")]

    def __str__(self) -> str:
        return f"Arrival {self.brought_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.run_id is None and self.set_aside_at is None
