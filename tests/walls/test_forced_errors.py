"""When something breaks, nobody reads about a patient: not on the page, in a mail or in a log."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from config.logs import WithoutValues
from tests.conftest import signed_in
from tests.walls.foreign import CANARIES, EMAIL, NAME, NOTE, RECORD, Foreign
from tests.walls.routes import all_routes

pytestmark = pytest.mark.django_db

TYPED = {"q": NAME, "note": NOTE, "email": EMAIL, "family_name": NAME}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the handlers of the settings write, as they write it."""
    written = io.StringIO()
    handlers = {*logging.getLogger().handlers, *logging.getLogger("django").handlers}
    own = [each for each in handlers if type(each) is logging.StreamHandler]
    before = [(each, each.setStream(written)) for each in own]
    yield written
    for each, stream in before:
        each.setStream(stream)


@pytest.fixture
def broken(settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.walls.failing.Failing"]
    settings.ADMINS = settings.MANAGERS = ["admin@clinic.example"]


def asked(client: Client, path: str) -> str:
    """Open and send a page with words about a man; both answers with their headers."""
    told = []
    for answer in (client.get(path, TYPED), client.post(path, TYPED)):
        assert answer.status_code == 500, path
        told += [str(answer.headers), answer.content.decode(errors="replace")]
    return "\n".join(told)


@pytest.mark.usefixtures("broken")
def test_an_error_on_any_route_tells_nothing(full: Foreign, log: io.StringIO) -> None:
    client = signed_in(full.lead.user, Client(raise_request_exception=False))
    for route in all_routes():
        told = asked(client, route.address(full.ids(route.name)))
        assert [each for each in CANARIES if each in told] == [], route.name
    assert log.getvalue().count("django.db.utils.IntegrityError") == 2 * len(all_routes())
    assert [each for each in CANARIES if each in log.getvalue()] == []
    assert mail.outbox == []


@pytest.mark.usefixtures("broken")
def test_logging_as_usual_would_tell(
    full: Foreign, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the words of the errors do reach the log."""
    monkeypatch.setattr(WithoutValues, "format", logging.Formatter.format)
    monkeypatch.setattr(WithoutValues, "formatException", logging.Formatter.formatException)
    asked(signed_in(full.lead.user, Client(raise_request_exception=False)), "/")
    assert [each for each in CANARIES if each in log.getvalue()] == [NAME, RECORD]
