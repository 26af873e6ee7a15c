"""What somebody has decided about two records: that they are one man's, or two men's."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Clinic


class Verdict(models.TextChoices):
    """Whether two records are one man's."""

    SAME = "same", "One man"
    TWO = "two", "Two men"


class RecordPairQuerySet(models.QuerySet["RecordPair"]):
    """Decisions about two records."""

    def standing(self) -> RecordPairQuerySet:
        """Those that nobody has undone."""
        return self.filter(undone_at=None)

    def linked(self) -> RecordPairQuerySet:
        """Those by which two records are one man's."""
        return self.standing().filter(verdict=Verdict.SAME)

    def about(self, men: Collection[int]) -> RecordPairQuerySet:
        """Those that concern any of these men, by key."""
        return self.filter(Q(first__in=men) | Q(second__in=men))

    def between(self, one: int, other: int) -> RecordPairQuerySet:
        """Those about exactly these two."""
        return self.filter(first=min(one, other), second=max(one, other))


class RecordPair(models.Model):
    """A decision about two records of one clinic. Facts stay where they are: it only says so.

    A row is written once and undone once; afterwards the pair is as undecided as before it.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="record_pairs")
    first = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=4, choices=Verdict)
    why = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_why = models.TextField(blank=True)

    objects = RecordPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(undone_at=None),
                name="one_decision_about_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.first_id} and {self.second_id}"

    def other_than(self, man: int) -> int:
        """The other man of the two, by key."""
        return self.second_id if man == self.first_id else self.first_id
