"""The people of the clinic: who works here as what, and whom the clinic has invited."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ClinicRequest, allows
from accounts.forms import InvitationForm
from accounts.models import Membership, User
from accounts.roles import May, Role
from accounts.staffing import (
    NotForOneself,
    SeenOtherwise,
    change_role,
    end_access,
    forget_second_factor,
    invite,
    locked_as_seen,
)

HAS_ROLE = "{} has this role now, and has to sign in again."
ENDED = "{} has no access any more."
ELSEWHERE = "This person works in another clinic too: ask whoever runs the server."


@allows(May.MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: ClinicRequest) -> HttpResponse:
    """The list, and inviting somebody."""
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        whom = given["email"], given["name"], Role(given["role"])
        invite(request.clinic, *whom, by=request.user, submission=given["once"])
        messages.success(request, "The invitation is on its way. It is good for seven days.")
        return redirect("accounts:staff")
    people = request.clinic.memberships.select_related("user").order_by("-is_active", "user__name")
    context = {"form": form, "people": people, "roles": Role.choices, "section": "staff"}
    return render(request, "accounts/staff.html", context, status=422 if form.errors else 200)


@allows(May.MANAGE_STAFF)
@require_POST
def change(request: ClinicRequest, number: int) -> HttpResponse:
    """One change of one person's access."""
    places = request.clinic.memberships.select_related("user", "clinic")
    place = get_object_or_404(places, pk=number)
    given = (request.POST.get(name, "") for name in ("do", "role", "seen"))
    try:
        messages.info(request, _changed(place, *given, by=request.user))
    except (NotForOneself, SeenOtherwise) as reason:
        messages.error(request, str(reason))
    return redirect("accounts:staff")


@transaction.atomic
def _changed(place: Membership, do: str, role: str, seen: str, *, by: User) -> str:
    """Do what the button says; what was done, in words. Sent twice it is done once."""
    name = place.user.name
    if do == "role" and (place.is_active, place.role) == (True, role) and place.user != by:
        return HAS_ROLE.format(name)
    if do == "end" and not place.is_active:
        return ENDED.format(name)
    place = locked_as_seen(place, seen, by=by)
    match do:
        case "role" if role in Role and place.is_active:
            change_role(place, Role(role), by=by)
            return HAS_ROLE.format(name)
        case "end":
            end_access(place, by=by)
            return ENDED.format(name)
        case "invite" if not place.is_active:
            invite(place.clinic, place.user.email, name, Role(place.role), by=by)
            return "The invitation is on its way again. It is good for seven days."
        case "second-factor":
            is_done = forget_second_factor(place, by=by)
            return f"{name} sets up a second proof at the next sign-in." if is_done else ELSEWHERE
    return "Nothing was changed."
