"""Flagged patients in the admin: found by tier, rule, age, owner; assigned; reviewed elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.options import Action, ActionLocation, IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.core.paginator import Paginator
from django.db.models import DateField, Prefetch, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.access import ClinicRequest
from accounts.admin_site import ClinicModelAdmin
from accounts.auditing.seen import saw, saw_men
from accounts.models import Membership, User
from accounts.roles import May, may
from accounts.spreadsheet import csv_lines
from monitoring.actions import assign_men
from monitoring.admin_filters import FLAGGED
from monitoring.flag_sheet import HEADS, rows_of, waiting_findings
from monitoring.flagged import is_late
from monitoring.models import Finding, Severity, Status
from patients.forms.days import format_day

LONGEST_PAGE = 6
"""Digits of a page number; nobody reads on for more."""

AT_A_TIME = 500
"""Men read at once for an export."""


class ForwardPaginator(Paginator):  # type: ignore[type-arg]
    """Pages forward without counting everything: it looks one row beyond the page at hand."""

    def __init__(self, *args: Any, page: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page_at_hand = page

    @cached_property
    def count(self) -> int:
        """The rows up to the page at hand, and one more where there is one."""
        rows = cast(QuerySet[Status], self.object_list)
        return rows[: self.page_at_hand * self.per_page + 1].count()


@admin.register(Status)
class FlaggedPatientAdmin(ClinicModelAdmin):
    """Men with a line that waits for a decision. Facts are read here, never edited."""

    list_display = ("name", "tier", "why", "waiting", "owner", "assignee", "unsigned_count")
    list_display_links = None
    list_filter = FLAGGED
    list_select_related = ("patient", "details", "details__owner", "assigned_to")
    ordering = ("rank", "waiting_since", "patient_id")
    sortable_by = ()
    list_max_show_all = 0
    show_facets = ShowFacets.NEVER

    def get_urls(self) -> list[Any]:
        """With the export, which carries the policy of this list."""
        export: Any = self.admin_site.admin_view(require_POST(self.export_view))
        export.model_admin = self
        return [path("export/", export, name="monitoring_status_export"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Say what is listed, and to the audit who was."""
        said = {"title": "Flagged patients", "places": _places(request)}
        response = super().changelist_view(request, said)
        listed = (getattr(response, "context_data", None) or {}).get("cl")
        saw_men(request, (row.patient.opaque_id for row in listed.result_list) if listed else ())
        return response

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """The list as it is filtered, as CSV; the audit says whom it held before it leaves."""
        try:
            listed = self.get_changelist_instance(request).queryset.defer("spark")
        except IncorrectLookupParameters:
            return redirect("admin:monitoring_status_changelist")
        men: list[Any] = []
        text = "".join(csv_lines(HEADS, _exported(listed, men)))
        saw_men(request, men)
        saw(request, asked=request.GET.dict(), count=len(men))
        response = HttpResponse(text, content_type="text/csv")
        name = f"flagged-{cast(ClinicRequest, request).today}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def get_paginator(
        self, request: HttpRequest, queryset: Any, per_page: int, *args: Any, **kwargs: Any
    ) -> ForwardPaginator:
        """Pages that count no further than they are read."""
        asked = request.GET.get(PAGE_VAR, "")
        is_page = asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_PAGE
        page = int(asked) if is_page else 1
        return ForwardPaginator(queryset, per_page, page=page)

    def history_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        """What was done about a man stands in the audit, and his findings on his review page."""
        return self.change_view(request, object_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Flagged men of the signed-in clinic, with the findings that fire for them."""
        fired = Finding.objects.open().filter(severity__lte=Severity.NOTICE)
        findings = Prefetch(
            "patient__findings",
            fired.order_by("severity", "pk").defer("inputs", "threshold", "source"),
            to_attr="open_findings",
        )
        flagged = super().get_queryset(request).filter(rank__lte=Severity.NOTICE)
        today = Value(cast(ClinicRequest, request).today, output_field=DateField())
        return cast(QuerySet[Any], flagged.prefetch_related(findings).annotate(today=today))

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """One assignment for each colleague who treats patients."""
        if action_location != ActionLocation.CHANGE_LIST:
            return {}
        people = cast(ClinicRequest, request).clinic.treating_staff()
        actions = [_assignment(each) for each in people]
        return {action.name: action for action in actions}

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A man is reviewed on his review page."""
        found = self.get_object(request, object_id)
        if found is None:
            return redirect("admin:monitoring_status_changelist")
        return redirect(review_url(cast(Status, found)))

    @admin.display(description="Patient")
    def name(self, status: Status) -> SafeString:
        """Who he is, and the way to the page where his findings are decided."""
        details = status.details
        shown = '<a href="{}">{}</a><br>{}<br>born {}'
        born = format_day(details.born_on)
        url = review_url(status)
        return format_html(shown, url, details.list_name, details.record_number, born)

    @admin.display(description="Tier")
    def tier(self, status: Status) -> str:
        """Act, Review or Watch."""
        return str(Severity(status.rank).label)

    @admin.display(description="Why")
    def why(self, status: Status) -> SafeString:
        """The leading line, with the evidence of every finding folded below it."""
        shown = [(each.rule_id, each.headline, each.evidence) for each in waiting_findings(status)]
        told = format_html_join("", "<li><b>{}</b> {} {}</li>", shown)
        head = status.lines[0]["headline"]
        if not shown:
            return format_html("<strong>{}</strong> {}", head, status.lines[0]["evidence"])
        folded = "<strong>{}</strong><details><summary>Evidence ({})</summary><ul>{}</ul></details>"
        return format_html(folded, head, len(shown), told)

    @admin.display(description="Waits since")
    def waiting(self, status: Status) -> SafeString:
        """Since when the leading line waits, and whether that is long."""
        since = status.waiting_since
        today: Any = getattr(status, "today", None)
        late = "over 2 working days" if since and is_late(since, today) else ""
        return format_html("{}<br><b>{}</b>", format_day(since) if since else "", late)

    @admin.display(description="Results", empty_value="")
    def unsigned_count(self, status: Status) -> str:
        """How many of his results nobody has signed."""
        return f"{len(status.unsigned)} unsigned" if status.unsigned else ""

    @admin.display(description="Responsible")
    def owner(self, status: Status) -> str:
        """The clinician responsible."""
        return status.details.owner.name if status.details.owner else "Nobody"

    @admin.display(description="Assigned to")
    def assignee(self, status: Status) -> str:
        """Who looks after the findings."""
        return status.assigned_to.name if status.assigned_to else "Nobody"


def _places(request: HttpRequest) -> list[Membership]:
    """The clinics in which this person reviews; he looks at one of them at a time."""
    places = cast(ClinicRequest, request).user.places
    return [place for place in places if may(place.role, May.REVIEW_FLAGS)]


def _exported(listed: QuerySet[Status], men: list[Any]) -> Iterator[Iterable[object]]:
    """Every row of the list; `men` takes down whom they name."""
    for status in listed.iterator(chunk_size=AT_A_TIME):
        men.append(status.patient.opaque_id)
        yield from rows_of(status)


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
