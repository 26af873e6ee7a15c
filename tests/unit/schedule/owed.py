"""The ordinary man with dates that were set for him and draws that wait for their results.

Day 0 is his start; first labs are due on day 42, a draw shows the dose from day 14.
"""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from monitoring.judgement.snapshot import Draw, SetDate, Snapshot
from tests.unit.judgement.histories import FIRST_DAY, SPAN_DAYS, followed_snapshot, random_snapshot
from tests.unit.judgement.men import day


def set_to(number: int | None, on: int, duty: str = "labs") -> SetDate:
    return SetDate(duty, None if number is None else day(number), day(on))


def with_dates(snapshot: Snapshot, *dates: SetDate) -> Snapshot:
    return replace(snapshot, set_dates=dates)


def awaiting(number: int) -> Draw:
    return Draw(day(number), {}, key=f"awaited {number}", is_awaited=True)


def random_owed(seed: int) -> Snapshot:
    """Any history, with set dates and awaited draws strewn over it."""
    chance = Random(seed)
    snapshot = (followed_snapshot if seed % 2 else random_snapshot)(chance)
    waiting = tuple(_awaited(chance) for _ in range(chance.randint(0, 3)))
    dates = tuple(_set_date(chance) for _ in range(chance.randint(0, 4)))
    return replace(snapshot, draws=snapshot.draws + waiting, set_dates=dates)


def _awaited(chance: Random) -> Draw:
    return Draw(_some_day(chance), {}, is_awaited=True)


def _set_date(chance: Random) -> SetDate:
    on = _some_day(chance)
    until = on + timedelta(days=chance.randint(0, 400)) if chance.random() < 0.9 else None
    return SetDate(chance.choice(["labs", "hct", "dexa"]), until, on)


def _some_day(chance: Random) -> date:
    return FIRST_DAY + timedelta(days=chance.randint(0, SPAN_DAYS))
