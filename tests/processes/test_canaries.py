"""A patient's words stay in the database and on the pages of those who may read them.

Web server, worker, schedule, queue and mail server run as in service. A man is registered, drawn,
searched for, decided on and reminded of; a page and a task fail with his words in their errors.
Then everything that the run left elsewhere is searched for each of them.
"""

from __future__ import annotations

import json
import re
import shutil
import smtplib
import sqlite3
import subprocess
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from celery import Celery

from tests.processes.canaries import CANARIES, DECIDED, DRAWN, HIM, RECORDED, SECOND, TYPED
from tests.processes.demo import run_inside, zone_at_noon
from tests.processes.reader import Reader
from tests.processes.site import Site, free_port, started
from tests.processes.traces import DATABASE, KeepingServer, Traces, files_of, words_of_mail
from tests.servers import Redis
from tests.views.bodies import DETAILS

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(not shutil.which("redis-server"), reason="no Redis on this machine"),
]

FOUND = "from tests.processes import canary_clinic; canary_clinic.found('{zone}')"
SECONDS = 60
DECIDE = re.compile(r'action="([^"]*/decide/[^"]*)"')


@dataclass
class Run:
    """The clinic in service, and what watches it from outside."""

    site: Site
    redis: Redis
    mail: KeepingServer
    heard: Path
    man: str

    def traces(self, reader: Reader) -> Traces:
        """Everything that it has left so far."""
        traces = Traces()
        traces.keep("mail", *(text for mail in self.mail.mails for text in words_of_mail(mail)))
        traces.keep("log", self.site.printed)
        traces.keep("address", *reader.addresses)
        traces.keep("title", *reader.titles)
        traces.keep("redis", self.heard.read_text(errors="replace"), self.redis.ask("KEYS", "*"))
        traces.keep("file", *files_of(self.site.folder))
        return traces


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """The clinic, started as a person would with a queue and a mail server of its own."""
    place = tmp_path_factory.mktemp("canaries")
    zone = zone_at_noon(datetime.now(UTC))
    told = json.loads(run_inside(place / "site", FOUND.format(zone=zone)).splitlines()[-1])
    redis, mail = Redis(free_port()), KeepingServer(place / "journal")
    redis.start()
    try:
        with pytest.MonkeyPatch.context() as patched, listening(redis, place) as heard:
            patched.setenv("INRANGE_BROKER_URL", redis.address)
            patched.setenv("INRANGE_SMTP_HOST", "127.0.0.1")
            patched.setenv("INRANGE_SMTP_PORT", str(mail.port))
            patched.setenv("INRANGE_SMTP_PLAIN", "1")
            with started(place / "site") as site:
                yield Run(site, redis, mail, heard, f"/patients/{told['man']}/")
    finally:
        redis.kill()
        mail.end()


@contextmanager
def listening(redis: Redis, place: Path) -> Iterator[Path]:
    """Write down every word that anybody says to the queue."""
    heard = place / "heard"
    with heard.open("wb") as file:
        listener = subprocess.Popen(["redis-cli", "-p", str(redis.port), "MONITOR"], stdout=file)
        try:
            yield heard
        finally:
            listener.terminate()
            listener.wait()


def until(what: Callable[[], object]) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def wake(run: Run, task: str, *words: str) -> None:
    """Let the worker do a pass now, by the queue."""
    with Celery(broker=run.redis.address) as sender:
        sender.send_task(task, args=list(words))


def live_a_day(run: Run, reader: Reader) -> list[str]:
    """Everything that a clinic does with a man; the pages that show him."""
    new = {**DETAILS, **SECOND, "born_on": "13 Feb 1957"}
    registered = reader.fill("/patients/new/", "seal", **new)
    typed = {"collected_on": "-1", "estradiol": TYPED, "estradiol_unit": "pg/mL"}
    drawn = reader.fill(f"{run.man}draws/new/", "seal", **typed, note=DRAWN)
    search = reader.fill("/patients/", "q", "/patients/search/", q=HIM["family_name"])
    decision = {"kind": "acknowledge", "reason_code": "discussed", "until": "+14"}
    to = DECIDE.search(reader.read(f"{run.man}review/"))
    assert to
    decided = reader.fill(f"{run.man}review/", "seen", unescape(to[1]), **decision, note=DECIDED)
    more = [
        reader.read(path) for path in ("/", run.man, f"{run.man}history/", f"{run.man}details/")
    ]
    return [registered, drawn, search, decided, *more]


