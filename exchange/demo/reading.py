"""What the demo's staff read lately, as its audit tells it: invented like everything else here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from accounts.audit import audit_row, write_audit
from accounts.models import AuditRow, Clinic, User
from accounts.roles import May
from exchange.demo.sampling import chance
from patients.models import Patient

DAYS = 10
SATURDAY = 5
OPENS = timedelta(hours=13)
"""Hours of the day in UTC: morning at the clinic."""

PAGES = ("patient", "patient", "patient", "review", "history")
VISITS = 7


def record_reading(
    clinic: Clinic, staff: Mapping[str, User], men: Sequence[Patient], now: datetime
) -> None:
    """Write what was opened on the last working days before `now`, and what was refused."""
    rng = chance("reading", clinic.slug, "audit")
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    rows: list[AuditRow] = []
    for ago in range(DAYS, 0, -1):
        day = midnight - timedelta(days=ago)
        if day.weekday() < SATURDAY:
            rows += _day(clinic, staff, men, day, rng)
    write_audit(sorted(rows, key=lambda row: row.at))


def _day(
    clinic: Clinic, staff: Mapping[str, User], men: Sequence[Patient], day: datetime, rng: Random
) -> Iterator[AuditRow]:
    for key in ("first", "second", "lead"):
        person, at = staff[key], day + OPENS + timedelta(seconds=rng.randrange(5400))
        yield audit_row(clinic, "sign-in", by=person, subject=person.pk, at=at, proof="password")
        at += timedelta(seconds=20)
        seen = [str(man.opaque_id) for man in rng.sample(men, 50)]
        yield audit_row(clinic, "worklist.viewed", by=person, at=at, patients=seen)
        for man in rng.sample(men, VISITS):
            at += timedelta(seconds=rng.randrange(60, 1500))
            action = f"{rng.choice(PAGES)}.viewed"
            yield audit_row(clinic, action, by=person, patient=man.opaque_id, at=at)
        at += timedelta(minutes=5)
        yield audit_row(clinic, "sign-out", by=person, subject=person.pk, at=at)
    if day.weekday() == SATURDAY - 1:
        yield from _trouble(clinic, staff, men, day)


def _trouble(
    clinic: Clinic, staff: Mapping[str, User], men: Sequence[Patient], day: datetime
) -> Iterator[AuditRow]:
    """A wrong password, a page that is not for everybody, and somebody who looks into both."""
    entry, at = staff["entry"], day + OPENS + timedelta(hours=4)
    yield audit_row(clinic, "sign-in.refused", by=None, subject=entry.pk, at=at)
    at += timedelta(seconds=40)
    yield audit_row(clinic, "sign-in", by=entry, subject=entry.pk, at=at, proof="password")
    at += timedelta(minutes=12)
    power = May.SEE_FINDINGS.value
    about = men[0].opaque_id
    yield audit_row(
        clinic, "refused", by=entry, subject="review", patient=about, at=at, power=power
    )
    at += timedelta(hours=2)
    yield audit_row(clinic, "trail.viewed", by=staff["administrator"], at=at, asked={})
