"""One's own account: where one works and as what, and the password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import ClinicRequest, allows
from accounts.actions import change_password
from accounts.forms import PasswordForm
from accounts.roles import May, roles_table


@allows(May.USE_OWN_ACCOUNT)
def own_account(request: ClinicRequest) -> HttpResponse:
    """Who one is here."""
    return render(request, "accounts/own.html", {"places": request.user.places})


@allows(May.USE_OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: ClinicRequest) -> HttpResponse:
    """Change one's own password; every other session of the person ends."""
    form = PasswordForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        change_password(request.user, form.cleaned_data["new"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "Your password was changed. Other sign-ins of yours have ended.")
        return redirect("accounts:own")
    context = {"form": form, "title": "Change your password", "submit": "Change password"}
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


@allows(May.USE_OWN_ACCOUNT)
def roles(request: ClinicRequest) -> HttpResponse:
    """Which role may do what: the table that the walls are built from."""
    return render(request, "accounts/roles.html", roles_table())
