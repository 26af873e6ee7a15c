"""Makes the demo clinic ready before a site starts on its folder, at noon by its own clock."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.processes.site import FROM_OUTSIDE, ROOT

NOON = 12
LOAD = """
from django.core.management import call_command
from django.utils import timezone
from accounts.models import Clinic
call_command("migrate", verbosity=0)
call_command("load_demo", verbosity=0, today=timezone.localdate())
Clinic.objects.update(time_zone="{zone}")
"""


def zone_at_noon(now: datetime) -> str:
    """A time zone in which it is about noon: mail is sent there, whenever the tests run."""
    return f"Etc/GMT{now.hour - NOON:+d}"


def prepare_demo(folder: Path, more: str = "") -> str:
    """Load the demo into the folder, run what else is wanted; what that printed."""
    return run_inside(folder, LOAD.format(zone=zone_at_noon(datetime.now(UTC))) + more)


def run_inside(folder: Path, program: str) -> str:
    """Run a program as the site would on this folder; what it printed."""
    surroundings = {name: value for name, value in os.environ.items() if name not in FROM_OUTSIDE}
    surroundings |= {"INRANGE_DATA": str(folder), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", program]
    run = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout
