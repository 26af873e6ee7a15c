"""When whom to tell: the stages of a clinic, each counted from the first day that is overdue."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.mail.stages import come_by, next_day, stages_of
from monitoring.models import ObligationKind, ReminderSettings

FIRST = date(2026, 11, 18)
CHOSEN = ReminderSettings(patient_mail=True)


def names(day_offset: int, kind: str = "labs", chosen: ReminderSettings = CHOSEN) -> list[str]:
    """The stages that have come so many days after the first overdue day."""
    come = come_by(FIRST + timedelta(days=day_offset), FIRST, stages_of(kind, chosen))
    return [f"{stage.channel.value} {stage.number}" for stage in come]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(-1, [], id="day before"),
        pytest.param(0, ["owner 1"], id="first overdue day"),
        pytest.param(6, ["owner 1"], id="before the patient's"),
        pytest.param(7, ["owner 1", "patient 1"], id="the patient's"),
        pytest.param(13, ["owner 1", "patient 1"], id="before the second"),
        pytest.param(14, ["owner 2", "patient 1"], id="the second"),
        pytest.param(400, ["owner 2", "patient 1"], id="nothing ages out"),
    ],
)
def test_stages_of_labs(day: int, expected: list[str]) -> None:
    assert names(day) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        pytest.param("labs", ["owner 2", "patient 1"], id="labs"),
        pytest.param("hct", ["owner 2", "patient 1"], id="hematocrit"),
        pytest.param("dexa", ["owner 2", "patient 1"], id="DEXA"),
        pytest.param("awaited", ["owner 2"], id="awaited results ask nothing of him"),
        pytest.param("review", ["lead 1"], id="an unread finding goes to the lead, once"),
    ],
)
def test_who_is_told_of_which_kind(kind: str, expected: list[str]) -> None:
    assert names(30, kind) == expected


def test_every_kind_has_a_stage() -> None:
    assert all(stages_of(kind, ReminderSettings()) for kind in ObligationKind)


def test_patient_is_not_written_to_by_default() -> None:
    assert names(400, chosen=ReminderSettings()) == ["owner 2"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(-1, 0, id="before"),
        pytest.param(0, 7, id="after the first comes the patient's"),
        pytest.param(7, 14, id="then the second"),
        pytest.param(14, None, id="then none"),
    ],
)
def test_next_stage(day: int, expected: int | None) -> None:
    following = next_day(FIRST + timedelta(days=day), FIRST, stages_of("labs", CHOSEN))
    assert following == (None if expected is None else FIRST + timedelta(days=expected))


@given(st.lists(st.integers(0, 60), min_size=1, max_size=9), st.integers(0, 30), st.integers(1, 60))
def test_whatever_the_days_of_the_scan_each_stage_is_seen(
    gaps: list[int], first: int, more: int
) -> None:
    """Scans with any gaps between them see the latest stage that has come, and stop after all."""
    chosen = ReminderSettings(first_owner_days=first, second_owner_days=first + more)
    stages, told, looks_on = stages_of("labs", chosen), set(), FIRST
    day = FIRST
    for gap in [*gaps, 120]:
        day += timedelta(days=gap)
        if looks_on and looks_on <= day:
            told |= {stage.number for stage in come_by(day, FIRST, stages)}
            looks_on = next_day(day, FIRST, stages)
    assert (2 in told, looks_on) == (True, None)
