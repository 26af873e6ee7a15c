"""A clinic whose men have words of which none may ever be read outside; made inside the site."""

import json
from datetime import date, timedelta

from django.core.management import call_command
from django.utils import timezone

from accounts.actions import add_member, create_clinic
from accounts.roles import Role
from patients.models import PatientDetails
from patients.recording import record_facts
from tests.conftest import anastrozole, cypionate, draw
from tests.processes.canaries import BORN_ON, HIM, LOW
from tests.processes.reader import PASSWORD


def found(zone: str) -> None:
    """Found the clinic with one man long overdue; prints where his page is."""
    call_command("migrate", verbosity=0)
    clinic = create_clinic("canaries", "Harbor Clinic", time_zone=zone, is_demo=True)
    lead = add_member(clinic, "lead@example.org", "Dr Lead", Role.LEAD, PASSWORD).user
    today = clinic.local_day(timezone.now())
    with record_facts(clinic, by=lead, today=today) as book:
        man = book.admit(PatientDetails(born_on=BORN_ON, owner=lead, **HIM))
        for fact, parts in _course(today):
            fact.patient = man
            book.record(fact, parts)
    print(json.dumps({"man": str(man.opaque_id), "today": today.isoformat()}))


def _course(today: date):
    started = today - timedelta(days=900)
    lately = today - timedelta(days=300)
    return [
        cypionate(started),
        anastrozole(started),
        draw(lately, estradiol=LOW, testosterone_total="700", hematocrit="55"),
    ]
