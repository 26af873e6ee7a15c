"""What docker-compose.yml says: each service with its command and settings, filled in."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from tests.processes.site import ROOT

PLACE = re.compile(r"\$(?:\$|\{(\w+)(?:(:?[?-])([^}]*))?\})")
OWN = ("migrate", "web", "worker", "beat", "backup")
"""The services that run the product's own image."""


class Missing(Exception):
    """A value without which the engine would not start anything."""


@dataclass(frozen=True)
class Service:
    """One service: what it runs, and what it finds around it."""

    name: str
    command: list[str]
    environment: dict[str, str]
    told: dict[str, Any]


def written() -> dict[str, Any]:
    """The file as it stands."""
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def services(given: Mapping[str, str]) -> dict[str, Service]:
    """Every service with these values filled in. Raises Missing."""
    filled = _filled(written()["services"], given)
    return {name: _service(name, told) for name, told in filled.items()}


def image_settings() -> dict[str, str]:
    """What the image itself puts around every program."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.startswith("ENV ")]
    return dict(word.split("=", 1) for line in lines for word in shlex.split(line)[1:])


def _service(name: str, told: dict[str, Any]) -> Service:
    return Service(name, shlex.split(told["command"]), told.get("environment", {}), told)


def _filled(told: Any, given: Mapping[str, str]) -> Any:
    if isinstance(told, dict):
        return {name: _filled(each, given) for name, each in told.items()}
    if isinstance(told, list):
        return [_filled(each, given) for each in told]
    return PLACE.sub(lambda found: _value(found, given), told) if isinstance(told, str) else told


def _value(found: re.Match[str], given: Mapping[str, str]) -> str:
    name, kind, words = found.groups()
    if name is None:
        return "$"
    if value := given.get(name, ""):
        return value
    if kind and kind.endswith("?"):
        raise Missing(f"{name}: {words}")
    return words or ""
