"""An audit of which something is sealed, and an anchor of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.audit import audit_row, write_audit
from accounts.auditing.anchor import Anchor
from accounts.auditing.sealing import seal_audit
from accounts.models import AuditRow, Clinic

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def anchor(tmp_path: Path, settings: Settings) -> Anchor:
    """Where the heads go in a test."""
    settings.AUDIT_ANCHOR = tmp_path / "anchor.jsonl"
    return Anchor(settings.AUDIT_ANCHOR)


def write(clinic: Clinic, count: int, action: str = "patient.viewed") -> None:
    """Add rows of which no two say the same."""
    first = AuditRow.objects.count()
    rows = [
        audit_row(clinic, action, by=None, subject=number, at=NOW, reason=f"No. {number}", n=number)
        for number in range(first, first + count)
    ]
    write_audit(rows)


@pytest.fixture
def chained(clinic: Clinic, anchor: Anchor) -> Anchor:
    """Twelve seals of six rows each, every head anchored."""
    seal_audit(NOW)
    for _ in range(12):
        write(clinic, 6)
        assert seal_audit(NOW) == 6
    return anchor
