"""A start with --empty: a clinic of one's own, and what parts it from real patients.

On a laptop it is for trying out, and with the settings of a real clinic (INRANGE_PRODUCTION) for
real patients. Accounts, second proofs and invitations are the same in both: only the demo clinic is
let in with a password alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import Clinic
from config import environment
from config.production import accounts_faults, settings_faults

SLUG = "own-clinic"
NOT_REAL = "not for real patients"
TRIED_OUT = {"name": f"Own clinic, {NOT_REAL}", "admin_email": "lead@own-clinic.example"}
"""What a trial begins with where nothing else is said: nobody but its first lead."""

NOT_THE_DEMO = (
    "These settings are for real patients, so the demo is not loaded. Begin with an own clinic: "
    "--empty --name NAME --admin-email ADDRESS."
)
UNNAMED = "Name the clinic and its first lead: --empty --name NAME --admin-email ADDRESS."
NO_PROXY = (
    "This start speaks to a proxy of your own, which brings https: put one in front of it, let it "
    "write X-Forwarded-Proto and X-Forwarded-For, and set INRANGE_BEHIND_PROXY=1."
)


def refuse_open_doors() -> None:
    """Before anything is written for real patients: every setting is meant, and a proxy stands."""
    call_command("check", databases=["default"])
    if settings.SECURE_PROXY_SSL_HEADER is None:
        raise CommandError(NO_PROXY)


def refuse_foreign_records() -> None:
    """An own clinic does not begin among the accounts of the demo."""
    if faults := accounts_faults():
        raise CommandError(f"{faults[0].msg} {faults[0].hint} Name another folder with --data.")


def found_clinic(given: dict[str, str], **told: Any) -> None:
    """Create the clinic with its first lead, whose password is printed once."""
    named = {name: words for name, words in given.items() if words}
    if settings.PRODUCTION and not TRIED_OUT.keys() <= named.keys():
        raise CommandError(UNNAMED)
    if "name" in named and not settings.PRODUCTION:
        named["name"] += f", {NOT_REAL}"
    call_command("create_clinic", SLUG, **(TRIED_OUT | named), **told)


def lacking() -> Iterator[str]:
    """What this start still needs before a real patient, in the words of the start that refuses."""
    for read in (environment.secret_key, environment.database, environment.broker):
        yield from _refusal(read)
    yield from _refusal(environment.mailers)
    for fault in settings_faults():
        yield f"{fault.msg} {fault.hint}"


def _refusal(read: Any) -> Iterator[str]:
    try:
        read(settings.RECORDS_DIR, production=True)
    except environment.StartRefused as reason:
        yield str(reason)


def whom_it_is_for(address: str) -> Iterator[str]:
    """What the person at the terminal reads about patients: none, not yet, or here they are."""
    if settings.PRODUCTION:
        yield f"Your proxy reaches it at {address}. Backups belong into {settings.BACKUP_DIR}."
        return
    yield f"The records are in {settings.RECORDS_DIR}. Not for real patients."
    if Clinic.objects.filter(is_demo=True).exists():
        return
    yield "Before a real patient is entered:"
    yield from (f"  {each}" for each in lacking())
    yield "With all of that the same command starts for real patients (docs/sign-in.md)."
