"""What is drawn once and used again says what it was handed, and nothing else."""

from __future__ import annotations

import uuid

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.urls.base import set_script_prefix
from django.utils.safestring import SafeString

from monitoring.pages.addresses import address_of

RESULT = Template(
    '{% load marks %}{% mark "result" text=text position=position censored=False words=words %}'
)


def shown(**said: object) -> str:
    return RESULT.render(Context(said))


def test_the_same_words_are_shown_the_same() -> None:
    first = shown(text="17", position="below", words="")
    assert first == shown(text="17", position="below", words="")
    assert "17" in first
    assert "below target" in first


@pytest.mark.parametrize("other", [{"text": "18"}, {"position": "above"}, {"words": "low"}])
def test_other_words_are_shown_otherwise(other: dict[str, str]) -> None:
    said = {"text": "17", "position": "below", "words": ""}
    assert shown(**said) != shown(**{**said, **other})


def test_what_was_typed_is_escaped_though_the_same_was_drawn_as_markup() -> None:
    drawn = shown(text=SafeString("<b>17</b>"), position="below", words="")
    assert "<b>17</b>" in drawn
    assert "&lt;b&gt;17&lt;/b&gt;" in shown(text="<b>17</b>", position="below", words="")
    assert shown(text=SafeString("<b>17</b>"), position="below", words="") == drawn


def test_an_address_is_the_routers_own() -> None:
    man, document = uuid.uuid4(), uuid.uuid4()
    for _ in range(2):
        assert address_of("monitoring:patient", man) == reverse("monitoring:patient", args=[man])
        assert address_of("monitoring:draw-amend", man, str(document)) == reverse(
            "monitoring:draw-amend", args=[man, document]
        )


def test_an_address_follows_where_the_site_is_mounted() -> None:
    man = uuid.uuid4()
    try:
        before = address_of("monitoring:patient", man)
        set_script_prefix("/clinic/")
        assert address_of("monitoring:patient", man) == f"/clinic{before}"
    finally:
        set_script_prefix("/")
    assert address_of("monitoring:patient", man) == before
