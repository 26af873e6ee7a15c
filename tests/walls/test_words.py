"""Every field of the site meets every hostile word, and says it as a word or refuses it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape

from accounts.actions import add_member
from accounts.keys import invitation_key, reset_key
from accounts.models import Clinic
from accounts.roles import Role
from accounts.second_factor import add_app, totp
from tests.conftest import signed_in
from tests.walls.foreign import Foreign, foreign_clinic
from tests.walls.forms import undone, with_everything
from tests.walls.hostile import PROGRAMS, Planted, everything
from tests.walls.routes import all_routes
from tests.walls.text_fields import TYPED, TypedForm, shown_again, typed_forms

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TAKEN_APART = {"pasted"}
"""A pasted report is read line by line; what was not read is listed above the form."""

Found = tuple[Client, TypedForm]


def of_lead(full: Foreign) -> Iterator[Found]:
    """Every form that the lead's pages show, and those of a stranger."""
    for client in (signed_in(full.lead.user), Client()):
        for route in all_routes():
            yield from of_page(client, route.address(full.ids(route.name)))


def is_page(answer: HttpResponse) -> bool:
    """Whether it is read as a page, and not saved as a file."""
    return not answer.streaming and answer.headers["Content-Type"].startswith("text/html")


def of_page(client: Client, path: str) -> Iterator[Found]:
    answer = client.get(path)
    if answer.status_code == 200 and is_page(answer):
        for each in typed_forms(answer.content.decode(), path):
            yield client, each


def of_links(clinic: Clinic) -> Iterator[Found]:
    """Forms to which a message or a half-finished sign-in leads."""
    new = add_member(clinic, "new@wexcombe.example.org", "Dr New", Role.CLINICIAN)
    new.is_active = False
    new.save()
    yield from of_page(Client(), f"/account/invitation/{invitation_key(new)}/")
    known = add_member(clinic, "known@wexcombe.example.org", "Dr Known", Role.LEAD, PASSWORD).user
    yield from of_page(Client(), f"/account/reset/{reset_key(known)}/")
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    assert add_app(known, SECRET, totp.format_hotp_value(totp.hotp_value(SECRET, counter)))
    half = Client()
    half.post("/account/sign-in/", {"email": known.email, "password": PASSWORD})
    yield from of_page(half, "/account/second-step/")


def sent(client: Client, form: TypedForm, words: str) -> HttpResponse:
    """Type the same words into every field, and send them."""
    body = {**form.held, **dict.fromkeys(form.fields, words)}
    send = client.post if form.method == "post" else client.get
    return send(form.target, body, follow=True)


def wrong(client: Client, form: TypedForm, words: str) -> Iterator[str]:
    """What came of it that should not."""
    answer = sent(client, form, words)
    html = answer.content.decode() if is_page(answer) else ""
    if answer.status_code >= 500:
        yield f"{form.name} fails with {answer.status_code}"
    yield from (f"{form.name} shows {each}" for each in Planted(html).found)
    again = shown_again(html, form.target, form)
    if again and answer.status_code == 422:
        yield from (f"{form.name} lost {each}" for each in lost(again, html, words))


def lost(again: TypedForm, html: str, words: str) -> Iterator[str]:
    """Fields of a refused form that do not hold what was typed into them."""
    for name in set(again.fields) - set(again.secret):
        stands = escape(words) in html if name in TAKEN_APART else again.held.get(name) == words
        if not stands:
            yield name


def test_every_field_of_every_form_takes_words_as_words() -> None:
    full, words = foreign_clinic(), everything()
    with_everything(full.man)
    tried, faults = set[tuple[str, ...]](), list[str]()
    for client, form in [*of_lead(full), *of_links(full.clinic)]:
        named = (form.name, form.method, *form.fields)
        if named not in tried:
            tried.add(named)
            with undone():
                faults += wrong(client, form, words)
    assert faults == []
    assert {name for name, *_ in tried} == TYPED


def test_a_word_that_became_an_element_is_found() -> None:
    places = ("<p>{}</p>", '<i title="{}">', "<i title='{}'>", "<textarea>{}</textarea>")
    for words in PROGRAMS:
        assert all(Planted(each.format(escape(words))).found == [] for each in places)
    careless = [*places, "<title>{}</title>", "<script src=x>{}</script>", '<a href="{}">']
    harmless = [
        words
        for words in PROGRAMS
        if not any(Planted(each.format(words)).found for each in careless)
    ]
    assert harmless == list(PROGRAMS[-2:])  # unescaped once more they would be elements


def test_a_page_that_forgets_to_escape_is_found(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = TypedForm("post", "/account/sign-in/", {"email": ""}, ["email"])
    assert list(wrong(client, form, PROGRAMS[1])) == []
    monkeypatch.setattr("django.template.base.conditional_escape", str)
    assert "accounts:sign-in shows an element b" in list(wrong(client, form, PROGRAMS[1]))
