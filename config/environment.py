"""What the surroundings say: environment variables and data folder, read once for the settings."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
"""Characters: what Django's own deployment check asks of a signing secret."""

FEWEST_DIFFERENT_CHARACTERS = 5
EARLIER = "INRANGE_SECRET_KEY_FALLBACKS"
INSECURE = "django-insecure-"
"""How Django begins a secret that was made for trying out."""


class StartRefused(ImproperlyConfigured):
    """The surroundings do not allow a start; the message says in one sentence what to do."""


def switched_on(name: str) -> bool:
    """Whether a yes-or-no variable is set to yes."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def listed(name: str, default: str = "") -> list[str]:
    """A variable's comma-separated words."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def whole_number(name: str, default: int) -> int:
    """A variable's number; refuses what is none, or none that can be meant."""
    given = os.environ.get(name, "").strip() or str(default)
    if not given.isdecimal() or not int(given):
        raise StartRefused(f"{name} has to be a whole number from 1 on, for example {default}.")
    return int(given)


def prepare_folder(folder: Path) -> Path:
    """Make the folder if it is missing; refuse one that cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as reason:
        raise StartRefused(
            f"The data folder {folder} cannot be made ({reason.strerror}). "
            "Name another one with --data or in INRANGE_DATA."
        ) from reason
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StartRefused(
            f"The data folder {folder} cannot be written to. "
            "Name another one with --data or in INRANGE_DATA, or change its permissions."
        )
    return folder


def named_folder(name: str) -> Path | None:
    """The folder that a variable names; None where it names none."""
    given = os.environ.get(name, "").strip()
    return Path(given) if given else None


def secret_key(folder: Path, *, production: bool) -> str:
    """The signing secret: given in production, else made once and kept in the data folder."""
    given = os.environ.get("INRANGE_SECRET_KEY", "")
    if given or production:
        return _strong(given)
    kept = folder / "secret-key"
    try:
        descriptor = os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _strong(kept.read_text(encoding="ascii"))
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(SHORTEST_SECRET))
    return kept.read_text(encoding="ascii")


def earlier_secrets() -> list[str]:
    """Signing secrets of before, the latest first: what they signed is accepted still."""
    return [_strong(word, EARLIER) for word in listed(EARLIER)]


def _strong(secret: str, name: str = "INRANGE_SECRET_KEY") -> str:
    if (
        len(secret) < SHORTEST_SECRET
        or len(set(secret)) < FEWEST_DIFFERENT_CHARACTERS
        or secret.startswith(INSECURE)
    ):
        raise StartRefused(
            f"{name} is missing or weak: "
            f"give at least {SHORTEST_SECRET} random characters, "
            "for example from python3 -c 'import secrets; print(secrets.token_urlsafe(50))'."
        )
    return secret


def database(folder: Path, *, production: bool) -> dict[str, Any]:
    """PostgreSQL from DATABASE_URL, else an SQLite file in the data folder."""
    address = os.environ.get("DATABASE_URL", "")
    if address:
        return _postgresql(address, pooled=production)
    if production:
        raise StartRefused("DATABASE_URL is missing: a clinic's records are kept in PostgreSQL.")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "inrange.sqlite3",
        # A writer takes its lock at once, so two writers wait for each other instead of failing.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        },
    }


def _postgresql(address: str, *, pooled: bool) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise StartRefused(
            "DATABASE_URL must begin with postgresql: other databases are not supported."
        )
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    # A server on a socket is named by its folder, in the query because a host cannot hold a slash.
    host = options.pop("host", None) or unquote(parts.hostname or "")
    if pooled:
        # A short wait: the default of 30 seconds hides a wrong password behind a time-out.
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 5}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", None) or parts.port or ""),
        # A pool may hold connections that died with the server; each is asked before it is used.
        "CONN_HEALTH_CHECKS": pooled,
        "OPTIONS": options,
    }


def mailers(folder: Path, *, production: bool) -> dict[str, Any]:
    """An SMTP server when one is named, else one file per message in the data folder."""
    host = os.environ.get("INRANGE_SMTP_HOST", "")
    if not host and production:
        raise StartRefused("INRANGE_SMTP_HOST is missing: without it no reminder leaves the house.")
    if not host:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"default": {"BACKEND": backend, "OPTIONS": {"file_path": folder / "mail"}}}
    options = {
        "host": host,
        "port": int(os.environ.get("INRANGE_SMTP_PORT", "587")),
        "username": os.environ.get("INRANGE_SMTP_USER", ""),
        "password": os.environ.get("INRANGE_SMTP_PASSWORD", ""),
        "use_tls": not switched_on("INRANGE_SMTP_PLAIN"),
        # Far inside the lease of a claimed message, so that no other worker sends it meanwhile.
        "timeout": 20,
    }
    return {"default": {"BACKEND": "monitoring.mail.smtp.EmailBackend", "OPTIONS": options}}


def broker(folder: Path, *, production: bool) -> dict[str, Any]:
    """Where background work is queued: Redis when INRANGE_BROKER_URL is set, else folders."""
    address = os.environ.get("INRANGE_BROKER_URL", "")
    if address:
        # Without time limits a publish can hang for ever on a peer that has gone.
        limits = {"socket_timeout": 5, "socket_connect_timeout": 5, "health_check_interval": 30}
        return {"url": address, "options": limits}
    if production:
        raise StartRefused(
            "INRANGE_BROKER_URL is missing: the schedule reaches no worker without it."
        )
    queue = prepare_folder(folder / "queue")
    control = prepare_folder(folder / "queue-control")
    return {
        "url": "filesystem://localhost/",
        "options": {
            "data_folder_in": str(queue),
            "data_folder_out": str(queue),
            "control_folder": str(control),
        },
    }
