"""No other code writes facts: read from the syntax of the whole project."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from patients.facts import Fact, Part
from patients.models import Patient
from tests.structure.source import faults, python_files, shown, tree_of
from tests.walls.contents import recorded_models

THE_ONE_WRITER = "patients/recording.py"

WRITES = {
    "save",
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "delete",
}

MANY_AT_ONCE = {
    "append_keyed",
    "append_rows",
    "append_values",
    "insert_few",
    "rewrite_few",
    "rewrite_rows",
}
"""What writes rows of any model, whatever they are called where it is called."""

NO_FACTS = {
    "config/joined_files.py": {"self.delete", "self.save"},
    "exchange/intake/batches.py": {"append_values"},
    "exchange/bringing/opening.py": {"held.save"},
    "exchange/intake/importing.py": {"run.save"},
    "exchange/intake/keeping.py": {"kept.save"},
    "exchange/bringing/looking.py": {"held.save"},
    "exchange/moving_in/taking_over.py": {"moving.save"},
    "exchange/moving_in/template.py": {"book.save"},
    "exchange/queue/putting_back.py": {"held.save"},
    "exchange/intake/received.py": {"append_values"},
    "labs/catalogue.py": {"row.save"},
    "monitoring/mail/preferences.py": {"preference.save"},
    "monitoring/obligations/ledger.py": {"rewrite_rows"},
    "monitoring/status/findings.py": {"append_rows"},
    "monitoring/status/judging.py": {"rewrite_rows"},
}
"""No facts: joined style sheets, where an import's rows came from, an empty workbook, words of
laboratories, what people want to get, and what is derived from facts."""

LEFT_OF_ALL_FACTS = "accounts/"
"""Imports nothing that holds facts, by contract; there a nameless `save` can't be a fact's."""

FACTS = [model for model in recorded_models() if issubclass(model, Fact | Part | Patient)]


def ways_in() -> set[str]:
    """The words by which code can reach facts: the models, and what leads back to them."""
    links = (each for model in apps.get_models() for each in model._meta.related_objects)
    back = {each.get_accessor_name() for each in links if each.related_model in FACTS}
    return {model.__name__ for model in FACTS} | {name for name in back if name}


WORDS = ways_in() - {"User"}


def writes(tree: ast.AST) -> Iterator[str]:
    """Calls that would store something, with what they are called on."""
    calls = (each.func for each in ast.walk(tree) if isinstance(each, ast.Call))
    for called in calls:
        if isinstance(called, ast.Attribute) and called.attr in WRITES:
            yield f"{ast.unparse(called.value)}.{called.attr}"
        elif isinstance(called, ast.Name) and called.id in MANY_AT_ONCE:
            yield called.id


def names_facts(call: str) -> bool:
    nameless = (".save", "_manager.bulk_create", ".delete", *MANY_AT_ONCE)
    return says_a_fact(call) or call.endswith(nameless)


def says_a_fact(call: str) -> bool:
    parts = {each for node in ast.walk(ast.parse(call)) for each in _words(node)}
    return bool(parts & WORDS)


def _words(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name):
        return {node.id}
    return {node.attr} if isinstance(node, ast.Attribute) else set()


def forbidden(path: Path) -> list[str]:
    allowed = NO_FACTS.get(shown(path), set())
    suspect = says_a_fact if shown(path).startswith(LEFT_OF_ALL_FACTS) else names_facts
    return [call for call in writes(tree_of(path)) if suspect(call) and call not in allowed]


def test_only_the_unit_of_work_writes_facts() -> None:
    files = [path for path in python_files() if shown(path) != THE_ONE_WRITER]
    assert faults(files, forbidden) == {}


def test_the_unit_of_work_would_be_found() -> None:
    one_writer = next(path for path in python_files() if shown(path) == THE_ONE_WRITER)
    assert len(forbidden(one_writer)) >= 3


@pytest.mark.parametrize(
    "planted",
    [
        pytest.param("Draw.objects.create(patient=man)", id="create"),
        pytest.param("Draw.objects.filter(pk=1).update(note='')", id="update"),
        pytest.param("man.draw_versions.filter(pk=1).update(note='')", id="through the man"),
        pytest.param("clinic.patient_details.create(born_on=day)", id="through the clinic"),
        pytest.param("draw.results.all().delete()", id="delete parts"),
        pytest.param("fact.save(update_fields=['note'])", id="save"),
        pytest.param("Patient.objects.bulk_update(men, ['clinic'])", id="the anchor row"),
        pytest.param("model._default_manager.bulk_create(rows)", id="a model in a variable"),
        pytest.param("Decision.objects.get_or_create(topic='bone')", id="a decision"),
        pytest.param("append_rows(results)", id="many new rows"),
        pytest.param("append_keyed(draws)", id="many new rows with keys"),
        pytest.param("append_values(Result, names, rows)", id="many new rows as values"),
        pytest.param("rewrite_rows(draws, ['note'])", id="many changed rows"),
    ],
)
def test_a_planted_writer_is_found(planted: str) -> None:
    assert [call for call in writes(ast.parse(planted)) if names_facts(call)]


@pytest.mark.parametrize("harmless", ["counts.update(more)", "Laboratory.objects.create(name=n)"])
def test_what_is_no_fact_may_be_written(harmless: str) -> None:
    assert [call for call in writes(ast.parse(harmless)) if names_facts(call)] == []
