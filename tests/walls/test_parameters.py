"""Hostile words in any parameter of a list are answered calmly: sorting, filters, pages, days."""

from __future__ import annotations

from itertools import product

import pytest
from django.test import Client

from tests.conftest import signed_in
from tests.walls.foreign import Foreign
from tests.walls.routes import route_named

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HOSTILE = [
    "'",
    '"; DROP TABLE patients_patient; --',
    "1 OR 1=1",
    "(SELECT pg_sleep(5))",
    "0.2026-01-01.1; SELECT 1",
    "id DESC NULLS LAST",
    "-patient__details__family_name",
    "__class__",
    "password__startswith=a",
    "%00",
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "9" * 400,
    "-1",
    "1e400",
    "NaN",
    "2026-02-30",
    "99999-01-01",
    "0000-00-00",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "٣",
    " ",
    "a" * 5000,
    "0.0001-01-01.999999999999999999999999",
    "0.None.None",
    "....",
    "[]",
]
TRIED = {
    "monitoring:worklist": ("show", "whose", "after"),
    "monitoring:patients": ("q", "after", "page", "o"),
    "monitoring:reminders": ("show", "after"),
    "monitoring:patient": ("w", "u", "from", "whose", "draws"),
    "monitoring:review": ("topic", "from", "whose"),
    "monitoring:call-record": ("back",),
    "accounts:trail": ("who", "group", "since", "until", "patient", "before"),
    "accounts:trail-export": ("who", "group", "since", "until", "patient"),
    "accounts:sign-in": ("next",),
    "admin:monitoring_status_changelist": (
        "q",
        "o",
        "p",
        "all",
        "tier",
        "rule",
        "owner",
        "assigned",
        "e",
        "id__exact",
        "patient__id",
        "_to_field",
        "_popup",
    ),
    "admin:accounts_membership_changelist": ("q", "o", "p", "role__exact", "is_active__exact"),
    "admin:login": ("next",),
}


@pytest.fixture
def lead(full: Foreign) -> Client:
    return signed_in(full.lead.user, Client(raise_request_exception=False))


def failing(client: Client, path: str, names: tuple[str, ...]) -> list[str]:
    """Which words end in an error of the server, in every parameter at once or in one alone."""
    tried = [(word, dict.fromkeys(names, word)) for word in HOSTILE]
    tried += [(word, {name: word}) for word in HOSTILE[:4] for name in names[1:]]
    return [word for word, given in tried if client.get(path, given).status_code >= 500]


@pytest.mark.parametrize("name", TRIED)
def test_no_parameter_breaks_a_page(name: str, full: Foreign, lead: Client) -> None:
    assert failing(lead, route_named(name).address(full.ids(name)), TRIED[name]) == []


def test_no_search_breaks(lead: Client) -> None:
    for path, word in product(("/patients/", "/audit/patient/"), HOSTILE):
        assert lead.post(path, {"q": word, "number": word}).status_code < 500, (path, word)


def test_a_breaking_page_is_found(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitoring.pages.paging.behind", lambda _rows, _keys, word: int(word))
    assert "'" in failing(lead, "/", ("after",))
