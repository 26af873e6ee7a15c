"""One clinic, one clinician, one overdue follow-up."""

from typing import Any

import pytest

from accounts.models import Clinic, User
from accounts.roles import Role
from monitoring.models import Obligation
from tests.unit.mail.clinics import follow, found_clinic, join, owe
from tests.unit.mail.servers import Answering


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


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Answering]:
    """A mail server whose answers a test can choose."""
    settings.MAILERS = {"default": {"BACKEND": "tests.unit.mail.servers.Answering"}}
    for name in ("answer", "only_to", "fails_to_open", "fails_to_close"):
        monkeypatch.setattr(Answering, name, getattr(Answering, name))
    return Answering
