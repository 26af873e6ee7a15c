"""Every form: named in the table, bound to its man, good for one sending, blind to other fields."""

from __future__ import annotations

import os
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import AuditRow, Membership, User
from accounts.roles import Role
from monitoring.pages.entry import ALREADY_SAVED
from patients.facts import Fact
from patients.forms import fact_form
from patients.forms.seal import open_seal
from patients.models import Patient
from tests.conftest import admitted, signed_in
from tests.views.page import Sent, page_of
from tests.walls.contents import contents
from tests.walls.foreign import Foreign, foreign_clinic
from tests.walls.forms import (
    ABOUT_A_MAN,
    ADDS,
    TOLD,
    address,
    filled,
    stored,
    undone,
    with_everything,
)
from tests.walls.routes import all_routes

pytestmark = pytest.mark.django_db

TIMES = int(os.environ.get("INRANGE_TIMES", "1"))
"""How often a form is sent to the wrong man, and twice; more of it by `benchmarks.conflicts`."""


@pytest.fixture
def men(hired: dict[Role, Membership]) -> tuple[Patient, Patient]:
    """Two men with the same name, birth date and course: only the id tells them apart."""
    lead = hired[Role.LEAD]
    return tuple(with_everything(admitted(lead.clinic, lead.user)) for _ in range(2))  # type: ignore[return-value]


@pytest.fixture
def lead(hired: dict[Role, Membership]) -> Client:
    return signed_in(hired[Role.LEAD].user)


class Sending(HTMLParser):
    """Where the forms of a page are sent."""

    def __init__(self, html: str, path: str) -> None:
        super().__init__()
        self.path, self.targets = path, set[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        action = given.get("action") or self.path
        if tag == "form" and (given.get("method") or "get").lower() == "post":
            self.targets.add(action)
        for name in ("formaction", "hx-post"):
            if given.get(name):
                self.targets.add(str(given[name]))


def named(target: str) -> str:
    match = resolve(target.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0])
    return f"{match.namespace}:{match.url_name}"


def pages(user: User, full: Foreign) -> Iterator[tuple[str, str]]:
    """Every page of the site that this person can open, with its address."""
    client = signed_in(user)
    for route in all_routes():
        path = route.address(full.ids(route.name))
        answer = client.get(path)
        if answer.status_code == 200 and not answer.streaming:
            yield path, answer.content.decode(errors="replace")


def untold(shown: Iterator[tuple[str, str]]) -> set[str]:
    """Forms that are shown somewhere and stand in no table."""
    return {named(to) for path, html in shown for to in Sending(html, path).targets} - TOLD


def test_every_form_of_every_page_stands_in_the_table() -> None:
    full = foreign_clinic()
    with_everything(full.man)
    assert untold(pages(full.lead.user, full)) == set()


def test_a_form_that_is_not_in_the_table_is_found() -> None:
    planted = [("/account/own/", '<form method="post">'), ("/", '<a hx-post="/health">')]
    assert untold(iter(planted)) == {"accounts:own", ":health"}
    with pytest.raises(Resolver404):
        untold(iter([("/", '<form method="POST" action="/nowhere">')]))


def test_the_table_names_only_routes_that_there_are() -> None:
    assert TOLD - {route.name for route in all_routes()} == set()


def sent_to(lead: Client, name: str, man: Patient, body: Sent) -> tuple[int, str]:
    """Send a form to a man, whosever it was: how many facts more, and what was said."""
    before, answer = stored(), lead.post(address(name, man), body, follow=True)
    return stored() - before, page_of(answer).text


def test_a_form_of_another_mans_tab_is_refused(lead: Client, men: Any) -> None:
    one, other = men
    for name in ABOUT_A_MAN:
        with undone():
            body = filled(lead, name, one)
            for _ in range(TIMES):
                more, said = sent_to(lead, name, other, body)
                assert more == 0, name
                assert "This form was opened for another patient. Nothing was saved." in said, name


def test_the_seal_is_what_refuses_it(
    lead: Client, men: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fact_form, "open_seal", _of_whomever)
    one, other = men
    for name in ADDS:
        with undone():
            assert sent_to(lead, name, other, filled(lead, name, one))[0] == 1, name


def _of_whomever(text: str, user: User, patient: Patient | None, current: Any = None) -> Any:
    """A seal that does not look for whom it was made."""
    own = next(each for each in (*patient.clinic.patients.all(), None) if _fits(text, user, each))
    return open_seal(text, user, own)


