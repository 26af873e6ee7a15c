"""Each measure with men just in it and just out of it, at the bounds that the rules give."""

from __future__ import annotations

import pytest

from monitoring.judgement.history import History
from monitoring.judgement.snapshot import Snapshot
from monitoring.judgement.standing import Standing
from monitoring.quality.measures import (
    MEASURES,
    Asked,
    baseline_scanned,
    hematocrit_at_limit,
    in_bone_range_twice,
    in_target,
    labs_on_time,
)
from tests.unit.judgement.men import (
    SCANNED,
    day,
    drawn,
    he,
    held,
    moved,
    resumed,
    scanned,
    started,
    stopped,
    treated,
)

SHORT = started(planned="short_term")


def asked(measure: Asked, snapshot: Snapshot, on: int) -> bool | None:
    return measure(Standing(History(snapshot, day(on)), day(on)))


def case(measure: Asked, snapshot: Snapshot, on: int, expected: bool | None, why: str):
    return pytest.param(
        measure, snapshot, on, expected, id=f"{measure.__name__}: {why}".replace("_", " ")
    )


TARGETS = [
    case(in_target, he(drawn(60, e2="30", tt="700", hct="48")), 60, True, "all of the draw in"),
    case(in_target, he(drawn(60, e2="20")), 60, True, "at the lower end"),
    case(in_target, he(drawn(60, e2="19.9")), 60, False, "below it"),
    case(in_target, he(drawn(60, e2="40")), 60, True, "at the upper end"),
    case(in_target, he(drawn(60, e2="40.1")), 60, False, "above it"),
    case(in_target, he(drawn(60, e2="30", tt="499")), 60, False, "testosterone beside it below"),
    case(in_target, he(drawn(60, e2="40", tt="500")), 60, True, "ratio above 10"),
    case(in_target, he(drawn(60, e2="30", hct="54")), 60, False, "hematocrit at its limit"),
    case(in_target, he(drawn(60, e2="<24")), 60, False, "cannot be compared"),
    case(in_target, he(drawn(13, e2="30")), 13, None, "13 days after the start"),
    case(in_target, he(drawn(14, e2="30")), 14, True, "14 days after the start"),
    case(in_target, he(drawn(60, e2="30")), 460, True, "400 days old"),
    case(in_target, he(drawn(60, e2="30")), 461, None, "401 days old"),
    case(in_target, he(drawn(60, hct="48")), 60, None, "without estradiol"),
    case(in_target, he(drawn(60, e2="30")), 59, None, "drawn tomorrow"),
    case(in_target, he(drawn(60, e2="30"), held(90)), 91, None, "held"),
    case(in_target, he(drawn(60, e2="30"), stopped(90)), 91, None, "stopped"),
    case(
        in_target,
        he(drawn(60, e2="30"), held(90), drawn(100, e2="55"), resumed(120)),
        130,
        True,
        "a draw while it was off does not count",
    ),
    case(
        in_target,
        he(drawn(60, e2="30"), stopped(90), started(120), drawn(133, e2="30")),
        133,
        None,
        "a new course counts anew",
    ),
    case(in_target, moved(he(drawn(60, e2="22")), e2_lo=25), 60, False, "by a moved target"),
]

