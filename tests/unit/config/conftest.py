"""Settings that the tests of a start begin with."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture
def safe(settings: Settings, tmp_path: Path) -> Settings:
    """Settings that a real clinic could run on."""
    settings.PRODUCTION, settings.DEBUG = True, False
    (tmp_path / "backups").mkdir()
    settings.BACKUP_DIR, settings.RECORDS_DIR = tmp_path / "backups", tmp_path / "records"
    settings.ALLOWED_HOSTS = ["inrange.clinic.example"]
    settings.SITE_ADDRESS = "https://inrange.clinic.example"
    settings.CSRF_TRUSTED_ORIGINS = [settings.SITE_ADDRESS]
    settings.DEFAULT_FROM_EMAIL = "Inrange <inrange@clinic.example>"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 1
    return settings
