"""Staff of the signed-in clinic, to be read. Powers come and go with memberships."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin_site import ClinicListAdmin
from accounts.models import Membership
from accounts.roles import May
from accounts.second_factor import FIRST


@admin.register(Membership)
class StaffAdmin(ClinicListAdmin):
    """Who works here, as what, and how he signs in. Changed on the page of the staff."""

    policy = May.MANAGE_STAFF
    list_display = ("user", "role", "is_active", "second_factor", "last_came", "change")
    list_filter = ("role", "is_active")
    list_select_related = ("user", "clinic")
    search_fields = ("user__name", "user__email")
    ordering = ("user__name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Each with whether a second proof is set up."""
        proofs = Authenticator.objects.filter(user=OuterRef("user"), type__in=FIRST)
        people: QuerySet[Any] = super().get_queryset(request).annotate(has_proof=Exists(proofs))
        return people

    @admin.display(description="Second proof", boolean=True)
    def second_factor(self, place: Any) -> bool:
        """Whether a passkey or an authenticator app is set up."""
        return bool(place.has_proof)

    @admin.display(description="Last signed in", ordering="user__last_login")
    def last_came(self, place: Membership) -> str:
        """The day of the last sign-in."""
        came = place.user.last_login
        return f"{place.clinic.local_day(came):%d-%b-%Y}" if came else "Never signed in"

    @admin.display(description="Changes")
    def change(self, place: Membership) -> SafeString:
        """The way to the page on which roles and access are changed."""
        return format_html('<a href="{}">Role and access</a>', reverse("accounts:staff"))
