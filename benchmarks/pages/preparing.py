"""What the benchmark must know of a seeded database: `python -m benchmarks.pages.preparing`.

Makes the clinics real ones, as in production, signs in the lead of the one with the first of the
longest courses, fills the floor's tables from its men, and prints as one line of JSON whom to ask
for. The database is that of DATABASE_URL.
"""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

MEN = 20
DRAWN_LATELY_DAYS = 10
LONG, LONGEST = range(1, 101), range(101, 111)
"""The numbers of the men who have 40 draws, and of those who have 400 (`exchange.population`)."""


def main() -> None:
    """Prepare, and print what there is."""
    django.setup()
    from django.db import connection

    from accounts.models import Clinic
    from patients.models import Patient

    Clinic.objects.update(is_demo=False)
    clinic = Patient.objects.get(pk=LONGEST[0]).clinic
    with connection.cursor() as cursor:
        cursor.execute((Path(__file__).parent / "floor.sql").read_text(), {"clinic": clinic.pk})
    told = {"clinic": clinic.pk, "session": _session(clinic), "men": _men(clinic)}
    print(json.dumps(told))


def _session(clinic: Any) -> str:
    """A signed-in session of the clinic's lead, with a second factor."""
    from django.test import Client

    from accounts.sessions import PROVED_BY
    from accounts.signing_in import BACKEND

    client = Client()
    client.force_login(clinic.memberships.get().user, BACKEND)
    stored = client.session
    stored[PROVED_BY] = "totp"
    stored.save()
    return str(stored.session_key)


def _men(clinic: Any) -> dict[str, list[tuple[int, str]]]:
    """Key and opaque id of men with so many draws."""

    from django.utils import timezone

    def some(numbers: range) -> list[tuple[int, str]]:
        men = clinic.patients.filter(pk__in=numbers).order_by("pk")[:MEN]
        return [(man.pk, str(man.opaque_id)) for man in men]

    # A day has one draw of a man: those who are asked to take one more had none lately.
    lately = timezone.now().date() - timedelta(days=DRAWN_LATELY_DAYS)
    waiting = clinic.patients.filter(pk__gt=max(LONGEST), status__last_draw_on__lt=lately)
    others = waiting.order_by("pk")[: 50 * MEN]
    return {
        "40": some(LONG),
        "400": some(LONGEST),
        "others": [(man.pk, str(man.opaque_id)) for man in others],
    }


if __name__ == "__main__":
    main()
