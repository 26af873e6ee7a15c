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


def rights_of_others(told: dict[str, Any]) -> list[str]:
    """What the door, the database and the queue may do beyond what they are there for."""
    services = told["services"]
    found = [
        f"{name}: new privileges"
        for name in ("door", "db", "redis")
        if services[name].get("security_opt") != ["no-new-privileges:true"]
    ]
    door = services["door"]
    shut = {"read_only": True, "cap_drop": ["ALL"], "cap_add": ["NET_BIND_SERVICE"]}
    return found + [f"door: {key}" for key, value in shut.items() if door.get(key) != value]


def forgetful(told: dict[str, Any]) -> list[str]:
    """Where something that was taken on could be gone after a restart, or open to anybody."""
    services = told["services"]
    records, queue, backup = services["db"], services["redis"], services["backup"]
    options = {
        "the queue keeps nothing": "--appendonly yes" in queue["command"],
        "the queue throws away": "--maxmemory-policy noeviction" in queue["command"],
        "the queue asks for no password": '--requirepass "$$REDIS_PASSWORD"' in queue["command"],
        "the queue has no place": "queue:/data" in queue["volumes"],
        "the records have no place": "records:/var/lib/postgresql/data" in records["volumes"],
        "the certificate has no place": "certificates:/data" in services["door"]["volumes"],
        "no daily backup": "--every 24" in backup["command"],
        "backups go nowhere": "${INRANGE_BACKUP_DIR}:/srv/backups" in backup["volumes"],
    }
    ends = [
        f"{name} stays away"
        for name, service in services.items()
        if service.get("restart") != ("no" if name == "migrate" else "unless-stopped")
    ]
    return [name for name, is_so in options.items() if not is_so] + ends


def writers_of_backups(told: dict[str, Any]) -> list[str]:
    """Services that could change or take away a backup."""
    return [
        name
        for name, service in told["services"].items()
        if any(
            "_BACKUP_DIR" in volume and not volume.endswith(":ro")
            for volume in service.get("volumes", [])
        )
    ]


def unencrypted(told: dict[str, Any], door: str) -> list[str]:
    """Ways in which a page could go out in plain text."""
    hosts = {"{$INRANGE_HOST} {": "no name to get a certificate for"}
    found = [what for line, what in hosts.items() if line not in door]
    found += [word for word in ("http://", "auto_https", "tls ") if word in door]
    if "443:443" not in told["services"]["door"]["ports"]:
        found.append("no port for HTTPS")
    return found


def test_it_says_only_what_an_engine_knows() -> None:
    assert schema_faults(written()) == []


def test_one_door_and_nothing_else_is_open() -> None:
    assert openings(written()) == []


def test_the_own_services_cannot_change_themselves() -> None:
    assert privileges(written()) == []
    assert "USER 10001" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_others_have_no_more_rights_than_they_need() -> None:
    assert rights_of_others(written()) == []


def test_what_was_taken_on_outlives_a_restart() -> None:
    assert forgetful(written()) == []


def test_only_the_backup_writes_backups() -> None:
    assert writers_of_backups(written()) == ["backup"]


def test_pages_go_out_encrypted_or_not_at_all() -> None:
    door = (ROOT / "Caddyfile").read_text(encoding="utf-8")
    assert unencrypted(written(), door) == []
    assert unencrypted(written(), door.replace("{$INRANGE_HOST}", "http://{$INRANGE_HOST}"))
    assert unencrypted(written(), door.replace("admin off", "auto_https off"))
    without = changed(lambda told: told["services"]["door"].update(ports=["80:80"]))
    assert unencrypted(without, door) == ["no port for HTTPS"]


def test_nothing_is_compiled_where_nothing_may_be_written() -> None:
    steps = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert steps.index("COPY . .") < steps.index("RUN python -m compileall -q .")
    assert image_settings()["PYTHONDONTWRITEBYTECODE"] == "1"


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
        pytest.param(
            rights_of_others, lambda told: told["services"]["db"].pop("security_opt"), id="rights"
        ),
        pytest.param(
            rights_of_others,
            lambda told: told["services"]["door"]["cap_add"].append("SYS_ADMIN"),
            id="more rights",
        ),
        pytest.param(
            forgetful,
            lambda told: told["services"]["redis"].update(command="redis-server"),
            id="a queue that forgets",
        ),
        pytest.param(
            forgetful, lambda told: told["services"]["db"].update(volumes=[]), id="no volume"
        ),
        pytest.param(
            forgetful, lambda told: told["services"]["beat"].update(restart="no"), id="stays away"
        ),
    ],
)
def test_a_planted_fault_is_found(
    check: Callable[[dict[str, Any]], list[str]], change: Callable[[dict[str, Any]], object]
) -> None:
    assert check(changed(change)) != []


def test_another_writer_of_backups_is_found() -> None:
    planted = changed(
        lambda told: told["services"]["web"].update(volumes=["${INRANGE_BACKUP_DIR}:/srv/backups"])
    )
    assert sorted(writers_of_backups(planted)) == ["backup", "web"]


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
