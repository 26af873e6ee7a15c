"""Signing in, and loading who is signed in together with where that person works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db import connection
from django.db.models import Model, QuerySet

from accounts.models import Clinic, Membership, User
from accounts.questions import Question, Row

LOADED = (("", Membership), ("user__", User), ("clinic__", Clinic))
"""What one row brings: where its columns are found from a membership, and whose they are."""


class ClinicBackend(ModelBackend):
    """One statement brings the person and the clinics; who works nowhere is nobody here."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether a person may come in at all: somewhere, today."""
        can: bool = super().user_can_authenticate(user)
        return can and user.memberships.active().exists()

    def get_user(self, user_id: Any) -> User | None:
        """The signed-in person, with active memberships at hand."""
        found = [_membership(row) for row in _places.rows(User(pk=user_id))]
        if not found:
            return None
        user = found[0].user
        user.places = found
        return user


@Question
def _places(user: User) -> QuerySet[Membership, Any]:
    columns = [f"{path}{name}" for path, model in LOADED for name in _names(model)]
    return user.memberships.active().order_by("pk").values_list(*columns)


def _names(model: type[Model]) -> Sequence[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _membership(row: Row) -> Membership:
    membership: Membership
    membership, user, clinic = _built(row)
    membership.user, membership.clinic = user, clinic
    return membership


def _built(row: Row) -> Iterator[Any]:
    """The three records of a row, as a queryset would build them."""
    values = iter(row)
    for _, model in LOADED:
        names = _names(model)
        yield model.from_db(connection.alias, names, [next(values) for _ in names])
