"""Try a changed target over a clinic's own facts before it is adopted; nothing is written."""

import json
from argparse import ArgumentParser
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Clinic
from labs.models import Laboratory, Method
from monitoring.replay import ALWAYS, Replay, clinic_courses, replay
from protocols.targets.book import OutOfRange
from protocols.targets.overriding import Level, Override, refuse_unless_overridable

REFUSED = 2


class Command(BaseCommand):
    help = "Say which findings a changed target would gain and lose over a clinic's own facts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clinic", required=True, help="short name of the clinic")
        parser.add_argument(
            "--set", required=True, action="append", metavar="NAME=NUMBER", dest="numbers"
        )
        parser.add_argument("--laboratory", default="", help="only draws of this laboratory")
        parser.add_argument("--method", default="", choices=["", *Method.values])
        parser.add_argument(
            "--from", type=date.fromisoformat, default=ALWAYS, dest="since", metavar="YYYY-MM-DD"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *_arguments: str, **options: Any) -> None:
        try:
            override = _override(options)
            clinic = _clinic(options["clinic"])
            today = clinic.local_day(timezone.now())
            found = replay(clinic_courses(clinic, today), today, override)
        except OutOfRange as refusal:
            raise CommandError(f"Refused: {refusal}.", returncode=REFUSED) from None
        self.stdout.write(_as_json(found, today) if options["json"] else _as_text(found))


def _override(options: dict[str, Any]) -> Override:
    numbers = dict(_read(text) for text in options["numbers"])
    if not options["laboratory"] and not options["method"]:
        refuse_unless_overridable(Level.CLINIC, numbers)
        return Override(Level.CLINIC, options["since"], numbers)
    refuse_unless_overridable(Level.LABORATORY, numbers)
    place = _laboratory(options)
    return Override(Level.LABORATORY, options["since"], numbers, place.pk, options["method"])


def _read(text: str) -> tuple[str, Decimal]:
    parameter, _, number = text.partition("=")
    try:
        return parameter.strip(), Decimal(number.strip())
    except InvalidOperation:
        raise CommandError(
            f"“{text}” names no number. Write it as e2_lo=25.", returncode=REFUSED
        ) from None


def _clinic(slug: str) -> Clinic:
    clinic = Clinic.objects.filter(slug=slug).first()
    if clinic is None:
        raise CommandError(f"There is no clinic “{slug}”.", returncode=REFUSED)
    return clinic


def _laboratory(options: dict[str, Any]) -> Laboratory:
    clinic, name = _clinic(options["clinic"]), options["laboratory"]
    place = clinic.laboratories.filter(name=name).first()
    if place is None or not options["method"]:
        raise CommandError(
            "A laboratory's target needs --laboratory with the name it has on the draws, "
            "and --method.",
            returncode=REFUSED,
        )
    return place


def _as_json(found: Replay, today: date) -> str:
    return json.dumps({"as_of": today.isoformat(), **found.as_json()}, indent=2)


def _as_text(found: Replay) -> str:
    lines = [found.in_words().capitalize() + "."]
    for shift in found.shifts:
        gained = ", ".join(each.rule_id for each in shift.gained) or "nothing"
        lost = ", ".join(each.rule_id for each in shift.lost) or "nothing"
        lines.append(f"{shift.course.patient.opaque_id}: gains {gained}; loses {lost}")
    return "\n".join(lines)
