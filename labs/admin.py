"""The catalogue of laboratories: which names the form of a draw suggests."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from accounts.access import ClinicRequest
from accounts.admin_site import ClinicListAdmin
from accounts.roles import May
from labs.catalogue import offer
from labs.models import Draw, Laboratory
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
