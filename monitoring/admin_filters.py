"""What the list of flagged patients can be narrowed to; none of it counts anything."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.access import ClinicRequest
from monitoring.flagged import Age, of_age
from monitoring.judgement import RULES
from monitoring.models import Severity, Status
from monitoring.models.status import StatusQuerySet

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


class AgeFilter(admin.SimpleListFilter):
    """By how long the most urgent line has waited."""

    title, parameter_name = "how long it waits", "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Since today, more than two working days, more than two weeks."""
        return [(age.value, str(age.label)) for age in Age]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Status]) -> QuerySet[Status]:
        """Men who wait that long."""
        today = cast(ClinicRequest, request).today
        return queryset.filter(of_age(self.value() or "", "waiting_since", today))


class RuleFilter(admin.SimpleListFilter):
    """By a rule that fires for the man."""

    title, parameter_name = "rule", "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Every rule of the book: asking which ones fire would read every finding."""
        return [(rule, rule) for rule in sorted(RULES)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Status]) -> QuerySet[Status]:
        """Men for whom the rule fires."""
        rule = self.value()
        if not rule or rule not in RULES:
            return queryset.none() if rule else queryset
        return cast(StatusQuerySet, queryset).fired(rule)


class ColleagueFilter(admin.SimpleListFilter):
    """By a colleague of this clinic; subclasses say in which part."""

    field = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Nobody, and those who treat patients here."""
        people = cast(ClinicRequest, request).clinic.treating_staff()
        return [("none", "Nobody"), *((str(each.pk), each.name) for each in people)]

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


FLAGGED = (TierFilter, AgeFilter, OwnerFilter, AssigneeFilter, RuleFilter)
