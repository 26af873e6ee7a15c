"""Signing in, and loading who is signed in together with where that person works."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from accounts.models import Membership, User


class ClinicBackend(ModelBackend):
    """One statement brings the person and the clinics; who works nowhere is nobody here."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether a person may come in at all: somewhere, today."""
        can: bool = super().user_can_authenticate(user)
        return can and user.memberships.active().exists()

    def get_user(self, user_id: Any) -> User | None:
        """The signed-in person, with active memberships at hand."""
        found = list(
            Membership.objects.active()
            .select_related("user", "clinic")
            .filter(user_id=user_id)
            .order_by("pk")
        )
        if not found:
            return None
        user = found[0].user
        user.places = found
        return user
