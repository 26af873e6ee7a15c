"""A page that meets another's row is asked once more; what helps nothing is said in a sentence."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Clinic
from tests.views.page import page_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both_databases,
    pytest.mark.urls("tests.walls.colliding"),
    pytest.mark.usefixtures("clinic"),
]


@pytest.fixture(autouse=True)
def each_refusal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal undoes what it was in, as outside of tests; the test itself goes on."""
    create = Clinic.objects.create
    monkeypatch.setattr(Clinic.objects, "create", transaction.atomic(create))


def test_it_is_asked_again_with_what_was_sent() -> None:
    answer = Client().post("/taken_at_first/", {"word": "mine"})
    assert (answer.status_code, answer.content) == (200, b"Typed: mine")


def test_where_that_helps_nothing_it_says_what_to_do() -> None:
    answer = Client().post("/always_taken/")
    assert answer.status_code == 409
    assert "Somebody else saved the same at this moment" in page_of(answer).text
    assert Clinic.objects.count() == 1


def test_a_fault_of_ones_own_is_not_called_somebody_elses() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Client().post("/incomplete/")
