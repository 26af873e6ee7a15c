"""Which rows belong to a clinic, and which are about one man: read from the foreign keys."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter

from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, Model, Q, QuerySet

from accounts.models import Clinic, User
from patients.models import Patient


@cache
def own_models() -> list[type[Model]]:
    """Every table of the product, those first that others point at."""
    models = [model for app in settings.OWN_APPS for model in apps.get_app_config(app).get_models()]
    graph = TopologicalSorter({model: _pointed_at(model) - {model} for model in models})
    wanted = set(models)
    return [model for model in graph.static_order() if model in wanted]


def rows_of_clinic(model: type[Model], clinic: Clinic) -> QuerySet[Model] | None:
    """A clinic's rows of a table, by key; None where the table belongs to no single clinic."""
    return _rows(model, Clinic, clinic.pk)


def rows_about(model: type[Model], man: Patient) -> QuerySet[Model] | None:
    """The rows of a table that are about a man; None where the table is about nobody."""
    return _rows(model, Patient, man.pk)


def _rows(model: type[Model], owner: type[Model], key: int) -> QuerySet[Model] | None:
    paths = _paths(model, owner)
    if not paths:
        return None
    wanted = Q()
    for path in paths:
        wanted |= Q(**{path: key})
    return model._base_manager.filter(wanted).order_by("pk")


@cache
def _paths(model: type[Model], owner: type[Model]) -> frozenset[str]:
    """Every way on which a row leads to its owner; to a clinic one that no row lacks."""
    if model is owner:
        return frozenset({"pk"})
    if owner is not Clinic:
        return frozenset(_walk(model, owner, frozenset()))
    firm = sorted(_walk(model, owner, frozenset(), nullable=False), key=len)
    return frozenset(firm[:1] or sorted(_walk(model, owner, frozenset()), key=len)[:1])


def _walk(
    model: type[Model], owner: type[Model], seen: frozenset[type[Model]], *, nullable: bool = True
) -> Iterator[str]:
    """Who wrote a row says nothing about whose it is, so no way leads over a person."""
    for key in _keys(model):
        target = key.related_model
        if key.null and not nullable:
            continue
        if target is owner:
            yield key.name
        elif target not in {User, model, *seen}:
            further = _walk(target, owner, seen | {model}, nullable=nullable)
            yield from (f"{key.name}__{more}" for more in further)


def _keys(model: type[Model]) -> list[ForeignKey[Model, Model]]:
    return [each for each in model._meta.concrete_fields if isinstance(each, ForeignKey)]


def _pointed_at(model: type[Model]) -> set[type[Model]]:
    return {each.related_model for each in _keys(model)}
