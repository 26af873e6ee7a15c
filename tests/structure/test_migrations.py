"""Every new migration may run while the version before serves, and can be undone."""

from __future__ import annotations

import importlib

import pytest
from django.db import migrations, models
from django.db.migrations import Migration

from tests.structure.migrations import REASON, noticed
from tests.structure.source import APPS, ROOT

ASKED_FROM = {
    "accounts": 7,
    "exchange": 3,
    "labs": 4,
    "monitoring": 5,
    "patients": 3,
    "protocols": 3,
}
"""The first number that is asked, by app: those before came before anybody served with them."""


def migrations_of(app: str) -> dict[str, type[Migration]]:
    names = sorted(path.stem for path in (ROOT / app / "migrations").glob("0*.py"))
    return {name: importlib.import_module(f"{app}.migrations.{name}").Migration for name in names}


def test_every_app_with_tables_is_asked() -> None:
    with_tables = {app for app in APPS if (ROOT / app / "migrations").is_dir()}
    assert with_tables == ASKED_FROM.keys()
    assert all(len(migrations_of(app)) >= ASKED_FROM[app] - 1 for app in with_tables)


@pytest.mark.parametrize("app", sorted(ASKED_FROM))
def test_a_new_migration_disturbs_nobody(app: str) -> None:
    asked = {n: each for n, each in migrations_of(app).items() if int(n[:4]) >= ASKED_FROM[app]}
    assert {name: found for name, each in asked.items() if (found := noticed(each))} == {}


@pytest.mark.parametrize("app", sorted(ASKED_FROM))
def test_every_migration_can_be_undone(app: str) -> None:
    stuck = [
        f"{name}: {operation}"
        for name, each in migrations_of(app).items()
        for operation in each.operations
        if not operation.reversible
    ]
    assert stuck == []


def made_of(*steps: object, reason: str = "") -> type[Migration]:
    return type("Planted", (Migration,), {"operations": [*steps], REASON: reason})


ADDED = migrations.CreateModel("Bone", [("id", models.BigAutoField(primary_key=True))])
OWN_SQL = migrations.RunSQL("SELECT 1", "SELECT 2")
TEXT = models.TextField()
COUNT = models.IntegerField()


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(migrations.RemoveField("draw", "note"), id="column gone"),
        pytest.param(migrations.DeleteModel("Draw"), id="table gone"),
        pytest.param(migrations.RenameField("draw", "note", "remark"), id="column renamed"),
        pytest.param(migrations.RenameModel("Draw", "Sample"), id="table renamed"),
        pytest.param(migrations.AlterField("draw", "note", COUNT), id="type changed"),
        pytest.param(migrations.AddField("draw", "more", TEXT), id="needed column"),
        pytest.param(
            migrations.AddField("draw", "more", models.TextField(default="")),
            id="default that the database does not know",
        ),
        pytest.param(
            migrations.AddConstraint(
                "draw", models.UniqueConstraint(fields=["note"], name="one_note")
            ),
            id="constraint",
        ),
        pytest.param(OWN_SQL, id="SQL"),
        pytest.param(migrations.RunPython(print, print), id="rows changed"),
    ],
)
def test_a_planted_disturbance_is_found_and_can_be_explained(step: object) -> None:
    assert len(noticed(made_of(step))) == 1
    assert noticed(made_of(step, reason="Nobody reads it since the release before.")) == []
    assert len(noticed(made_of(step, reason=" "))) == 1


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([ADDED], id="new table"),
        pytest.param([ADDED, migrations.AddField("bone", "site", TEXT)], id="column of it"),
        pytest.param([migrations.AddField("draw", "more", models.TextField(null=True))], id="null"),
        pytest.param(
            [migrations.AddField("draw", "more", models.TextField(db_default=""))], id="db default"
        ),
        pytest.param(
            [migrations.AddIndex("draw", models.Index(fields=["note"], name="by_note"))], id="index"
        ),
    ],
)
def test_what_only_adds_needs_no_reason(steps: list[object]) -> None:
    assert noticed(made_of(*steps)) == []


@pytest.mark.parametrize("step", [migrations.RunSQL("SELECT 1"), migrations.RunPython(print)])
def test_what_cannot_be_undone_is_never_excused(step: object) -> None:
    assert noticed(made_of(step, reason="It is only once.")) != []
