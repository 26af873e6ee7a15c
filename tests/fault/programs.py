"""What the programs of the fault tests do. Runs in processes of their own, never in pytest's.

Everything that knows the product is here, in `factory` and in `weaknesses`; the tests drive it
from outside and judge by what the mail server wrote down.
"""

import logging
import os
import smtplib
import time
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client, override_settings

from config import environment
from config.celery import app
from monitoring import tasks
from monitoring.mail import scanning, sending
from tests.conftest import signed_in
from tests.fault import factory, growing, keeping, weaknesses
from tests.fault.clock import NOON, Clock
from tests.views.bodies import DETAILS
from tests.views.page import confirmation
from tests.views.page import send as send_form

FOUND = 302
REGISTER = "/patients/new/"
PASSES = {"monitoring.scan_due", "monitoring.send_due"}
"""What is woken. Not the judgement: it would close duties that no fact is behind."""

KEEPS_ALL = "django.core.mail.backends.locmem.EmailBackend"

log = logging.getLogger(__name__)

clock = Clock(Path(os.devnull))
"""What time it is for this program; set when it takes its post."""


def take_post(post: dict[str, Any]) -> None:
    """Use the database, mail server, queue and clock of the test, with what it wants broken."""
    connections.databases["default"]["NAME"] = post["database"]
    clock.file = Path(post["clock"])
    options = settings.MAILERS["default"]["OPTIONS"]
    options["port"] = post["smtp_port"]
    options["timeout"] /= clock.speed
    weaknesses.hurry(clock.speed)
    if post["broker"]:
        use_queue(post["broker"])
    if post["failpoint"]:
        weaknesses.fail_at(post["failpoint"])
    for name in post["weaknesses"]:
        getattr(weaknesses, name)()


def use_queue(address: str) -> None:
    """As in a clinic that names its Redis."""
    os.environ["INRANGE_BROKER_URL"] = address
    broker = environment.broker(settings.RECORDS_DIR, production=False)
    app.conf.broker_url = broker["url"]
    app.conf.broker_transport_options = broker["options"]


seed_due = factory.seed_due
seed_more = factory.seed_more
outcome = factory.outcome
drop_unique_keys = factory.drop_unique_keys
poison = factory.poison
populate = factory.populate
stored = factory.stored
fill = keeping.fill
fill_trial = keeping.fill_trial
figures = keeping.figures
figures_as_read = keeping.figures_as_read
command = keeping.command
lose_a_note = keeping.lose_a_note
migrate_back = keeping.migrate_back
reads_a_man = keeping.reads_a_man
open_clinic = growing.open_clinic
take_in = growing.take_in
draw_from_all = growing.draw_from_all
"""Work that is called by name."""


def migrate() -> None:
    """Make the tables."""
    call_command("migrate", verbosity=0, interactive=False)


def warm_up(database: str) -> None:
    """Load what is loaded at first use, and leave no connection behind."""
    connections.databases["default"]["NAME"] = database
    factory.outcome(NOON.isoformat())
    import_module("monitoring.mail.smtp")
    with transaction.atomic(), override_settings(MAILERS={"default": {"BACKEND": KEEPS_ALL}}):
        factory.seed_due(1)
        scanning.scan_due(NOON)
        sending.send_due(NOON)
        transaction.set_rollback(True)
    Client(SERVER_NAME="localhost").get("/account/sign-in/")
    connections.close_all()


def scan(begin_at: float = 0.0) -> dict[str, int]:
    """One scan, at a moment that others may have been given too."""
    connections["default"].ensure_connection()
    time.sleep(max(0.0, begin_at - time.monotonic()))
    return dict(scanning.scan_due(clock.now()))


def scan_at(moment: str) -> dict[str, int]:
    """One scan at a named moment."""
    return dict(scanning.scan_due(datetime.fromisoformat(moment)))


def send() -> dict[str, int]:
    """One send pass."""
    return dict(sending.send_due(clock.now(), clock.seconds))


def send_forever(pause: float = 0.03) -> None:
    """Send, as a worker does: a pass that fails is logged, and the next one connects anew."""
    while True:
        try:
            sending.send_due(clock.now(), clock.seconds)
        except Exception as fault:
            log.warning("A pass failed: %s", type(fault).__name__)
        connections.close_all()
        time.sleep(pause)


