"""Numerators, denominators, and when neither makes a rate."""

from __future__ import annotations

from datetime import date

import pytest

from monitoring.quality.bars import bars
from monitoring.quality.months import last_months, year_before
from monitoring.quality.shares import FEWEST, Share, share_of


def share(counted: int, among: int) -> Share:
    return Share(tuple(range(counted)), tuple(range(counted, among)))


@pytest.mark.parametrize(
    ("counted", "among", "percent"),
    [
        pytest.param(0, 0, None, id="nobody"),
        pytest.param(6, 9, None, id="nine are too few"),
        pytest.param(6, 10, 60, id="ten are enough"),
        pytest.param(1, 8 * 25, 1, id="half a percent is rounded up"),
        pytest.param(5, 200, 3, id="2.5 is rounded up"),
        pytest.param(1, 1000, 1, id="somebody is never nobody"),
        pytest.param(0, 1000, 0, id="nobody of many"),
        pytest.param(999, 1000, 99, id="nearly all are never all"),
        pytest.param(1000, 1000, 100, id="all"),
    ],
)
def test_a_rate_in_whole_percent(counted: int, among: int, percent: int | None) -> None:
    assert share(counted, among).percent == percent


def test_who_does_not_belong_stands_on_neither_side() -> None:
    found = share_of([(1, True), (2, False), (3, None), (1, True)])
    assert (found.counted, found.others, found.among) == ((1, 1), (2,), (1, 1, 2))


def test_twelve_months_end_with_the_day_at_hand() -> None:
    months = last_months(date(2028, 2, 29))
    assert [month.counted_on for month in months][:1] == [date(2027, 3, 31)]
    assert [month.counted_on for month in months][-2:] == [date(2028, 1, 31), date(2028, 2, 29)]
    assert [month.code for month in months][-3:] == ["2027-12", "2028-01", "2028-02"]
    assert (len(months), months[0].name) == (12, "Mar-2027")


def test_every_day_of_a_year_lies_in_one_month() -> None:
    months = last_months(date(2026, 11, 22))
    days = [date.fromordinal(n) for n in range(date(2025, 12, 1).toordinal(), 739_943)]
    assert days[-1] == date(2026, 11, 22)
    assert all(sum(month.holds(day) for month in months) == 1 for day in days)
    assert not any(month.holds(date(2025, 11, 30)) for month in months)
    assert not any(month.holds(date(2026, 11, 23)) for month in months)


def test_the_year_before_has_every_day_once() -> None:
    assert year_before(date(2026, 11, 22)) == date(2025, 11, 23)
    assert year_before(date(2028, 2, 29)) == date(2027, 3, 1)


def test_bars_are_as_tall_as_their_rate_and_few_have_none() -> None:
    months = last_months(date(2026, 11, 22))
    shares = [None, share(5, FEWEST - 1), share(0, 10), share(5, 10), share(10, 10)]
    drawn = bars(list(zip(months, shares, strict=False)))
    assert [(each.percent, each.height) for each in drawn] == [
        (None, 0),
        (None, 0),
        (0, 0),
        (50, 36),
        (100, 72),
    ]
    assert [each.year for each in drawn] == ["", "2026", "", "", ""]
    assert all(each.top + each.height == drawn[0].top for each in drawn)
