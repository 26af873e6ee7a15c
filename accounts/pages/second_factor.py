"""The second step of signing in, and looking after the proofs for it."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import ClinicRequest, allows, before_second_factor, open_to_all
from accounts.actions import record_proof, record_refused_sign_in, record_sign_in, remove_proof
from accounts.forms import CodeForm, PasskeyForm, PresentPassword, ProofForm
from accounts.lockout import count_wrong_code, is_locked_out, refuse
from accounts.models import User
from accounts.roles import May
from accounts.second_factor import (
    add_app,
    add_passkey,
    app_picture,
    factors_of,
    new_app_secret,
    new_recovery_codes,
    passkey_to_add,
    passkey_to_prove,
    prove_by_code,
    prove_by_passkey,
    recovery_codes_left,
)
from accounts.sessions import PROVED_BY
from accounts.signing_in import BACKEND, half_signed_in, onward, renew_sign_in, wanted_page

NEW_SECRET = "new_app_secret"  # noqa: S105 - where a session keeps it until it is confirmed
WRONG_CODE = "This code does not fit, or was used already. Wait for the next one and type that."
WRONG_PASSKEY = "The passkey was not accepted. Try again, or use a code."


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """After the password: a code or a passkey of the same person."""
    user = half_signed_in(request)
    if user is None:
        return redirect("accounts:sign-in")
    if is_locked_out(request, user):
        return refuse(request)
    form = ProofForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if proof := _proof(user, form):
            return _enter(request, user, proof)
        count_wrong_code(request, user)
        record_refused_sign_in(user.email)
        form.refuse(WRONG_PASSKEY if form.cleaned_data["credential"] else WRONG_CODE)
    return _second_step_page(request, user, form)


def _proof(user: User, form: ProofForm) -> str:
    given = form.cleaned_data
    if given["credential"]:
        return prove_by_passkey(user, given["credential"])
    return prove_by_code(user, given["code"])


def _enter(request: HttpRequest, user: User, proof: str) -> HttpResponse:
    wanted = wanted_page(request)
    with transaction.atomic():
        record_sign_in(user, proof)
        login(request, user, backend=BACKEND)
    request.session[PROVED_BY] = proof
    if proof == Authenticator.Type.RECOVERY_CODES:
        left = recovery_codes_left(user)
        messages.warning(request, f"A recovery code was used up: {left} are left.")
    return redirect(onward(request, wanted))


def _second_step_page(request: HttpRequest, user: User, form: ProofForm) -> HttpResponse:
    kinds = {kept.type for kept in factors_of(user)}
    question = passkey_to_prove(user) if Authenticator.Type.WEBAUTHN in kinds else None
    context = {"form": form, "question": question, "has_app": Authenticator.Type.TOTP in kinds}
    status = 422 if form.errors else 200
    return render(request, "accounts/second_step.html", context, status=status)


@allows(May.USE_OWN_ACCOUNT)
@before_second_factor
@require_GET
def protection(request: ClinicRequest) -> HttpResponse:
    """What protects one's own sign-in beside the password."""
    context = {
        "factors": factors_of(request.user),
        "codes_left": recovery_codes_left(request.user),
        "is_compulsory": not request.clinic.is_demo,
    }
    return render(request, "accounts/protection.html", context)


@allows(May.USE_OWN_ACCOUNT)
@before_second_factor
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def app(request: ClinicRequest) -> HttpResponse:
    """Add an authenticator app: it counts once it has shown a right code."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or NEW_SECRET not in request.session:
        request.session[NEW_SECRET] = new_app_secret()
    secret = request.session[NEW_SECRET]
    if request.method == "POST" and form.is_valid():
        if add_app(request.user, secret, form.cleaned_data["code"]):
            answer = _added(request, Authenticator.Type.TOTP)
            del request.session[NEW_SECRET]
            return answer
        form.add_error("code", WRONG_CODE)
    context = {"form": form, "picture": app_picture(request.user, secret), "secret": secret}
    return render(request, "accounts/app_add.html", context, status=422 if form.errors else 200)


@allows(May.USE_OWN_ACCOUNT)
@before_second_factor
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def passkey(request: ClinicRequest) -> HttpResponse:
    """Add a passkey: the browser makes it, the device keeps it."""
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if add_passkey(request.user, given["name"], given["credential"]):
            return _added(request, Authenticator.Type.WEBAUTHN)
        form.refuse(WRONG_PASSKEY)
    context = {"form": form, "question": passkey_to_add(request.user)}
    return render(request, "accounts/passkey_add.html", context, status=422 if form.errors else 200)


def _added(request: ClinicRequest, proof: str) -> HttpResponse:
    """Note it, end the other sign-ins, and show the recovery codes where there are none yet."""
    record_proof(request.user, "added", proof)
    renew_sign_in(request, request.user)
    request.session[PROVED_BY] = proof
    if recovery_codes_left(request.user):
        messages.success(request, "Added. Your other sign-ins have ended.")
        return redirect("accounts:protection")
    return _codes(request)


@allows(May.USE_OWN_ACCOUNT)
@require_POST
@transaction.atomic
def codes(request: ClinicRequest) -> HttpResponse:
    """Make new recovery codes and show them, once."""
    if not factors_of(request.user):
        return redirect("accounts:protection")
    record_proof(request.user, "added", Authenticator.Type.RECOVERY_CODES)
    return _codes(request)


def _codes(request: ClinicRequest) -> HttpResponse:
    return render(request, "accounts/codes.html", {"codes": new_recovery_codes(request.user)})


@allows(May.USE_OWN_ACCOUNT)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: ClinicRequest, number: int) -> HttpResponse:
    """Take an app or a passkey away; outside the demo never the last."""
    factors = factors_of(request.user)
    kept = next((each for each in factors if each.pk == number), None)
    if kept is None:
        return redirect("accounts:protection")
    form = PresentPassword(request.POST if request.method == "POST" else None, user=request.user)
    is_last = len(factors) == 1 and any(not place.clinic.is_demo for place in request.user.places)
    if request.method == "POST" and not is_last and form.is_valid():
        remove_proof(request.user, kept)
        renew_sign_in(request, request.user)
        messages.success(request, "Removed. Your other sign-ins have ended.")
        return redirect("accounts:protection")
    context: dict[str, Any] = {"form": form, "kept": kept, "is_last": is_last}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/factor_remove.html", context, status=status)
