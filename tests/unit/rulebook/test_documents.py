"""The documents and the page say what judges: every rule, every number, and nothing else."""

import re
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from monitoring.judgement import RULES
from monitoring.judgement.rules import easings
from monitoring.management.commands.write_rulebook import documents
from monitoring.rulebook.document import targets_document
from monitoring.rulebook.grades import GRADES
from monitoring.rulebook.rules import rules_by_topic
from monitoring.rulebook.said import EASED, SAID, said
from monitoring.rulebook.targets import ends_in_words, number_pages, target_rows
from protocols import targets
from protocols.targets.book import Targets, all_statements
from protocols.targets.goals import HEMATOCRIT_GOAL, TESTOSTERONE_GOAL
from protocols.targets.literature import STUDIES
from protocols.targets.starting import STARTING
from protocols.targets.stated import statements

BOOK = Targets()
FOLDER = targets.__path__
DOCUMENTS = documents()
PROMISES = re.compile(r"\b(safe|optimal|compliant|recommend(s|ed)?|must|should)\b", re.IGNORECASE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_is_as_the_code_writes_it(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == DOCUMENTS[path], "run ./dev manage write_rulebook"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_promises_and_advises_nothing(path: Path) -> None:
    assert PROMISES.findall(DOCUMENTS[path]) == []
    assert "not yet checked by a clinician" in DOCUMENTS[path]
    assert "off-label" in DOCUMENTS[path]


def test_every_rule_is_said_once() -> None:
    shown = [rule.id for topic in rules_by_topic(BOOK) for rule in topic.rules]
    assert sorted(shown) == sorted(RULES) == sorted(SAID)


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_is_said_in_full_with_its_numbers(rule_id: str) -> None:
    for text in said(rule_id, BOOK):
        assert text.strip()
        assert not re.search(r"[{}]|None", text)
    (rule,) = [each for topic in rules_by_topic(BOOK) for each in topic.rules if each.id == rule_id]
    assert len(rule.weighs_less) == len(RULES[rule_id].easings)
    assert rule.grade in GRADES.values()


def test_every_easing_is_said() -> None:
    used = {easing for rule in RULES.values() for easing in rule.easings}
    assert used == set(EASED)
    assert easings.off_therapy in used


def test_a_moved_number_moves_the_words() -> None:
    moved = BOOK.moved({"e2_lo": 25, "e2_hi": 45})
    assert "25 pg/mL" in said("E2_LOW", moved).condition
    assert "45 pg/mL" in said("E2_HIGH", moved).condition


def test_every_number_is_shown_with_its_reason() -> None:
    shown = [row for page in number_pages(BOOK) for row in page.rows]
    tables = len(BOOK.dexa.months) + len(BOOK.dexa.default_lsc_percent)
    assert len(shown) == len(all_statements(BOOK)) + len(statements(STARTING)) + tables
    assert all(row.value and row.why and row.source and row.grade and row.range for row in shown)


def stated_pages() -> list[type]:
    """Every part of protocols/targets in which a number is stated."""
    modules = [import_module(f"{targets.__name__}.{each.name}") for each in iter_modules(FOLDER)]
    parts = [part for module in modules for part in vars(module).values() if is_dataclass(part)]
    kinds = {part if isinstance(part, type) else type(part) for part in parts}
    return sorted((kind for kind in kinds if statements(kind)), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", stated_pages())
def test_no_stated_number_is_left_out_of_the_document(kind: type) -> None:
    said = [f"| {each.why} |" for each in statements(kind).values()]
    assert [why for why in said if why not in targets_document("")] == []


def test_every_part_with_numbers_is_looked_at() -> None:
    names = {kind.__name__ for kind in stated_pages()}
    assert {"Cautions", "Doses", "Dexa", "Starting"} <= names


def test_the_ends_of_a_target_are_said() -> None:
    rows = {row.marker: row for row in target_rows(BOOK)}
    assert ends_in_words(TESTOSTERONE_GOAL) == "500 and 1000 themselves are in target"
    assert ends_in_words(HEMATOCRIT_GOAL) == "54 itself is out of target"
    assert rows["Estradiol"].si == "73.425–146.849 pmol/L"
    assert rows["Estradiol"].range == "lower end 10 to 30; upper end 30 to 60"


@pytest.mark.parametrize("number", ["16", "3,014", "793", "3.1", "10 pg/mL", "10.0-42.0", "15"])
def test_the_literature_keeps_its_numbers(number: str) -> None:
    assert any(number in f"{each.line} {each.who} {each.seen}" for each in STUDIES)
