"""The men and colleagues whom the journeys need beside the demo; written into its own database.

Runs inside the site's own environment, after the demo was loaded and before the site starts.
"""

import json
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.actions import add_member, create_clinic
from accounts.models import Clinic, User
from accounts.roles import Role
from exchange.demo.staff import DEMO_PASSWORD
from labs.models import DexaScan, DexaSite, SiteName
from patients.models import Patient, PatientDetails, SymptomReport
from patients.recording import record_facts
from tests.conftest import anastrozole, cypionate, draw

STEADY = (
    "Ashgrove",
    "Birchall",
    "Cedarholm",
    "Dunmore",
    "Elmhurst",
    "Fernsby",
    "Garrick",
    "Hollis",
)
"""Men about whom nothing waits until a journey records something."""

LONG = {
    "family_name": "Featherstonehaugh-Cholmondeley-" * 3,
    "given_name": "Maximilian Bartholomew " * 4,
    "record_number": "HV-" + "9" * 37,
}


def admit() -> None:
    """Admit everybody and print where their pages are, as JSON."""
    clinic = Clinic.objects.get(slug="demo")
    today = clinic.local_day(timezone.now())
    doctor = User.objects.get(email="clinician@example.org")
    men = [{"family_name": name, "record_number": f"J-{name}"} for name in STEADY]
    places = {"today": today.isoformat()}
    places |= {man["family_name"]: _steady(clinic, doctor, today, man) for man in men}
    places["long"] = _steady(clinic, doctor, today, LONG)
    places["Ivory"] = _new(clinic, doctor, today)
    quiet = create_clinic("quiet", "Quiet Clinic", is_demo=True)
    add_member(quiet, "lead@quiet.example.org", "Dr. Anneke Tromp", Role.LEAD, DEMO_PASSWORD)
    print(json.dumps(places))


def _details(**given: str) -> PatientDetails:
    return PatientDetails(**{"given_name": "Ambrose", "born_on": date(1971, 5, 4), **given})


def _new(clinic: Clinic, by: User, today: date) -> str:
    """A man about whom nothing is recorded yet."""
    with record_facts(clinic, by=by, today=today) as book:
        return str(book.admit(_details(family_name="Ivory", record_number="J-new")).opaque_id)


def _steady(clinic: Clinic, by: User, today: date, given: dict[str, str]) -> str:
    """A man long on treatment, everything in target, scanned, nothing due."""
    with record_facts(clinic, by=by, today=today) as book:
        man: Patient = book.admit(_details(owner=by, **given))
        for fact, parts in _course(today):
            fact.patient = man
            book.record(fact, parts)
    return str(man.opaque_id)


def _course(today: date):
    def ago(days: int) -> date:
        return today - timedelta(days)

    values = {"testosterone_total": "720", "hematocrit": "46.1"}
    site = DexaSite(site=SiteName.TOTAL_HIP, bmd_g_cm2=Decimal("1.01"), t_score=Decimal("0.1"))
    return [
        cypionate(ago(420)),
        (SymptomReport(reported_on=ago(211), severities={"breast_tenderness": 2}), []),
        (DexaScan(scanned_on=ago(212), manufacturer="Hologic", device="Horizon"), [site]),
        draw(ago(210), estradiol="62", **values),
        anastrozole(ago(200)),
        *(draw(ago(days), estradiol="31", **values) for days in (155, 60, 8)),
    ]
