"""The men and colleagues whom the journeys need beside the demo; written into its own database.

Runs inside the site's own environment, after the demo was loaded and before the site starts.
"""

import json
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

from django.utils import timezone

from accounts.actions import add_member, create_clinic
from accounts.models import Clinic, User
from accounts.roles import Role
from exchange.demo.staff import DEMO_PASSWORD
from labs.models import DexaScan, DexaSite, Draw, Laboratory, SiteName
from monitoring.mail.links import item_link
from monitoring.models import Message, ObligationKind
from patients.models import Patient, PatientDetails, SymptomReport
from patients.recording import record_facts
from patients.symptoms import Symptom
from protocols.models import Drug, Step, TherapyEvent
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
    known = {"family_name": "Kestrel", "record_number": "J-Kestrel"}
    places["Kestrel"] = _steady(clinic, doctor, today, known, measured_by="Quay Laboratory")
    places["long"] = _steady(clinic, doctor, today, LONG)
    places["Ivory"] = _new(clinic, doctor, today)
    places["crowded"] = _crowded(clinic, doctor, today)
    places["link"] = _link_of_a_message(clinic)
    quiet = create_clinic("quiet", "Quiet Clinic", is_demo=True)
    add_member(quiet, "lead@quiet.example.org", "Dr. Anneke Tromp", Role.LEAD, DEMO_PASSWORD)
    print(json.dumps(places))


def _link_of_a_message(clinic: Clinic) -> str:
    """Where the link about overdue labs in a message of now leads, from the site's root."""
    now = timezone.now()
    late = clinic.obligations.overdue(clinic.local_day(now)).filter(kind=ObligationKind.LABS)
    link = item_link(late.earliest("pk").opaque_id, message=Message(clinic=clinic, not_before=now))
    return urlsplit(link).path


def _details(**given: str) -> PatientDetails:
    return PatientDetails(**{"given_name": "Ambrose", "born_on": date(1971, 5, 4), **given})


def _new(clinic: Clinic, by: User, today: date) -> str:
    """A man about whom nothing is recorded yet."""
    with record_facts(clinic, by=by, today=today) as book:
        return str(book.admit(_details(family_name="Ivory", record_number="J-new")).opaque_id)


def _steady(
    clinic: Clinic, by: User, today: date, given: dict[str, str], measured_by: str = ""
) -> str:
    """A man long on treatment, everything in target, scanned, nothing due."""
    place = Laboratory.objects.of(clinic, measured_by) if measured_by else None
    with record_facts(clinic, by=by, today=today) as book:
        man: Patient = book.admit(_details(owner=by, **given))
        for fact, parts in _course(today):
            fact.patient = man
            if isinstance(fact, Draw):
                fact.laboratory = place
            book.record(fact, parts)
    return str(man.opaque_id)


def _crowded(clinic: Clinic, by: User, today: date) -> str:
    """A man of whom there is more of everything than one page can hold."""
    names = {"family_name": "W" * 100, "given_name": "Wm" * 50, "record_number": "9" * 40}
    with record_facts(clinic, by=by, today=today) as book:
        man: Patient = book.admit(_details(owner=by, **names))
        for fact, parts in _long_course(today):
            fact.patient = man
            book.record(fact, parts)
    return str(man.opaque_id)


def _long_course(today: date):
    """Forty draws and forty changes of dose over five years, and every drug there is."""
    goals = {"done_on": today.isoformat(), "words": "Less fluid, and able to train. " * 12}
    site = DexaSite(site=SiteName.TOTAL_HIP, bmd_g_cm2=Decimal("0.7"), t_score=Decimal("-2.7"))
    begun = today - timedelta(2000)
    yield cypionate(begun)
    yield anastrozole(begun, checklist={"goals": goals})
    yield DexaScan(scanned_on=begun, manufacturer="Hologic", device="Horizon"), [site]
    for drug in set(Drug) - {Drug.ANASTROZOLE, Drug.TESTOSTERONE}:
        start = {"drug": drug, "step": Step.START, "occurred_on": begun, "regimen": "W" * 120}
        yield TherapyEvent(**start), []
    for number in range(40):
        on = begun + timedelta(49 * number + 10)
        low = "<15" if number % 7 == 0 else str(18 + number % 8)
        values = {"testosterone_total": str(300 + 25 * number), "hematocrit": f"{46 + number / 4}"}
        yield draw(on, estradiol=low, **values)
        yield SymptomReport(reported_on=on, severities=dict.fromkeys(Symptom, 3)), []
        dose = Decimal("0.5") if number % 2 else Decimal("0.125")
        yield anastrozole(on, Step.CHANGE, dose_mg=dose, per_week=Decimal("3.5"))


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
