"""The last two people whom a clinic's reminders reach ask to be left alone at one moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import Clinic, Membership
from accounts.roles import Role
from monitoring.mail import preferences
from monitoring.mail.preferences import choose
from monitoring.models import MailPreference
from tests.facts.test_races import at_once
from tests.unit.mail.clinics import join

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


def leaving(name: str, clinic: Clinic) -> Callable[[threading.Barrier], None]:
    user = join(clinic, Role.LEAD, name)
    place = Membership.objects.select_related("clinic").get(user=user)

    def act(gate: threading.Barrier) -> None:
        gate.wait()
        choose(place, digest=False, reminders=False, by=user)

    return act


def still_reached() -> int:
    return MailPreference.objects.filter(reminders=True).count() + (
        Membership.objects.filter(mail_preference=None).count()
    )


@pytest.mark.parametrize("turn", range(5))
def test_one_of_the_last_two_stays(clinic: Clinic, turn: int) -> None:
    outcomes = at_once(leaving("lea", clinic), leaving("leo", clinic))
    assert sorted(outcomes) == ["LastRecipient", "done"]
    assert still_reached() == 1


def test_without_the_lock_both_would_leave(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    both_looked = threading.Barrier(2)
    asked = preferences.is_last_recipient

    def asked_together(place: Membership) -> bool:
        answer = asked(place)
        both_looked.wait(10)
        return answer

    monkeypatch.setattr(preferences, "lock_clinic", lambda clinic: None)
    monkeypatch.setattr(preferences, "is_last_recipient", asked_together)
    assert at_once(leaving("lea", clinic), leaving("leo", clinic)) == ["done", "done"]
    assert still_reached() == 0
