"""The database's disk is full: nothing that was acknowledged is lost, and it passes by itself."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.scene import Bench, Scene, bench
from tests.servers import lacking

pytestmark = pytest.mark.fault

SEED = 53
NUMBER = 30
DISK = "48m"
FAST = 30.0


class Disk:
    """A few megabytes for the tables of a server that is given up afterwards."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.bench, self.folder = bench, folder
        self.ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave no byte free."""
        with self.ballast.open("wb", buffering=0) as file:
            try:
                while file.write(b"\0" * 65_536):
                    pass
            except OSError:
                return

    def free(self) -> None:
        self.ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    if missing := lacking():
        pytest.skip(f"Not installed here: {', '.join(missing)}.")
    with bench(tmp_path) as own:
        folder = own.server.folder / "small"
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0777", "tmpfs", str(folder)]
        if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
            pytest.skip("A disk of its own can be mounted only by root.")
        try:
            (folder / "tables").mkdir()
            own.server.own(folder / "tables")
            own.admin(f"CREATE TABLESPACE small LOCATION '{folder / 'tables'}'")
            yield Disk(own, folder)
        finally:
            own.server.kill()
            subprocess.run(["umount", "-l", str(folder)], check=True)


def forgotten(scene: Scene, disk: Disk, journal: Path, *weaknesses: str) -> list[str]:
    """Save and send on a full disk, then on a free one; what was acknowledged and is missing."""
    scene.due(NUMBER)
    scene.hurry(FAST)
    post = scene.post.weak(*weaknesses)
    saving = scene.bench.yard.start(post, "post_forever", journal=str(journal))
    scene.until_acknowledged(journal, more=1)
    disk.fill()
    scene.until_full()
    scene.work(2)
    scene.until(NUMBER, seconds=3)
    disk.free()
    acknowledged = scene.until_acknowledged(journal, more=3)
    assert saving.is_running()
    saving.kill()
    return sorted(set(acknowledged) - set(scene.call("stored")))


def test_a_full_disk_loses_nothing(disk: Disk, tmp_path: Path) -> None:
    with disk.bench.scene(SEED, tablespace="small") as scene:
        missing = forgotten(scene, disk, tmp_path / "acknowledged")
        verdict = scene.settle()
        # Whoever could not note that a mail was taken sends it again.
        assert verdict.faults(ambiguous=NUMBER) == []
    assert missing == []


def test_control_a_page_that_always_says_yes_forgets(disk: Disk, tmp_path: Path) -> None:
    with disk.bench.scene(SEED, tablespace="small") as scene:
        assert forgotten(scene, disk, tmp_path / "acknowledged", "says_yes_whatever_happens")
