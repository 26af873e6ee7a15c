"""The clock of the machine is wrong, summer time comes and goes: once each, in the daytime."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.fault.judging import Verdict
from tests.fault.scene import Bench, Scene

pytestmark = pytest.mark.fault

SEED = 6438
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEPS = [HOUR, -HOUR, DAY, -DAY, -HOUR, HOUR, -DAY, DAY]
PEOPLE = 6
FIRST_YEAR = LAST_YEAR = 2026
OPENS = time(7, 30)
ZONES = [
    "America/New_York",
    "America/Los_Angeles",
    "Europe/London",
    "Australia/Sydney",
    "Australia/Lord_Howe",
]


def step_about(scene: Scene, *weaknesses: str) -> Verdict:
    """New duties before each step of the clock, a scan after it; two workers all the while."""
    scene.work(2)
    for n, step in enumerate(STEPS):
        scene.call("seed_due", number=PEOPLE, first=n)
        scene.call("scan", *weaknesses)
        scene.clock.step(step)
        scene.call("scan", *weaknesses)
    scene.clock.step(DAY)
    return scene.settle()


def test_a_clock_that_is_set_about_loses_and_doubles_nothing(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        verdict = step_about(scene)
        # A step forward ends the leases of what is just being sent.
        assert verdict.faults(ambiguous=2 * len(STEPS)) == []
    assert verdict.messages == PEOPLE * len(STEPS)


def test_control_a_scan_that_forgets_doubles_under_the_same_clock(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        scene.call("drop_unique_keys")
        verdict = step_about(scene, "forgets_what_was_told")
        assert "noticed twice" in verdict.faults(ambiguous=2 * len(STEPS))


def transitions() -> list[tuple[str, str]]:
    """Every day on which one of the zones sets its clocks, with the zone."""
    found = []
    day = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    while day.year <= LAST_YEAR:
        found += [
            (zone, f"{day:%Y-%m-%d}")
            for zone in ZONES
            if _offset(zone, day) != _offset(zone, day + DAY)
        ]
        day += DAY
    return found


def _offset(zone: str, day: datetime) -> timedelta | None:
    return day.replace(tzinfo=ZoneInfo(zone)).utcoffset()


def strayed(scene: Scene, *weaknesses: str) -> list[str]:
    """Mails of those days that came too early, too late, not at all or twice, by local time."""
    days = transitions()
    assert len(days) == 2 * len(ZONES) * (LAST_YEAR - FIRST_YEAR + 1)
    scene.call("live_through", *weaknesses, days=days)
    verdict = scene.verdict()
    assert (verdict.accepted, verdict.extra, verdict.twice) == (len(days), 0, ())
    came = {entry.recipient.partition("@")[0]: entry.written for entry in scene.mail.accepted}
    return [
        f"{zone} {day}: {came.get(f'person-{n}-0')}"
        for n, (zone, day) in enumerate(days)
        if not _in_the_morning_of(day, zone, came.get(f"person-{n}-0", ""))
    ]


def _in_the_morning_of(day: str, zone: str, written: str) -> bool:
    if not written:
        return False
    local = datetime.fromisoformat(written).astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d %H:%M}" == f"{day} {OPENS:%H:%M}"


def test_mail_comes_in_the_morning_of_every_change_of_summer_time(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        assert strayed(scene) == []


def test_control_with_a_fixed_offset_mail_strays(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        assert strayed(scene, "keeps_one_offset") != []
