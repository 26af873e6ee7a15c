"""Rows that the fault tests begin with, and what they read at the end: all they know of tables."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Model, UUIDField

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from monitoring.mail.preview import raw_message
from monitoring.models import Message, MessageState, Notice, Obligation, ReminderSettings
from patients.models import Patient, PatientDetails
from tests.fault.clock import NOON, TODAY, ZONE
from tests.fault.mail_server import UNKNOWN

PEOPLE_OF_A_CLINIC = 100
BATCH = 2_000


def seed_due(number: int, *, undeliverable: int = 0, first: int = 0) -> None:
    """So many people, each with one overdue duty to be told of; some whom no mail can reach.

    The first of them, `first`, tells one seeding from the next in the same database.
    """
    day = TODAY - timedelta(days=1)
    clinics = _clinics(-(-number // PEOPLE_OF_A_CLINIC), first)
    people = _people(number, undeliverable, first)
    places = [clinics[n // PEOPLE_OF_A_CLINIC] for n in range(number)]
    Membership.objects.bulk_create(
        [
            Membership(user=user, clinic=clinic, role=Role.CLINICIAN)
            for user, clinic in zip(people, places, strict=True)
        ],
        batch_size=BATCH,
    )
    men = Patient.objects.bulk_create(
        [Patient(clinic=clinic, facts_count=1, facts_version=1) for clinic in places],
        batch_size=BATCH,
    )
    PatientDetails.objects.bulk_create(
        [_details(man, user.pk) for man, user in zip(men, people, strict=True)], batch_size=BATCH
    )
    Obligation.objects.bulk_create([owed(man, day) for man in men], batch_size=BATCH)


def fall_due(zone: str, day: str, number: int) -> None:
    """Somebody new in the clinic of that zone, with a duty that is overdue from that day.

    What was owed before is done by then, so that no later stage is told of it.
    """
    Obligation.objects.update(closed_at=NOON, next_notice_on=None)
    [user] = _people(1, 0, number)
    clinic, _ = Clinic.objects.get_or_create(
        slug=zone.replace("/", "-"), defaults={"name": zone, "time_zone": zone}
    )
    ReminderSettings.objects.get_or_create(clinic=clinic, defaults={"digest": False})
    Membership.objects.create(user=user, clinic=clinic, role=Role.CLINICIAN)
    man = Patient.objects.create(clinic=clinic, facts_count=1, facts_version=1)
    _details(man, user.pk).save()
    owed(man, date.fromisoformat(day)).save()


def seed_more(each: int) -> None:
    """So many more men of every person, each with an overdue duty."""
    owners = list(PatientDetails.objects.values_list("owner", "clinic"))
    places = [pair for pair in owners for _ in range(each)]
    men = Patient.objects.bulk_create(
        [Patient(clinic_id=clinic, facts_count=1, facts_version=1) for _, clinic in places],
        batch_size=BATCH,
    )
    PatientDetails.objects.bulk_create(
        [_details(man, owner) for man, (owner, _) in zip(men, places, strict=True)],
        batch_size=BATCH,
    )
    day = TODAY - timedelta(days=1)
    Obligation.objects.bulk_create([owed(man, day) for man in men], batch_size=BATCH)


def populate(men: int) -> None:
    """So many men more of whom nobody is to be told today, half of them overdue and told before.

    They are copies of the first man, made by the database.
    """
    first, later = Patient.objects.order_by("pk")[0], NOON.date() + timedelta(days=11)
    told = {"next_notice_on": f"DATE '{later}'"}
    not_due = told | {"overdue_from": f"DATE '{later}'", "due_on": f"DATE '{later}'"}
    number = "'P-' || copy.id"
    with connection.cursor() as cursor:
        cursor.execute(_copies(Patient, "generate_series(1, %s) copy", {}), [men, first.pk])
        new = "(SELECT id FROM patients_patient WHERE id > %s AND id %% 2 IN ({})) copy"
        last = first.pk + Patient.objects.count() - men - 1
        every, half, other = new.format("0, 1"), new.format("0"), new.format("1")
        one = {"patient_id": "copy.id"}
        names = one | {"record_number": number}
        details = PatientDetails.objects.get(patient=first).pk
        duty = Obligation.objects.get(patient=first).pk
        cursor.execute(_copies(PatientDetails, every, names), [last, details])
        cursor.execute(_copies(Obligation, half, one | told), [last, duty])
        cursor.execute(_copies(Obligation, other, one | not_due), [last, duty])
        cursor.execute("ANALYZE")


def _copies(model: type[Model], beside: str, given: dict[str, str]) -> str:
    """The statement that copies one row of a table beside the rows of something else."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    unique = {
        field.column: "gen_random_uuid()"
        for field in model._meta.concrete_fields
        if isinstance(field, UUIDField)
    }
    values = [(unique | given).get(name, f'row."{name}"') for name in columns]
    named, table = ", ".join(f'"{name}"' for name in columns), model._meta.db_table
    return (
        f'INSERT INTO "{table}" ({named}) SELECT {", ".join(values)} '  # noqa: S608
        f'FROM {beside}, "{table}" row WHERE row.id = %s'
    )


