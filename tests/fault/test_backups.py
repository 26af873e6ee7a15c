"""What was saved comes back as it was, on another server, or not at all."""

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from config.backups.keys import new_key
from config.backups.making import PATTERN
from tests.fault.scene import Bench, Scene
from tests.walls.foreign import CANARIES, NAME

pytestmark = pytest.mark.fault

SEED = 20261123
_numbers = count(1)


@dataclass
class Saved:
    """A clinic, its backup, and what it held."""

    scene: Scene
    file: Path
    key: str
    who: dict[str, str]
    figures: dict[str, Any]

    def run(self, database: str, *words: str, key: str = "", anchor: str = "anchor") -> list[Any]:
        """Whether a command did its work on that database, and what it said."""
        post = replace(self.scene.post, database=database)
        given = {"words": [*words], "anchor": str(self.file.parent / anchor)}
        return self.scene.bench.yard.call(post, "command", **given, key=key or self.key)

    def ask(self, database: str, work: str, **given: Any) -> Any:
        """What a program finds in that database."""
        post = replace(self.scene.post, database=database)
        return self.scene.bench.yard.call(post, work, **given)


@pytest.fixture(scope="module")
def saved(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saved]:
    folder, key = tmp_path_factory.mktemp("backups"), new_key()
    with bench.scene(SEED) as scene:
        who = scene.call("fill", anchor=str(folder / "anchor"))
        words = ["backup", "--folder", str(folder)]
        done, said = scene.call("command", words=words, anchor=str(folder / "anchor"), key=key)
        assert done, said
        [file] = folder.glob(PATTERN)
        yield Saved(scene, file, key, who, scene.call("figures"))


@pytest.fixture
def empty(bench: Bench) -> Iterator[str]:
    """A database that nothing was done with."""
    name = f"empty_{next(_numbers)}"
    bench.admin(f"CREATE DATABASE {name}")
    yield name
    bench.admin(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_restored_clinic_is_the_saved_one(saved: Saved, empty: str) -> None:
    done, said = saved.run(empty, "restore", str(saved.file))
    assert done, said
    assert "The audit is as it was sealed." in said
    assert "anchor goes further" not in said
    assert saved.ask(empty, "figures") == saved.figures
    assert sum(table["rows"] for table in saved.figures.values()) > 300
    assert NAME in saved.ask(empty, "reads_a_man", **saved.who)


def test_a_backup_tells_nobody_anything(saved: Saved) -> None:
    content = saved.file.read_bytes()
    words = [word.encode() for word in (*CANARIES, "patients_patient", "PGDMP", "version")]
    assert [word for word in words if word in content] == []
    assert stat.S_IMODE(saved.file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "place", [pytest.param(at, id=f"{at:.0%}") for at in (0.0, 0.00002, 0.001, 0.5, 0.9999)]
)
def test_one_changed_byte_is_refused_before_anything_is_written(
    saved: Saved, empty: str, tmp_path: Path, place: float
) -> None:
    changed = tmp_path / saved.file.name
    content = bytearray(saved.file.read_bytes())
    content[int(len(content) * place)] ^= 1
    changed.write_bytes(content)
    done, said = saved.run(empty, "restore", str(changed))
    assert not done
    assert "is not restored" in said
    assert saved.ask(empty, "figures") == {}


def test_nothing_is_restored_over_records(saved: Saved) -> None:
    done, said = saved.run(saved.scene.post.database, "restore", str(saved.file))
    assert not done
    assert "not empty" in said
    assert saved.scene.call("figures") == saved.figures


def test_another_key_opens_nothing_and_an_earlier_one_does(saved: Saved) -> None:
    words = ["restore", "--only-check", str(saved.file)]
    done, said = saved.run("postgres", *words, key=new_key())
    assert (done, "None of the given keys" in said) == (False, True)
    done, said = saved.run("postgres", *words, key=f"{new_key()},{saved.key}")
    assert (done, "is whole" in said) == (True, True)


def test_an_anchor_that_goes_further_is_told(saved: Saved, empty: str) -> None:
    later = saved.file.parent / "later"
    shutil.copy(saved.file.parent / "anchor", later)
    with later.open("a", encoding="ascii") as file:
        file.write('{"seal": 999, "hash": "00", "count": 1, "at": "2026-11-23T00:00:00+00:00"}\n')
    done, said = saved.run(empty, "restore", str(saved.file), anchor="later")
    assert (done, "name a new one" in said) == (True, True)


def test_what_the_dump_does_not_bring_back_is_noticed(saved: Saved, empty: str) -> None:
    saved.run(empty, "restore", str(saved.file))
    saved.ask(empty, "lose_a_note")
    now = saved.ask(empty, "figures")
    assert [table for table in now if now[table] != saved.figures[table]] == ["labs_draw"]
    assert now["labs_draw"]["rows"] == saved.figures["labs_draw"]["rows"]


@dataclass
class Trial:
    """An SQLite file with records, and who can sign in to it."""

    file: Path
    anchor: Path
    who: dict[str, str]


@pytest.fixture(scope="module")
def trial(saved: Saved, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    folder = tmp_path_factory.mktemp("trial")
    who = saved.scene.call("fill_trial", folder=str(folder))
    return Trial(folder / "inrange.sqlite3", folder / "audit-anchor.jsonl", who)


def test_a_trial_moves_to_postgresql_and_nothing_changes(saved: Saved, trial: Trial) -> None:
    with saved.scene.bench.scene(SEED) as target:
        words = ["move_to_postgresql", str(trial.file)]
        done, said = saved.run(target.post.database, *words)
        assert done, said
        assert "came over unchanged" in said
        shutil.copy(trial.anchor, saved.file.parent / "moved")
        assert saved.run(target.post.database, "verify_audit", anchor="moved")[0]
        assert NAME in target.call("reads_a_man", **trial.who)
        done, said = saved.run(target.post.database, *words)
        assert (done, "holds records already" in said) == (False, True)


def test_a_trial_that_postgresql_refuses_leaves_nothing(
    saved: Saved, trial: Trial, tmp_path: Path
) -> None:
    broken = shutil.copy(trial.file, tmp_path / "broken.sqlite3")
    with closing(sqlite3.connect(broken)) as changed:
        changed.execute("DELETE FROM labs_draw")
        changed.commit()
    with saved.scene.bench.scene(SEED) as target:
        before = target.call("figures")
        done, said = saved.run(target.post.database, "move_to_postgresql", str(broken))
        assert (done, "refuses rows of labs_" in said) == (False, True)
        assert target.call("figures") == before


def test_a_trial_of_another_version_is_migrated_first(
    saved: Saved, trial: Trial, tmp_path: Path
) -> None:
    older = shutil.copy(trial.file, tmp_path / "older.sqlite3")
    with closing(sqlite3.connect(older)) as changed:
        changed.execute("DELETE FROM django_migrations WHERE app = 'monitoring'")
        changed.commit()
    done, said = saved.run(saved.scene.post.database, "move_to_postgresql", str(older))
    assert (done, "run migrate on it" in said) == (False, True)
