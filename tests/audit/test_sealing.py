"""The sealer covers every row once, in an order that late commits cannot disturb."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from accounts.auditing import sealing
from accounts.auditing.anchor import Anchor
from accounts.auditing.sealing import seal_audit
from accounts.auditing.verifying import verify_audit
from accounts.models import AuditRow, AuditSeal, Clinic
from accounts.tasks import seal_audit as seal_task
from tests.audit.conftest import NOW, write

ON_POSTGRESQL = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"
)


@pytest.mark.django_db
@pytest.mark.both_databases
def test_every_row_is_covered_once(
    clinic: Clinic, anchor: Anchor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "MOST_ROWS", 7)
    write(clinic, 30)
    total = AuditRow.objects.count()
    assert seal_audit(NOW) == total
    assert seal_audit(NOW) == 0
    seals = list(AuditSeal.objects.order_by("number"))
    assert [seal.number for seal in seals] == list(range(1, len(seals) + 1))
    assert sum(seal.count for seal in seals) == total
    assert [seal.from_id for seal in seals[1:]] == [seal.to_id + 1 for seal in seals[:-1]]
    assert verify_audit(anchor).faults == []


@pytest.mark.django_db
def test_the_head_is_anchored_once(clinic: Clinic, anchor: Anchor) -> None:
    write(clinic, 3)
    call_command("seal_audit")
    call_command("seal_audit")
    (head,) = anchor.heads()
    last = AuditSeal.objects.head()
    assert (head.seal, head.hash, head.count) == (last.number, last.hash, last.count)
    assert anchor.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_an_anchor_that_cannot_be_written_is_made_up_for(
    clinic: Clinic, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.AUDIT_ANCHOR = tmp_path / "missing" / "anchor.jsonl"
    write(clinic, 3)
    seal_audit(NOW)
    assert "anchor cannot be written" in caplog.text
    (tmp_path / "missing").mkdir()
    seal_audit(NOW)
    assert verify_audit(Anchor(settings.AUDIT_ANCHOR)).faults == []


@pytest.mark.django_db
def test_nothing_is_sealed_on_top_of_a_broken_chain(
    clinic: Clinic, anchor: Anchor, caplog: pytest.LogCaptureFixture
) -> None:
    write(clinic, 3)
    seal_audit(NOW)
    anchor.path.write_text(anchor.path.read_text().replace('"hash": "', '"hash": "0'))
    write(clinic, 3)
    seal_task()
    assert "not sealed any more" in caplog.text
    assert AuditSeal.objects.count() == 1


@pytest.mark.django_db
def test_a_quicker_sealer_wins(
    clinic: Clinic, anchor: Anchor, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(clinic, 3)
    seal_audit(NOW)
    write(clinic, 3)
    first = AuditSeal.objects.get()
    real, raced = sealing.next_seal, []

    def slower(last: AuditSeal | None, *rest: object) -> AuditSeal:
        if not raced:
            raced.append(last)
            real(first, *rest).save(force_insert=True)
        return real(last, *rest)

    monkeypatch.setattr(sealing, "next_seal", slower)
    assert seal_audit(NOW) == 0
    assert AuditSeal.objects.count() == 2
    assert seal_audit(NOW) == 0
    assert verify_audit(anchor).faults == []


@contextmanager
def another_writer(clinic: Clinic) -> Iterator[threading.Event]:
    """Somebody who has written a row and not committed it until told."""
    wrote, finish = threading.Event(), threading.Event()

    def work() -> None:
        try:
            with transaction.atomic():
                write(clinic, 1, "late")
                wrote.set()
                finish.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert wrote.wait(30)
    try:
        yield finish
    finally:
        finish.set()
        thread.join()


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_row_that_commits_late_is_neither_lost_nor_waited_for_by_a_page(
    clinic: Clinic, anchor: Anchor
) -> None:
    with another_writer(clinic):
        write(clinic, 3, "early")  # a higher key, committed first, without waiting
        assert seal_audit(NOW, patience=0.2) == 0
        assert not AuditSeal.objects.exists()
    assert seal_audit(NOW) == AuditRow.objects.count()
    assert verify_audit(anchor).faults == []


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_sealing_without_looking_for_writers_would_lose_the_late_row(
    clinic: Clinic, anchor: Anchor, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = AuditRow.objects.order_by("-pk").values_list("pk", flat=True)
    monkeypatch.setattr(sealing, "settled_up_to", lambda _patience: newest.first())
    with another_writer(clinic):
        write(clinic, 3, "early")
        seal_audit(NOW)
    assert "was added" in "\n".join(verify_audit(anchor).faults)


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_the_sealer_waits_a_moment_for_a_writer(clinic: Clinic, anchor: Anchor) -> None:
    with another_writer(clinic) as finish:
        threading.Timer(0.3, finish.set).start()
        assert seal_audit(NOW, patience=20) == AuditRow.objects.count()
