"""Loading a joined file; where nothing is gathered, what it would be joined of."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from config.joined_files import JOINED

register = template.Library()

TAGS = {
    "css": '<link rel="stylesheet" href="{}">',
    "js": '<script defer src="{}"></script>',
}


@register.simple_tag
def joined(name: str) -> SafeString:
    """The elements that load a joined file, by its name."""
    files = (name,) if settings.GATHERED else JOINED[name]
    return format_html_join(
        "\n", TAGS[name.rpartition(".")[2]], ((static(each),) for each in files)
    )
