"""The day is the clinic's own, wherever the server stands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.actions import add_member, create_clinic
from accounts.roles import Role
from monitoring.models import Status
from monitoring.status.nightly import judge_changed
from patients.models import Patient
from tests.conftest import admitted, signed_in
from tests.views.bodies import SYMPTOMS
from tests.views.page import page_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LATE = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        pytest.param("Pacific/Kiritimati", date(2026, 11, 23), id="east of the line"),
        pytest.param("Europe/Berlin", date(2026, 11, 23), id="past midnight"),
        pytest.param("UTC", date(2026, 11, 22), id="before midnight"),
        pytest.param("America/New_York", date(2026, 11, 22), id="evening"),
        pytest.param("Pacific/Pago_Pago", date(2026, 11, 22), id="west of the line"),
    ],
)
def test_a_day_that_has_begun_at_the_clinic_is_no_future_day(zone: str, day: date) -> None:
    clinic = create_clinic("here", "Here", time_zone=zone)
    user = add_member(clinic, "a@b.org", "Dr A", Role.CLINICIAN).user
    man = admitted(clinic, user)
    assert clinic.local_day(LATE) == day
    with time_machine.travel(LATE, tick=False):
        url = reverse("monitoring:symptoms-record", args=[man.opaque_id])
        answer = send(signed_in(user), url, **{**SYMPTOMS, "reported_on": "23 Nov 2026"})
    refused = "lies in the future" in page_of(answer).beside.get("reported_on", "")
    assert refused is (day < date(2026, 11, 23))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(datetime(2027, 3, 14, 4, 59, tzinfo=UTC), date(2027, 3, 13), id="before"),
        pytest.param(datetime(2027, 3, 14, 5, 1, tzinfo=UTC), date(2027, 3, 14), id="after"),
    ],
)
def test_the_night_falls_at_the_clinics_own_midnight(moment: datetime, day: date) -> None:
    clinic = create_clinic("east", "East", time_zone="America/New_York")
    man: Patient = admitted(clinic, None)
    Status.objects.filter(patient=man).update(changes_on=date(2027, 3, 13))
    judge_changed(moment)
    assert Status.objects.get(patient=man).judged_on == day
