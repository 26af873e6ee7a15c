"""Take in a report that a message came back, as the mail server hands it over."""

import sys
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from monitoring.mail.bounces import LARGEST, Result, record_bounce

STATUS = {
    Result.RECORDED: 0,
    Result.KNOWN: 0,
    Result.NOT_OURS: 1,
    Result.UNREADABLE: 1,
    Result.DELAYED: 2,
    Result.TOO_EARLY: 75,
}
"""Exit statuses; 75 is how mail servers are asked to hand a report over again."""


class Command(BaseCommand):
    help = "Read a report of non-delivery (RFC 3464) from the standard input and mark its message."

    def handle(self, *_arguments: str, **_options: Any) -> None:
        result = record_bounce(sys.stdin.buffer.read(LARGEST), timezone.now())
        if STATUS[result]:
            raise CommandError(str(result), returncode=STATUS[result])
        self.stdout.write(str(result))
