"""What must hold before a real clinic is served: each fault has an id and says what to do.

`check` tells them all at once; the web server and the worker do not start while there is one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError, ProgrammingError

from accounts.models import Clinic, User
from exchange.demo.staff import COLLEAGUES, DEMO_PASSWORD

OWN_MACHINE = {"localhost", "127.0.0.1", "[::1]", "::1"}


@register(Tags.security)
def settings_are_safe(
    app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """In production every setting must be meant."""
    return settings_faults() if settings.PRODUCTION else []


@register(Tags.database)
def accounts_are_safe(
    app_configs: Sequence[AppConfig] | None = None,
    databases: Sequence[str] | None = None,
    **_kwargs: Any,
) -> list[CheckMessage]:
    """In production nobody signs in with what everybody can read."""
    return accounts_faults() if settings.PRODUCTION and databases else []


def settings_faults() -> list[CheckMessage]:
    """What is wrong with the settings for a real clinic."""
    return [*_debug(), *_backups(), *_hosts(), *_addresses(), *_sender(), *_cookies()]


def _fault(number: int, says: str, hint: str) -> list[CheckMessage]:
    return [Error(says, hint=hint, id=f"inrange.E{number:03}")]


def _debug() -> list[CheckMessage]:
    if not settings.DEBUG:
        return []
    return _fault(10, "Errors would show their inside to everybody.", "Take INRANGE_DEBUG away.")


def _backups() -> list[CheckMessage]:
    """A folder for backups is declared, is there, and does not die with the records.

    Whether it can be written to is asked by what writes; nothing else needs to be able to.
    """
    hint = "Name a folder on another disk or machine in INRANGE_BACKUP_DIR."
    folder: Path | None = settings.BACKUP_DIR
    if folder is None:
        return _fault(11, "The records have no backups.", hint)
    if not folder.is_absolute() or not folder.is_dir() or not os.access(folder, os.R_OK | os.X_OK):
        return _fault(12, "The folder for backups is missing or cannot be read.", hint)
    if folder.resolve().is_relative_to(settings.RECORDS_DIR.resolve()):
        return _fault(13, "The backups would lie in the folder of the records.", hint)
    return []


def _hosts() -> list[CheckMessage]:
    if any("*" in host or host.startswith(".") for host in settings.ALLOWED_HOSTS):
        says, hint = "Every name would be answered.", "Name the hosts singly in INRANGE_HOSTS."
        return _fault(14, says, hint)
    if set(settings.ALLOWED_HOSTS) <= OWN_MACHINE:
        return _fault(15, "Nobody but this machine is answered.", "Name the host in INRANGE_HOSTS.")
    return []


def _addresses() -> list[CheckMessage]:
    """Messages lead to an encrypted address that is answered here."""
    site = urlsplit(settings.SITE_ADDRESS)
    origins = (urlsplit(each) for each in settings.CSRF_TRUSTED_ORIGINS)
    if site.scheme != "https" or any(each.scheme != "https" for each in origins):
        hint = "Begin INRANGE_SITE_ADDRESS and INRANGE_ORIGINS with https:// ."
        return _fault(16, "An address of the site is not encrypted.", hint)
    if site.hostname not in settings.ALLOWED_HOSTS:
        hint = "Let INRANGE_SITE_ADDRESS name one of INRANGE_HOSTS."
        return _fault(17, "Messages lead to a host that is not answered.", hint)
    return []


def _sender() -> list[CheckMessage]:
    if not settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        return []
    hint = "Give an address of the clinic in INRANGE_MAIL_FROM."
    return _fault(18, "Messages have no sender who can be answered.", hint)


def _cookies() -> list[CheckMessage]:
    cookies = settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE
    if cookies and settings.SECURE_HSTS_SECONDS and settings.SECURE_SSL_REDIRECT:
        return []
    hint = "Set INRANGE_PRODUCTION in the environment of every program, not in a file of settings."
    return _fault(19, "A sign-in could travel unencrypted.", hint)


def accounts_faults() -> list[CheckMessage]:
    """Demo clinics, and accounts that the demo's printed password opens."""
    hint = "Begin with an empty database, and make the clinic with create_clinic."
    try:
        if Clinic.objects.filter(is_demo=True).exists():
            return _fault(20, "The demo clinic is in the database.", hint)
        demo = [colleague.email for colleague in COLLEAGUES]
        found = User.objects.filter(email__in=demo, is_active=True)
        if any(check_password(DEMO_PASSWORD, user.password) for user in found):
            return _fault(21, "An account of the demo is in the database.", hint)
    except ProgrammingError:
        return []  # before the first migrate there are no tables, so nobody is in them
    except OperationalError:
        return _fault(22, "The database cannot be asked.", "Check DATABASE_URL and the server.")
    return []
