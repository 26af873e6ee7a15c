"""A page as a browser has it: its title, its words, and what its forms would send."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

Sent = dict[str, Any]

CONFIRMATION = re.compile(r'name="confirmed"[^>]* value="([0-9a-f]+)"')


class Page(HTMLParser):
    """The parts of one HTML page that the tests ask about."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html, self.title, self.text = html, "", ""
        self.forms: list[Sent] = []
        self.beside: dict[str, str] = {}
        self.buttons: dict[str, str] = {}
        self._button = ""
        self._inside: list[str] = []
        self._area, self._choice, self._list = "", "", ""
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "input":
            self._input(given)
        elif tag in {"textarea", "select"}:
            self._area = given.get("name", "")
            self._keep(self._area, "")
        elif tag == "button":
            self._button = given.get("value", "")
        elif tag == "option" and ("selected" in given):
            self._keep(self._area, given.get("value", ""))
        elif tag == "ul" and given.get("id", "").endswith("_error"):
            self._list = given["id"].removeprefix("id_").removesuffix("_error")
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"textarea", "select"}:
            self._area = ""
        if tag == "ul":
            self._list = ""
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        where = self._inside[-1] if self._inside else ""
        if where == "button":
            self.buttons[data.strip()] = self._button
        if where == "title" and "head" in self._inside:
            self.title += data
        elif where == "textarea":
            self._keep(self._area, data.removeprefix("\n"))
        elif where not in {"script", "style"}:
            self.text += f"{data} "
        if self._list:
            self.beside[self._list] = f"{self.beside.get(self._list, '')} {data}".strip()

    def _input(self, given: dict[str, str]) -> None:
        is_box = given.get("type") in {"checkbox", "radio"}
        if not is_box or "checked" in given:
            self._keep(given.get("name", ""), given.get("value", "on" if is_box else ""))

    def _keep(self, name: str, value: str) -> None:
        if name and self.forms:
            self.forms[-1][name] = value

    def form_with(self, name: str) -> Sent:
        """What the form that holds this field would send."""
        found = (form for form in self.forms if name in form)
        return {key: value for key, value in next(found).items() if key != "csrfmiddlewaretoken"}


def page_of(response: HttpResponse) -> Page:
    return Page(response.content.decode())


def opened(client: Client, url: str) -> Sent:
    """Open a form and take what it would send if nothing were typed."""
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return page_of(response).form_with("seal")


def opener_of(client: Client, url: str) -> str:
    """What the opener of a page leads to, and fetches where scripts run."""
    found = re.search(r'hx-get="([^"]+)"', client.get(url).content.decode())
    assert found is not None
    return unescape(found[1])


def fetched(client: Client, url: str) -> HttpResponse:
    """What takes the place of the opener of a page."""
    return client.get(opener_of(client, url), headers={"HX-Request": "true"})


def send(client: Client, url: str, **typed: Any) -> HttpResponse:
    """Open a form, type into it, and send it."""
    return client.post(url, {**opened(client, url), **typed})


def confirmation(response: HttpResponse) -> str:
    """What the box would send that confirms the warnings of a page."""
    found = CONFIRMATION.search(response.content.decode())
    return found[1] if found else ""
