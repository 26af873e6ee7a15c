"""With set dates and awaited draws too, the day of change is the one found day by day."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.judgement import Snapshot, evaluate
from monitoring.judgement.changes import Gist, gist
from monitoring.judgement.day import add_months
from monitoring.judgement.history import History
from monitoring.judgement.standing import Standing
from tests.unit.judgement.histories import FIRST_DAY, SPAN_DAYS
from tests.unit.schedule.owed import random_owed

QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ONE_DAY = timedelta(days=1)
SEEDS = st.integers(0, 2**48)
DAYS = st.integers(0, SPAN_DAYS + 100).map(lambda number: FIRST_DAY + timedelta(days=number))


def judged(history: History, on: date) -> Gist:
    return gist(Standing(history, on))


@QUICK
@given(SEEDS, DAYS)
def test_until_the_day_of_change_every_day_is_the_same_and_that_day_differs(
    seed: int, as_of: date
) -> None:
    history = History(random_owed(seed), as_of)
    claimed = evaluate(history.snapshot, as_of).changes_on
    last, now, on = claimed or add_months(as_of, 36), judged(history, as_of), as_of + ONE_DAY
    while on < last:
        assert judged(history, on) == now
        on += ONE_DAY
    assert claimed is None or judged(history, claimed) != now


@QUICK
@given(SEEDS, DAYS)
def test_a_set_date_never_puts_anything_off(seed: int, as_of: date) -> None:
    snapshot = random_owed(seed)
    own = evaluate(snapshot, as_of)
    clocks = evaluate(_without_dates(snapshot), as_of)
    for name in ("labs_due", "hct_due", "dexa_due"):
        due, clock = getattr(own, name), getattr(clocks, name)
        assert (due is None) == (clock is None)
        assert due is None or (due.on <= clock.on and (due.computed_on or due.on) == clock.on)


def _without_dates(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, set_dates=())


@QUICK
@given(SEEDS, DAYS)
def test_awaited_draws_move_no_due_date(seed: int, as_of: date) -> None:
    snapshot = random_owed(seed)
    without = replace(snapshot, draws=tuple(d for d in snapshot.draws if not d.is_awaited))
    for name in ("labs_due", "hct_due", "dexa_due"):
        due, other = (
            getattr(evaluate(snapshot, as_of), name),
            getattr(evaluate(without, as_of), name),
        )
        assert (due and due.on) == (other and other.on)
        assert due is None or due.overdue_from >= other.overdue_from
