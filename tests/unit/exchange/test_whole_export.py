"""The whole export of a clinic: all of it, nothing of another, and the same bytes each time."""

from __future__ import annotations

import io
import json
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.core.management import CommandError, call_command

from accounts.models import AuditRow, Clinic, User
from exchange.exports.belonging import own_models
from exchange.exports.whole_clinic import write_archive
from patients.models import Patient
from tests.walls.contents import OF_NO_CLINIC, path_to_clinic
from tests.walls.foreign import CANARIES, CLINIC, COLLEAGUE, EMAIL, NAME, Foreign, foreign_clinic

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def full() -> Foreign:
    """A clinic with something in every table."""
    return foreign_clinic()


def archive(clinic: Clinic) -> bytes:
    file = io.BytesIO()
    write_archive(clinic, file)
    return file.getvalue()


def files(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def rows(content: bytes, table: str) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in files(content)[f"{table}.jsonl"].splitlines())


def test_every_row_of_every_table_is_there(full: Foreign, man: Patient) -> None:
    content = archive(full.clinic)
    for model in own_models():
        path = path_to_clinic(model)
        if model.__name__ not in OF_NO_CLINIC:
            stored = model._base_manager.filter(**{path: full.clinic.pk})
            written = [row[model._meta.pk.attname] for row in rows(content, model._meta.db_table)]
            assert written == list(stored.order_by("pk").values_list("pk", flat=True))
            assert written, model


def test_a_draw_without_a_laboratory_is_there(clinic: Clinic, man: Patient) -> None:
    """A row is found by a way that no row lacks."""
    assert len(list(rows(archive(clinic), "labs_draw"))) == 3


def test_nothing_of_another_clinic_is_there(full: Foreign, clinic: Clinic, man: Patient) -> None:
    text = b"".join(files(archive(clinic)).values()).decode()
    assert [each for each in CANARIES if each in text] == []
    own = b"".join(files(archive(full.clinic)).values()).decode()
    assert [each for each in (NAME, EMAIL, CLINIC, COLLEAGUE) if each not in own] == []


def test_nothing_that_lets_somebody_in_is_there(full: Foreign) -> None:
    full.lead.user.set_password("four words that fit")
    full.lead.user.save()
    stored = User.objects.get(pk=full.lead.user_id).password
    assert identify_hasher(stored)
    text = b"".join(files(archive(full.clinic)).values()).decode()
    assert stored not in text
    assert "accounts_session" not in text
    assert "mfa_authenticator" not in text


def test_the_manifest_counts_and_hashes_every_file(full: Foreign) -> None:
    found = files(archive(full.clinic))
    manifest = json.loads(found.pop("manifest.json"))
    assert {table["file"] for table in manifest["tables"]} == found.keys()
    for table in manifest["tables"]:
        content = found[table["file"]]
        assert (table["rows"], table["sha256"]) == (
            len(content.splitlines()),
            sha256(content).hexdigest(),
        )
        assert all(list(json.loads(line)) == table["columns"] for line in content.splitlines())


def test_the_same_records_give_the_same_bytes(full: Foreign) -> None:
    first = archive(full.clinic)
    assert archive(full.clinic) == first
    full.clinic.laboratories.create(name="One more")
    assert archive(full.clinic) != first


def test_the_command_writes_for_its_owner_alone_and_is_audited(
    full: Foreign, tmp_path: Path
) -> None:
    target = tmp_path / "clinic.zip"
    call_command("export_clinic", clinic="wexcombe", to=str(target), stdout=io.StringIO())
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    row = AuditRow.objects.latest("pk")
    assert (row.action, row.clinic) == ("clinic.exported", full.clinic)
    assert row.detail["rows"]["patients_patient.jsonl"] == full.clinic.patients.count()
    assert [each.name for each in tmp_path.iterdir()] == ["clinic.zip"]
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_clinic", clinic="wexcombe", to=str(target))


def test_without_its_audit_row_there_is_no_file(
    full: Foreign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(rows: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr("exchange.management.commands.export_clinic.write_audit", refuse)
    with pytest.raises(RuntimeError, match="no audit"):
        call_command("export_clinic", clinic="wexcombe", to=str(tmp_path / "clinic.zip"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("slug", "to", "says"),
    [
        pytest.param("nowhere", "x.zip", "no clinic", id="clinic"),
        pytest.param("wexcombe", "missing/x.zip", "cannot be written", id="folder"),
    ],
)
def test_what_cannot_be_exported_is_said(
    slug: str, to: str, says: str, full: Foreign, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("export_clinic", clinic=slug, to=str(tmp_path / to))
