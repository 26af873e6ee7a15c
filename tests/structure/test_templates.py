"""Pages hold structure only: no style, script or handler that the content policy would refuse."""

import re
from pathlib import Path

import pytest

from tests.structure.source import ROOT, faults, shown, template_files, text_of

FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "a script in the page": r"<script\b(?![^>]*\b(?:src\s*=|type=\"application/json\"))",
    "a handler attribute": r"<[^>]*\son[a-z]+\s*=",
    "an address that is a script": r"(?:href|src|action)\s*=\s*[\"']\s*javascript:",
    "text let through unescaped": r"\|\s*safe\b|\bautoescape\s+off\b",
    "an evaluated attribute": r"\bhx-on\b|\bhx-vals\s*=\s*[\"']js:",
    "something from another site": r"(?:src|href)\s*=\s*[\"'](?:https?:)?//",
}

DEEPEST_INHERITANCE = 3

MAIL = ROOT / "templates" / "emails"
"""Messages are drawn by mail programs, which read style attributes and no style sheet."""


def forbidden_parts(text: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text, re.IGNORECASE)]


def depth_of(path: Path) -> int:
    """How many templates this one builds on, itself included."""
    extended = re.search(r"{%\s*extends\s+[\"']([^\"'#]+)", path.read_text(encoding="utf-8"))
    parent = ROOT / "templates" / extended.group(1) if extended else None
    # One that extends its own name builds on Django's page of that name.
    own = parent is not None and parent.exists() and parent != path
    return 1 + (depth_of(parent) if own else 0)


def test_no_template_needs_a_weaker_policy() -> None:
    found = faults(template_files(), lambda path: forbidden_parts(text_of(path)))
    mails = {shown(path): ["a style attribute"] for path in MAIL.glob("*.html")}
    assert {name: parts for name, parts in found.items() if parts != mails.get(name)} == {}


def test_no_template_builds_on_too_many() -> None:
    deep = [shown(path) for path in template_files() if depth_of(path) > DEEPEST_INHERITANCE]
    assert deep == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        pytest.param('<p style="color:red">', "a style attribute", id="style attribute"),
        pytest.param("<style>p{}</style>", "a style element", id="style element"),
        pytest.param("<script>go()</script>", "a script in the page", id="script"),
        pytest.param('<a href="#" onclick="go()">', "a handler attribute", id="handler"),
        pytest.param('<a href="javascript:go()">', "an address that is a script", id="address"),
        pytest.param("{{ note|safe }}", "text let through unescaped", id="safe"),
        pytest.param("{% autoescape off %}", "text let through unescaped", id="escape off"),
        pytest.param('<div hx-on:click="x">', "an evaluated attribute", id="htmx script"),
        pytest.param('<script src="//cdn.example/x.js">', "something from another site", id="far"),
    ],
)
def test_a_planted_part_is_found(planted: str, found: str) -> None:
    assert found in forbidden_parts(planted)


@pytest.mark.parametrize(
    "honest",
    [
        pytest.param("<script src=\"{% static 'js/chart.js' %}\" defer></script>", id="own file"),
        pytest.param('{{ figure|json_script:"figure" }}', id="figures as JSON"),
        pytest.param("<p>on = yes, style = none</p>", id="prose"),
    ],
)
def test_an_honest_part_is_let_through(honest: str) -> None:
    assert forbidden_parts(honest) == []
