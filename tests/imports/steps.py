"""The steps of an import as a browser takes them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from accounts.models import Clinic
from exchange.models import Arrival, WaitingRow
from tests.views.page import page_of

NEW = "/imports/new/"
HARBOR = {"authorities": "HARBOR"}


def upload(
    client: Client, content: str | bytes, name: str = "lab.hl7", **said: str
) -> HttpResponse:
    """Send a file with the form."""
    sent = content.encode() if isinstance(content, str) else content
    return client.post(NEW, {"file": SimpleUploadedFile(name, sent), **said})


def brought(client: Client, content: str | bytes, name: str = "lab.hl7", **said: str) -> str:
    """The address at which a file can be looked at."""
    answer = upload(client, content, name, **(HARBOR | said))
    assert answer.status_code == 302, page_of(answer).text
    return str(answer.headers["Location"])


def mark_on(client: Client, address: str) -> str:
    """What stands for the rows that were shown."""
    return page_of(client.get(address)).form_with("mark")["mark"]


def accepted(client: Client, address: str, *rows: int) -> HttpResponse:
    """Accept rows of a file that is looked at."""
    ticked = {"mark": mark_on(client, address), "row": [str(row) for row in rows]}
    return client.post(address, ticked, follow=True)


def waiting(clinic: Clinic) -> list[WaitingRow]:
    """What waits, in the order in which it came."""
    return list(clinic.waiting_rows.open().order_by("pk"))


def kinds(clinic: Clinic) -> list[str]:
    """Why things wait."""
    return [row.kind for row in waiting(clinic)]


def at(row: WaitingRow, more: str = "") -> str:
    """The page of a row that waits."""
    return f"/imports/waiting/{row.opaque_id}/{more}"


def decided(client: Client, address: str, body: dict[str, Any]) -> HttpResponse:
    """Send a decision, look at what follows, and have it done."""
    shown = client.post(address, body)
    assert shown.status_code == 200, page_of(shown).text
    form = page_of(shown).form_with("mark")
    return client.post(address, {**body, "mark": form["mark"]}, follow=True)


def last_arrival(clinic: Clinic) -> Arrival:
    """The file that was brought last."""
    return clinic.arrivals.latest("pk")