def poison(addresses: list[str], *, last: bool = False) -> None:
    """Give the first people, or the last, addresses that no mail can be written to."""
    people = User.objects.order_by("-pk" if last else "pk")
    for user, address in zip(people, addresses, strict=False):
        User.objects.filter(pk=user.pk).update(email=address)


def somebody() -> User:
    """Who may register men in one of the clinics."""
    return User.objects.order_by("pk")[0]


def stored() -> list[str]:
    """The record numbers that the database holds."""
    return list(PatientDetails.objects.values_list("record_number", flat=True))


def waiting() -> list[UUID]:
    """The names of the messages that wait to be sent."""
    queued = Message.objects.filter(state=MessageState.QUEUED)
    return list(queued.values_list("opaque_id", flat=True))


def reminder() -> bytes:
    """A message as the mail server got it."""
    sent = Message.objects.filter(state=MessageState.SENT).order_by("pk")[0]
    return raw_message(sent, NOON).replace("\n", "\r\n").encode()


def owed(man: Patient, overdue_from: date) -> Obligation:
    """A duty toward the man that counts as overdue from that day, and was not told of."""
    return Obligation(
        clinic_id=man.clinic_id,
        patient=man,
        kind="labs",
        due_on=overdue_from - timedelta(days=15),
        overdue_from=overdue_from,
        next_notice_on=overdue_from,
        opened_at=NOON - timedelta(days=90),
    )


def outcome(now: str) -> dict[str, Any]:
    """What the database says of every duty and message, to be held against the mail server."""
    unsent = Message.objects.filter(state__in=[MessageState.QUEUED, MessageState.LEASED])
    told: dict[int, list[str]] = {}
    for obligation, message in Notice.objects.standing().values_list(
        "obligation_id", "message__opaque_id"
    ):
        told.setdefault(obligation, []).append(message.hex)
    return {
        "duties": {pk: told.get(pk, []) for pk in _owed_now(now)},
        "messages": {
            opaque_id.hex: [state, recipient, attempts]
            for opaque_id, state, recipient, attempts in Message.objects.values_list(
                "opaque_id", "state", "recipient__email", "attempts"
            )
        },
        "leased": Message.objects.filter(state=MessageState.LEASED).count(),
        "next": unsent.order_by("not_before").values_list("not_before", flat=True).first(),
        "doubled": _doubled(),
        "due": Message.objects.due(datetime.fromisoformat(now)).count(),
        "waiting": unsent.count(),
    }


def drop_unique_keys() -> int:
    """Take away what keeps notices and messages single, whatever the keys are called."""
    tables = [Message._meta.db_table, Notice._meta.db_table]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = ANY(%s) "
            "AND indexdef LIKE 'CREATE UNIQUE%%WHERE%%'",
            [tables],
        )
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            cursor.execute(f'DROP INDEX "{name}"')
    return len(names)


def _doubled() -> int:
    """Notices that say the same as another one that stands."""
    same = ["obligation", "round", "stage", "channel", "recipient", "due_on"]
    groups = Notice.objects.standing().values(*same).annotate(times=Count("pk"))
    return sum(group["times"] - 1 for group in groups)


def _owed_now(now: str) -> list[int]:
    day = datetime.fromisoformat(now).date()
    return list(Obligation.objects.overdue(day).values_list("pk", flat=True))


def _clinics(number: int, first: int) -> list[Clinic]:
    clinics = Clinic.objects.bulk_create(
        [
            Clinic(slug=f"clinic-{first}-{n}", name=f"Clinic {first} {n}", time_zone=ZONE)
            for n in range(number)
        ]
    )
    ReminderSettings.objects.bulk_create([_without_digest(clinic) for clinic in clinics])
    return clinics


def _without_digest(clinic: Clinic) -> ReminderSettings:
    """One message for one duty, and no other: so that lost and doubled can be told apart."""
    return ReminderSettings(clinic=clinic, digest=False)


def _people(number: int, undeliverable: int, first: int) -> list[User]:
    names = [f"{UNKNOWN if n < undeliverable else 'person'}-{first}-{n}" for n in range(number)]
    return User.objects.bulk_create(
        [User(email=f"{name}@clinic.example", name=name, password="!") for name in names],
        batch_size=BATCH,
    )


def _details(man: Patient, owner: int) -> PatientDetails:
    return PatientDetails(
        patient=man,
        clinic_id=man.clinic_id,
        owner_id=owner,
        position=1,
        recorded_at=NOON - timedelta(days=90),
        record_number=f"R-{man.pk}",
        born_on=date(1970, 1, 1),
    )
