"""The part of Bootstrap that pages use: written by `python -m tests.structure.bootstrap`.

The whole style sheet is 31 kB compressed, more than everything else of a page's first view, and a
page is not painted before it has come. The file of its makers stays as the source; what is served
has the rules whose every class somebody names, and the variables that these read.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import tinycss2
from crispy_bootstrap5 import __file__ as crispy
from tinycss2.ast import AtRule, Comment, Node, ParseError, QualifiedRule

from tests.structure.source import ROOT, python_files, text_of

WHOLE = ROOT / "static" / "vendor" / "bootstrap" / "bootstrap.min.css"
USED = ROOT / "static" / "css" / "bootstrap_used.css"
SCRIPTS = ROOT / "static" / "js"
MARKUP = (ROOT / "templates", Path(crispy).parent / "templates")

WORD = re.compile(r"[A-Za-z][\w-]*")
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
ATTRIBUTE = re.compile(r"\[(data-[\w-]+)")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
SET_VARIABLE = re.compile(r"(?<=[{;])(--[\w-]+):[^;{}]*(?:;|(?=}))")
EMPTY_RULE = re.compile(r"[^{}]+\{\}")
NESTING = {"media", "supports"}


def words_of_pages() -> frozenset[str]:
    """Every word in which a page could name a class or an attribute."""
    files = [path for folder in MARKUP for path in folder.rglob("*.html")]
    files += [*SCRIPTS.glob("*.js"), *python_files()]
    return frozenset(word for path in files for word in WORD.findall(text_of(path)))


def used_part(style: str, words: frozenset[str], own_style: str) -> str:
    """The rules of a style sheet that pages with these words can meet."""
    rules = list(_met(tinycss2.parse_stylesheet(style), words))
    return _without_unread_variables("".join(rules), own_style)


def _met(nodes: list[Node], words: frozenset[str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ParseError):
            raise ValueError(f"The style sheet can't be read: {node.message}")
        if isinstance(node, Comment):
            yield node.serialize()
        elif isinstance(node, QualifiedRule):
            yield _rule(node, words)
        elif isinstance(node, AtRule):
            yield _block(node, words)


def _rule(rule: QualifiedRule, words: frozenset[str]) -> str:
    selectors = [each for each in _selectors(rule) if _can_meet(each, words)]
    return f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}" if selectors else ""


def _selectors(rule: QualifiedRule) -> list[str]:
    """The selectors of a rule; a comma within brackets separates none."""
    parts: list[list[Node]] = [[]]
    for token in rule.prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def _can_meet(selector: str, words: frozenset[str]) -> bool:
    named = [*CLASS.findall(selector), *ATTRIBUTE.findall(selector)]
    return all(each in words for each in named)


def _block(rule: AtRule, words: frozenset[str]) -> str:
    if rule.lower_at_keyword not in NESTING:
        return rule.serialize()
    inside = "".join(_met(tinycss2.parse_blocks_contents(rule.content), words))
    return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inside}}}" if inside else ""


def _without_unread_variables(style: str, own_style: str) -> str:
    """Leave out variables that no declaration reads, and then those that only they read."""
    read = {*VARIABLE.findall(style), *VARIABLE.findall(own_style)}
    left = SET_VARIABLE.sub(lambda found: found[0] if found[1] in read else "", style)
    if left != style:
        return _without_unread_variables(left, own_style)
    return EMPTY_RULE.sub("", left)


def main() -> None:
    """Write the used part anew."""
    USED.write_text(expected(), encoding="utf-8")


def expected() -> str:
    """What the used part has to be."""
    own = "".join(text_of(path) for path in sorted(USED.parent.glob("*.css")) if path != USED)
    return used_part(text_of(WHOLE), words_of_pages(), own) + "\n"


if __name__ == "__main__":
    main()
