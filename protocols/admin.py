"""The clinic's own targets and what is proposed, to be read; answered on their own pages."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.access import ClinicRequest
from accounts.admin_site import ClinicListAdmin
from accounts.roles import May, may
from protocols.models import ClinicOverride, TargetProposal
from protocols.moved import people_of
from protocols.words import numbers_in_words


class TargetsAdmin(ClinicListAdmin):
    """What is the same in both lists."""

    @admin.display(description="Targets")
    def said(self, row: ClinicOverride | TargetProposal) -> str:
        """The numbers, or those that would be taken back."""
        if row.withdraws:
            return f"Withdraw: {numbers_in_words(row.withdraws.numbers)}"
        return numbers_in_words(row.numbers)

    @admin.display(description="For")
    def place(self, row: ClinicOverride | TargetProposal) -> str:
        """Everything, or one laboratory with its method."""
        return f"{row.laboratory}, {row.method}" if row.laboratory else "Whole clinic"


@admin.register(ClinicOverride)
class ClinicOverrideAdmin(TargetsAdmin):
    """Targets that the clinic has moved."""

    list_display = ("said", "place", "valid_from", "people", "why")
    list_select_related = ("laboratory", "recorded_by", "proposal__proposed_by", "withdraws")
    ordering = ("-pk",)

    @admin.display(description="By")
    def people(self, row: ClinicOverride) -> str:
        """Its first and second person."""
        return people_of(row)


@admin.register(TargetProposal)
class TargetProposalAdmin(TargetsAdmin):
    """Changes that were proposed; those that wait can be told apart, and lead to their page."""

    list_display = ("said", "place", "valid_from", "proposed_by", "state", "why", "answer")
    list_filter = ("ending",)
    list_select_related = ("laboratory", "proposed_by", "ended_by", "withdraws")
    ordering = ("ending", "-pk")

    def get_list_display(self, request: HttpRequest) -> Any:
        """The way to a proposal for whoever may open it."""
        role = cast(ClinicRequest, request).membership.role
        return self.list_display if may(role, May.CONFIRM_TARGETS) else self.list_display[:-1]

    @admin.display(description="State", ordering="ending")
    def state(self, row: TargetProposal) -> str:
        """Waiting, or how it ended and by whom."""
        return f"{row.get_ending_display()} by {row.ended_by}" if row.ending else "Waiting"

    @admin.display(description="Page")
    def answer(self, row: TargetProposal) -> SafeString:
        """The page on which it is confirmed or declined."""
        url = reverse("monitoring:target-proposal", args=[row.opaque_id])
        return format_html('<a href="{}">{}</a>', url, "Open" if row.ending else "Read and answer")
