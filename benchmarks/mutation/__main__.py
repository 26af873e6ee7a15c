"""Mutates the judgement and counts what the tests notice.

    python -m benchmarks.mutation                  everything, from where the last run stood
    python -m benchmarks.mutation --only PATH      one file or folder; may be given again
    python -m benchmarks.mutation --at HEAD        as committed, whatever was edited since
    python -m benchmarks.mutation --sample 50      so many mutants, drawn by --seed
    python -m benchmarks.mutation --list           the mutants, untried
    python -m benchmarks.mutation --control        tests that assert nothing: the score must be 0

Ends with 1 below the wanted score, with 2 where the unchanged tests fail.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

from benchmarks.mutation import score as scores
from benchmarks.mutation.children import SURVIVED, Limits, Verdict, try_mutants, unchanged
from benchmarks.mutation.journal import FOLDER, Journal
from benchmarks.mutation.mutants import Mutant, mutants_of
from benchmarks.mutation.targets import NEEDED, ROOT, Evidence, copy_to, texts_of
from benchmarks.mutation.trials import NOTHING_ASSERTED, STAGES, Stage, warm_up
from benchmarks.results import record

REFUSED = 2


def main(arguments: Sequence[str] | None = None, tests: Sequence[Stage] = STAGES) -> int:
    """Run the command and answer its exit code."""
    asked = _asked(arguments)
    stages = NOTHING_ASSERTED if asked.control else tests
    with tempfile.TemporaryDirectory(prefix="inrange-mutation-") as name:
        folder = Path(name)
        copy_to(folder, asked.at)
        texts = texts_of(folder)
        every = [mutant for path, text in texts.items() for mutant in mutants_of(path, text)]
        chosen = _chosen(every, asked)
        if asked.list:
            print(*chosen, f"{len(chosen)} mutants", sep="\n")
            return 0
        os.chdir(folder)
        sys.path.insert(0, name)
        journal = Journal(
            _journal_path(asked), Evidence(folder), afresh=asked.fresh or asked.control
        )
        if not _tried(chosen, texts, stages, journal, asked.jobs):
            return REFUSED
        return _told(asked, [journal.of(mutant) for mutant in chosen], every)


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m benchmarks.mutation")
    words.add_argument("--only", action="append", default=[], metavar="PATH")
    words.add_argument("--at", metavar="COMMIT", help="sources and tests of a commit")
    words.add_argument("--sample", type=int, metavar="N", help="so many mutants, drawn at random")
    words.add_argument("--seed", type=int, default=1, help="what --sample draws by")
    words.add_argument("--jobs", type=int, default=2, help="children at once")
    words.add_argument("--fresh", action="store_true", help="keep no verdict of an earlier run")
    words.add_argument("--list", action="store_true", help="print the mutants and try none")
    words.add_argument("--control", action="store_true", help="tests that assert nothing")
    return words.parse_args(arguments)


def _chosen(every: list[Mutant], asked: argparse.Namespace) -> list[Mutant]:
    some = [each for each in every if not asked.only or each.path.startswith(tuple(asked.only))]
    if asked.sample is None or asked.sample >= len(some):
        return some
    drawn = set(Random(asked.seed).sample(range(len(some)), asked.sample))
    return [each for place, each in enumerate(some) if place in drawn]


def _tried(
    chosen: list[Mutant],
    texts: dict[str, str],
    stages: Sequence[Stage],
    journal: Journal,
    at_once: int,
) -> bool:
    """Try what has no verdict yet; refuses where the tests fail without any mutant."""
    warm_up()
    verdict, seconds = unchanged(stages)
    if verdict != SURVIVED:
        print(f"The tests fail without any mutant ({verdict}): repair them first.")
        print("Run them with: python -m pytest tests/unit")
        return False
    left = [mutant for mutant in chosen if mutant.key not in journal.verdicts]
    fates = try_mutants(left, texts, stages, Limits.around(seconds), at_once)
    for done, each in enumerate(fates, start=1):
        journal.keep(each)
        if each.killed_by == SURVIVED:
            print(f"{done}/{len(left)} {each.mutant}", flush=True)
    return True


def _journal_path(asked: argparse.Namespace) -> Path:
    return FOLDER / ("control.jsonl" if asked.control else "journal.jsonl")


def _told(asked: argparse.Namespace, verdicts: list[Verdict], every: list[Mutant]) -> int:
    """Print the score and its survivors; that of all files, or a sample of all, is kept dated."""
    known = scores.equivalents()
    score = scores.score_of(verdicts, known)
    print("Survived:", *(f"  {each.mutant}" for each in score.survived), sep="\n")
    for each in scores.stale(known, every):
        print(f"No such mutant any more: {each}")
    if not asked.only and not asked.control:
        counts = {"commit": commit(asked.at), "mutants": len(every), "tried": len(verdicts)}
        record("mutation", {**counts, **scores.figures(score)})
    killed, counted = len(score.killed), len(score.killed) + len(score.survived)
    print(f"Score {score.share:.1%}: {killed} of {counted} killed,")
    print(f"{len(score.equivalent)} without effect.")
    return 0 if score.share >= scores.WANTED else 1


def commit(at: str | None) -> str:
    """The commit that was mutated, with a plus where its files stood changed."""
    named = _git("rev-parse", "--short", at or "HEAD")
    return named + ("+" if at is None and _git("status", "--porcelain", "--", *NEEDED) else "")


def _git(*words: str) -> str:
    answer = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return answer.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
