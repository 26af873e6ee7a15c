"""What the web server and the worker do before anything else."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command

from accounts.forking import leave_nothing_open


def refuse_unsafe_start() -> None:
    """Raise SystemCheckError with every fault; outside production nothing is asked."""
    if settings.PRODUCTION:
        try:
            call_command("check", databases=["default"], stdout=StringIO())
        finally:
            leave_nothing_open()
