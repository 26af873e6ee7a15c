"""Every field of the site into which one types, found on its pages.

A form with such a field that is missing from `TYPED` fails the tests; a new field of a form that
stands there is typed into by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.urls import Resolver404, resolve

CHOSEN = {"hidden", "checkbox", "radio", "submit", "button", "file", "image", "reset"}
"""Inputs into which nobody types."""

TYPED = {
    "accounts:app-add",
    "accounts:forgotten",
    "accounts:invitation",
    "accounts:passkey-add",
    "accounts:password",
    "accounts:reset",
    "accounts:second-step",
    "accounts:sign-in",
    "accounts:staff",
    "accounts:trail",
    "admin:accounts_membership_changelist",
    "admin:labs_assay_add",
    "admin:labs_laboratory_changelist",
    "admin:labs_spelling_add",
    "admin:labs_spelling_changelist",
    "exchange:import-new",
    "exchange:waiting-row",
    "monitoring:anastrozole-record",
    "monitoring:call-record",
    "monitoring:clinic-targets-propose",
    "monitoring:clinic-targets-withdraw",
    "monitoring:decide",
    "monitoring:details-amend",
    "monitoring:dexa-amend",
    "monitoring:dexa-record",
    "monitoring:draw-amend",
    "monitoring:draw-elsewhere",
    "monitoring:draw-move",
    "monitoring:draw-moved",
    "monitoring:draw-record",
    "monitoring:due-date",
    "monitoring:fact-withdraw",
    "monitoring:patient-register",
    "monitoring:patient-search",
    "monitoring:patient-targets",
    "monitoring:patients",
    "monitoring:record-pair-undo",
    "monitoring:reminder-settings-save",
    "monitoring:symptoms-amend",
    "monitoring:symptoms-record",
    "monitoring:target-proposal-decline",
    "monitoring:therapy-amend",
    "monitoring:therapy-record",
    "monitoring:trail-patient",
    "monitoring:visit-record",
}
"""The routes to which typed words are sent."""


@dataclass
class TypedForm:
    """One form as a page has it: where it is sent, what it holds, and what is typed into it."""

    method: str
    target: str
    held: dict[str, str] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    secret: list[str] = field(default_factory=list)
    """Passwords, which no page repeats."""

    @property
    def name(self) -> str:
        """The route that takes it."""
        path = self.target.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]
        match = resolve(path)
        return f"{match.namespace}:{match.url_name}"


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, html: str, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path, self.forms = path, list[TypedForm]()
        self._open: TypedForm | None = None
        self._area = self._list = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = given.get("method", "get").lower()
            self._open = TypedForm(method, given.get("action") or self.path)
            self.forms.append(self._open)
        elif self._open and tag in {"input", "textarea", "select"} and given.get("name"):
            self._take(tag, given)
        elif self._open and tag == "option" and "selected" in given and self._list:
            self._open.held[self._list] = given.get("value", "")

    def _take(self, tag: str, given: dict[str, str]) -> None:
        assert self._open is not None
        name, kind = given["name"], given.get("type", "text")
        self._area = name if tag == "textarea" else ""
        self._list = name if tag == "select" else ""
        if tag == "textarea" or (tag == "input" and kind not in CHOSEN):
            self._open.fields.append(name)
        if kind == "password":
            self._open.secret.append(name)
        if tag == "input" and (kind not in {"checkbox", "radio"} or "checked" in given):
            self._open.held[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag in {"textarea", "select"}:
            self._area = self._list = ""

    def handle_data(self, data: str) -> None:
        if self._open and self._area:
            before = self._open.held.get(self._area)
            self._open.held[self._area] = (
                data.removeprefix("\n") if before is None else before + data
            )


def typed_forms(html: str, path: str) -> Iterator[TypedForm]:
    """The forms of a page into which something is typed, each sent to a page of the site."""
    for each in Forms(html, path).forms:
        with suppress(Resolver404):
            if each.fields and each.name:
                yield each


def shown_again(html: str, path: str, sent: TypedForm) -> TypedForm | None:
    """The same form on the page that answered it; None where another page answered."""
    again = (each for each in Forms(html, path).forms if each.fields == sent.fields)
    return next(again, None)
