"""Looking into a resource: what has another shape than the standard says is not there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Node = dict[str, object]


def node(value: object) -> Node:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def part(of: Node, name: str) -> Node:
    """A member that is an object."""
    return node(of.get(name))


def parts(of: Node, name: str) -> list[Node]:
    """The objects of a member that is a list."""
    value = of.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text(of: Node, name: str) -> str:
    """A member that is text, without signs that cannot be printed."""
    value = of.get(name)
    return plain(value) if type(value) is str else ""


def texts(of: Node, name: str) -> list[str]:
    """The texts of a member that is a list."""
    value = of.get(name)
    return [text({name: each}, name) for each in value] if isinstance(value, list) else []


def plain(written: str) -> str:
    """A text without signs that cannot be printed."""
    if not written.isprintable():
        written = "".join(each if each.isprintable() else " " for each in written)
    return written.strip()


def first(texts: Iterable[str]) -> str:
    """The first text that says anything; those after it are not asked for."""
    for each in texts:
        if each:
            return each
    return ""


def codings(concept: Node) -> Iterator[Node]:
    """The codes of a concept."""
    yield from parts(concept, "coding")


def words(concept: Node) -> str:
    """A concept in words."""
    return text(concept, "text") or first(text(each, "display") for each in codings(concept))


def every_node(tree: object) -> Iterator[Node]:
    """Every object in a tree, however deep."""
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
