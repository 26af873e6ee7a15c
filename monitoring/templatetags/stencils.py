"""A component that a page prints by the hundred, each time with other words in the same markup.

`{% stencilled "worklist_row" row is_open=False %}` prints `components/worklist_row.html` as
`include` would, but renders the template once for each of its forms, with blanks where the texts
stand, and then only fills the blanks. Texts may be anything, a man's name as well: none is kept.

A template that is used so is handed texts and yes-or-no's. Of a text it may ask whether there is
one and print it; filters and comparisons would meet the blank. A test prints each both ways.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

register = template.Library()

FORMS_KEPT = 512
"""Different forms of components in one process: a few kilobytes each."""

_MARKS_UP = re.compile("[&<>\"']")
_BLANK = re.compile("\ue000([a-z_]+)\ue001")


@register.simple_tag
def stencilled(component: str, said: Mapping[str, object], **more: object) -> SafeString:
    """The component of that name with what it is to say; `more` are yes-or-no's."""
    texts = {name: text for name, text in said.items() if text and isinstance(text, str)}
    true = [name for name, is_so in {**said, **more}.items() if is_so and name not in texts]
    between, blanks = _form(component, tuple(texts), tuple(true))
    printed = {name: _escaped(text) for name, text in texts.items()}
    filled = [between[0]]
    for name, markup in zip(blanks, between[1:], strict=True):
        filled += (printed[name], markup)
    return SafeString("".join(filled))


def _escaped(text: str) -> str:
    is_plain = hasattr(text, "__html__") or not _MARKS_UP.search(text)
    return text if is_plain else escape(text)


@lru_cache(maxsize=FORMS_KEPT)
def _form(
    component: str, texts: tuple[str, ...], true: tuple[str, ...]
) -> tuple[list[str], list[str]]:
    """The markup around the blanks, and which text stands in each of them."""
    blanks = {name: f"\ue000{name}\ue001" for name in texts}
    said = {**blanks, **dict.fromkeys(true, True)}
    parts = _BLANK.split(get_template(f"components/{component}.html").render(said).strip())
    return parts[::2], parts[1::2]
