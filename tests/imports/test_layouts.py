"""Tables: what their columns mean is said once by a person, and never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AuditRow, Clinic
from exchange.models import Layout
from patients.models import Patient
from tests.imports.steps import accepted, at, brought, decided, kinds, last_arrival, waiting
from tests.intake.messages import standing
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

WIDE = "No;Born;Drawn;E2;Hct\n007;01.03.1970;16.11.2026;31,5;47,2\n"
LONG = (
    "No,Born,Drawn,Test,Result,Unit\n"
    "007,1970-03-01,2026-11-16,E2 sens,31,pg/mL\n"
    "007,1970-03-01,2026-11-16,Natrium,140,mmol/L\n"
)
WHO = {"name": "Quay weekly", "laboratory": "Quay", "record_number": "No", "born": "Born"}
SAID = {
    **WHO,
    "born_order": "%d.%m.%Y",
    "drawn": "Drawn",
    "drawn_order": "%d.%m.%Y",
    "shape": "wide",
    "analyte_3": "estradiol",
    "unit_3": "pg/mL",
    "method_3": "lcms",
    "analyte_4": "hematocrit",
    "unit_4": "%",
}
IN_ROWS = {
    **WHO,
    "born_order": "%Y-%m-%d",
    "drawn": "Drawn",
    "drawn_order": "%Y-%m-%d",
    "shape": "long",
    "analyte": "Test",
    "value": "Result",
    "unit": "Unit",
}


def laid_out(client: Client, content: str, said: dict[str, str]) -> str:
    """Bring a table and say what its columns mean: the address of its rows."""
    address = brought(client, content, "lab.csv", authorities="")
    assert client.get(address).headers["Location"] == f"{address}columns/"
    answer = client.post(f"{address}columns/", said)
    assert answer.status_code == 302, page_of(answer).text
    return address


def test_one_column_for_each_analyte(pages: Client, clinic: Clinic, adler: Patient) -> None:
    address = laid_out(pages, WIDE, SAID)
    assert "Estradiol 31,5 pg/mL" in page_of(pages.get(address)).text
    accepted(pages, address, 2)
    assert standing() == {
        ("2026-11-16", "estradiol"): "31,5 pg/mL",
        ("2026-11-16", "hematocrit"): "47,2 %",
    }
    assert AuditRow.objects.filter(action="layout.saved").exists()
    again = brought(
        pages, WIDE.replace("16.11", "17.11"), "lab.csv", layout=str(Layout.objects.get().pk)
    )
    assert " checked aria-label" in pages.get(again).content.decode()


def test_the_first_rows_and_a_saved_layout_are_shown(
    pages: Client, clinic: Clinic, adler: Patient
) -> None:
    address = laid_out(pages, WIDE, SAID)
    page = page_of(pages.get(f"{address}columns/"))
    assert "31,5" in page.text
    shown = page.form_with("record_number")
    assert {name: shown.get(name) for name in SAID if name != "shape"} == {
        name: value for name, value in SAID.items() if name != "shape"
    }
    pages.post(f"{address}columns/", {**SAID, "method_3": "immunoassay"})
    assert [each.is_used for each in Layout.objects.order_by("pk")] == [False, True]
    assert last_arrival(clinic).layout == Layout.objects.get(is_used=True)


def test_one_result_a_row_gets_its_words_in_the_queue(
    pages: Client, lead: Client, clinic: Clinic, adler: Patient
) -> None:
    accepted(pages, laid_out(pages, LONG, IN_ROWS))
    assert kinds(clinic) == ["unknown_code", "unknown_code"]
    first, second = waiting(clinic)
    decided(lead, at(first, "meaning/"), {"means": "estradiol"})
    assert standing() == {("2026-11-16", "estradiol"): "31 pg/mL"}
    decided(lead, at(second, "meaning/"), {"means": "-"})
    assert waiting(clinic) == []
    later = brought(
        pages, LONG.replace("11-16", "11-17"), "lab.csv", layout=str(Layout.objects.get().pk)
    )
    said = page_of(pages.get(later)).text
    assert ("New" in said, "Not followed here" in said) == (True, True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param({"drawn_order": "%m/%d/%Y"}, "is not a date like", id="wrong order"),
        pytest.param({"drawn_order": ""}, "Days of draws are written", id="order not said"),
        pytest.param({"unit_3": ""}, "unit is missing", id="no unit"),
        pytest.param({"unit_3": "ng/dL"}, "unit is not accepted", id="wrong unit"),
        pytest.param(
            {"analyte_4": "estradiol", "unit_4": "pg/mL", "method_4": "lcms"},
            "more than once",
            id="twice",
        ),
        pytest.param({"analyte_3": "", "analyte_4": ""}, "at least one", id="no result"),
        pytest.param({"shape": "long"}, "Column that names the analyte", id="long, not said"),
        pytest.param({"record_number": "Nobody"}, "Record number", id="no such column"),
    ],
)
def test_what_is_not_said_is_asked(
    pages: Client, clinic: Clinic, typed: dict[str, Any], sentence: str
) -> None:
    address = brought(pages, WIDE, "lab.csv")
    answer = pages.post(f"{address}columns/", SAID | typed)
    assert answer.status_code == 422
    assert sentence in page_of(answer).text
    assert not Layout.objects.exists()
    assert 'value="Quay weekly"' in answer.content.decode()


def test_social_security_numbers_of_a_table_are_written_over(
    pages: Client, clinic: Clinic, adler: Patient
) -> None:
    table = WIDE.replace("Hct\n", "Hct;SSN;Note\n").replace(
        "47,2\n", "47,2;123456789;is 123-45-6789\n"
    )
    address = laid_out(pages, table, SAID)
    accepted(pages, address)
    kept = bytes(last_arrival(clinic).file.content)
    assert b"6789" not in kept
    assert "6789" not in str([(row.sent, row.told) for row in waiting(clinic)])


def test_the_command_reads_by_a_saved_layout(
    pages: Client, clinic: Clinic, adler: Patient, tmp_path: Path
) -> None:
    laid_out(pages, WIDE, SAID)
    file = tmp_path / "lab.csv"
    file.write_text(WIDE, encoding="utf-8")
    words = ["import_results", str(file), "--clinic", clinic.slug, "--layout"]
    with pytest.raises(CommandError, match="There is no layout “Other”"):
        call_command(*words, "Other")
    call_command(*words, "Quay weekly")
    assert ("2026-11-16", "estradiol") in standing()


def test_formulas_stay_text(pages: Client, clinic: Clinic, adler: Patient) -> None:
    address = laid_out(pages, WIDE.replace("31,5", '"=HYPERLINK(""x"")"'), SAID)
    accepted(pages, address)
    assert kinds(clinic) == ["not_a_result"]
    assert "=HYPERLINK" in page_of(pages.get(at(waiting(clinic)[0]))).text
