"""What wakes the passes: tasks and commands. None is needed for a save, and none holds a name."""

import ast
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Clinic
from config.celery import app
from monitoring import tasks
from monitoring.models import ScanRun, Status
from monitoring.status import nightly
from monitoring.status.nightly import judge_changed
from patients import recording
from patients.models import Patient
from protocols.targets.book import RULES_VERSION
from tests.structure.source import APPS, python_files, shown, tree_of
from tests.unit.mail.clinics import NOON, TODAY, follow, found_clinic

NAMES = {"scan_due": "scan", "send_due": "send", "judge_changed": "judge"}


class Judge:
    """Stands in for the judgement: notes whom it was asked about and refuses some."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, list[int], date]] = []
        self.refuses: set[int] = set()
        self.words = "Quxenford has two starts"

    def __call__(self, clinic: Clinic, men: Any, today: date) -> None:
        keys = [man.pk for man in men]
        if self.refuses & set(keys):
            raise ValueError(self.words)
        self.asked.append((clinic.pk, keys, today))


@pytest.fixture
def judge() -> Iterator[Judge]:
    before, stand_in = list(recording._registered), Judge()
    recording.register_evaluator(stand_in)
    yield stand_in
    recording._registered[:] = before


def judged(man: Patient, changes_on: date | None) -> Patient:
    """A man with a status that changes by itself on a day."""
    Status.objects.create(
        patient=man,
        clinic=man.clinic,
        details=man.patientdetails_versions.get(),
        course_state="active",
        judged_version=1,
        judged_on=TODAY - timedelta(days=9),
        rules_version=RULES_VERSION,
        changes_on=changes_on,
    )
    return man


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(-3, True, id="missed nights"),
        pytest.param(0, True, id="his day"),
        pytest.param(1, False, id="tomorrow"),
        pytest.param(None, False, id="never"),
    ],
)
def test_men_whose_day_has_come_are_judged(
    clinic: Clinic, judge: Judge, days: int | None, expected: bool
) -> None:
    changes_on = None if days is None else TODAY + timedelta(days=days)
    man = judged(follow(clinic), changes_on)
    assert judge_changed(NOON)["judged"] == expected
    assert judge.asked == ([(clinic.pk, [man.pk], TODAY)] if expected else [])


@pytest.mark.django_db
def test_man_who_was_never_judged_is(clinic: Clinic, judge: Judge) -> None:
    man = follow(clinic)
    assert judge_changed(NOON)["judged"] == 1
    assert judge.asked == [(clinic.pk, [man.pk], TODAY)]


@pytest.mark.django_db
def test_each_clinic_has_its_own_day(judge: Judge) -> None:
    evening = NOON.replace(hour=23)
    for slug, zone in (("one", "America/New_York"), ("two", "Asia/Kathmandu")):
        follow(found_clinic(slug, zone))
    judge_changed(evening)
    assert [today for _clinic, _men, today in judge.asked] == [TODAY, TODAY + timedelta(days=1)]


@pytest.mark.django_db
def test_batches_in_order_of_key(
    clinic: Clinic, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "BATCH", 2)
    men = [follow(clinic).pk for _ in range(5)]
    assert judge_changed(NOON)["judged"] == 5
    assert [keys for _clinic, keys, _today in judge.asked] == [men[:2], men[2:4], men[4:]]


@pytest.mark.django_db
def test_man_who_cannot_be_judged_keeps_nobody_else_from_it(
    clinic: Clinic, judge: Judge, caplog: pytest.LogCaptureFixture
) -> None:
    men = [follow(clinic).pk for _ in range(3)]
    judge.refuses = {men[1]}
    counts = judge_changed(NOON)
    assert (counts["judged"], counts["failed"]) == (2, 1)
    assert ScanRun.objects.get(name="judge").counts == {"clinics": 1, "judged": 2, "failed": 1}
    assert "ValueError" in caplog.text
    assert "Quxenford" not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(("command", "run"), NAMES.items())
def test_command_does_its_pass_and_says_what_it_counted(
    command: str, run: str, judge: Judge
) -> None:
    answer = StringIO()
    call_command(command, stdout=answer)
    counts = ScanRun.objects.get(name=run).counts
    said = answer.getvalue().strip().split(", ")
    assert sorted(said) == sorted(f"{name} {number}" for name, number in counts.items())


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "run"), NAMES.items())
def test_task_does_its_pass(name: str, run: str, judge: Judge) -> None:
    before = timezone.now()
    getattr(tasks, name)()
    assert ScanRun.objects.get(name=run).finished_at >= before


def test_schedule_names_tasks_that_exist_and_gives_them_nothing() -> None:
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert not entry.get("args", ()) + tuple(entry.get("kwargs", ()))
    assert {f"monitoring.{name}" for name in NAMES} <= set(app.tasks)


def enqueuing(path: Path) -> bool:
    """Whether a file speaks to the queue: by naming Celery or by calling a task's own methods."""
    nodes = list(ast.walk(tree_of(path)))
    calls = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    named = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return bool(calls & {"delay", "apply_async", "delay_on_commit", "send_task"}) or any(
        module.partition(".")[0] in {"celery", "kombu"} for module in named
    )


def test_no_save_speaks_to_the_queue() -> None:
    """So no outage of the queue can break one; invitations ask for it after their commit.

    Whether it answers at all is asked where the server says how it is.
    """
    speaking = {shown(path) for path in python_files(*APPS) if enqueuing(path)}
    tasks = {"config/celery.py", "accounts/tasks.py", "monitoring/tasks.py"}
    assert speaking == tasks | {"accounts/staffing.py", "config/observing/readiness.py"}


@pytest.mark.django_db
@pytest.mark.both_databases
def test_judgement_itself_runs_in_the_pass(clinic: Clinic) -> None:
    """With the real judge: it sets the next day, so that the same day asks no more."""
    man = follow(clinic)
    assert judge_changed(NOON) == {"clinics": 1, "judged": 1, "failed": 0}
    assert Status.objects.get(patient=man).judged_on == TODAY
    assert judge_changed(NOON)["judged"] == 0
