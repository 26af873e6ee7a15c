"""The page on which a clinic sees how its server is."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Membership
from accounts.roles import Role
from config.backups.making import NAME
from config.observing.readiness import ASKED
from config.pages.operations import PARTS
from monitoring.models import ScanRun
from tests.conftest import NOW, signed_in

PAGE = "/settings/operations/"


@pytest.fixture
def leads(hired: dict[Role, Membership]) -> Client:
    return signed_in(hired[Role.LEAD].user)


def shown(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_everything_that_is_asked_has_words() -> None:
    assert PARTS.keys() == ASKED.keys()


def test_what_is_amiss_is_counted_and_named(leads: Client) -> None:
    page = shown(leads)
    assert "2 things are not as they have to be" in page
    assert "Silent: scan, send, judge" in page
    assert "There is no backup." in page
    assert page.count("Never yet") == 5
    assert "{'" not in page


def test_a_server_in_order_says_so(leads: Client, tmp_path: Path, settings: Settings) -> None:
    settings.BACKUP_DIR = tmp_path
    (tmp_path / NOW.strftime(NAME)).touch()
    for name in ("scan", "send", "judge"):
        ScanRun.objects.record(name, NOW, {})
    page = shown(leads)
    assert "Nothing is amiss." in page
    assert page.count(", 12:00") == 4
    assert settings.VERSION in page


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.LAB_ENTRY, Role.AUDITOR])
def test_it_is_for_those_who_look_after_the_clinic(
    hired: dict[Role, Membership], role: Role
) -> None:
    assert signed_in(hired[role].user).get(PAGE).status_code == 403
    assert "Operations" not in signed_in(hired[role].user).get("/account/own/").content.decode()
