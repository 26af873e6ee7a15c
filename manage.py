#!/usr/bin/env python3
"""Django's command line for this project; ./dev manage runs it in the right environment."""

import os
import sys
import tempfile

from django.core.management import execute_from_command_line

from config.environment import StartRefused

WITHOUT_RECORDS = {"evaluate_case"}
"""Commands that ask nothing of any clinic: they run where its records are out of reach."""


def main() -> None:
    """Run one command; say in one sentence why the surroundings do not allow it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        if WITHOUT_RECORDS & set(sys.argv[1:2]):
            run_without_records()
        else:
            execute_from_command_line(sys.argv)
    except StartRefused as refusal:
        sys.exit(str(refusal))


def run_without_records() -> None:
    """Run the command with an empty folder in place of the records."""
    for name in ("DATABASE_URL", "INRANGE_PRODUCTION"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="inrange-") as folder:
        os.environ["INRANGE_DATA"] = folder
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
