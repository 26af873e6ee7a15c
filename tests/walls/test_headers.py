"""Every answer carries the headers that keep a browser from doing harm: errors and files too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from tests.conftest import signed_in
from tests.walls.foreign import Foreign
from tests.walls.routes import all_routes

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
}
SANDBOX = "sandbox"
"""What a file has beyond it: nothing in it runs even where a browser shows it."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FILES = ["/static/css/app.css", "/static/js/session.js"]


def faults(answer: HttpResponse) -> Iterator[str]:
    """What an answer lacks."""
    told = {part.strip() for part in answer.get("Content-Security-Policy", "").split(";")}
    if told - {"", SANDBOX} != POLICY:
        yield f"policy: {sorted(told ^ POLICY)}"
    yield from (name for name, value in HEADERS.items() if answer.get(name) != value)


def got(client: Client, path: str, **more: bool) -> HttpResponse:
    """An answer; a file is read to its end, which closes it as the server would."""
    answer = client.get(path, **more)
    if answer.streaming:
        b"".join(answer)
    return answer


def lacking(client: Client, paths: list[str]) -> dict[str, list[str]]:
    found = {path: list(faults(got(client, path))) for path in paths}
    return {path: lacks for path, lacks in found.items() if lacks}


@pytest.fixture
def paths(full: Foreign) -> list[str]:
    routes = [route.address(full.ids(route.name)) for route in all_routes()]
    return [*routes, *FILES, "/nowhere/", "/static/nowhere.js"]


@pytest.mark.parametrize("is_inside", [True, False], ids=["signed in", "outside"])
def test_every_answer_has_every_header(is_inside: bool, full: Foreign, paths: list[str]) -> None:
    client = signed_in(full.lead.user) if is_inside else Client()
    assert lacking(client, paths) == {}


def test_every_error_has_every_header(full: Foreign, paths: list[str], settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.walls.failing.Failing"]
    client = signed_in(full.lead.user, Client(raise_request_exception=False))
    assert client.get(paths[0]).status_code == 500
    assert lacking(client, paths) == {}


@pytest.mark.parametrize(
    ("without", "where"),
    [
        pytest.param("django.middleware.csp.ContentSecurityPolicyMiddleware", "/", id="policy"),
        pytest.param("django.middleware.clickjacking.XFrameOptionsMiddleware", "/", id="frames"),
        pytest.param("django.middleware.security.SecurityMiddleware", FILES[0], id="others"),
    ],
)
def test_a_missing_header_is_found(
    without: str, where: str, full: Foreign, settings: Settings
) -> None:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != without]
    assert lacking(signed_in(full.lead.user), [where]).keys() == {where}


def test_in_production_every_answer_demands_encryption(
    full: Foreign, paths: list[str], settings: Settings
) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT = 31_536_000, True
    client = signed_in(full.lead.user)
    for path in paths:
        assert "max-age=31536000" in got(client, path, secure=True)["Strict-Transport-Security"]
    plain = [path for path in paths if got(client, path).status_code != 301]
    assert sorted(plain) == ["/health", "/metrics", "/ready"]


def test_no_page_with_records_is_kept_by_the_browser(full: Foreign, paths: list[str]) -> None:
    client = signed_in(full.lead.user)
    pages = [path for path in paths if not path.startswith(("/static/", "/health", "/nowhere"))]
    kept = [path for path in pages if "no-store" not in got(client, path).get("Cache-Control", "")]
    assert kept == []


def test_a_page_is_sent_compressed_to_whoever_asks(pages: Client) -> None:
    plain = pages.get("/")
    small = pages.get("/", headers={"Accept-Encoding": "gzip"})
    assert not plain.has_header("Content-Encoding")
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert len(small.content) < len(plain.content) / 2
