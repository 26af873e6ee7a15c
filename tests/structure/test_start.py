"""The project starts whole: its tables match its models, and its routes say whom they answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.access import policy_of


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every address pattern with the view behind it."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address, entry.callback
        else:
            yield from routes(entry, address)


@pytest.mark.django_db
def test_the_tables_match_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_the_checks_find_nothing() -> None:
    call_command("check", fail_level="ERROR")


def test_every_route_says_whom_it_answers() -> None:
    silent = [address for address, view in routes(get_resolver()) if policy_of(view) is None]
    assert silent == []


def test_a_planted_route_without_a_policy_is_found() -> None:
    assert policy_of(lambda request: None) is None
