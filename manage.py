#!/usr/bin/env python3
"""Django's command line for this project; ./dev manage runs it in the right environment."""

import os
import sys

from django.core.management import execute_from_command_line

from config.environment import StartRefused


def main() -> None:
    """Run one command; say in one sentence why the surroundings do not allow it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except StartRefused as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
