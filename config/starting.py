"""What the web server and the worker do before anything else."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import connections


def refuse_unsafe_start() -> None:
    """Raise SystemCheckError with every fault; outside production nothing is asked."""
    if settings.PRODUCTION:
        try:
            call_command("check", databases=["default"], stdout=StringIO())
        finally:
            leave_nothing_open()


def leave_nothing_open() -> None:
    """Close every connection, and their pool, before processes are forked.

    Two processes on one connection read each other's answers: a page could show another man.
    """
    for connection in connections.all(initialized_only=True):
        connection.close()
        if close_pool := getattr(connection, "close_pool", None):
            close_pool()
