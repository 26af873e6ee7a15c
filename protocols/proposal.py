"""A change of the clinic's targets that one person has proposed and a second one answers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Clinic
from protocols.clinic_targets import ClinicTargets


class Ending(models.TextChoices):
    """What became of a proposal."""

    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"
    TAKEN_BACK = "taken_back", "Taken back"


class ProposalQuerySet(models.QuerySet["TargetProposal"]):
    """Proposed changes of targets."""

    def waiting(self) -> ProposalQuerySet:
        """Those that nobody has answered, oldest first."""
        return self.filter(ending="").order_by("pk")

    def with_people(self) -> ProposalQuerySet:
        """With everything that a page says of them."""
        return self.select_related(
            "laboratory", "proposed_by", "ended_by", "withdraws", "withdraws__laboratory"
        )


ANSWERED = Q(ending__in=[Ending.CONFIRMED, Ending.DECLINED])


class TargetProposal(ClinicTargets):
    """What a clinic's targets would become: a `ClinicOverride` once it is confirmed.

    `withdraws` names the override that would be taken back; such a proposal has no numbers. It is
    written once and ended once. The database holds that no proposer confirms or declines his own.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="target_proposals")
    withdraws = models.ForeignKey(
        "protocols.ClinicOverride", null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_why = models.TextField(blank=True)
    made = models.OneToOneField(
        "protocols.ClinicOverride", null=True, on_delete=models.PROTECT, related_name="proposal"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~ANSWERED | (Q(ended_by__isnull=False) & ~Q(ended_by=F("proposed_by"))),
                name="proposal_answered_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(ending=Ending.TAKEN_BACK)
                | Q(ended_by__isnull=False, ended_by=F("proposed_by")),
                name="proposal_taken_back_by_proposer",
            ),
            models.CheckConstraint(
                condition=Q(ending=Ending.CONFIRMED, made__isnull=False)
                | (~Q(ending=Ending.CONFIRMED) & Q(made__isnull=True)),
                name="proposal_made_when_confirmed",
            ),
            models.UniqueConstraint(
                fields=["withdraws"], condition=Q(ending=""), name="one_waiting_withdrawal"
            ),
        ]
        indexes = [models.Index(fields=["clinic"], condition=Q(ending=""), name="proposal_waiting")]

    def __str__(self) -> str:
        return f"Proposed targets from {self.valid_from}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered it yet."""
        return not self.ending
