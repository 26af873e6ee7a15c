"""What is mutated: rules, due dates, exposure, and the numbers that these use."""

import hashlib
import io
import shutil
import subprocess
import tarfile
from functools import cache
from pathlib import Path

from benchmarks.mutation.trials import WORKED_CASES

ROOT = Path(__file__).resolve().parents[2]
TARGETS = (
    "monitoring/judgement/rules",
    "monitoring/judgement/due",
    "monitoring/judgement/exposure.py",
    "monitoring/judgement/stretches.py",
    "monitoring/judgement/timeline.py",
    "protocols/targets/bone.py",
    "protocols/targets/doses.py",
    "protocols/targets/goals.py",
    "protocols/targets/quantity.py",
    "protocols/targets/schedule.py",
)
NEEDED = ("monitoring", "protocols", "labs", "tests", "benchmarks")
"""The folders that the trials read."""
PRODUCT = ("monitoring/judgement", "protocols/targets", "labs")
"""What a judgement is made by."""


def copy_to(folder: Path, commit: str | None = None) -> None:
    """Copy what the trials need, so that an edit during the run changes none of the verdicts.

    Without a commit the files are taken as they stand.
    """
    if commit is None:
        for name in NEEDED:
            leave = shutil.ignore_patterns("__pycache__", "results")
            shutil.copytree(ROOT / name, folder / name, ignore=leave)
        return
    words = ["git", "archive", commit, "--", *NEEDED]
    packed = subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")


def texts_of(folder: Path) -> dict[str, str]:
    """The sources that are mutated, by their path in the project."""
    paths = [
        path
        for target in TARGETS
        for path in (
            [folder / target] if target.endswith(".py") else (folder / target).rglob("*.py")
        )
    ]
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(paths)
    }


class Evidence:
    """What a verdict rests on: while that stands unchanged, so does the verdict.

    A mutant that one test file killed is still killed by it when other tests are added or changed;
    one that survived has to face them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        product = [path for name in PRODUCT for path in folder.glob(f"{name}/**/*.py")]
        cast = (path for path in folder.glob("tests/unit/**/*.py") if not _is_test(path))
        cases = folder.glob("tests/cases/*.json")
        self._always = [*product, *cast, *cases, folder / "benchmarks/mutation/trials.py"]
        self._tests = [path for path in folder.glob("tests/unit/**/*.py") if _is_test(path)]

    @cache  # noqa: B019 - one object lives as long as the command
    def of(self, killed_by: str) -> str:
        """One word for all that the verdict of this killer, or of none, rests on."""
        if killed_by == WORKED_CASES:
            return self._digest([])
        killer = self._folder / killed_by
        return self._digest([killer] if killer in self._tests else self._tests)

    def _digest(self, more: list[Path]) -> str:
        words = hashlib.sha256()
        for path in sorted([*self._always, *more]):
            words.update(str(path.relative_to(self._folder)).encode())
            words.update(path.read_bytes())
        return words.hexdigest()[:16]


def _is_test(path: Path) -> bool:
    return path.name.startswith("test_")
