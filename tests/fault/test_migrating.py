"""A filled database goes one step back in every app, and forward again, and keeps its rows."""

import pytest

from tests.fault.scene import Bench
from tests.walls.foreign import RECORD

pytestmark = pytest.mark.fault


def test_forward_back_and_forward_keep_what_was_recorded(bench: Bench) -> None:
    with bench.scene(seed=1) as scene:
        who = scene.call("fill", anchor=str(bench.folder / "anchor-of-migrating"))
        before = scene.call("figures")
        undone = scene.call("migrate_back")
        between = scene.call("figures")
        scene.call("migrate")
        after = scene.call("figures")
        assert len(undone) >= 6, undone
        apart = {"django_migrations", "django_content_type", "auth_permission"}
        lost = {
            table: (before[table]["rows"], between[table]["rows"], after[table]["rows"])
            for table in before.keys() & between.keys() - apart
            if not before[table]["rows"] == between[table]["rows"] == after[table]["rows"]
        }
        assert lost == {}
        assert after.keys() == before.keys()
        assert RECORD in scene.call("reads_a_man", **who)
