"""What the server says about itself: to insiders only, in sentences and figures, of nobody."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.auditing.sealing import seal_audit
from accounts.models import AuditRow, Clinic
from config.backups.making import NAME, backups_in, forget_before, latest_in
from config.observing.counting import BOUNDS, KINDS, MICROSECONDS, Counters
from config.observing.metrics import exposition
from config.observing.readiness import OLDEST_BACKUP, SEALED_WITHIN, amiss
from monitoring.models import ScanRun
from patients.models import Patient
from tests.conftest import NOW
from tests.walls.foreign import CANARIES, foreign_clinic

LINE = re.compile(r'inrange_[a-z_]+(?:\{[a-z]+="[^"]*"\})? [0-9.]+')


def saved(folder: Path, moment: datetime) -> Path:
    file = folder / moment.strftime(NAME)
    file.touch()
    return file


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.BACKUP_DIR = tmp_path
    return tmp_path


@pytest.fixture
def well(db: None, folder: Path) -> Path:
    """Everything has just run."""
    for name in ("scan", "send", "judge"):
        ScanRun.objects.record(name, NOW, {})
    saved(folder, NOW)
    return folder


def test_nothing_is_amiss_where_everything_runs(well: Path) -> None:
    assert set(amiss(NOW).values()) == {""}


@pytest.mark.parametrize(
    ("age", "says"),
    [
        pytest.param(OLDEST_BACKUP, "", id="at the limit"),
        pytest.param(OLDEST_BACKUP + timedelta(seconds=1), "26 hours old", id="past it"),
    ],
)
def test_an_old_backup_is_told(folder: Path, db: None, age: timedelta, says: str) -> None:
    saved(folder, NOW - age)
    found = amiss(NOW)["backup"]
    assert says in found if says else found == ""


def test_no_backup_is_told(folder: Path, db: None, settings: Settings) -> None:
    (folder / "inrange-notes.backup").touch()
    assert "no backup" in amiss(NOW)["backup"]
    settings.BACKUP_DIR = None
    assert "no backup" in amiss(NOW)["backup"]


def test_silent_passes_are_named(well: Path) -> None:
    assert "send" in amiss(NOW + timedelta(minutes=6))["passes"]
    assert "scan" not in amiss(NOW + timedelta(minutes=6))["passes"]


@pytest.mark.parametrize(
    ("age", "is_late"),
    [
        pytest.param(SEALED_WITHIN, False, id="at the limit"),
        pytest.param(SEALED_WITHIN + timedelta(seconds=1), True, id="past it"),
    ],
)
def test_an_audit_without_seal_is_told(well: Path, age: timedelta, is_late: bool) -> None:
    AuditRow.objects.create(at=NOW - age, action="tried")
    assert bool(amiss(NOW)["audit"]) is is_late


def test_a_sealed_audit_is_in_order(well: Path, settings: Settings) -> None:
    settings.AUDIT_ANCHOR = well / "anchor"
    AuditRow.objects.create(at=NOW - timedelta(hours=1), action="tried")
    assert seal_audit(NOW) == 1
    assert amiss(NOW)["audit"] == ""


def test_a_missing_migration_is_told_and_is_no_page(well: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'exchange'")
    found = amiss(NOW)
    assert "run migrate" in found["tables"]
    assert found["passes"].startswith("Not asked")
    answer = Client().get("/ready")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert "inrange_findings" not in Client().get("/metrics").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/ready", "/metrics"])
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        pytest.param({"REMOTE_ADDR": "127.0.0.1"}, 200, id="this machine"),
        pytest.param({"REMOTE_ADDR": "::1"}, 200, id="this machine, newer"),
        pytest.param({"REMOTE_ADDR": "192.0.2.7"}, 404, id="the street"),
        pytest.param({"REMOTE_ADDR": ""}, 404, id="a socket"),
        pytest.param({"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 404, id="by a proxy"),
        pytest.param({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404, id="a proxy that is lied to"),
        pytest.param({"HTTP_FORWARDED": "for=127.0.0.1"}, 404, id="by another proxy"),
        pytest.param(
            {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer right"}, 200, id="token"
        ),
        pytest.param(
            {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer wrong"}, 404, id="wrong"
        ),
        pytest.param({"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer "}, 404, id="none"),
    ],
)
def test_only_insiders_are_answered(
    settings: Settings, path: str, asked: dict[str, str], status: int
) -> None:
    settings.METRICS_TOKEN = "right"
    assert Client().get(path, **asked).status_code == status


@pytest.mark.django_db
def test_without_a_token_none_is_right(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    asked = {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer "}
    assert Client().get("/metrics", **asked).status_code == 404


@pytest.mark.django_db
def test_the_figures_count_and_name_nobody(folder: Path) -> None:
    foreign_clinic()
    told = exposition(datetime.now(UTC))
    lines = [line for line in told.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert 'inrange_messages{state="queued"} 1' in lines
    assert any(line.startswith('inrange_findings{rule="E2_VERY_LOW"}') for line in lines)
    assert [word for word in CANARIES if word in told] == []


def test_overdue_is_counted_by_each_clinics_own_day(man: Patient, folder: Path) -> None:
    def overdue(moment: datetime) -> int:
        found = re.search(r"^inrange_duties_overdue (\d+)$", exposition(moment), re.MULTILINE)
        assert found
        return int(found[1])

    late = NOW + timedelta(days=400)
    assert overdue(NOW) < overdue(late)
    first = min(man.obligations.exclude(overdue_from=None).values_list("overdue_from", flat=True))
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    before = overdue(midnight - timedelta(minutes=1))
    assert overdue(midnight) > before
    Clinic.objects.update(time_zone="Etc/GMT+5")
    assert overdue(midnight) == before


def test_an_answer_is_counted_by_kind_and_time() -> None:
    counters = Counters()
    counters.count(200, BOUNDS[0])
    counters.count(503, BOUNDS[-1] + 1)
    totals = counters.totals()
    kinds = dict(zip(KINDS, totals, strict=False))
    assert (kinds["2xx"], kinds["5xx"], kinds["4xx"]) == (1, 1, 0)
    times = totals[len(KINDS) : MICROSECONDS]
    assert (times[0], times[-1], sum(times)) == (1, 1, 2)
    assert totals[MICROSECONDS] == round((BOUNDS[0] + BOUNDS[-1] + 1) * 1_000_000)


def test_old_backups_go_and_the_latest_stays(tmp_path: Path) -> None:
    old, older = saved(tmp_path, NOW - timedelta(days=9)), saved(tmp_path, NOW - timedelta(days=99))
    other = tmp_path / "inrange-notes.backup"
    other.touch()
    assert backups_in(tmp_path) == [older, old]
    assert forget_before(tmp_path, NOW) == 1
    assert (old.exists(), older.exists(), other.exists()) == (True, False, True)
    assert latest_in(tmp_path) == NOW - timedelta(days=9)
