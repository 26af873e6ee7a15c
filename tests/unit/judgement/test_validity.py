"""Which events can follow one another, and what each of them must name."""

from dataclasses import replace
from decimal import Decimal

import pytest

from monitoring.judgement import Refused, Snapshot, validate
from monitoring.judgement.snapshot import AnastrozoleEvent, TestosteroneEvent
from tests.unit.judgement.men import changed, day, held, resumed, started, stopped, treated

FIRST = started(0)


def history(*events: AnastrozoleEvent | TestosteroneEvent) -> Snapshot:
    return Snapshot(
        born_on=day(-15_000),
        anastrozole=tuple(e for e in events if isinstance(e, AnastrozoleEvent)),
        testosterone=tuple(e for e in events if isinstance(e, TestosteroneEvent)),
    )


@pytest.mark.parametrize(
    "events",
    [
        pytest.param([], id="nothing"),
        pytest.param([FIRST, changed(1, "0.5"), held(2), resumed(3), stopped(4)], id="one course"),
        pytest.param([FIRST, held(2), stopped(3), started(4)], id="stopped while held"),
        pytest.param([stopped(4), FIRST], id="recorded later, dated earlier"),
        pytest.param([FIRST, stopped(0), started(0)], id="all on one day, in recorded order"),
        pytest.param([treated(0, "start"), treated(9, "start")], id="started again"),
        pytest.param(
            [treated(0, "start"), treated(1, "stop"), treated(2, "start")],
            id="testosterone anew",
        ),
    ],
)
def test_events_that_can_follow_one_another_are_accepted(events: list[AnastrozoleEvent]) -> None:
    validate(history(*events))


@pytest.mark.parametrize(
    ("events", "path"),
    [
        pytest.param([changed(1, "0.5")], "anastrozole[0]", id="change before the start"),
        pytest.param([stopped(1)], "anastrozole[0]", id="stop before the start"),
        pytest.param([FIRST, started(1)], "anastrozole[1]", id="start while active"),
        pytest.param([FIRST, held(1), started(2)], "anastrozole[2]", id="start while held"),
        pytest.param([FIRST, held(1), held(2)], "anastrozole[2]", id="hold while held"),
        pytest.param([FIRST, held(1), changed(2, "1")], "anastrozole[2]", id="change while held"),
        pytest.param([FIRST, resumed(1)], "anastrozole[1]", id="resume while active"),
        pytest.param([FIRST, stopped(1), resumed(2)], "anastrozole[2]", id="resume after a stop"),
        pytest.param([FIRST, stopped(1), stopped(2)], "anastrozole[2]", id="stop after a stop"),
        pytest.param([FIRST, stopped(5), held(9)], "anastrozole[2]", id="hold after a stop"),
        pytest.param([stopped(0), FIRST], "anastrozole[0]", id="recorded order on one day"),
        pytest.param([treated(0, "change")], "testosterone[0]", id="testosterone change"),
        pytest.param([treated(0, "stop")], "testosterone[0]", id="testosterone stop"),
        pytest.param(
            [treated(0, "start"), treated(1, "stop"), treated(2, "change")],
            "testosterone[2]",
            id="testosterone change after its stop",
        ),
    ],
)
def test_events_that_cannot_follow_one_another_are_refused(
    events: list[AnastrozoleEvent], path: str
) -> None:
    with pytest.raises(Refused) as refusal:
        validate(history(*events))
    assert refusal.value.path == path


@pytest.mark.parametrize(
    ("event", "path"),
    [
        pytest.param(replace(FIRST, dose_mg=None), "dose_mg", id="no dose"),
        pytest.param(replace(FIRST, dose_mg=Decimal(0)), "dose_mg", id="dose of nothing"),
        pytest.param(replace(FIRST, per_week=None), "schedule", id="no schedule"),
        pytest.param(replace(FIRST, every_days=Decimal(2)), "schedule", id="two schedules"),
        pytest.param(replace(FIRST, per_week=Decimal(-1)), "schedule.per_week", id="negative"),
        pytest.param(replace(FIRST, indication=None), "indication", id="no indication"),
        pytest.param(replace(FIRST, indication="other"), "indication", id="other indication"),
        pytest.param(replace(FIRST, planned="forever"), "planned", id="other length"),
    ],
)
def test_a_start_that_names_too_little_is_refused(event: AnastrozoleEvent, path: str) -> None:
    with pytest.raises(Refused) as refusal:
        validate(history(event))
    assert refusal.value.path == f"anastrozole[0].{path}"


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(replace(changed(1, "0.5"), indication="trt"), id="indication at a change"),
        pytest.param(replace(changed(1, "0.5"), planned="long_term"), id="length at a change"),
        pytest.param(replace(held(1), dose_mg=Decimal(1)), id="dose at a hold"),
    ],
)
def test_a_later_event_names_only_what_belongs_to_it(event: AnastrozoleEvent) -> None:
    with pytest.raises(Refused):
        validate(history(FIRST, event))
