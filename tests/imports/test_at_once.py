"""Two people accept at the same moment: every result is taken once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from exchange.bringing.looking import AlreadyDone, Changed, accept, look
from exchange.bringing.opening import Bringing, bring
from exchange.intake.opening import ReceivedFile
from exchange.models import Arrival
from labs.models import Draw
from patients.models import Patient
from tests.conftest import TODAY
from tests.imports.steps import waiting
from tests.intake.messages import Obx, message

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one writer in"),
]

FILE = ReceivedFile("lab.hl7", message(Obx(), Obx(code="9", system="L")).encode())
ROW = 4


def arrived(clinic: Clinic, by: User, *authorities: str) -> Arrival:
    return bring(clinic, FILE, Bringing(authorities=authorities), by=by, today=TODAY)


def both(*acts: Callable[[], str]) -> list[str]:
    """What came of acts that begin at the same moment, each over a connection of its own."""
    said: list[str] = []
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], str]) -> None:
        try:
            ready.wait()
            said.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def accepting(arrival: Arrival, by: User) -> Callable[[], str]:
    mark = look(arrival, by, TODAY).mark

    def act() -> str:
        try:
            accept(arrival, {ROW}, mark, by, TODAY)
        except AlreadyDone:
            return "already"
        except Changed:
            return "changed"
        return "taken"

    return act


def test_one_file_is_accepted_once(
    clinic: Clinic, hired: dict[Role, Membership], adler: Patient
) -> None:
    one, other = (hired[role].user for role in (Role.CLINICIAN, Role.LEAD))
    arrival = arrived(clinic, one, "HARBOR")
    said = both(accepting(arrival, one), accepting(arrival, other))
    assert said == ["already", "taken"]
    assert (Draw.objects.count(), len(waiting(clinic))) == (1, 1)


def test_one_file_brought_twice_is_taken_once(
    clinic: Clinic, hired: dict[Role, Membership], adler: Patient
) -> None:
    one, other = (hired[role].user for role in (Role.CLINICIAN, Role.LEAD))
    arrivals = arrived(clinic, one, "HARBOR"), arrived(clinic, other)
    said = both(accepting(arrivals[0], one), accepting(arrivals[1], other))
    assert said == ["changed", "taken"]
    assert (Draw.objects.count(), len(waiting(clinic))) == (1, 1)
