"""Somebody who signed in and reads pages of a running site, without a browser."""

import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError

from tests.processes.site import Site
from tests.views.page import Page

PASSWORD = "lantern-on-the-quay"
LINK = re.compile(r'(?:href|action|src|hx-get|hx-post|formaction)="([^"]*)"')
OWN = ("/", "?", "#", "http")
"""How an address begins that leads to a page; a telephone number is no page."""


class Reader:
    """One person; `addresses` and `titles` are those of every page that was shown to him."""

    def __init__(self, site: Site, who: str = "lead@example.org") -> None:
        self.address = f"http://localhost:{site.port}"
        self.addresses: list[str] = []
        self.titles: list[str] = []
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        self.fill("/account/sign-in/", "password", email=who, password=PASSWORD)

    def read(self, path: str, sent: dict[str, Any] | None = None) -> str:
        """Open a page, or send a form; the page that is shown then, refused or not."""
        body = urllib.parse.urlencode(sent).encode() if sent else None
        try:
            with self.opener.open(self.address + path, body, timeout=20) as reply:
                return self._shown(reply.url, reply.read().decode())
        except HTTPError as refusal:
            return self._shown(refusal.url, refusal.read().decode())

    def fill(self, path: str, holds: str, to: str = "", **typed: str) -> str:
        """Open a page, type into its form with that field, and send it."""
        forms = Page(self.read(path)).forms
        opened = next(form for form in forms if holds in form)
        return self.read(to or path, {**opened, **typed})

    def _shown(self, address: str, page: str) -> str:
        links = (link for link in LINK.findall(page) if link.startswith(OWN))
        self.addresses += [address, *links]
        self.titles.append(Page(page).title)
        return page
