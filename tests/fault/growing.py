"""What a clinic does day by day, one unit of work each, with what it costs in processor time."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db import connection

from accounts.actions import add_member, create_clinic
from accounts.models import Clinic, User
from accounts.roles import Role
from tests.conftest import admitted, anastrozole, cypionate, draw, recorded

SLUG = "growing"
STARTED = date(2020, 1, 6)
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """Seconds of processor time: of the product's process, and of the database's for it."""

    product: float = 0.0
    database: float = 0.0


def open_clinic() -> None:
    """A clinic with one clinician and nobody else."""
    clinic = create_clinic(SLUG, "Growing Clinic", time_zone="UTC")
    add_member(clinic, "one@growing.example", "Dr One", Role.CLINICIAN)


def take_in(men: int) -> dict[str, float]:
    """Register so many men, each with the start of his treatment."""
    clinic, by = _found()
    with _counted() as cost:
        for _ in range(men):
            man = admitted(clinic, by)
            recorded(man, cypionate(STARTED), anastrozole(STARTED), by=by)
    return asdict(cost)


def draw_from_all(times: int) -> dict[str, float]:
    """Record so many draws of three results of every man, each judged as it is saved."""
    clinic, by = _found()
    men = list(clinic.patients.order_by("pk"))
    with _counted() as cost:
        for visit in range(times):
            day = STARTED + timedelta(days=90 * (visit + 1))
            for man in men:
                values = {"estradiol": str(15 + (man.pk + visit) % 30), "hematocrit": "48.1"}
                recorded(man, draw(day, **values, testosterone_total="742"), by=by)
    return asdict(cost)


def _found() -> tuple[Clinic, User]:
    clinic = Clinic.objects.get(slug=SLUG)
    return clinic, clinic.memberships.get().user


@contextmanager
def _counted() -> Iterator[Cost]:
    cost = Cost()
    product, database = time.process_time(), _of_database()
    yield cost
    cost.product, cost.database = time.process_time() - product, _of_database() - database


def _of_database() -> float:
    """Processor time that the server's process for this connection has used so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone() or (0,)
    words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS
