"""The files of others that browsers get are exactly the ones written down."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.structure.source import ROOT

VENDOR = ROOT / "static" / "vendor"
ROW = re.compile(r"^\|\s*([\w./-]+)\s*\|.*\|\s*([0-9a-f]{64})\s*\|$", re.MULTILINE)


def written_down() -> dict[str, str]:
    return dict(ROW.findall((VENDOR / "VERSIONS.md").read_text(encoding="utf-8")))


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_served_file_is_written_down() -> None:
    served = {
        str(path.relative_to(VENDOR))
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name not in {"VERSIONS.md", "LICENSE"}
    }
    assert served == set(written_down())


@pytest.mark.parametrize(("name", "digest"), written_down().items())
def test_a_served_file_is_the_one_written_down(name: str, digest: str) -> None:
    assert digest_of(VENDOR / name) == digest


@pytest.mark.parametrize("name", written_down())
def test_a_licence_lies_beside_it(name: str) -> None:
    assert (VENDOR / name).with_name("LICENSE").exists()


def test_a_changed_file_is_found(tmp_path: Path) -> None:
    name, digest = next(iter(written_down().items()))
    changed = tmp_path / "changed"
    changed.write_bytes((VENDOR / name).read_bytes() + b"\n")
    assert digest_of(changed) != digest
