"""Days within sentences."""

import re
from datetime import date, datetime

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from patients.forms.days import format_day, format_moment

register = template.Library()

_DAY = re.compile(r"\b[0-9]{2}-[A-Z][a-z]{2}(-[0-9]{4})?\b")


@register.filter(is_safe=True)
def keep_days(text: str) -> SafeString:
    """Keep each 16-Nov-2026 of a sentence on one line: a date broken at its dash misreads."""
    escaped = conditional_escape(text)
    return SafeString(_DAY.sub(r'<span class="figures">\g<0></span>', escaped))


@register.filter(expects_localtime=True)
def day(moment: date | datetime | None) -> str:
    """A day as it is shown everywhere: 16-Nov-2026; of a moment, the day at the clinic."""
    if moment is None:
        return ""
    return format_day(moment.date() if isinstance(moment, datetime) else moment)


@register.filter(expects_localtime=True)
def clock(moment: datetime | None) -> str:
    """A moment by the clock of the clinic: 16-Nov-2026, 07:30."""
    return format_moment(moment) if moment else ""
