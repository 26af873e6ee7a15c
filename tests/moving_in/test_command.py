"""The same from a terminal."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Clinic, User
from patients.models import PatientDetails
from tests.moving_in.sheets import WHOLE, Rows, but, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def terminal(clinic: Clinic, lead: User, tmp_path: Path) -> Any:
    def run(rows: Rows | bytes, *options: str, by: str = lead.email) -> str:
        path = tmp_path / "ours.xlsx"
        path.write_bytes(rows if isinstance(rows, bytes) else workbook(rows))
        out = io.StringIO()
        where = "--clinic", clinic.slug, "--by", by
        try:
            call_command("move_in", str(path), *where, *options, stdout=out)
        except CommandError as refused:
            return f"{out.getvalue()}{refused.returncode}: {refused}"
        return out.getvalue()

    return run


def test_a_dry_run_writes_nothing(terminal: Any) -> None:
    assert "could be taken over: 1 Anastrozole" in terminal(WHOLE, "--dry-run")
    assert not PatientDetails.objects.exists()


def test_a_sound_file_is_taken(terminal: Any, lead: User) -> None:
    assert "New patients: 1" in terminal(WHOLE)
    assert PatientDetails.objects.get().recorded_by == lead


def test_faults_are_listed_and_keep_everything_out(terminal: Any, tmp_path: Path) -> None:
    faulty = but(WHOLE, "Draws", estradiol="high")
    report = tmp_path / "report.json"
    told = terminal(faulty, "--report", str(report))
    assert "Draws, row 2, Estradiol: " in told
    assert "1: Nothing was taken over" in told
    assert json.loads(report.read_text())["left_out"] == ["AZ-1"]
    assert not PatientDetails.objects.exists()


def test_valid_men_are_taken_on_request(terminal: Any) -> None:
    second = {"record_number": "AZ-2", "born_on": "1958-07-01", "family_name": "Lindqvist"}
    told = terminal({**WHOLE, "Patients": [*WHOLE["Patients"], second]}, "--valid-rows")
    assert "1: There are faults" in told
    assert "Patients left out, each wholly: 1." in told
    assert PatientDetails.objects.get().record_number == "AZ-1"


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        pytest.param(b"x", {}, "2: This is neither", id="no workbook"),
        pytest.param(WHOLE, {"by": "clinician@harbor.example.org"}, "does not lead", id="no lead"),
        pytest.param(WHOLE, {"by": "x@y.org"}, "does not lead", id="nobody"),
    ],
)
def test_what_cannot_be_used_says_why(
    content: Any, options: dict[str, str], says: str, terminal: Any
) -> None:
    assert says in terminal(content, **options)
    assert not PatientDetails.objects.exists()


def test_the_template_is_written_once(tmp_path: Path) -> None:
    for name in ("t.xlsx", "t.zip"):
        call_command("move_in_template", str(tmp_path / name), stdout=io.StringIO())
        assert (tmp_path / name).read_bytes().startswith(b"PK")
        with pytest.raises(CommandError, match="already"):
            call_command("move_in_template", str(tmp_path / name))
    with pytest.raises(CommandError, match="ends in"):
        call_command("move_in_template", str(tmp_path / "t.pdf"))
