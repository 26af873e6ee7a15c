"""What every recorded fact has in common: documents with versions, never overwritten."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple, Self

from django.conf import settings
from django.db import models

from accounts.models import new_opaque_id


class FactQuerySet[F: "Fact"](models.QuerySet[F]):
    """Facts by document and version."""

    def current(self) -> Self:
        """The latest version of each document that was not entered in error."""
        return self.filter(is_current=True, entered_in_error=False)

    def history(self, document: object) -> Self:
        """Every version of one document, newest first."""
        return self.filter(document=document).order_by("-version")


class Fact(models.Model):
    """One version of one document about one man.

    `position` is the order in which the document was first recorded among all his facts; an
    amendment keeps it, because where two facts share a date the recorded order decides.
    """

    document = models.UUIDField(default=new_opaque_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    entered_in_error = models.BooleanField(default=False)
    patient = models.ForeignKey(
        "patients.Patient",
        on_delete=models.PROTECT,
        db_index=False,  # every kind of fact has an index that begins with him
        related_name="%(class)s_versions",
    )
    position = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,  # no page asks what somebody recorded; the audit answers that
        related_name="+",
    )
    reason = models.TextField(blank=True)

    objects = FactQuerySet.as_manager()

    BOOKKEEPING: ClassVar[frozenset[str]] = frozenset(
        {
            "id",
            "document",
            "version",
            "is_current",
            "entered_in_error",
            "patient",
            "position",
            "recorded_at",
            "recorded_by",
            "reason",
        }
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["document", "version"], name="%(app_label)s_%(class)s_version_once"
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(is_current=True),
                name="%(app_label)s_%(class)s_one_current",
            ),
        ]

    @classmethod
    def content_fields(cls) -> list[models.Field[Any, Any]]:
        """The fields that say what happened, without the bookkeeping of versions."""
        return [f for f in cls._meta.concrete_fields if f.name not in cls.BOOKKEEPING]

    def content(self) -> dict[str, Any]:
        """What this version says, field by field, as stored."""
        return {field.name: getattr(self, field.attname) for field in self.content_fields()}


class Part(models.Model):
    """A row that belongs to one version of a fact: a result of a draw, a site of a scan."""

    WHOLE: ClassVar[str]

    class Meta:
        abstract = True


class PlainPart(NamedTuple):
    """A part as plain values by the names of its model's attributes, without its whole.

    To build a row of the model for each of many thousand results costs as much as writing them.
    """

    model: type[Part]
    names: tuple[str, ...]
    values: tuple[object, ...]
