"""A new signing secret locks nobody out, and the earlier one can be taken away afterwards."""

from __future__ import annotations

from io import StringIO

import pytest
from cryptography.fernet import InvalidToken
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.second_factor import add_app, new_recovery_codes, prove_by_code
from tests.authenticator import code_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = "another-secret-of-the-clinic-" * 3


def renewed() -> str:
    out = StringIO()
    call_command("renew_second_factors", stdout=out)
    return out.getvalue()


@pytest.fixture
def codes(clinician: User) -> list[str]:
    assert add_app(clinician, SECRET, code_of(SECRET))
    return new_recovery_codes(clinician)


def test_after_renewing_the_earlier_secret_is_not_needed(
    clinician: User, codes: list[str], settings: Settings
) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], NEW
    assert prove_by_code(clinician, codes[0])
    assert renewed().startswith("2 second factors")
    settings.SECRET_KEY_FALLBACKS = []
    assert prove_by_code(clinician, codes[1])
    assert prove_by_code(clinician, code_of(SECRET, 1))


def test_without_the_earlier_secret_nothing_is_changed(
    clinician: User, codes: list[str], settings: Settings
) -> None:
    before, settings.SECRET_KEY = settings.SECRET_KEY, NEW
    with pytest.raises(CommandError, match="INRANGE_SECRET_KEY_FALLBACKS"):
        renewed()
    with pytest.raises(InvalidToken):
        prove_by_code(clinician, codes[0])
    settings.SECRET_KEY = before
    assert prove_by_code(clinician, codes[0])
