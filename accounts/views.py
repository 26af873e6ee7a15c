"""Signing in and out, and switching between clinics."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ACTIVE_CLINIC, ClinicRequest, allows, open_to_all
from accounts.actions import record_sign_in, record_sign_out
from accounts.forms import SignInForm
from accounts.roles import May, may


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; afterwards the page that was asked for."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.user:
        login(request, form.user)
        record_sign_in(form.user)
        return redirect(_onward(request, wanted))
    status = 422 if form.errors else 200
    return render(request, "accounts/sign_in.html", {"form": form, "next": wanted}, status=status)


def _onward(request: HttpRequest, wanted: str) -> str:
    """The page asked for; the bare address leads to the first page that one's role has."""
    hosts = {request.get_host()}
    if wanted != "/" and url_has_allowed_host_and_scheme(wanted, hosts, request.is_secure()):
        return wanted
    return "accounts:home"


@allows(May.USE_OWN_ACCOUNT)
@require_POST
def sign_out(request: ClinicRequest) -> HttpResponse:
    """End the session."""
    record_sign_out(request.user, request.clinic)
    logout(request)
    return redirect("accounts:sign-in")


@allows(May.USE_OWN_ACCOUNT)
@require_POST
def switch_clinic(request: ClinicRequest) -> HttpResponse:
    """Work in another of one's own clinics."""
    memberships = request.user.memberships.active()
    slug = request.POST.get("clinic", "").replace("\0", "")
    chosen = get_object_or_404(memberships, clinic__slug=slug)
    request.session[ACTIVE_CLINIC] = chosen.clinic_id
    return redirect("accounts:home")


@allows(May.USE_OWN_ACCOUNT)
def home(request: ClinicRequest) -> HttpResponse:
    """The first page that one's role has."""
    role = request.membership.role
    if may(role, May.SEE_WORKLIST):
        return redirect("monitoring:worklist")
    return redirect("monitoring:patients" if may(role, May.SEE_PATIENTS) else "admin:index")