def post_forever(journal: str, number: int = 1_000_000) -> list[float]:
    """Register men through the page, and write each one down that the page acknowledged.

    Returns how long each took in seconds. What the page refuses or fails at is tried with the
    next man.
    """
    browser, taken = Client(raise_request_exception=False, SERVER_NAME="localhost"), []
    signed_in(factory.somebody(), browser)
    for n in range(number):
        began = time.monotonic()
        record_number = f"{os.getpid()}-{n}"
        if registers(browser, record_number):
            _write_down(Path(journal), record_number)
            taken.append(time.monotonic() - began)
    return taken


def registers(browser: Client, record_number: str) -> bool:
    """Whether the page says that it did."""
    typed = {**DETAILS, "record_number": record_number, "family_name": f"X{record_number}"}
    try:
        answer = send_form(browser, REGISTER, **typed)
        if found := confirmation(answer):
            answer = send_form(browser, REGISTER, **typed, confirmed=found)
        if answer.status_code == FOUND:
            return True
        fault = f"status {answer.status_code}"
    except Exception as reason:
        fault = type(reason).__name__
    log.warning("A page was refused: %s", fault)
    connections.close_all()
    time.sleep(0.1)
    return False


def _write_down(journal: Path, record_number: str) -> None:
    with journal.open("a", encoding="ascii") as file:
        file.write(f"{record_number}\n")


def live_through(days: list[tuple[str, str]]) -> None:
    """Let a duty fall due on each of these days, and scan and send about its nights and noon."""
    for n, (zone, day) in enumerate(days):
        factory.fall_due(zone, day, n)
        for moment in _moments_about(datetime.fromisoformat(day), ZoneInfo(zone)):
            scanning.scan_due(moment)
            sending.send_due(moment, lambda: 0.0)


def _moments_about(day: datetime, zone: ZoneInfo) -> list[datetime]:
    """The evening before, the night of the change, both sides of the morning, and noon."""
    times = [(-1, 20, 1), (0, 2, 30), (0, 6, 31), (0, 7, 30), (0, 8, 30), (0, 12, 0)]
    local = [
        (day + timedelta(days=days)).replace(hour=hour, minute=minute, tzinfo=zone)
        for days, hour, minute in times
    ]
    return [moment.astimezone(UTC) for moment in local]


def work_by_the_queue(own: int) -> None:
    """A worker with the schedule, started as the product starts it, on the clock of the test."""
    tasks.timezone = SimpleNamespace(now=clock.now)
    tasks.sending = SimpleNamespace(
        send_due=lambda now: sending.send_due(now, clock.seconds), stop_asked=sending.stop_asked
    )
    schedule = {
        name: {**entry, "schedule": entry["schedule"] / clock.speed}
        for name, entry in app.conf.beat_schedule.items()
        if entry["task"] in PASSES
    }
    app.conf.beat_schedule = schedule
    app.conf.beat_schedule_filename = f"{clock.file}-{own}-schedule"
    options = ["--pool", "threads", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    app.worker_main(["worker", "--beat", *options, "--loglevel", "WARNING"])


def name_in_the_queue() -> None:
    """Put the name of every message that waits into the queue."""
    names = [message.hex for message in factory.waiting()]
    redis.Redis.from_url(app.conf.broker_url).rpush("waiting", *names)


def send_what_the_queue_names() -> None:
    """Send nothing that is not named in the queue, as where the queue is the truth."""
    queue, only = redis.Redis.from_url(app.conf.broker_url), weaknesses.sends_only_what_is_named()
    while True:
        if name := queue.lpop("waiting"):
            only(name.decode())
            sending.send_due(clock.now(), clock.seconds)
        time.sleep(0.02)


def timed_scan() -> float:
    """Seconds of one scan, which is undone."""
    with transaction.atomic():
        began = time.perf_counter()
        counts = scanning.scan_due(clock.now())
        taken = time.perf_counter() - began
        assert (counts["failed"], counts["messages"] > 0) == (0, True)
        transaction.set_rollback(True)
    return taken


def timed_send() -> float:
    """Mails in a second of one pass, over a connection to the database that is open before."""
    connections["default"].ensure_connection()
    began = time.perf_counter()
    sent = sending.send_due(clock.now())["sent"]
    return sent / (time.perf_counter() - began)


def timed_plain_mails(seconds: float) -> float:
    """Mails in a second over one connection that is kept open, each a reminder as it was sent."""
    sender, recipient, reminder = "a@clinic.example", "b@clinic.example", factory.reminder()
    with smtplib.SMTP("127.0.0.1", settings.MAILERS["default"]["OPTIONS"]["port"]) as server:
        began, number = time.perf_counter(), 0
        while (taken := time.perf_counter() - began) < seconds:
            server.sendmail(sender, [recipient], reminder)
            number += 1
        return number / taken
