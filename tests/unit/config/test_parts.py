"""The bill of materials names everything of others that a clinic runs, with its hashes."""

from __future__ import annotations

import json
import re
from io import StringIO

from django.core.management import call_command

from config.parts import UNKNOWN, Component, bill_of_materials, components, licence_of
from tests.structure.source import ROOT

FOUND = components(ROOT)


def test_every_pin_and_every_vendored_file_is_named() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==", lock, re.MULTILINE)
    assert [each.name for each in FOUND if each.kind == "pypi"] == pins
    vendored = {
        str(path.relative_to(ROOT / "static/vendor"))
        for path in (ROOT / "static/vendor").rglob("*.min.*")
    }
    assert vendored <= {each.file for each in FOUND}
    assert len(FOUND) > 40


def test_nothing_is_without_version_hash_and_licence() -> None:
    assert [each.name for each in FOUND if not (each.version and each.hashes)] == []
    unlicensed = [each.name for each in FOUND if each.licence == UNKNOWN]
    assert unlicensed == []


def test_a_lock_holds_as_many_hashes_as_are_told() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    told = sum(len(each.hashes) for each in FOUND if each.kind == "pypi")
    assert told == lock.count("--hash=sha256:")


def test_what_is_not_installed_is_not_guessed() -> None:
    assert licence_of("no-such-package-anywhere").startswith(UNKNOWN)


def test_the_bill_is_the_same_for_the_same_parts_and_another_for_others() -> None:
    assert bill_of_materials(FOUND) == bill_of_materials(list(FOUND))
    more = [*FOUND, Component("pypi", "one-more", "1", "MIT", ("0" * 64,))]
    assert bill_of_materials(more)["serialNumber"] != bill_of_materials(FOUND)["serialNumber"]


def test_the_command_writes_what_inventories_read() -> None:
    out = StringIO()
    call_command("parts", "--cyclonedx", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    refs = [each["bom-ref"] for each in told["components"]]
    assert len(refs) == len(set(refs)) == len(FOUND)
    assert told["dependencies"] == [{"ref": "inrange", "dependsOn": refs}]
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", told["serialNumber"])
    assert any(each["purl"].startswith("pkg:pypi/django@") for each in told["components"])


def test_the_table_has_a_line_for_each() -> None:
    out = StringIO()
    call_command("parts", stdout=out)
    assert len(out.getvalue().splitlines()) == len(FOUND)