def fail_with_his_words(run: Run, reader: Reader) -> str:
    """Let a page and a task fail, each with an error that says who he is; the failing page."""
    form = {"reported_on": "-1", "joint_pain": "2", "note": DRAWN}
    with broken(run, "INSERT ON patients_symptomreport"):
        failed = reader.fill(f"{run.man}symptoms/new/", "seal", **form)
    before = len(run.site.printed)
    with broken(run, "UPDATE ON monitoring_scanrun"):
        wake(run, "monitoring.scan_due")
        until(lambda: "IntegrityError" in run.site.printed[before:])
    return failed


@contextmanager
def broken(run: Run, write: str) -> Iterator[None]:
    """Refuse a way of writing to a table, with words that name him."""
    says = f"Key ({HIM['family_name']}, {HIM['record_number']}) {HIM['note']}"
    asked(run, f"CREATE TRIGGER broken BEFORE {write} BEGIN SELECT RAISE(ABORT, '{says}'); END")
    try:
        yield
    finally:
        asked(run, "DROP TRIGGER broken")


def asked(run: Run, statement: str) -> int:
    """What the database says to a statement, as a number."""
    with closing(sqlite3.connect(run.site.folder / DATABASE, timeout=20)) as database, database:
        answer = database.execute(statement).fetchone()
        return answer[0] if answer else 0


def dumped(run: Run) -> str:
    """Everything that the database holds."""
    with closing(sqlite3.connect(run.site.folder / DATABASE, timeout=20)) as database:
        return "\n".join(database.iterdump())


def test_no_word_of_a_patient_leaves_the_database_and_the_pages(run: Run) -> None:
    until(lambda: asked(run, "SELECT count(*) FROM monitoring_message"))
    wake(run, "monitoring.send_due")
    until(lambda: run.mail.mails)
    reader = Reader(run.site)
    shown = "\n".join(live_a_day(run, reader)).casefold()
    failed = fail_with_his_words(run, reader)
    traces, kept = run.traces(reader), dumped(run)
    assert [each for each in RECORDED if each not in kept] == []
    assert [each for each in HIM.values() if each.casefold() not in shown] == []
    assert [each for each in CANARIES if each in failed] == []
    assert traces.tell(CANARIES) == []
    assert {place for place, texts in traces.places.items() if not "".join(texts)} == set()


def test_a_planted_leak_is_found_wherever_it_is(run: Run) -> None:
    """The control: his words go through the real queue, the real mail server, the real pages."""
    reader = Reader(run.site)
    wake(run, "monitoring.nothing", HIM["family_name"])
    with smtplib.SMTP("127.0.0.1", run.mail.port) as line:
        line.sendmail("a@x.example", ["b@x.example"], packed_mail(HIM["given_name"]))
    reader.read(f"/patients/?q={HIM['record_number']}")
    (run.site.folder / "left.txt").write_text(f"Note: {HIM['note']}")
    until(lambda: "monitoring.nothing" in run.heard.read_text(errors="replace"))
    told = run.traces(reader).tell(CANARIES)
    planted = {
        "redis": "family_name",
        "mail": "given_name",
        "address": "record_number",
        "file": "note",
    }
    assert {f"{place}: {HIM[which]}" for place, which in planted.items()} <= set(told)


def packed_mail(word: str) -> str:
    """A mail whose only part is packed, as one with other letters is."""
    lines = ["Subject: x", "Content-Transfer-Encoding: base64", ""]
    return "\r\n".join([*lines, b64encode(f"He is {word}.".encode()).decode()])
