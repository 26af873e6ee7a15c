"""The two messages about accounts. They name nobody: neither a person nor a clinic."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.keys import INVITED_DAYS, RESET_MINUTES, invitation_key, reset_key
from accounts.models import Membership, User


def write_invitation(place: Membership) -> None:
    """Send the link with which somebody begins to work here."""
    path = reverse("accounts:invitation", args=[invitation_key(place)])
    _write("invitation", place.user, path, INVITED_DAYS)


def write_reset(user: User) -> None:
    """Send the link with which a person sets a new password."""
    _write("reset", user, reverse("accounts:reset", args=[reset_key(user)]), RESET_MINUTES)


def _write(name: str, user: User, path: str, lasts: int) -> None:
    context = {"address": f"{settings.SITE_ADDRESS}{path}", "lasts": lasts}
    subject = render_to_string(f"emails/{name}-subject.txt", context).strip()
    body = render_to_string(f"emails/{name}-body.txt", context)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])
