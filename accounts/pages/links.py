"""What the links of the two messages open: accepting an invitation, setting a new password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.access import open_to_all
from accounts.actions import change_password
from accounts.forms import AddressForm, NewPassword, PresentPassword
from accounts.keys import invited_by_key, person_by_key
from accounts.lockout import lift
from accounts.models import Membership
from accounts.staffing import accept, ask_for_reset

ASKED = "If this address belongs to an account, a link is on its way. It works for 30 minutes."
NEXT = "Sign in with your new password."


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with a new password, or with the one that the person has."""
    place = invited_by_key(token)
    if place is None:
        return _spent(request)
    is_known = place.user.has_usable_password()
    kind = PresentPassword if is_known else NewPassword
    form = kind(request.POST if request.method == "POST" else None, user=place.user)
    if request.method == "POST" and _may_accept(request, place, form):
        accept(place, form.cleaned_data.get("new", ""))
        messages.success(request, "You can sign in now." if is_known else NEXT)
        return redirect("accounts:sign-in")
    return _page(request, form, title="Accept the invitation", submit="Accept", place=place)


def _may_accept(
    request: HttpRequest, place: Membership, form: PresentPassword | NewPassword
) -> bool:
    """A known person's password is tried like a sign-in, so that guessing it ends the same way."""
    if isinstance(form, PresentPassword):
        typed = request.POST.get("present", "")
        if authenticate(request, username=place.user.email, password=typed) is None:
            form.add_error("present", "This is not your password. Try again.")
    return form.is_valid()


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link; the answer is the same for everybody."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ask_for_reset(form.cleaned_data["email"])
        messages.info(request, ASKED)
        return redirect("accounts:sign-in")
    return _page(request, form, title="Forgotten the password?", submit="Send me a link")


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Set a new password; the second proof is still asked for afterwards."""
    user = person_by_key(token)
    if user is None:
        return _spent(request)
    form = NewPassword(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        change_password(user, form.cleaned_data["new"])
        lift(user)
        messages.success(request, NEXT)
        return redirect("accounts:sign-in")
    return _page(request, form, title="Set a new password", submit="Set password")


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/link_spent.html", status=410)


def _page(request: HttpRequest, form: object, **words: object) -> HttpResponse:
    # Always 200: a refusal would be logged with its address, which is as good as a password.
    return render(request, "accounts/form.html", {"form": form, **words})
