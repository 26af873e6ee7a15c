"""The admin inside the clinic wall: one clinic's rows, and powers from the membership.

Nothing clinical is edited here. Facts are read; decisions go through the same actions as on
the clinician's pages.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.access import ClinicRequest, open_to_all
from accounts.pages.entrance import sign_out
from accounts.roles import May, may


class ClinicAdminSite(AdminSite):
    """The admin of whichever clinic the reader has signed in to."""

    site_header = "Inrange admin"
    site_title = "Inrange admin"
    index_title = "Review"
    site_url = "/"
    enable_nav_sidebar = False
    policy = May.REVIEW_FLAGS

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Let in only what stands inside the wall; Django's own group admin stays outside."""
        if admin_class is not None and issubclass(admin_class, ClinicModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the reader may enter at all: his membership says so."""
        membership = getattr(request, "membership", None)
        return membership is not None and may(membership.role, May.REVIEW_FLAGS)

    @open_to_all
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send people to the one sign-in page there is."""
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Sign out in the one way there is, which the audit records."""
        return sign_out(request)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Send people to the one page for it, which the audit records."""
        return redirect("accounts:password")


class ClinicModelAdmin(ModelAdmin):  # type: ignore[type-arg]
    """Rows of the signed-in clinic, to be read; `policy` names who may."""

    policy = May.REVIEW_FLAGS
    clinic_path = "clinic"
    list_per_page = 50
    show_full_result_count = False
    actions: Any = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Start at the clinic: another clinic's row does not exist here."""
        clinic = cast(ClinicRequest, request).clinic
        return super().get_queryset(request).filter(**{self.clinic_path: clinic})

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the section is listed."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the reader may see these rows."""
        membership = getattr(request, "membership", None)
        return membership is not None and may(membership.role, self.policy)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is edited here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted anywhere."""
        return False


class ClinicListAdmin(ClinicModelAdmin):
    """Rows that are read in their list and nowhere else; what changes them is a page of its own."""

    list_display_links = None

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """There is nothing more to read of a row than its list says."""
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def history_view(self, request: HttpRequest, object_id: str, *args: Any) -> Any:
        """Who did what stands in the audit."""
        return self.change_view(request, object_id)
