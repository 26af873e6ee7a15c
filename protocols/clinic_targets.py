"""What a change of a clinic's targets says, whether it is proposed or in force."""

from __future__ import annotations

from django.db import models

from accounts.models import new_opaque_id


class ClinicTargets(models.Model):
    """Numbers from a day on, for every man of a clinic or for one laboratory and method, and why.

    `numbers` maps a parameter to its number as text, or to null: given back from that day on.
    """

    opaque_id = models.UUIDField(default=new_opaque_id, unique=True, editable=False)
    laboratory = models.ForeignKey(
        "labs.Laboratory", null=True, on_delete=models.PROTECT, related_name="+"
    )
    method = models.CharField(max_length=12, blank=True)
    valid_from = models.DateField()
    numbers = models.JSONField(default=dict)
    why = models.TextField()

    class Meta:
        abstract = True
