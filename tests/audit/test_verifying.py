"""Whatever is done to the sealed audit is found, with where it was done."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from accounts.auditing import chain, verifying
from accounts.auditing.anchor import Anchor
from accounts.auditing.sealing import ChainBroken, seal_audit
from accounts.auditing.verifying import verify_audit
from accounts.models import AuditRow, AuditSeal, Clinic
from tests.audit.conftest import NOW, write
from tests.audit.guard import unguarded
from tests.walls.forms import undone

pytestmark = pytest.mark.django_db

TIMES = 170
CUTS = 20

Manipulation = Callable[[random.Random, list[int]], set[int]]


def edit(chance: random.Random, keys: list[int]) -> set[int]:
    key, row = chance.choice(keys), AuditRow.objects
    change = chance.choice(
        [
            {"action": "patient.viewed "},
            {"reason": ""},
            {"detail": {"n": "1"}},
            {"at": F("at") + timedelta(microseconds=1)},
            {"clinic": None},
            {"subject": "x"},
            {"patient": "00000000-0000-4000-8000-000000000000"},
        ]
    )
    assert row.filter(pk=key).update(**change) == 1
    return {key}


def delete(chance: random.Random, keys: list[int]) -> set[int]:
    key = chance.choice(keys)
    AuditRow.objects.filter(pk=key)._raw_delete("default")
    return {key}


def insert(chance: random.Random, keys: list[int]) -> set[int]:
    key = -chance.choice(keys) if chance.random() < 0.2 else chance.choice(keys)
    if key > 0:
        # Where a row had been given a key and was never committed.
        AuditRow.objects.filter(pk=key)._raw_delete("default")
        _reseal_without(key)
    copy = AuditRow.objects.get(pk=chance.choice([each for each in keys if each != key]))
    copy.pk = key
    copy.save(force_insert=True)
    return {key}


def _reseal_without(key: int) -> None:
    """Seal everything anew as if that key had never been used: no fault is left in the chain."""
    ends = list(AuditSeal.objects.order_by("number").values_list("to_id", flat=True))
    AuditSeal.objects.all()._raw_delete("default")
    last = None
    for end in ends:
        rows = AuditRow.objects.filter(pk__gt=last.to_id if last else 0, pk__lte=end)
        last = chain.next_seal(last, list(chain.lines(rows)), NOW)
        last.to_id = end
        last.hash = chain.chain_hash(last, chain.lines(rows), _before(last))
        last.save(force_insert=True)


def _before(seal: AuditSeal) -> str:
    before = AuditSeal.objects.filter(number=seal.number - 1).first()
    return before.hash if before else chain.BEGINNING


def swap(chance: random.Random, keys: list[int]) -> set[int]:
    one, other = (AuditRow.objects.get(pk=key) for key in chance.sample(keys, 2))
    theirs = {"subject": other.subject, "reason": other.reason, "detail": other.detail}
    ours = {"subject": one.subject, "reason": one.reason, "detail": one.detail}
    AuditRow.objects.filter(pk=one.pk).update(**theirs, action="a")
    AuditRow.objects.filter(pk=other.pk).update(**ours, action="b")
    return {one.pk, other.pk}


def swap_keys(chance: random.Random, keys: list[int]) -> set[int]:
    one, other = chance.sample(keys, 2)
    for was, becomes in ((one, -one), (other, one), (-one, other)):
        AuditRow.objects.filter(pk=was).update(id=becomes)
    return {one, other}


def forge_seal(chance: random.Random, keys: list[int]) -> set[int]:
    """Change a row and give its seal the hash that fits: the next seal does not fit any more."""
    key = chance.choice(keys)
    seal = AuditSeal.objects.get(from_id__lte=key, to_id__gte=key)
    AuditRow.objects.filter(pk=key).update(action="nothing")
    rows = AuditRow.objects.filter(pk__gte=seal.from_id, pk__lte=seal.to_id)
    forged = chain.chain_hash(seal, chain.lines(rows), _before(seal))
    AuditSeal.objects.filter(pk=seal.pk).update(hash=forged)
    return set()


MANIPULATIONS = (edit, delete, insert, swap, swap_keys, forge_seal)


def sealed_keys() -> list[int]:
    return list(AuditRow.objects.order_by("pk").values_list("pk", flat=True))


def test_an_untouched_audit_has_no_fault(chained: Anchor, clinic: Clinic) -> None:
    write(clinic, 3)
    verdict = verify_audit(chained)
    assert (verdict.faults, verdict.waiting) == ([], 3)
    assert verdict.rows == AuditRow.objects.count() - 3
    call_command("verify_audit")


@pytest.mark.parametrize("manipulate", MANIPULATIONS, ids=lambda each: each.__name__)
def test_a_manipulation_is_found_where_it_was_made(
    manipulate: Manipulation, chained: Anchor
) -> None:
    keys, missed = sealed_keys(), []
    for number in range(TIMES):
        with undone(), unguarded():
            touched = manipulate(random.Random(f"{manipulate.__name__} {number}"), keys)
            faults = "\n".join(verify_audit(chained).faults)
            if not faults or not all(f"row {key} " in faults for key in touched):
                missed.append(f"{number}: {faults}")
    assert missed == []


def test_a_thousand_manipulations_are_tried() -> None:
    assert len(MANIPULATIONS) * TIMES >= 1000


@pytest.mark.parametrize("manipulate", MANIPULATIONS, ids=lambda each: each.__name__)
def test_the_command_refuses_what_was_manipulated(
    manipulate: Manipulation, chained: Anchor
) -> None:
    with unguarded():
        manipulate(random.Random(manipulate.__name__), sealed_keys())
    with pytest.raises(CommandError, match="not as it was sealed"):
        call_command("verify_audit")


@pytest.mark.parametrize("manipulate", MANIPULATIONS, ids=lambda each: each.__name__)
def test_without_hashing_nothing_would_be_found(
    manipulate: Manipulation, chained: Anchor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "chain_hash", lambda seal, rows, before: seal.hash)
    chained.path.write_text("")
    with unguarded():
        manipulate(random.Random(manipulate.__name__), sealed_keys())
    found = [fault for fault in verify_audit(chained).faults if "no anchor" not in fault]
    assert found == []


@pytest.mark.parametrize("cut", range(1, CUTS + 1))
def test_what_is_cut_off_at_the_end_is_found(cut: int, chained: Anchor) -> None:
    last = AuditSeal.objects.head()
    seals, with_rows = 1 + cut % 10, cut % 2
    first = AuditSeal.objects.get(number=last.number - seals + 1)
    with unguarded():
        AuditSeal.objects.filter(number__gte=first.number)._raw_delete("default")
        if with_rows:
            AuditRow.objects.filter(pk__gte=first.from_id)._raw_delete("default")
    faults = verify_audit(chained).faults
    assert len([fault for fault in faults if "anchored, and gone" in fault]) == seals
    with pytest.raises(ChainBroken):
        seal_audit(NOW)


def test_without_the_anchor_a_cut_would_not_be_found(chained: Anchor) -> None:
    chained.path.unlink()
    with unguarded():
        head = AuditSeal.objects.head()
        AuditSeal.objects.filter(number=head.number)._raw_delete("default")
        AuditRow.objects.filter(pk__gte=head.from_id)._raw_delete("default")
    (fault,) = verify_audit(chained).faults
    assert "There is no anchor" in fault


def test_a_chain_made_anew_does_not_hold_the_anchored_heads(chained: Anchor) -> None:
    with unguarded():
        AuditRow.objects.filter(pk=sealed_keys()[10]).update(reason="another")
        _reseal_without(-1)
    faults = verify_audit(chained).faults
    assert faults
    assert all("not the one that was anchored" in fault for fault in faults)


def test_a_missing_seal_is_named(chained: Anchor) -> None:
    chained.path.write_text("")
    with unguarded():
        AuditSeal.objects.filter(number=5)._raw_delete("default")
    assert "seals 5 to 5 are missing" in "\n".join(verify_audit(chained).faults)


def test_a_damaged_anchor_is_said(chained: Anchor) -> None:
    with chained.path.open("a") as file:
        file.write('{"seal": 14, "ha')
    assert "is no head of a chain" in "\n".join(verify_audit(chained).faults)
    with pytest.raises(ChainBroken):
        seal_audit(NOW)


def test_fifty_thousand_rows_are_verified_in_seconds(clinic: Clinic, anchor: Anchor) -> None:
    write(clinic, 50_000)
    seal_audit(NOW)
    began = time.process_time()
    verdict = verify_audit(anchor)
    took = time.process_time() - began
    assert verdict.rows >= 50_000
    assert verdict.faults == []
    print(f"50,000 rows: {took:.2f} s of CPU on {connection.vendor}")
    assert took < 5
