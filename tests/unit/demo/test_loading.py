"""Loading the demo into a database: once, judged, and with its corrections."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Clinic, Membership, User
from exchange.demo.staff import COLLEAGUES, DEMO_PASSWORD
from labs.models import Draw
from monitoring.models import Decision, Status
from patients.models import Patient, PatientDetails

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def load(day: str = "2026-11-22") -> str:
    output = StringIO()
    call_command("load_demo", today=date.fromisoformat(day), stdout=output)
    return output.getvalue()


@pytest.mark.parametrize("day", ["2026-11-22", "2028-02-29"])
def test_the_worklist_is_believable_on_any_day(day: str) -> None:
    load(day)
    ranks = Counter(Status.objects.values_list("rank", flat=True))
    assert 6 <= ranks[1] <= 12
    assert 10 <= ranks[2] <= 20
    assert ranks[9] >= 15
    assert all(not status.is_stale for status in Status.objects.select_related("patient"))


def test_the_demo_holds_everything_that_a_clinic_has() -> None:
    printed = load()
    clinic = Clinic.objects.get(slug="demo")
    assert clinic.is_demo
    assert Membership.objects.filter(clinic=clinic).count() == len(COLLEAGUES)
    assert Status.objects.count() == Patient.objects.filter(clinic=clinic).count()
    assert Decision.objects.count() >= 4
    assert DEMO_PASSWORD in printed
    assert all(colleague.email in printed for colleague in COLLEAGUES)


def test_corrections_are_versions_with_a_reason() -> None:
    load()
    amended = Draw.objects.filter(version__gt=1)
    assert amended.filter(entered_in_error=True).count() == 1
    assert amended.count() >= 6
    assert not amended.filter(reason="").exists()
    ended = PatientDetails.objects.current().exclude(deceased_on=None, discharged_on=None)
    assert {details.version for details in ended} == {2}


def test_a_second_loading_changes_nothing() -> None:
    load()
    before = (Patient.objects.count(), Draw.objects.count(), User.objects.count())
    assert "nothing was changed" in load()
    assert (Patient.objects.count(), Draw.objects.count(), User.objects.count()) == before


def test_an_address_that_is_taken_is_named() -> None:
    User.objects.create_user("lead@example.org", "Somebody")
    with pytest.raises(CommandError, match=r"lead@example\.org"):
        load()
    assert not Clinic.objects.filter(slug="demo").exists()


def test_the_sign_ins_work() -> None:
    load()
    assert len(DEMO_PASSWORD) >= 12
    assert all(user.check_password(DEMO_PASSWORD) for user in User.objects.all())