def _fits(text: str, user: User, man: Patient | None) -> bool:
    try:
        open_seal(text, user, man)
    except ValueError:
        return False
    return True


def test_a_form_sent_twice_acts_once_and_shows_what_it_did(lead: Client, men: Any) -> None:
    for name in ABOUT_A_MAN:
        with undone():
            _send_again(lead, name, men[0])


def _send_again(lead: Client, name: str, man: Patient) -> None:
    body, url, before = filled(lead, name, man), address(name, man), stored()
    first = lead.post(url, body)
    assert first.status_code == 302, name
    lead.get(first["Location"])
    for _ in range(TIMES):
        again = lead.post(url, body)
        assert (again.status_code, again.get("Location")) == (302, first["Location"]), name
        assert stored() == before + 1, name
    assert ALREADY_SAVED in page_of(lead.get(first["Location"])).text, name


def test_two_forms_act_twice(lead: Client, men: Any) -> None:
    """The control: what makes the second sending harmless is the form, not what it says."""
    for name in ADDS.keys() - {"monitoring:draw-record"}:
        with undone():
            bodies, before = [filled(lead, name, men[0]) for _ in range(2)], stored()
            for body in bodies:
                lead.post(address(name, men[0]), body)
            assert stored() == before + 2, name


def test_fields_that_a_form_never_had_are_ignored(
    lead: Client, men: Any, hired: dict[Role, Membership]
) -> None:
    full, (man, other) = foreign_clinic(), men
    before, extra = contents(full.clinic), _never_offered(other, full)
    for name in ABOUT_A_MAN:
        with undone():
            answer = lead.post(address(name, man), {**filled(lead, name, man), **extra})
            fact = _latest()
            assert (answer.status_code, fact.patient) == (302, man), name
            assert (fact.recorded_by, fact.is_current) == (hired[Role.LEAD].user, True), name
            assert fact.entered_in_error is (name == "monitoring:fact-withdraw"), name
            assert (fact.recorded_at.year, contents(full.clinic)) == (2026, before), name


def _never_offered(other: Patient, full: Foreign) -> dict[str, Any]:
    them = {"clinic": full.clinic.pk, "clinic_id": full.clinic.pk, "is_staff": "1"}
    whom = {"patient": other.pk, "patient_id": other.pk, "is_superuser": "1", "is_active": ""}
    who = {"recorded_by": full.lead.user_id, "recorded_by_id": full.lead.user_id, "author": 1}
    when = {"recorded_at": "2001-01-01", "decided_on": "2001-01-01", "verified_at": "2001-01-01"}
    state = {"version": 7, "is_current": "", "entered_in_error": "on", "position": 99, "id": 1}
    return {**them, **whom, **who, **when, **state, "marks": "{}", "opaque_id": other.opaque_id}


def _latest() -> Fact:
    newest = (kind._default_manager.order_by("-pk").first() for kind in Fact.__subclasses__())
    return max((each for each in newest if each), key=lambda fact: (fact.recorded_at, fact.pk))


SETTINGS: list[tuple[str, dict[str, Any]]] = [
    ("/settings/reminders/save/", {"first_owner_days": "3"}),
    ("/settings/staff/", {"email": "new@x.org", "name": "New", "role": "lab_entry"}),
    ("/account/mail/", {"digest": "on", "reminders": "on"}),
]


@pytest.mark.parametrize(("url", "typed"), SETTINGS, ids=[url for url, _ in SETTINGS])
def test_settings_ignore_fields_that_they_never_had(
    url: str, typed: dict[str, Any], hired: dict[Role, Membership], men: Any
) -> None:
    full, boss = foreign_clinic(), hired[Role.ADMINISTRATOR].user
    extra, before = _never_offered(men[1], full), contents(full.clinic)
    sent = {"membership": full.lead.pk, "user": full.lead.user_id, "bounced_at": "2001-01-01"}
    roles = _powers()
    signed_in(boss).post(url, {**typed, **extra, **sent})
    assert contents(full.clinic) == before
    assert [each for each in _powers() if each not in roles and "lab_entry" not in each] == []
    assert not AuditRow.objects.filter(at__year=2001).exists()


def _powers() -> list[tuple[Any, ...]]:
    return list(Membership.objects.values_list("user", "clinic", "role", "is_active"))
