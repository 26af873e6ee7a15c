"""The command that prints how many lines ask to act."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Clinic, User
from patients.models import Patient
from tests.conftest import admitted, draw, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def printed(clinic: str) -> str:
    out = StringIO()
    call_command("act_load", clinic=clinic, stdout=out)
    return out.getvalue()


def test_the_load_of_a_clinic_is_printed(
    clinic: Clinic, clinician: User, man: Patient, stranger: Patient
) -> None:
    """His hematocrit reached the limit on 16-Nov-2026; the other man was known for 73 days."""
    recorded(admitted(clinic, clinician), draw(date(2026, 9, 11), hematocrit="48"), by=clinician)
    said = printed("harbor")
    assert "Act lines per 100 patient-months: 6.9\n" in said
    assert "1 line began in 14.4 patient-months of 2 patients, 23-Nov-2025 to 22-Nov-2026." in said


def test_nobody_followed_is_no_load(clinic: Clinic) -> None:
    assert "Nobody was followed" in printed("harbor")


def test_an_unknown_clinic_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="no clinic “none”"):
        printed("none")
