"""Every control that exchanges a part of a page is tried in the browser and needs no script."""

import re

from tests.structure.source import ROOT, python_files, shown, template_files, text_of

CONTROL = re.compile(r"\bhx-(?:get|post|put|patch|delete)\b")

TRIED_IN = {
    "templates/monitoring/patients.html": (
        "tests/browser/journeys/test_every_page.py",
        "test_a_live_search_leaves_the_focus_and_the_address_alone",
    ),
    "templates/components/worklist_row.html": (
        "tests/browser/journeys/test_worklist_rows.py",
        "test_the_focus_is_never_lost_while_a_row_is_worked_on",
    ),
    "templates/monitoring/_findings.html": (
        "tests/browser/journeys/test_worklist_rows.py",
        "test_a_decision_is_recorded_where_it_is_read",
    ),
    "monitoring/forms.py": (
        "tests/browser/journeys/test_worklist_rows.py",
        "test_the_focus_is_never_lost_while_a_row_is_worked_on",
    ),
}
"""Where the focus is asked for after each exchange. A new control needs a row here, and a test."""

ORDINARY = {
    "hx-get": re.compile(r'<a\b[^>]*href="([^"]+)"[^>]*hx-get="\1"'),
    "hx-post": re.compile(r'<form\b[^>]*action="([^"]+)"[^>]*>(?:(?!</form).)*hx-post="\1"', re.S),
}
"""What an exchange asks for, an ordinary link or form of the same address asks for as well."""


def controls() -> set[str]:
    files = [*template_files(), *(path for path in python_files() if "tests" not in path.parts)]
    return {shown(path) for path in files if CONTROL.search(text_of(path))}


def test_every_control_is_tried_in_the_browser() -> None:
    assert controls() == set(TRIED_IN)
    for file, test in TRIED_IN.values():
        assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")


def lacking(text: str) -> list[str]:
    """Kinds of exchange in a template that no ordinary link or form stands beside."""
    return [
        kind
        for kind, pattern in ORDINARY.items()
        if len(re.findall(rf"\b{kind}=", text)) != len(pattern.findall(text))
    ]


def test_every_control_of_a_template_works_without_a_script() -> None:
    templates = [path for path in template_files() if shown(path) in TRIED_IN]
    assert templates
    assert {shown(path): found for path in templates if (found := lacking(text_of(path)))} == {}


def test_a_planted_control_without_an_address_is_found() -> None:
    assert lacking('<button hx-get="/there/">') == ["hx-get"]
    assert lacking('<a href="/here/" hx-get="/there/">') == ["hx-get"]
    assert lacking('<form action="/here/"><input hx-post="/there/"></form>') == ["hx-post"]
    assert lacking('<a class="x" href="/there/" hx-get="/there/">') == []
