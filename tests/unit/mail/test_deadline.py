"""One thread ends whatever takes too long, and leaves alone what ends in time."""

import threading
import time
from collections.abc import Iterator

import pytest

from monitoring.mail.deadline import Deadline

SHORT, LONG = 0.2, 5.0
"""Seconds: one that a test can wait for, and one that it never reaches."""


class Wire:
    """Something that can be cut, and remembers how often it was."""

    def __init__(self) -> None:
        self.cuts = 0
        self.is_cut = threading.Event()

    def cut(self) -> None:
        self.cuts += 1
        self.is_cut.set()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def deadline(wire: Wire) -> Iterator[Deadline]:
    watching = Deadline(wire.cut)
    yield watching
    watching.end()


def test_what_takes_too_long_is_cut_at_its_moment(wire: Wire, deadline: Deadline) -> None:
    began = time.monotonic()
    with deadline.within(SHORT):
        assert wire.is_cut.wait(LONG)
    assert time.monotonic() - began >= SHORT
    assert wire.cuts == 1


def test_what_ends_in_time_is_left_alone(wire: Wire, deadline: Deadline) -> None:
    for _ in range(3):
        with deadline.within(SHORT):
            pass
    assert not wire.is_cut.wait(2 * SHORT)


def test_each_has_its_own_time_however_long_the_one_before_was_given(
    wire: Wire, deadline: Deadline
) -> None:
    with deadline.within(LONG):
        pass
    with deadline.within(SHORT):
        assert wire.is_cut.wait(LONG / 2)


def test_what_is_begun_later_is_not_cut_at_the_moment_of_the_first(
    wire: Wire, deadline: Deadline
) -> None:
    with deadline.within(SHORT):
        pass
    with deadline.within(LONG):
        assert not wire.is_cut.wait(2 * SHORT)


def test_after_a_cut_the_next_is_watched_too(wire: Wire, deadline: Deadline) -> None:
    for _ in range(2):
        wire.is_cut.clear()
        with deadline.within(SHORT):
            assert wire.is_cut.wait(LONG)
    assert wire.cuts == 2


def test_its_thread_ends_with_it(wire: Wire) -> None:
    before = threading.active_count()
    watching = Deadline(wire.cut)
    with watching.within(LONG):
        pass
    watching.end()
    ends = time.monotonic() + LONG
    while threading.active_count() > before and time.monotonic() < ends:
        time.sleep(0.01)
    assert (threading.active_count(), wire.cuts) == (before, 0)


def test_nothing_is_begun_without_any_time(deadline: Deadline) -> None:
    with pytest.raises(TimeoutError), deadline.within(0):
        pass
