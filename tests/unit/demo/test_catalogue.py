"""The demo's catalogue says of its laboratories what their reports to the demo say."""

from __future__ import annotations

import pytest

from accounts.models import AuditRow, Clinic, User
from exchange.demo.catalogue import fill_catalogue
from exchange.demo.laboratories import LABORATORIES
from exchange.demo.writing import load_demo
from labs.catalogue import is_word_of_ours, usual_methods
from labs.models import Assay, Method, Result, Spelling
from patients.models import Patient
from tests.conftest import TODAY, signed_in
from tests.views.page import page_of

pytestmark = pytest.mark.django_db


def test_the_catalogue_says_what_the_reports_say_and_the_form_shows_it() -> None:
    demo = load_demo(TODAY)
    usual, said = usual_methods(demo), Result.objects.exclude(method=Method.UNKNOWN)
    rows = said.values_list("draw__laboratory__name", "analyte", "draw__collected_on", "method")
    assert rows.count() > 500
    assert [row for row in rows if usual.of(*row[:3]) != row[3]] == []
    man = Patient.objects.filter(clinic=demo)[0]
    client = signed_in(User.objects.get(email="clinician@example.org"))
    form = page_of(client.get(f"/patients/{man.opaque_id}/draws/new/"))
    assert "As noted for the laboratory" in form.text
    for place, method in (
        ("Bayline Reference", "LC-MS/MS"),
        ("Cedar Hill Clinical", "Immunoassay"),
    ):
        assert f"{place} Laboratory {method} from " in form.text
    assert "Northgate University Hospital LC-MS/MS from " in form.text


def test_what_is_noted_is_audited_and_says_nothing_new(clinic: Clinic, clinician: User) -> None:
    known = fill_catalogue(clinic, clinician, TODAY)
    noted = AuditRow.objects.filter(action__endswith=".noted", by=clinician)
    assert noted.count() == Assay.objects.count() + Spelling.objects.count() > 12
    assert not any(is_word_of_ours(each.written) for each in Spelling.objects.all())
    assert known.keys() == {plan.name for plan in LABORATORIES.values()}
