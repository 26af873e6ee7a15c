"""Flagged patients in the admin: found by tier, rule, age, owner; assigned; reviewed elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.options import Action, ActionLocation
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.access import ClinicRequest
from accounts.admin_site import ClinicModelAdmin
from accounts.auditing.seen import saw_men
from accounts.models import User
from monitoring.actions import assign_men
from monitoring.judgement import RULES
from monitoring.models import Finding, Severity, Status
from patients.forms.days import format_day

Choices = list[tuple[str, str]]


class TierFilter(admin.SimpleListFilter):
    """By the most severe line that waits."""

    title, parameter_name = "tier", "tier"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Act, Review, Watch."""
        shown = (Severity.ALERT, Severity.WARNING, Severity.NOTICE)
        return [(str(tier.value), str(tier.label)) for tier in shown]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Status]) -> QuerySet[Status]:
        """Men of that tier."""
        value = self.value()
        return queryset.filter(rank=value) if value in dict(self.lookup_choices) else queryset


class RuleFilter(admin.SimpleListFilter):
    """By a rule that fires for the man."""

    title, parameter_name = "rule", "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The rules that fire for somebody in this clinic."""
        clinic = cast(ClinicRequest, request).clinic
        rules = Finding.objects.open().filter(clinic=clinic).values_list("rule_id", flat=True)
        return [(rule, rule) for rule in rules.distinct().order_by("rule_id")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Status]) -> QuerySet[Status]:
        """Men for whom the rule fires."""
        rule = self.value()
        if not rule or rule not in RULES:
            return queryset.none() if rule else queryset
        fired = Finding.objects.open().filter(rule_id=rule)
        return queryset.filter(patient__in=fired.values("patient"))


class ColleagueFilter(admin.SimpleListFilter):
    """By a colleague of this clinic; subclasses say in which part."""

    field = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Nobody, and those who treat patients here."""
        treating = cast(ClinicRequest, request).clinic.memberships.treating()
        people = treating.select_related("user").order_by("user__name")
        return [("none", "Nobody"), *((str(each.user_id), each.user.name) for each in people)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Status]) -> QuerySet[Status]:
        """Men of that colleague."""
        value = self.value() or ""
        if value == "none":
            return queryset.filter(**{f"{self.field}__isnull": True})
        if value in dict(self.lookup_choices):
            return queryset.filter(**{self.field: value})
        return queryset.none() if value else queryset


class OwnerFilter(ColleagueFilter):
    """By the clinician responsible."""

    title, parameter_name, field = "clinician responsible", "owner", "details__owner"


class AssigneeFilter(ColleagueFilter):
    """By who looks after the findings."""

    title, parameter_name, field = "assigned to", "assigned", "assigned_to"


@admin.register(Status)
class FlaggedPatientAdmin(ClinicModelAdmin):
    """Men with a line that waits for a decision. Facts are read here, never edited."""

    list_display = ("name", "born", "tier", "why", "waiting", "owner", "assignee", "review")
    list_display_links = None
    list_filter = (TierFilter, RuleFilter, OwnerFilter, AssigneeFilter, "waiting_since")
    list_select_related = ("patient", "details", "details__owner", "assigned_to")
    search_fields = ("details__record_number", "details__family_name")
    ordering = ("rank", "waiting_since", "patient_id")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Say what is listed, and to the audit who was."""
        response = super().changelist_view(request, {"title": "Flagged patients"})
        listed = (getattr(response, "context_data", None) or {}).get("cl")
        saw_men(request, (row.patient.opaque_id for row in listed.result_list) if listed else ())
        return response

    def history_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        """What was done about a man stands in the audit, and his findings on his review page."""
        return self.change_view(request, object_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Flagged men of the signed-in clinic."""
        return super().get_queryset(request).filter(rank__lte=Severity.NOTICE)

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """One assignment for each colleague who treats patients."""
        if action_location != ActionLocation.CHANGE_LIST:
            return {}
        treating = cast(ClinicRequest, request).clinic.memberships.treating()
        people = treating.select_related("user").order_by("user__name")
        actions = [_assignment(each.user) for each in people]
        return {action.name: action for action in actions}

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A man is reviewed on his review page."""
        found = self.get_object(request, object_id)
        if found is None:
            return redirect("admin:monitoring_status_changelist")
        return redirect(review_url(cast(Status, found)))

    @admin.display(description="Patient", ordering="details__family_name")
    def name(self, status: Status) -> str:
        """Name and record number."""
        return f"{status.details.list_name} ({status.details.record_number})"

    @admin.display(description="Born", ordering="details__born_on")
    def born(self, status: Status) -> str:
        """Birth date."""
        return format_day(status.details.born_on)

    @admin.display(description="Tier", ordering="rank")
    def tier(self, status: Status) -> str:
        """Act, Review or Watch."""
        return str(Severity(status.rank).label)

    @admin.display(description="Why")
    def why(self, status: Status) -> SafeString:
        """The leading line, and how many more wait."""
        more = len(status.lines) - 1
        others = f"And {more} more." if more else ""
        return format_html("<strong>{}</strong> {}", status.lines[0]["headline"], others)

    @admin.display(description="Waiting since", ordering="waiting_since")
    def waiting(self, status: Status) -> str:
        """Since when the leading line waits."""
        return format_day(status.waiting_since) if status.waiting_since else ""

    @admin.display(description="Responsible", ordering="details__owner__name")
    def owner(self, status: Status) -> str:
        """The clinician responsible."""
        return status.details.owner.name if status.details.owner else "Nobody"

    @admin.display(description="Assigned to", ordering="assigned_to__name")
    def assignee(self, status: Status) -> str:
        """Who looks after the findings."""
        return status.assigned_to.name if status.assigned_to else "Nobody"

    @admin.display(description="Evidence")
    def review(self, status: Status) -> SafeString:
        """The way to the review page."""
        return format_html('<a href="{}">Review</a>', review_url(status))


def review_url(status: Status) -> str:
    """Where the man's findings are reviewed."""
    return reverse("monitoring:review", args=[status.patient.opaque_id])


def _assignment(person: User) -> Action:
    """The entry of the action list that hands the chosen men to one colleague."""
    said = f"Assign to {person.name}".replace("%", "%%")  # Django fills in the model's name
    return Action(_assign_to(person), f"assign_{person.pk}", said, said, [])


def _assign_to(person: User) -> Callable[[Any, HttpRequest, QuerySet[Status]], None]:
    """The admin action that hands the chosen men to one colleague."""

    def assign(model_admin: Any, request: HttpRequest, queryset: QuerySet[Status]) -> None:
        inside = cast(ClinicRequest, request)
        men = [status.patient for status in queryset.select_related("patient")]
        count = assign_men(inside.clinic, men, person, by=inside.user, today=inside.today)
        messages.success(request, f"{count} assigned to {person.name}.")

    return assign
