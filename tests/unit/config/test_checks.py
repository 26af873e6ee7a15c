"""The start-up checks of the project."""

from datetime import timedelta

import pytest

from config.checks import out_of_date
from protocols.targets.stated import REVIEW_BY


@pytest.mark.parametrize(
    ("days_after", "ids"),
    [
        pytest.param(-1, [], id="the day before"),
        pytest.param(0, [], id="the day"),
        pytest.param(1, ["inrange.W001"], id="the day after"),
    ],
)
def test_a_passed_review_date_is_said(days_after: int, ids: list[str]) -> None:
    found = out_of_date(REVIEW_BY + timedelta(days=days_after))
    assert [message.id for message in found] == ids
