"""What a clinic's records say, as one hash: any change to any row of it shows."""

import hashlib
from collections.abc import Collection, Iterator
from functools import cache

from django.apps import apps
from django.db.models import ForeignKey, Model

from accounts.models import Clinic

ROOMS = ("accounts", "patients", "protocols", "labs", "monitoring", "exchange")

OF_NO_CLINIC = {"User", "Session", "ScanRun", "AuditSeal"}
"""People and their browsers belong to clinics only by membership; a pass serves all clinics."""

NOT_UP = {"User"}
"""Who wrote a row says nothing about whose row it is."""


@cache
def path_to_clinic(model: type[Model]) -> str | None:
    """How a row of a model leads to its clinic, by the shortest way; None where none does."""
    seen, front = {model}, [(model, "")]
    while front:
        here, path = front.pop(0)
        if here is Clinic:
            return path.rstrip("_") or "pk"
        for field in here._meta.concrete_fields:
            target = field.related_model
            is_link = isinstance(field, ForeignKey) and target.__name__ not in NOT_UP
            if is_link and target not in seen:
                seen.add(target)
                front.append((target, f"{path}{field.name}__"))
    return None


def recorded_models() -> list[type[Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def rows_of(clinic: Clinic, apart_from: Collection[str] = ()) -> Iterator[str]:
    """Every row that belongs to a clinic, written out."""
    for model in recorded_models():
        path = path_to_clinic(model)
        if path and model.__name__ not in apart_from:
            for row in model._base_manager.filter(**{path: clinic.pk}).order_by("pk").values_list():
                yield f"{model.__name__} {row}"


def contents(clinic: Clinic, apart_from: Collection[str] = ()) -> str:
    """The hash of everything that belongs to a clinic, apart from rows of these kinds."""
    return hashlib.sha256("\n".join(rows_of(clinic, apart_from)).encode()).hexdigest()
