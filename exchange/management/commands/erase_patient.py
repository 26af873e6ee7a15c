"""`erase_patient OPAQUE_ID …`: tell what would be erased; with the code that it tells, erase it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError
from django.utils import timezone

from accounts.models import Clinic, User
from accounts.roles import Role
from exchange.erasing import Erasure, Kept, erase, planned
from patients.models import Patient

STAYS = (
    "What stays: the rows of the audit, which name him by an opaque id that leads nowhere then, "
    "and whatever was typed as a reason in them; backups made before (see docs/data-safety.md)."
)
NOT_THE_OWNER = (
    "This database role may not erase. Run the command with the role that owns the tables in "
    "DATABASE_URL."
)


class Command(BaseCommand):
    """Without --confirm nothing is changed."""

    help = "Tell what would be erased of a patient; erase it with --confirm (docs/data-safety.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("patient", type=UUID, help="the opaque id in the address of his page")
        parser.add_argument("--clinic", required=True, metavar="SLUG")
        parser.add_argument("--by", required=True, metavar="E-MAIL", help="the lead who decided it")
        parser.add_argument("--reason", required=True, help="why; it names nobody and is kept")
        parser.add_argument("--confirm", metavar="CODE", help="the code that the plan told")
        parser.add_argument(
            "--before-retention-ends",
            action="store_true",
            help="erase him early; the audit says so",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, and erase where the plan is confirmed."""
        man = _man(options["clinic"], options["patient"])
        plan = planned(man, reason=_reason(options["reason"]), by=_lead(man, options["by"]))
        self._tell(plan)
        if options["confirm"] is None:
            self.stdout.write(f"Nothing was changed. To erase all of this: --confirm {plan.code}")
            return
        early = options["before_retention_ends"]
        try:
            day = man.clinic.local_day(timezone.now())
            erase(plan, code=options["confirm"], today=day, early=early)
        except Kept as why:
            raise CommandError(f"{why} Nothing was erased.") from None
        except ProgrammingError as refused:
            raise CommandError(NOT_THE_OWNER) from refused
        self.stdout.write("Erased. The audit says when, why and by whom.")

    def _tell(self, plan: Erasure) -> None:
        for table, count in sorted(plan.counts.items()):
            self.stdout.write(f"{count:6} {table}")
        self.stdout.write(f"His records have to be kept until {plan.kept_until:%d-%b-%Y}.")
        self.stdout.write(STAYS)


def _man(slug: str, opaque_id: UUID) -> Patient:
    clinic = Clinic.objects.filter(slug=slug).first()
    found = clinic.patients.known_as(opaque_id).select_related("clinic").first() if clinic else None
    if found is None:
        raise CommandError("There is no such patient in that clinic. Check the id and --clinic.")
    return found


def _lead(man: Patient, email: str) -> User:
    places = man.clinic.memberships.active().select_related("user")
    place = places.filter(user__email=email.lower(), role=Role.LEAD).first()
    if place is None:
        raise CommandError("--by has to name a lead of that clinic.")
    return place.user


def _reason(given: str) -> str:
    if not given.strip():
        raise CommandError("--reason has to say why.")
    return given.strip()
