"""Small components that look the same wherever they say the same: drawn once, then used again.

A list shows some hundred results and tags of few kinds. `{% mark "result" text=… position=… %}`
prints `components/result.html` as `include … only` does, and keeps what it printed. Only for
components that know nothing but what they are handed, and only for words without identity.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

register = template.Library()

MOST_KEPT = 4096
"""Different marks of one process: some hundred bytes each."""


@register.simple_tag
def mark(component: str, **said: Any) -> SafeString:
    """The component of that name with what it is to say."""
    return _drawn(component, **said)


@lru_cache(maxsize=MOST_KEPT, typed=True)  # typed: escaped and unescaped words may be equal
def _drawn(component: str, **said: Any) -> SafeString:
    return SafeString(get_template(f"components/{component}.html").render(said).strip())
