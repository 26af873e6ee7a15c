"""A man whose laboratory sends messages, and a file of it at hand."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from patients.models import Patient
from tests.conftest import admitted, signed_in


@pytest.fixture
def adler(clinic: Clinic, clinician: User) -> Patient:
    """The man of whom the messages speak."""
    return admitted(
        clinic,
        clinician,
        record_number="007",
        family_name="Adler",
        given_name="Bert",
        born_on=date(1970, 3, 1),
    )


@pytest.fixture
def lead(hired: dict[Role, Membership]) -> Client:
    """The lead's browser: may say what a laboratory's words mean."""
    return signed_in(hired[Role.LEAD].user)


@pytest.fixture
def entry(hired: dict[Role, Membership]) -> Client:
    """The browser of whoever enters results, and reads no findings."""
    return signed_in(hired[Role.LAB_ENTRY].user)
