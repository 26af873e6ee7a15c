"""`parts`: what this version is made of, as a table of licences or as a bill of materials."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from config.parts import bill_of_materials, components


class Command(BaseCommand):
    """List every package and file of others."""

    help = "List what this version is made of, with licences; --cyclonedx as JSON for inventories."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--cyclonedx", action="store_true", help="CycloneDX 1.6, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the one or the other."""
        found = components(settings.BASE_DIR)
        if options["cyclonedx"]:
            self.stdout.write(json.dumps(bill_of_materials(found), indent=2))
            return
        for each in found:
            self.stdout.write(f"{each.name} {each.version}: {each.licence}")
