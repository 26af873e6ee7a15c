"""The compose file says what it means, holds no secret, and opens one door."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.processes.compose import OWN, Missing, image_settings, services, written
from tests.structure.source import ROOT

SECRETS = {
    "INRANGE_SECRET_KEY": "s" * 60,
    "INRANGE_APP_PASSWORD": "applicationspassword",
    "INRANGE_BACKUP_KEY": "thekeyofbackups",
    "POSTGRES_PASSWORD": "ownerspassword",
    "REDIS_PASSWORD": "queuespassword",
}
PLAIN = {
    "INRANGE_HOST": "clinic.example.org",
    "INRANGE_BACKUP_DIR": "/mnt/backups",
    "INRANGE_ANCHOR_DIR": "/mnt/anchor",
    "INRANGE_SMTP_HOST": "mail.example.org",
    "INRANGE_MAIL_FROM": "clinic@example.org",
}
GIVEN = SECRETS | PLAIN


def schema_faults(told: dict[str, Any]) -> list[str]:
    schema = json.loads((ROOT / "tests/processes/compose-schema.json").read_text(encoding="utf-8"))
    found = Draft202012Validator(schema).iter_errors(told)
    return [f"{'/'.join(map(str, each.path))}: {each.message}" for each in found]


def openings(told: dict[str, Any]) -> list[str]:
    """What could be reached from outside, or reach out, beside the door and the mail."""
    networks, found = told["networks"], []
    for name, service in told["services"].items():
        open_ones = [each for each in service["networks"] if not networks[each].get("internal")]
        if service.get("ports") and name != "door":
            found.append(f"{name}: a port")
        if open_ones and name not in {"door", "worker"}:
            found.append(f"{name}: {open_ones}")
    return found


def privileges(told: dict[str, Any]) -> list[str]:
    """Services of the own image that could change themselves or gain rights."""
    wanted = {"read_only": True, "cap_drop": ["ALL"], "init": True}
    wanted |= {"security_opt": ["no-new-privileges:true"]}
    return [
        f"{name}: {key}"
        for name in OWN
        for key, value in wanted.items()
        if told["services"][name].get(key) != value
    ]


def test_it_says_only_what_an_engine_knows() -> None:
    assert schema_faults(written()) == []


def test_one_door_and_nothing_else_is_open() -> None:
    assert openings(written()) == []


def test_the_own_services_cannot_change_themselves() -> None:
    assert privileges(written()) == []
    assert "USER 10001" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    told = copy.deepcopy(written())
    change(told)
    return told


@pytest.mark.parametrize(
    ("check", "change"),
    [
        pytest.param(
            schema_faults, lambda told: told["services"]["db"].update(privilege=True), id="a key"
        ),
        pytest.param(
            schema_faults, lambda told: told["services"]["db"].pop("restart"), id="no restart"
        ),
        pytest.param(
            schema_faults, lambda told: told["services"]["web"].update(ports=[8000]), id="a number"
        ),
        pytest.param(
            openings, lambda told: told["services"]["redis"].update(ports=["6379:6379"]), id="port"
        ),
        pytest.param(openings, lambda told: told["networks"]["stores"].clear(), id="network"),
        pytest.param(
            privileges, lambda told: told["services"]["web"].update(read_only=False), id="writable"
        ),
    ],
)
def test_a_planted_fault_is_found(
    check: Callable[[dict[str, Any]], list[str]], change: Callable[[dict[str, Any]], object]
) -> None:
    assert check(changed(change)) != []


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_nothing_starts_while_a_value_is_missing(name: str) -> None:
    with pytest.raises(Missing, match=name):
        services({**GIVEN, name: ""})


def test_there_is_no_secret_in_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert [name for name in SECRETS if f"{{{name}:-" in text] == []
    filled = services(GIVEN)
    assert filled["backup"].environment["INRANGE_BACKUP_KEY"] == GIVEN["INRANGE_BACKUP_KEY"]


@pytest.mark.parametrize("name", ["web", "worker", "beat", "backup"])
def test_only_migrating_owns_the_tables(name: str) -> None:
    filled = services(GIVEN)
    assert "inrange_app:applicationspassword@" in filled[name].environment["DATABASE_URL"]
    assert "ownerspassword" not in str(filled[name].told)
    assert "inrange:ownerspassword@" in filled["migrate"].environment["DATABASE_URL"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_only_backing_up_and_restoring_has_the_key(name: str) -> None:
    assert "thekeyofbackups" not in str(services(GIVEN)[name].told)


def test_there_is_one_schedule_and_two_processes_of_pages() -> None:
    filled = services(GIVEN)
    assert filled["beat"].told["deploy"] == {"replicas": 1}
    assert "--beat" not in filled["worker"].command
    assert filled["web"].command[filled["web"].command.index("--workers") + 1] == "2"


def test_the_image_is_for_real_patients() -> None:
    assert image_settings()["INRANGE_PRODUCTION"] == "1"
