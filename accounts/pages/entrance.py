"""Signing in and out, and switching between clinics."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ACTIVE_CLINIC, ClinicRequest, allows, before_second_factor, open_to_all
from accounts.actions import record_refused_sign_in, record_sign_in, record_sign_out
from accounts.forms import SignInForm
from accounts.roles import May, may
from accounts.second_factor import factors_of
from accounts.signing_in import begin_half, onward


@open_to_all
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; afterwards the second step, or the page that was asked for."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.user:
        if factors_of(form.user):
            begin_half(request, form.user, wanted)
            return redirect("accounts:second-step")
        with transaction.atomic():
            record_sign_in(form.user, "password")
            login(request, form.user)
        return redirect(onward(request, wanted))
    _note_refusal(request, form)
    status = 422 if form.errors else 200
    return render(request, "accounts/sign_in.html", {"form": form, "next": wanted}, status=status)


def _note_refusal(request: HttpRequest, form: SignInForm) -> None:
    """Record a pair that does not match; what is tried during a lock is not looked at."""
    if form.non_field_errors() and not getattr(request, "axes_locked_out", False):
        record_refused_sign_in(form.cleaned_data["email"])


@allows(May.USE_OWN_ACCOUNT)
@before_second_factor
@require_POST
def sign_out(request: ClinicRequest) -> HttpResponse:
    """End the session."""
    with transaction.atomic():
        record_sign_out(request.user, request.clinic)
        logout(request)
    return redirect("accounts:sign-in")


@allows(May.USE_OWN_ACCOUNT)
@before_second_factor
@require_POST
def switch_clinic(request: ClinicRequest) -> HttpResponse:
    """Work in another of one's own clinics."""
    memberships = request.user.memberships.active()
    slug = request.POST.get("clinic", "").replace("\0", "")
    chosen = get_object_or_404(memberships, clinic__slug=slug)
    request.session[ACTIVE_CLINIC] = chosen.clinic_id
    return redirect(onward(request, request.POST.get("next", "")))


@allows(May.USE_OWN_ACCOUNT)
def home(request: ClinicRequest) -> HttpResponse:
    """The first page that one's role has."""
    role = request.membership.role
    if may(role, May.SEE_WORKLIST):
        return redirect("monitoring:worklist")
    return redirect("monitoring:patients" if may(role, May.SEE_PATIENTS) else "accounts:trail")
