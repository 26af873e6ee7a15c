"""What this version is made of: every package and file of others, with version, hash and licence.

Read from the lock file and the table of vendored files, so that it says what was decided and not
what happens to be installed; only licences are asked of the installed packages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w,-]+\])?==(?P<version>[\w.]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VENDORED = re.compile(
    r"^\|\s*(?P<file>[\w./-]+)\s*\|\s*(?P<name>[\w.-]+) (?P<version>[\d.]+)[^|]*"
    r"\|\s*(?P<licence>[^|]+?)\s*\|\s*(?P<hash>[0-9a-f]{64})\s*\|$",
    re.MULTILINE,
)
LICENCE = "License :: "
UNKNOWN = "not told"
LONGEST_NAME = 60
"""Characters; what is longer is the licence's text."""


@dataclass(frozen=True)
class Component:
    """One thing of others; `hashes` are those of the files that may be installed for it."""

    kind: str
    name: str
    version: str
    licence: str
    hashes: tuple[str, ...]
    file: str = ""

    @property
    def purl(self) -> str:
        """How inventories name it."""
        place = f"#{self.file}" if self.file else ""
        return f"pkg:{self.kind}/{self.name}@{self.version}{place}"


def components(root: Path) -> list[Component]:
    """Everything of others that a clinic's server runs or sends."""
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    table = (root / "static" / "vendor" / "VERSIONS.md").read_text(encoding="utf-8")
    return [*_locked(lock), *_vendored(table)]


def _locked(lock: str) -> Iterator[Component]:
    for block in re.split(r"\n(?=\S)", lock):
        if found := PIN.match(block):
            name, hashes = found["name"], tuple(HASH.findall(block))
            yield Component("pypi", name, found["version"], licence_of(name), hashes)


def _vendored(table: str) -> Iterator[Component]:
    for row in VENDORED.finditer(table):
        yield Component(
            "npm", row["name"], row["version"], row["licence"], (row["hash"],), row["file"]
        )


def licence_of(name: str) -> str:
    """What an installed package says of its licence."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return f"{UNKNOWN}: not for this system"
    if expression := told.get("License-Expression"):
        return expression
    classified = [each.rsplit(" :: ", 1)[-1] for each in _classifiers(told)]
    short = (told.get("License") or "").strip()
    is_a_name = short and len(short) <= LONGEST_NAME
    return " or ".join(classified) or (short if is_a_name else UNKNOWN)


def _classifiers(told: Any) -> list[str]:
    return [each for each in told.get_all("Classifier") or [] if each.startswith(LICENCE)]


def bill_of_materials(found: list[Component]) -> dict[str, Any]:
    """The inventory as CycloneDX 1.6; the same for the same parts, whenever it is asked for."""
    mark = sha256("\n".join(sorted(each.purl + "".join(each.hashes) for each in found)).encode())
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, mark.hexdigest())}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "inrange",
                "name": "inrange",
                "version": settings.VERSION,
            }
        },
        "components": [_entry(each) for each in found],
        "dependencies": [{"ref": "inrange", "dependsOn": [each.purl for each in found]}],
    }


def _entry(component: Component) -> dict[str, Any]:
    return {
        "type": "file" if component.file else "library",
        "bom-ref": component.purl,
        "name": component.name,
        "version": component.version,
        "purl": component.purl,
        "licenses": [{"license": {"name": component.licence}}],
        "hashes": [{"alg": "SHA-256", "content": each} for each in component.hashes],
    }
