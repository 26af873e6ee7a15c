"""The page on which a clinic sees how its server is."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Clinic, Membership
from accounts.roles import Role
from config.backups.making import NAME
from config.observing.readiness import ASKED
from config.pages.operations import PARTS
from exchange.models import ImportedFile, ImportRun, WaitingRow
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


def test_results_that_wait_are_counted_with_the_way_to_them(
    leads: Client, clinic: Clinic, hired: dict[Role, Membership]
) -> None:
    wait_in_queue(clinic)
    page = shown(leads)
    assert page.count('href="/imports/waiting/"') >= 1
    assert 'Results that wait for a person</a></th><td class="num">1</td>' in page
    admin = shown(signed_in(hired[Role.ADMINISTRATOR].user))
    assert 'Results that wait for a person</th><td class="num">1</td>' in admin


def wait_in_queue(clinic: Clinic) -> None:
    """One row of a file that nobody has settled."""
    file = ImportedFile.objects.create(
        clinic=clinic, sha256="0" * 64, name="lab.csv", content=b"", received_at=NOW
    )
    WaitingRow.objects.create(
        clinic=clinic,
        file=file,
        run=ImportRun.objects.create(clinic=clinic, at=NOW, mapping={}),
        row=1,
        format="csv",
        kind="malformed",
        told={"place": "row 1", "reasons": []},
        sent={},
        fingerprint="0" * 64,
        waits_since=NOW,
    )
