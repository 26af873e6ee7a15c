"""One clinic, one clinician, one overdue follow-up."""

import pytest

from accounts.models import Clinic, User
from accounts.roles import Role
from monitoring.models import Obligation
from tests.unit.mail.clinics import follow, found_clinic, join, owe


@pytest.fixture
def clinic() -> Clinic:
    return found_clinic()


@pytest.fixture
def anna(clinic: Clinic) -> User:
    """A clinician who owns patients."""
    return join(clinic, Role.CLINICIAN, "anna")


@pytest.fixture
def overdue(clinic: Clinic, anna: User) -> Obligation:
    """One overdue duty toward one of her patients."""
    return owe(follow(clinic, anna))
