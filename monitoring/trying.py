"""Trying a change of targets out: what it would do, in words and man by man.

The words are what a person confirms: `Trial.mark` changes as soon as any of it does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from monitoring.replay import ALWAYS, Replay, replay_without
from monitoring.replay import replay as replayed
from monitoring.status.snapshots import Course
from patients.forms.confirmation import digest
from patients.forms.days import format_day
from protocols.models import TargetProposal, plain
from protocols.overrides import override_of, shared_by
from protocols.proposing import made_of
from protocols.targets.book import OutOfRange, number_of
from protocols.targets.overriding import ASSAYED, BOOK, NOWHERE, Assay, Override
from protocols.words import LABELS


def refused_in_words(refusal: OutOfRange) -> str:
    """Why a number can't stand, and what became of the form."""
    label = LABELS.get(refusal.parameter, refusal.parameter)
    return f"{label}: {refusal.why}. Nothing was saved."


@dataclass(frozen=True)
class Trial:
    """What a change of targets would do."""

    said: tuple[str, ...]
    replay: Replay

    @property
    def mark(self) -> str:
        """What a tick stands for: these words, and these findings of these men."""
        return digest([*self.said, json.dumps(self.replay.as_json(), sort_keys=True)])


def try_out(courses: Iterable[Course], today: date, override: Override) -> Trial:
    """Try an override as it is dated, and as if it had always been in force.

    Raises OutOfRange where a number contradicts one that is in force for one of the men.
    """
    men = list(courses)
    dated, always = replayed(men, today, override), replayed(men, today, _since_ever(override))
    effect = (
        f"As dated: today {dated.in_words()}.",
        f"Had it been in force for every draw so far: {always.in_words()}.",
    )
    return Trial((*_changes(override, today), *effect), dated)


def try_without(courses: Iterable[Course], today: date, row: int) -> Trial:
    """Try what is left where an override had never been; raises OutOfRange as `try_out` does."""
    left = replay_without(courses, today, row)
    return Trial((f"As if it had never been: today {left.in_words()}.",), left)


def try_proposal(proposal: TargetProposal, courses: Iterable[Course], today: date) -> Trial:
    """Try a proposed change by the facts and targets as they are now; raises OutOfRange."""
    if proposal.withdraws_id:
        return try_without(courses, today, proposal.withdraws_id)
    override = override_of(made_of(proposal))
    trial = try_out(courses, today, override)
    return replace(trial, said=(*_in_force_now(proposal, override, today), *trial.said))


def _in_force_now(proposal: TargetProposal, override: Override, today: date) -> list[str]:
    """What the clinic has moved already at the place of a proposal."""
    measured = dict.fromkeys(ASSAYED.values(), override.method)
    assay = Assay(override.laboratory, measured) if override.laboratory else NOWHERE
    standing = shared_by(proposal.clinic).standing(today, assay)
    return [
        f"{LABELS[name]}: in force now {standing[name].numbers[name]}, {standing[name].words}."
        for name in override.numbers
        if name in standing
    ]


def _changes(override: Override, today: date) -> list[str]:
    said = [
        f"{LABELS[name]}: {_now(number)}, the rule book says {number_of(BOOK, name)}."
        for name, number in override.numbers.items()
    ]
    if override.since < today:
        said.append(
            f"Dated back: draws collected since {format_day(override.since)} are judged anew."
        )
    return said


def _now(number: Decimal | None) -> str:
    return "no longer moved" if number is None else plain(number)


def _since_ever(override: Override) -> Override:
    return replace(override, since=ALWAYS)