BONE = [
    case(in_bone_range_twice, he(drawn(60, e2="26"), drawn(90, e2="26")), 90, True, "both at 26"),
    case(in_bone_range_twice, he(drawn(60, e2="26.1"), drawn(90, e2="26")), 90, False, "one over"),
    case(in_bone_range_twice, he(drawn(60, e2="26"), drawn(90, e2="26.1")), 90, False, "last over"),
    case(in_bone_range_twice, he(drawn(60, e2="26")), 90, None, "one draw"),
    case(in_bone_range_twice, he(drawn(60, e2="<26"), drawn(90, e2="25")), 90, True, "below 26"),
    case(in_bone_range_twice, he(drawn(60, e2="<30"), drawn(90, e2="25")), 90, None, "may be over"),
    case(
        in_bone_range_twice, he(drawn(60, e2="<30"), drawn(90, e2="27")), 90, False, "one is over"
    ),
    case(in_bone_range_twice, he(drawn(60, e2="20"), drawn(460, e2="20")), 460, True, "400 apart"),
    case(in_bone_range_twice, he(drawn(60, e2="20"), drawn(461, e2="20")), 461, None, "401 apart"),
    case(in_bone_range_twice, he(drawn(60, e2="20"), drawn(90, e2="20")), 490, True, "fresh"),
    case(in_bone_range_twice, he(drawn(60, e2="20"), drawn(90, e2="20")), 491, None, "stale"),
    case(
        in_bone_range_twice, he(drawn(60, e2="20"), drawn(90, e2="20"), held(95)), 99, True, "held"
    ),
    case(
        in_bone_range_twice,
        he(drawn(60, e2="20"), drawn(90, e2="20"), stopped(95)),
        99,
        None,
        "stopped",
    ),
    case(
        in_bone_range_twice,
        he(drawn(40, e2="50"), drawn(60, e2="20"), drawn(90, e2="20")),
        90,
        True,
        "earlier ones do not count",
    ),
]

HEMATOCRIT = [
    case(hematocrit_at_limit, he(drawn(60, hct="53.9")), 60, False, "just below"),
    case(hematocrit_at_limit, he(drawn(60, hct="54.0")), 60, True, "at the limit"),
    case(hematocrit_at_limit, he(drawn(60, hct="55")), 460, True, "400 days old"),
    case(hematocrit_at_limit, he(drawn(60, hct="55")), 461, None, "401 days old"),
    case(
        hematocrit_at_limit, he(drawn(60, hct="55"), stopped(30)), 60, True, "off anastrozole too"
    ),
    case(hematocrit_at_limit, moved(he(drawn(60, hct="52")), hct_limit=52), 60, True, "stricter"),
]

LABS = [
    case(labs_on_time, he(), 41, True, "not due yet"),
    case(labs_on_time, he(), 42 + 14, True, "last day of grace"),
    case(labs_on_time, he(), 42 + 15, False, "first overdue day"),
    case(labs_on_time, he(drawn(42, e2="30", tt="700")), 57, True, "drawn"),
    case(labs_on_time, he(drawn(42, hct="48")), 57, False, "only hematocrit"),
    case(labs_on_time, he(without=(started(),)), 57, None, "never on anastrozole"),
]

SCANS = [
    case(baseline_scanned, he(without=(SCANNED,)), 0, False, "due at a long-term start"),
    case(baseline_scanned, he(), 14, False, "before his scan"),
    case(baseline_scanned, he(), 15, True, "on the day of his scan"),
    case(baseline_scanned, he(scanned(-735), without=(SCANNED,)), 5, False, "over 24 months old"),
    case(baseline_scanned, he(scanned(-730), without=(SCANNED,)), 5, True, "24 months old"),
    case(baseline_scanned, he(SHORT, without=(SCANNED, started())), 364, None, "short, 12 months"),
    case(baseline_scanned, he(SHORT, without=(SCANNED, started())), 365, False, "short, and more"),
    case(baseline_scanned, he(stopped(30), without=(SCANNED,)), 31, None, "stopped"),
    case(baseline_scanned, he(held(30), without=(SCANNED,)), 31, False, "held"),
    case(baseline_scanned, he(treated(20, "stop"), without=(started(),)), 31, None, "never on it"),
]


@pytest.mark.parametrize(
    ("measure", "snapshot", "on", "expected"), TARGETS + BONE + HEMATOCRIT + LABS + SCANS
)
def test_a_man_counts_exactly_as_the_rules_say(
    measure: Asked, snapshot: Snapshot, on: int, expected: bool | None
) -> None:
    assert asked(measure, snapshot, on) is expected


def test_every_measure_says_what_it_counts_and_where_from() -> None:
    for measure in MEASURES:
        assert all((measure.title, measure.counted, measure.among, measure.source))
    assert len({measure.key for measure in MEASURES}) == len(MEASURES)
