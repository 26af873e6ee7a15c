"""What a message says: how many follow-ups wait and where to sign in, and nothing about anybody.

An e-mail can be read by a household, a mail server and a telephone's lock screen. So the texts
are given two counts and one address; a name or a value cannot get in because none is passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string

from monitoring.mail.duties import Duty

LONG_OVERDUE_DAYS = 14
"""Parts a message's follow-ups in two queues; no clinical bound, only an order of reading."""


class Text(NamedTuple):
    """One message as it is read: the line in the inbox, the plain text and the page."""

    subject: str
    body: str
    page: str


def overdue_text(duties: Sequence[Duty], day: date) -> Text:
    """Say how many follow-ups are overdue on the clinic's `day`, and for how many for long."""
    waited = [(day - duty.overdue_from).days for duty in duties]
    long = sum(days > LONG_OVERDUE_DAYS for days in waited)
    facts = {
        "total": len(waited),
        "long": long,
        "recent": len(waited) - long,
        "days": LONG_OVERDUE_DAYS,
        "link": f"{settings.SITE_ADDRESS.rstrip('/')}/",
    }
    return Text(
        subject=_render("overdue-subject.txt", facts).strip(),
        body=_render("overdue-body.txt", facts),
        page=_render("overdue-body.html", facts),
    )


def _render(name: str, facts: dict[str, Any]) -> str:
    return render_to_string(f"emails/{name}", facts)
