"""A monitor outside learns what waits, and is alarmed once it has waited too long."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Clinic
from exchange.models import WaitingRow
from tests.intake.messages import Obx, bring, message

pytestmark = pytest.mark.django_db


def checked() -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("check_queue", stdout=said)
    except SystemExit as ended:
        return int(ended.code or 0), said.getvalue()
    return 0, said.getvalue()


def test_nothing_waits(clinic: Clinic) -> None:
    assert checked() == (0, "No result waits.\n")


@pytest.mark.parametrize(
    ("hours", "status"),
    [
        pytest.param(47, 0, id="below"),
        pytest.param(48, 1, id="at"),
        pytest.param(49, 1, id="above"),
    ],
)
def test_a_result_may_wait_two_days(clinic: Clinic, hours: int, status: int) -> None:
    bring(clinic, message(Obx(code="9", system="L")))
    WaitingRow.objects.update(waits_since=timezone.now() - timedelta(hours=hours))
    ended, said = checked()
    assert ended == status
    assert f"harbor: 1 results wait for a person, the longest for {hours // 24} days" in said
