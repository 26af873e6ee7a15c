"""What holds for every history, however strange."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.judgement import evaluate, validate
from monitoring.judgement.changes import LOOK_AHEAD_MONTHS, gist
from monitoring.judgement.day import add_months
from monitoring.judgement.finding import find
from monitoring.judgement.history import History
from monitoring.judgement.snapshot import Scan, Snapshot
from monitoring.judgement.standing import Standing
from protocols.targets.goals import Position
from tests.unit.judgement.histories import (
    FIRST_DAY,
    SPAN_DAYS,
    followed_snapshot,
    random_snapshot,
    snapshots,
)

QUICK = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ONE_DAY = timedelta(days=1)
WORSE = Decimal("-0.7")

judged_on = st.integers(0, SPAN_DAYS + 200).map(lambda number: FIRST_DAY + timedelta(days=number))
FACTS = ("anastrozole", "testosterone", "draws", "symptoms", "scans")


def shuffled(snapshot: Snapshot, chance: Random) -> Snapshot:
    """The same facts in another order; facts of one date keep theirs."""

    def mixed(facts: tuple[Any, ...]) -> tuple[Any, ...]:
        by_date: dict[date, list[Any]] = {}
        for fact in facts:
            by_date.setdefault(fact.on, []).append(fact)
        places = [fact.on for fact in facts]
        chance.shuffle(places)
        return tuple(by_date[on].pop(0) for on in places)

    return replace(snapshot, **{name: mixed(getattr(snapshot, name)) for name in FACTS})


@QUICK
@given(snapshots(), judged_on, st.integers())
def test_the_order_of_arrival_never_matters(snapshot: Snapshot, as_of: date, seed: int) -> None:
    again = shuffled(snapshot, Random(seed))
    validate(again)
    assert evaluate(again, as_of) == evaluate(snapshot, as_of)


@QUICK
@given(snapshots(), judged_on)
def test_later_facts_are_ignored(snapshot: Snapshot, as_of: date) -> None:
    kept = {name: tuple(f for f in getattr(snapshot, name) if f.on <= as_of) for name in FACTS}
    assert evaluate(replace(snapshot, **kept), as_of) == evaluate(snapshot, as_of)


@QUICK
@given(snapshots(), judged_on)
def test_an_unresolved_result_is_never_in_target(snapshot: Snapshot, as_of: date) -> None:
    man = Standing(History(snapshot, as_of), as_of)
    for reading in (r for series in man.history.results.values() for r in series):
        ends = (reading.goal.below(reading.quantity), reading.goal.above(reading.quantity))
        if None in ends and True not in ends:
            assert reading.position is Position.UNDECIDABLE


@QUICK
@given(snapshots(), judged_on)
def test_the_interval_between_scans_is_two_to_five_years(snapshot: Snapshot, as_of: date) -> None:
    due = evaluate(snapshot, as_of).dexa_due
    months = due.interval_months if due is not None else None
    assert months is None or 24 <= months <= 60


def lower(scan: Scan) -> Scan:
    """The same scan with lower scores and the same densities."""
    sites = {
        name: replace(site, t=site.t and site.t + WORSE, z=site.z and site.z + WORSE)
        for name, site in scan.sites.items()
    }
    return replace(scan, sites=sites)


@QUICK
@given(snapshots(), judged_on)
def test_a_lower_score_never_gives_a_later_scan(snapshot: Snapshot, as_of: date) -> None:
    before = evaluate(snapshot, as_of).dexa_due
    worse = replace(snapshot, scans=tuple(lower(scan) for scan in snapshot.scans))
    after = evaluate(worse, as_of).dexa_due
    assert before is None or (after is not None and after.on <= before.on)


@QUICK
@given(st.integers(0, 2**48), judged_on)
def test_more_exposure_never_gives_a_later_scan(seed: int, as_of: date) -> None:
    snapshot = followed_snapshot(Random(seed))
    halved = replace(snapshot, draws=tuple(_halved(draw) for draw in snapshot.draws))
    before, after = evaluate(snapshot, as_of).dexa_due, evaluate(halved, as_of).dexa_due
    assert before is None or (after is not None and after.on <= before.on)


def _halved(draw: Any) -> Any:
    result = draw.results["estradiol"]
    if result.quantity.is_censored:
        return draw
    quantity = replace(result.quantity, value=result.quantity.value / 2)
    return replace(draw, results={"estradiol": replace(result, quantity=quantity)})


def brute_force(snapshot: Snapshot, as_of: date, until: date) -> date | None:
    """Day after day, each judged from nothing."""
    history = History(snapshot, as_of)
    now, on = gist(Standing(history, as_of)), as_of
    while on < until:
        on += ONE_DAY
        if gist(Standing(history, on)) != now:
            return on
    return None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(snapshots(), judged_on)
def test_the_day_of_change_is_the_one_found_day_by_day(snapshot: Snapshot, as_of: date) -> None:
    claimed = evaluate(snapshot, as_of).changes_on
    until = claimed or add_months(as_of, LOOK_AHEAD_MONTHS)
    assert brute_force(snapshot, as_of, until) == claimed


@pytest.mark.parametrize("seed", range(60))
def test_the_sliding_window_tips_on_the_day_foretold(seed: int) -> None:
    chance = Random(seed)
    snapshot = (followed_snapshot if seed % 3 else random_snapshot)(chance)
    as_of = FIRST_DAY + timedelta(days=chance.randint(200, 1_100))
    claimed = evaluate(snapshot, as_of).changes_on
    until = claimed or add_months(as_of, 24)
    assert brute_force(snapshot, as_of, until) == claimed


@QUICK
@given(snapshots(), judged_on)
def test_findings_stay_word_for_word_until_the_day_of_change(
    snapshot: Snapshot, as_of: date
) -> None:
    """Stored findings are shown until then, so no sentence may depend on the day itself."""
    evaluation = evaluate(snapshot, as_of)
    if evaluation.changes_on is None:
        return
    history = History(snapshot, as_of)
    last = Standing(history, evaluation.changes_on - ONE_DAY)
    assert find(last) == evaluation.findings


@QUICK
@given(snapshots(), judged_on)
def test_no_sentence_promises_or_advises(snapshot: Snapshot, as_of: date) -> None:
    for finding in evaluate(snapshot, as_of).findings:
        text = f"{finding.headline} {finding.evidence} {finding.threshold}".lower().split()
        assert not {"safe", "normal", "optimal", "must", "should"} & set(text)
        assert finding.inputs
        assert finding.threshold


LONGEST_TITLE = 38
"""What a row of the worklist shows in one line, or in two on a narrow screen."""


@QUICK
@given(snapshots(), judged_on)
def test_a_title_is_short_and_leaves_days_to_the_detail(snapshot: Snapshot, as_of: date) -> None:
    for finding in evaluate(snapshot, as_of).findings:
        assert 0 < len(finding.title) <= LONGEST_TITLE
        assert not re.search(r"\d{4}|\.|: ", finding.title)
        assert finding.detail.endswith(".")
