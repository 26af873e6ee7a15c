"""Marked-up text that a template prints as it is: built here only, from escaped parts."""

from html import escape

__all__ = ["Markup", "escape"]


class Markup(str):
    """A finished piece of SVG. Templates know by `__html__` that it is escaped already."""

    __slots__ = ()

    def __html__(self) -> str:
        return self
