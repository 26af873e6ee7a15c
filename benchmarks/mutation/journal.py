"""Keeps verdicts as they come, so that a run that was broken off goes on where it stood."""

import json
import os
from pathlib import Path

from benchmarks.mutation.children import Verdict
from benchmarks.mutation.mutants import Mutant
from benchmarks.mutation.targets import Evidence

_DATA = os.environ.get("INRANGE_DATA") or Path(__file__).resolve().parents[2] / "data"
FOLDER = Path(_DATA).absolute() / "mutation"


class Journal:
    """The verdicts so far, of which those count that still rest on what they rested on."""

    def __init__(self, path: Path, evidence: Evidence, *, afresh: bool = False) -> None:
        self._path, self._evidence = path, evidence
        self.verdicts: dict[str, tuple[str, float]] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        if afresh:
            path.write_text("", encoding="utf-8")
        path.touch()
        for line in path.read_text(encoding="utf-8").splitlines():
            key, killed_by, seconds, rests_on = json.loads(line)
            if rests_on == evidence.of(killed_by):
                self.verdicts[key] = killed_by, seconds

    def keep(self, verdict: Verdict) -> None:
        """Write a verdict down at once."""
        key, killed_by, seconds = verdict.mutant.key, verdict.killed_by, round(verdict.seconds, 2)
        self.verdicts[key] = killed_by, seconds
        with self._path.open("a", encoding="utf-8") as lines:
            line = [key, killed_by, seconds, self._evidence.of(killed_by)]
            lines.write(json.dumps(line) + "\n")

    def of(self, mutant: Mutant) -> Verdict:
        """What became of a mutant that was tried."""
        return Verdict(mutant, *self.verdicts[mutant.key])
