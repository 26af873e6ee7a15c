"""Every row that is written pays for every index; one that another covers gives nothing back."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from patients.facts import Fact
from tests.structure.source import APPS


def begins_with(model: type[models.Model]) -> set[str]:
    """The fields with which an index over all rows of a model begins, a field's own left out."""
    indexes = [each.fields for each in model._meta.indexes if not each.condition and each.fields]
    constraints = [
        each.fields
        for each in model._meta.constraints
        if isinstance(each, models.UniqueConstraint) and not each.condition and each.fields
    ]
    return {fields[0].removeprefix("-") for fields in (*indexes, *constraints)}


def covered_twice(model: type[models.Model]) -> Iterator[str]:
    """Fields with an index of their own although another one begins with them."""
    for field in model._meta.concrete_fields:
        has_own = field.db_index and not field.unique
        if has_own and field.name in begins_with(model):
            yield f"{model._meta.label}.{field.name}"


def _own_models() -> list[type[models.Model]]:
    return [each for each in apps.get_models() if each._meta.app_label in APPS]


def test_no_index_is_covered_by_another() -> None:
    """A foreign key has an index of its own only where no other begins with it."""
    assert _own_models()
    assert [each for model in _own_models() for each in covered_twice(model)] == []


@pytest.mark.parametrize("model", Fact.__subclasses__(), ids=lambda each: each.__name__)
def test_facts_are_found_by_their_man(model: type[Fact]) -> None:
    """No kind of fact has an index on the man alone: each needs one that begins with him."""
    assert "patient" in begins_with(model)


def test_an_index_too_many_is_seen() -> None:
    """A planted one is found."""

    class Twice(models.Model):  # noqa: DJ008  (it is never shown)
        clinic = models.ForeignKey("accounts.Clinic", on_delete=models.CASCADE)

        class Meta:
            app_label = "planted"
            indexes = (models.Index(fields=["clinic", "id"], name="covers"),)

    assert list(covered_twice(Twice)) == ["planted.Twice.clinic"]
