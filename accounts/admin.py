"""Staff of the signed-in clinic, to be read. Powers come and go with memberships."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin_site import ClinicModelAdmin
from accounts.models import Membership
from accounts.roles import May


@admin.register(Membership)
class StaffAdmin(ClinicModelAdmin):
    """Who works here, and as what."""

    policy = May.MANAGE_STAFF
    list_display = ("user", "role", "is_active")
    list_filter = ("role", "is_active")
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email")
    ordering = ("user__name",)
