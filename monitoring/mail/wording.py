"""What a message says: how much waits and where to sign in, and nothing about anybody.

An e-mail can be read by a household, a mail server and a telephone's lock screen. So the texts
are given counts, days, opaque codes and links; a name or a value cannot get in because none is
passed.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.template.loader import render_to_string

from monitoring.mail.contents import Invitation, Item, Waiting
from monitoring.mail.links import item_link, list_link, preferences_link, unsubscribe_link
from monitoring.mail.neutral import neutral_line
from monitoring.models import Message
from patients.forms.days import format_day

MOST_ITEMS = 10
"""So many follow-ups get a link of their own; the others are counted."""


class Text(NamedTuple):
    """One message as it is read: the line in the inbox, the plain text and the page."""

    subject: str
    body: str
    page: str


def staff_text(waiting: Waiting, *, clinic_day: date, message: Message) -> Text:
    """Say to somebody of the staff what waits for him on the clinic's day, and where to sign in."""
    shown = waiting.items[:MOST_ITEMS]
    facts = {
        "total": waiting.total,
        "day": format_day(clinic_day),
        "queues": _queues(waiting),
        "items": [_line(item, message) for item in shown],
        "more": max(0, waiting.total - len(shown)),
        "link": list_link(),
        "preferences": preferences_link(),
    }
    return _text("staff", facts)


def patient_text(invitation: Invitation, *, message: Message) -> Text:
    """Ask a patient to call or to reply. Raises `Telling` for a name or number unfit to be sent."""
    facts = {
        "sender": sender_name(invitation),
        "phone": neutral_line(invitation.phone, "telephone number"),
        "stop": unsubscribe_link(message),
    }
    return _text("patient", facts)


def sender_name(invitation: Invitation) -> str:
    """The name under which a clinic writes to patients. Raises `Telling` for one that is unfit."""
    name = neutral_line(invitation.sender, "name that messages to patients are sent under")
    return name or "your care team"


def headers_of(message: Message) -> dict[str, str]:
    """How a mail program offers to stop these messages at one click (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_link(message)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _queues(waiting: Waiting) -> list[str]:
    """How much waits in each queue that is not empty, and for how long."""
    queues = (
        (waiting.to_decide, "to decide", waiting.decide_days),
        (waiting.overdue, "overdue", waiting.overdue_days),
    )
    return [f"{count} {state}, {_oldest(count, days)}" for count, state, days in queues if count]


def _oldest(count: int, days: int) -> str:
    if days < 1:
        return "since today"
    return f"waiting for {_days(days)}" if count == 1 else f"oldest {_days(days)}"


def _line(item: Item, message: Message) -> dict[str, str]:
    since = f"waiting {_days(item.days)}" if item.days > 0 else "since today"
    return {
        "words": f"Item {item.code}, {since}",
        "link": item_link(item.opaque_id, message=message),
    }


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _text(name: str, facts: dict[str, Any]) -> Text:
    subject = _render(f"{name}-subject.txt", facts).strip()
    facts |= {"subject": subject}
    return Text(subject, _render(f"{name}-body.txt", facts), _render(f"{name}-body.html", facts))


def _render(name: str, facts: dict[str, Any]) -> str:
    return render_to_string(f"emails/{name}", facts)
