"""Counts verdicts: killed, survived, and survivors that change nothing anybody could notice."""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.mutation.children import OUT_OF_TIME, SURVIVED, Verdict
from benchmarks.mutation.mutants import Mutant

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
WANTED = 0.9


class Equivalent(NamedTuple):
    """A change without effect, and why; told by the text of its line, whose number moves."""

    path: str
    line: str
    original: str
    mutated: str
    why: str

    def is_about(self, mutant: Mutant) -> bool:
        """Whether the mutant is this change."""
        return self[:-1] == (mutant.path, mutant.text, mutant.original, mutant.mutated)


def equivalents(path: Path = EQUIVALENT) -> list[Equivalent]:
    """The changes that were looked at and found to be without effect."""
    listed = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
    return [Equivalent(**each) for each in listed]


class Score(NamedTuple):
    """Killed and surviving mutants; those without effect stand beside, in neither."""

    killed: list[Verdict]
    survived: list[Verdict]
    equivalent: list[Verdict]

    @property
    def share(self) -> float:
        """Killed of killed and survived."""
        counted = len(self.killed) + len(self.survived)
        return len(self.killed) / counted if counted else 0.0

    def by(self, feature: Callable[[Mutant], str]) -> dict[str, dict[str, int]]:
        """The counts by file, by operator, or whatever else is asked about a mutant."""
        counts: dict[str, Counter[str]] = {}
        for name, verdicts in self._asdict().items():
            for verdict in verdicts:
                counts.setdefault(feature(verdict.mutant), Counter())[name] += 1
        return {feature: dict(each) for feature, each in sorted(counts.items())}


def score_of(verdicts: Iterable[Verdict], known: Iterable[Equivalent]) -> Score:
    """Sort verdicts; a change that was called equivalent and is killed all the same is killed."""
    score, listed = Score([], [], []), list(known)
    for verdict in verdicts:
        if verdict.killed_by != SURVIVED:
            score.killed.append(verdict)
        elif any(each.is_about(verdict.mutant) for each in listed):
            score.equivalent.append(verdict)
        else:
            score.survived.append(verdict)
    return score


def stale(known: Iterable[Equivalent], mutants: Iterable[Mutant]) -> list[Equivalent]:
    """Entries about changes that nobody makes any more."""
    made = {(each.path, each.text, each.original, each.mutated) for each in mutants}
    return [each for each in known if each[:-1] not in made]


def figures(score: Score) -> dict[str, Any]:
    """The score as it is kept."""
    killers = Counter(verdict.killed_by for verdict in score.killed)
    return {
        "score": round(score.share, 4),
        "score_wanted": WANTED,
        "killed": len(score.killed),
        "survived": len(score.survived),
        "equivalent": len(score.equivalent),
        "processor_seconds": round(sum(each.seconds for part in score for each in part)),
        "out_of_time": killers[OUT_OF_TIME],
        "killed_by": dict(killers),
        "by_file": score.by(lambda mutant: mutant.path),
        "by_operator": score.by(lambda mutant: mutant.operator),
        "survivors": [str(verdict.mutant) for verdict in score.survived],
    }
