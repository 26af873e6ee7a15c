"""The people of the clinic: who works here as what, and whom the clinic has invited."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ClinicRequest, allows
from accounts.forms import InvitationForm
from accounts.models import Membership, User
from accounts.roles import May, Role
from accounts.staffing import (
    NotForOneself,
    change_role,
    end_access,
    forget_second_factor,
    invite,
)

ELSEWHERE = "This person works in another clinic too: ask whoever runs the server."


@allows(May.MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: ClinicRequest) -> HttpResponse:
    """The list, and inviting somebody."""
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        invite(request.clinic, given["email"], given["name"], Role(given["role"]), by=request.user)
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
    try:
        given = request.POST.get("do", ""), request.POST.get("role", "")
        messages.info(request, _changed(place, *given, by=request.user))
    except NotForOneself as reason:
        messages.error(request, str(reason))
    return redirect("accounts:staff")


def _changed(place: Membership, do: str, role: str, *, by: User) -> str:
    """Do what the button says; what was done, in words."""
    name = place.user.name
    match do:
        case "role" if role in Role:
            change_role(place, Role(role), by=by)
            return f"{name} has another role now, and has to sign in again."
        case "end":
            end_access(place, by=by)
            return f"{name} has no access any more."
        case "invite" if not place.is_active:
            invite(place.clinic, place.user.email, name, Role(place.role), by=by)
            return "The invitation is on its way again. It is good for seven days."
        case "second-factor":
            is_done = forget_second_factor(place, by=by)
            return f"{name} sets up a second proof at the next sign-in." if is_done else ELSEWHERE
    return "Nothing was changed."
