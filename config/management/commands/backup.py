"""`backup`: everything the database holds into one encrypted file, once or again and again."""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from config.backups.keys import given_keys, new_key
from config.backups.making import age_of_latest, forget_before, make_backup
from config.backups.restoring import check_backup

SECONDS_BETWEEN_LOOKS = 60
SECONDS_AFTER_A_FAILURE = 300


class Command(BaseCommand):
    """Write a backup, read it back, and only then forget old ones."""

    help = "Write an encrypted backup of the database and read it back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--folder", type=Path, help="where to (INRANGE_BACKUP_DIR)")
        parser.add_argument("--keep", type=int, metavar="DAYS", help="forget older backups")
        parser.add_argument("--every", type=float, metavar="HOURS", help="go on, one in so many")
        parser.add_argument("--new-key", action="store_true", help="print a fresh key and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked for."""
        if options["new_key"]:
            self.stdout.write(new_key())
            return
        folder, keep = _folder(options["folder"]), _days(options["keep"])
        if options["every"] is None:
            self._back_up(folder, keep)
        else:
            self._go_on(folder, keep, _hours(options["every"]))

    def _back_up(self, folder: Path, keep: timedelta | None) -> None:
        now = timezone.now()
        made = make_backup(folder, given_keys()[0], now)
        # Read back from the disk: a backup that cannot be read is none.
        self.stdout.write(f"{made.name}, {check_backup(made, given_keys())}.")
        if keep and (gone := forget_before(folder, now - keep)):
            self.stdout.write(f"{gone} older backups were taken away.")

    def _go_on(self, folder: Path, keep: timedelta | None, every: timedelta) -> None:
        """Look every minute whether one is due; a failure is told and tried again."""
        given_keys()
        self.stdout.write(f"A backup every {every / timedelta(hours=1):g} hours into {folder}.")
        self.stdout.flush()
        asked_to_end = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: asked_to_end.set())
        pause = 0
        while not asked_to_end.wait(pause):
            pause = SECONDS_BETWEEN_LOOKS
            age = age_of_latest(folder, timezone.now())
            if age is None or age >= every:
                try:
                    self._back_up(folder, keep)
                except Exception as reason:
                    # Another error's words could hold what somebody typed.
                    why = reason if isinstance(reason, CommandError) else type(reason).__name__
                    self.stderr.write(f"No backup was made. {why}")
                    pause = SECONDS_AFTER_A_FAILURE
                finally:
                    connections.close_all()


def _folder(given: Path | None) -> Path:
    folder: Path | None = given or settings.BACKUP_DIR
    if folder is None:
        raise CommandError("Name a folder with --folder, or in INRANGE_BACKUP_DIR.")
    if not folder.is_dir():
        raise CommandError(f"The folder {folder} is missing. Make it, or name another one.")
    return folder


def _days(given: int | None) -> timedelta | None:
    if given is not None and given < 1:
        raise CommandError("--keep takes a number of days from 1 on.")
    return timedelta(days=given) if given else None


def _hours(given: float) -> timedelta:
    if given <= 0:
        raise CommandError("--every takes a number of hours above 0.")
    return timedelta(hours=given)
