"""A clinic that moves in, and the lead who answers for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from exchange.models import MovingIn
from exchange.moving_in.report import MovingReport
from exchange.moving_in.taking_over import ALL_OR_NOTHING, checked, keep_checked, take_over
from tests.conftest import TODAY
from tests.moving_in.sheets import Rows, workbook

Told = list[tuple[str, int, str, str]]


@pytest.fixture
def lead(hired: dict[Role, Membership]) -> User:
    return hired[Role.LEAD].user


@pytest.fixture
def told(clinic: Clinic, lead: User) -> Callable[[Rows], Told]:
    """Every fault that a check tells of these rows."""

    def check(rows: Rows) -> Told:
        report = checked(clinic, "m.xlsx", workbook(rows), by=lead, today=TODAY)
        return [(f["sheet"], f["row"], f["column"], f["what"]) for f in report.faults]

    return check


@pytest.fixture
def kept(clinic: Clinic, lead: User) -> Callable[[Rows], MovingIn]:
    def keep(rows: Rows) -> MovingIn:
        return keep_checked(clinic, "m.xlsx", workbook(rows), by=lead, today=TODAY)

    return keep


@pytest.fixture
def moved(kept: Callable[[Rows], MovingIn], lead: User) -> Callable[..., MovingReport]:
    """Check rows and take them over."""

    def move(rows: Rows, accept: str = ALL_OR_NOTHING, **more: Any) -> MovingReport:
        moving = kept(rows)
        mark = moving.report["mark"]
        return take_over(moving, accept=accept, mark=mark, by=lead, today=TODAY, **more)

    return move
