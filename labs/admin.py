"""The catalogue of laboratories: whose names are suggested, how they measure, what they write."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from accounts.access import ClinicRequest
from accounts.admin_site import ClinicListAdmin
from accounts.roles import May
from labs.assays import CatalogueRow
from labs.catalogue import note, offer, set_aside
from labs.forms.catalogue import AssayForm, SpellingForm
from labs.models import Assay, Draw, Laboratory, Spelling
from patients.forms.days import format_day


@admin.register(Laboratory)
class LaboratoryAdmin(ClinicListAdmin):
    """Every name that was typed, with how often; a misspelt one is no longer suggested."""

    policy = May.MANAGE_CATALOGUE
    list_display = ("name", "is_offered", "draws", "last_draw")
    list_filter = ("is_offered",)
    search_fields = ("name",)
    ordering = ("name",)
    actions = ("suggest", "stop_suggesting")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Each with its draws."""
        of_it = Draw.objects.current().filter(laboratory=OuterRef("pk")).order_by()
        drawn = of_it.values("laboratory")
        count, last = drawn.annotate(n=Count("pk")), drawn.annotate(on=Max("collected_on"))
        told = {"count": Subquery(count.values("n")), "last": Subquery(last.values("on"))}
        places: QuerySet[Any] = super().get_queryset(request).annotate(**told)
        return places

    @admin.display(description="Draws", ordering="count")
    def draws(self, laboratory: Any) -> int:
        """How many current draws name it."""
        return laboratory.count or 0

    @admin.display(description="Last draw", ordering="last")
    def last_draw(self, laboratory: Any) -> str:
        """The day of the latest."""
        return format_day(laboratory.last) if laboratory.last else ""

    @admin.action(description="Suggest in the form of a draw")
    def suggest(self, request: HttpRequest, chosen: QuerySet[Laboratory]) -> None:
        """Suggest these names."""
        self._offer(request, chosen, offered=True)

    @admin.action(description="No longer suggest")
    def stop_suggesting(self, request: HttpRequest, chosen: QuerySet[Laboratory]) -> None:
        """Leave these names out; draws keep them."""
        self._offer(request, chosen, offered=False)

    def _offer(self, request: HttpRequest, chosen: QuerySet[Laboratory], *, offered: bool) -> None:
        inside = cast(ClinicRequest, request)
        count = offer(inside.clinic, chosen, offered=offered, by=inside.user)
        messages.success(request, f"{count} changed. Draws keep the names that were typed.")


class CatalogueAdmin(ClinicListAdmin):
    """Rows that are added and set aside, never edited; each by an act that the audit records."""

    policy = May.MANAGE_CATALOGUE
    clinic_path = "laboratory__clinic"
    list_select_related = ("laboratory",)
    list_filter = ("is_used",)
    actions = ("no_longer",)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Whoever keeps the catalogue adds to it."""
        return self.has_view_permission(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **more: Any) -> Any:
        """Offer the laboratories of the clinic; those that are still suggested come first."""
        places = cast(ClinicRequest, request).clinic.laboratories.order_by("-is_offered", "name")
        return super().formfield_for_foreignkey(db_field, request, **{**more, "queryset": places})

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        """Lead to no other page from a choice: there is nothing more to see of a laboratory."""
        field = super().formfield_for_dbfield(*args, **kwargs)
        if field is not None:
            field.widget.can_view_related = False
        return field

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Offer to save and to add another; a row has no page of its own to go on with."""
        context = {**(extra_context or {}), "show_save_and_continue": False}
        return super().add_view(request, form_url, context)

    def save_model(self, request: HttpRequest, obj: CatalogueRow, *args: Any) -> None:
        """Add the row by the act that is audited."""
        note(obj, by=cast(ClinicRequest, request).user)

    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        """Who did what stands in the audit."""

    @admin.action(description="No longer use")
    def no_longer(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        """Set these rows aside; draws keep what was recorded with them."""
        inside = cast(ClinicRequest, request)
        count = set_aside(inside.clinic, chosen, by=inside.user)
        messages.success(request, f"{count} set aside. Recorded draws stay as they are.")


@admin.register(Assay)
class AssayAdmin(CatalogueAdmin):
    """How each laboratory measures, from which day on: offered where a draw is typed."""

    form = AssayForm
    list_display = ("laboratory", "analyte_name", "method", "from_day", "is_used")
    ordering = ("laboratory__name", "analyte", "-since")

    @admin.display(description="Analyte", ordering="analyte")
    def analyte_name(self, assay: Assay) -> str:
        """The analyte as it is written out."""
        return assay.get_analyte_name()

    @admin.display(description="From", ordering="since")
    def from_day(self, assay: Assay) -> str:
        """The first day, as days are written here."""
        return format_day(assay.since)


@admin.register(Spelling)
class SpellingAdmin(CatalogueAdmin):
    """What the words of a laboratory mean here: read in the mapping of its files."""

    form = SpellingForm
    list_display = ("laboratory", "written", "kind", "means", "is_used")
    search_fields = ("written",)
    ordering = ("laboratory__name", "kind", "written")
