"""What a check found and what a take-over did, as it is kept and shown."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from exchange.moving_in.checking import Check
from exchange.moving_in.sheets import SHEETS
from labs.models import Draw


@dataclass(frozen=True)
class Counts:
    """What would be, or was, taken. `men_unchanged` are on record with all that the file says."""

    rows: int = 0
    men_new: int = 0
    men_added_to: int = 0
    men_unchanged: int = 0
    rows_unchanged: int = 0
    draws_to_sign: int = 0
    facts: dict[str, int] = field(default_factory=dict)

    @property
    def men(self) -> int:
        """How many men are without a fault."""
        return self.men_new + self.men_added_to + self.men_unchanged


@dataclass(frozen=True)
class MovingReport:
    """One check: counts of the men who can be taken, every fault, and who stays out."""

    files: list[dict[str, str]]
    counts: Counts
    faults: list[dict[str, Any]]
    left_out: list[str]
    is_blocked: bool
    is_taken: bool = False

    @property
    def sha256(self) -> str:
        """The fingerprint of the file."""
        return self.files[0]["sha256"]

    @property
    def mark(self) -> str:
        """What tells this outcome from any other: a take-over names the one that was seen."""
        said = {name: part for name, part in asdict(self).items() if name != "files"}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept."""
        return asdict(self) | {"mark": self.mark}


def report_of(check: Check, name: str, sha256: str) -> MovingReport:
    """What a check found, in words and numbers."""
    return MovingReport(
        files=[{"file": name, "sha256": sha256}],
        counts=_counts(check),
        faults=[fault.as_json() for fault in check.faults],
        left_out=[man.number for man in check.left_out],
        is_blocked=check.is_blocked,
    )


def _counts(check: Check) -> Counts:
    facts = Counter(stated.row.sheet.name for man in check.sound for stated in man.new)
    is_added_to = [bool(man.new) for man in check.sound if not man.is_new]
    to_sign = [
        stated
        for man in check.sound
        for stated in man.new
        if isinstance(stated.fact, Draw) and stated.parts and not stated.row.is_seen
    ]
    return Counts(
        rows=check.contents.count,
        men_new=sum(man.is_new for man in check.sound),
        men_added_to=sum(is_added_to),
        men_unchanged=len(is_added_to) - sum(is_added_to),
        rows_unchanged=sum(man.unchanged for man in check.sound),
        draws_to_sign=len(to_sign),
        facts={sheet.name: facts[sheet.name] for sheet in SHEETS if facts[sheet.name]},
    )
