"""Small files go out joined where they are gathered, and one by one where they are not."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.template import Context, Template

from config.joined_files import JOINED
from tests.structure.source import ROOT, template_files, text_of

STATIC = ROOT / "static"


@pytest.fixture
def gathered(settings: Any, tmp_path: Path) -> Path:
    """A folder into which everything was gathered as for production."""
    settings.GATHERED, settings.STATIC_ROOT = True, tmp_path
    storage = {"BACKEND": "config.joined_files.GatheredFiles"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    call_command("collectstatic", verbosity=0, interactive=False)
    return tmp_path


def addresses(name: str) -> list[str]:
    """Where a page says that a joined file is to be had."""
    page = Template(f'{{% load joined %}}{{% joined "{name}" %}}').render(Context())
    return re.findall(r'(?:href|src)="/static/([^"]+)"', page)


@pytest.mark.parametrize("name", JOINED)
def test_a_page_loads_one_file_where_they_are_gathered(gathered: Path, name: str) -> None:
    (address,) = addresses(name)
    served = (gathered / address).read_text(encoding="utf-8")
    places = [served.index(text_of(STATIC / part)[:80]) for part in JOINED[name]]
    assert places == sorted(places)
    assert (gathered / f"{address}.gz").exists()


def test_gathering_twice_joins_once(gathered: Path) -> None:
    before = (gathered / "js/site.js").read_bytes()
    call_command("collectstatic", verbosity=0, interactive=False)
    assert (gathered / "js/site.js").read_bytes() == before


@pytest.mark.parametrize("name", JOINED)
def test_a_page_loads_its_parts_where_nothing_is_gathered(name: str) -> None:
    assert addresses(name) == [*JOINED[name]]


def test_every_own_script_and_style_is_loaded_somewhere() -> None:
    templates = "".join(text_of(path) for path in template_files())
    joined = {part for parts in JOINED.values() for part in parts}
    own = [*STATIC.glob("js/*.js"), *STATIC.glob("css/*.css")]
    names = {str(path.relative_to(STATIC)) for path in own}
    assert {name for name in names - joined if f"'{name}'" not in templates} == set()
