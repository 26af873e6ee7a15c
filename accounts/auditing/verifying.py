"""Verifying the audit: is every sealed row what it was, and is the chain as long as it was?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from accounts.auditing.anchor import Anchor, Unreadable
from accounts.auditing.chain import BEGINNING, Line, chain_hash, lines
from accounts.auditing.records import AuditRow, AuditSeal


@dataclass
class Verdict:
    """What was found: each fault in words, and how much was looked at."""

    faults: list[str] = field(default_factory=list)
    seals: int = 0
    rows: int = 0
    waiting: int = 0


def verify_audit(anchor: Anchor) -> Verdict:
    """Recompute every hash from the rows, and hold the chain against the anchored heads.

    Rows that no seal covers yet are counted as waiting and prove nothing.
    """
    verdict = Verdict()
    # The anchor first: whatever it names was in the database before.
    heads = _heads(anchor, verdict)
    _walk(dict(heads), verdict)
    if verdict.seals and not heads and not verdict.faults:
        verdict.faults.append(
            f"There is no anchor at {anchor.path}: seals cut off at the end cannot be noticed."
        )
    return verdict


def _heads(anchor: Anchor, verdict: Verdict) -> dict[int, set[str]]:
    """The anchored hashes by the number of their seal."""
    heads: dict[int, set[str]] = {}
    try:
        for head in anchor.heads():
            heads.setdefault(head.seal, set()).add(head.hash)
    except Unreadable as reason:
        verdict.faults.append(str(reason))
    return heads


def _walk(anchored: dict[int, set[str]], verdict: Verdict) -> None:
    """Go along rows and seals together, and collect what does not fit."""
    rows = _Rows()
    before, number = BEGINNING, 0
    for seal in AuditSeal.objects.defer("marks").order_by("number").iterator():
        covered = list(rows.up_to(seal.to_id))
        if chain_hash(seal, covered, before) != seal.hash:
            verdict.faults += _differences(seal, covered, number)
        if anchored.pop(seal.number, {seal.hash}) != {seal.hash}:
            verdict.faults.append(f"Seal {seal.number}: not the one that was anchored.")
        before, number = seal.hash, seal.number
        verdict.seals, verdict.rows = verdict.seals + 1, verdict.rows + len(covered)
    verdict.waiting = sum(1 for _row in rows.rest())
    verdict.faults += [f"Seal {gone}: anchored, and gone." for gone in sorted(anchored)]


class _Rows:
    """The rows of the audit in their order, taken seal by seal."""

    def __init__(self) -> None:
        self._rows = lines(AuditRow.objects.all())
        self._next = next(self._rows, None)

    def up_to(self, key: int) -> Iterator[Line]:
        """The rows not taken yet whose key is at most `key`."""
        while self._next and self._next.key <= key:
            yield self._next
            self._next = next(self._rows, None)

    def rest(self) -> Iterator[Line]:
        """Those behind the last seal."""
        while self._next:
            yield self._next
            self._next = next(self._rows, None)


def _differences(seal: AuditSeal, covered: list[Line], number: int) -> list[str]:
    """What is wrong with a seal whose hash does not hold, row by row as far as the marks tell."""
    where = f"Seal {seal.number} (rows {seal.from_id} to {seal.to_id})"
    if seal.number != number + 1:
        missing = f"{number + 1} to {seal.number - 1}"
        return [f"{where}: does not follow seal {number}; seals {missing} are missing."]
    marked = dict(seal.marks)
    found = {row.key: row.mark for row in covered}
    faults = [f"row {key} is gone" for key in marked.keys() - found.keys()]
    faults += [f"row {key} was added" for key in found.keys() - marked.keys()]
    both = marked.keys() & found.keys()
    faults += [f"row {key} was changed" for key in both if marked[key] != found[key]]
    unexplained = ["the seal itself, or its place in the chain, was changed"]
    return [f"{where}: {fault}." for fault in sorted(faults) or unexplained]
