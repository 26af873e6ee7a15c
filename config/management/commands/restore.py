"""`restore FILE`: a backup into an empty database, compared with what was saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backups.keys import given_keys
from config.backups.restoring import (
    Manifest,
    anchor_goes_on,
    audit_faults,
    check_backup,
    is_current,
    restore_backup,
)


class Command(BaseCommand):
    """Restore, compare, verify the audit, and say what is left to do."""

    help = "Restore an encrypted backup into an empty database and compare it with what was saved."
    requires_system_checks: list[str] = []  # they ask tables that are not there yet

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--only-check", action="store_true", help="read it, restore nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read or restore."""
        keys, file = given_keys(), options["file"]
        if options["only_check"]:
            self.stdout.write(f"{file.name} is whole, {check_backup(file, keys)}.")
            return
        manifest = restore_backup(file, keys)
        self.stdout.write(f"Restored and equal, table by table: {manifest}.")
        self._about_the_audit(manifest)

    def _about_the_audit(self, manifest: Manifest) -> None:
        if not is_current():
            self.stdout.write("The backup is of an earlier version: run migrate, then app_role.")
        elif faults := audit_faults(manifest):
            raise CommandError("\n".join(["The audit is not as it was sealed.", *faults]))
        else:
            self.stdout.write("The audit is as it was sealed.")
        if not anchor_goes_on(manifest):
            self.stdout.write(
                "The audit's anchor goes further than this backup, as it has to when the latest "
                "acts are lost. Keep that file, note why, and name a new one in "
                "INRANGE_AUDIT_ANCHOR before worker and pages are started."
            )
