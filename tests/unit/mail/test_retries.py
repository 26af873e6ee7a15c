"""When a failed message is tried again, and when it is given up."""

from datetime import UTC, datetime, timedelta

import pytest

from monitoring.mail.retries import next_try, wait_after

BEGAN = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [
        pytest.param(1, 1, id="first"),
        pytest.param(2, 5, id="second"),
        pytest.param(3, 15, id="third"),
        pytest.param(4, 60, id="fourth"),
        pytest.param(5, 240, id="fifth"),
        pytest.param(6, 240, id="sixth"),
        pytest.param(30, 240, id="thirtieth"),
    ],
)
def test_wait(attempts: int, minutes: int) -> None:
    assert wait_after(attempts) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("since_first", "tried_again"),
    [
        pytest.param(timedelta(days=4, hours=19, minutes=59), True, id="below five days"),
        pytest.param(timedelta(days=4, hours=20), True, id="at five days"),
        pytest.param(timedelta(days=4, hours=20, seconds=1), False, id="above five days"),
    ],
)
def test_five_days_are_the_end(since_first: timedelta, tried_again: bool) -> None:
    failed_at = BEGAN + since_first
    again = next_try(failed_at, 33, BEGAN)
    assert again == (failed_at + timedelta(hours=4) if tried_again else None)


def test_whole_schedule_takes_34_attempts() -> None:
    attempts, moment = 0, BEGAN
    while moment is not None:
        attempts += 1
        last, moment = moment, next_try(moment, attempts, BEGAN)
    assert attempts == 34
    assert timedelta(days=4, hours=20) < last - BEGAN <= timedelta(days=5)
