"""Two clinics: one takes files in, the other must not notice."""

import pytest

from accounts.actions import create_clinic
from accounts.models import Clinic


@pytest.fixture
def clinic(db: None) -> Clinic:
    return create_clinic("north", "North")


@pytest.fixture
def neighbour(db: None) -> Clinic:
    return create_clinic("south", "South")
