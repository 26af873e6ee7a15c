"""What the web server and the worker do before anything else."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command


def refuse_unsafe_start() -> None:
    """Raise SystemCheckError with every fault; outside production nothing is asked."""
    if settings.PRODUCTION:
        call_command("check", databases=["default"], stdout=StringIO())
