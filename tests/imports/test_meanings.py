"""A word of a laboratory gets its meaning once: for all that waits, and for all that comes."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AuditRow, Clinic
from exchange.models import Outcome
from labs.models import Spelling
from patients.models import Patient
from tests.imports.steps import accepted, at, brought, decided, kinds, waiting
from tests.intake.messages import TESTOSTERONE, Obx, bring, message, standing
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

LOCAL = Obx("23.1", code="E2U", system="QUAY")
OTHERS = "PID|1||008^^^HARBOR^MR||Bauer^Carl||19811224|M"


def test_a_code_is_said_once_for_all_that_wait(
    pages: Client, lead: Client, clinic: Clinic, adler: Patient
) -> None:
    accepted(pages, brought(pages, message(LOCAL)))
    accepted(pages, brought(pages, message(LOCAL, order="P-2|F-2", collected="20261101")))
    accepted(pages, brought(pages, message(LOCAL, pid=OTHERS)))
    row = waiting(clinic)[0]
    shown = page_of(lead.post(at(row, "meaning/"), {"means": "estradiol"}))
    assert "3 waiting" in shown.text
    assert "2 results would be recorded" in shown.text
    assert not Spelling.objects.exists()
    decided(lead, at(row, "meaning/"), {"means": "estradiol"})
    assert standing() == {
        ("2026-11-16", "estradiol"): "23.1 pg/mL",
        ("2026-11-01", "estradiol"): "23.1 pg/mL",
    }
    assert kinds(clinic) == ["unknown_patient"], "the other man is not on record"
    noted = Spelling.objects.get()
    assert (noted.kind, noted.written, noted.means) == ("code", "E2U^QUAY", "estradiol")
    assert AuditRow.objects.filter(action="spelling.noted").exists()


def test_what_comes_later_is_understood_by_page_and_command(
    pages: Client, lead: Client, clinic: Clinic, adler: Patient
) -> None:
    accepted(pages, brought(pages, message(LOCAL)))
    decided(lead, at(waiting(clinic)[0], "meaning/"), {"means": "estradiol"})
    bring(clinic, message(LOCAL, order="P-3|F-3", collected="20261102"))
    assert ("2026-11-02", "estradiol") in standing()
    header = "MSH|^~\\&|LIS|Other Laboratory|||{sent}||ORU^R01|{control}|P|2.5.1"
    report = bring(clinic, message(LOCAL, header=header, order="P-4|F-4"))
    assert [each.kind for each in report.rejected] == ["unknown_code"], "of that laboratory alone"


def test_in_bulk_only_exact_matches_are_taken(
    pages: Client, lead: Client, clinic: Clinic, adler: Patient
) -> None:
    accepted(pages, brought(pages, message(LOCAL), authorities=""))
    decided(lead, at(waiting(clinic)[0], "meaning/"), {"means": "estradiol"})
    assert standing() == {}
    assert kinds(clinic) == ["not_accepted"]


def test_a_code_that_is_not_followed_waits_no_more(
    pages: Client, lead: Client, clinic: Clinic, adler: Patient
) -> None:
    sodium = Obx("140", code="2951-2", unit="mmol/L")
    accepted(pages, brought(pages, message(sodium)))
    decided(lead, at(waiting(clinic)[0], "meaning/"), {"means": "-"})
    assert clinic.waiting_rows.get().outcome == Outcome.NOT_FOLLOWED
    again = brought(pages, message(sodium, order="P-5|F-5"))
    assert "Not followed here" in page_of(pages.get(again)).text
    said = page_of(accepted(pages, again)).text
    assert "1 row with codes that the clinic does not follow" in said
    assert waiting(clinic) == []


def test_a_unit_is_said_for_the_laboratory(
    pages: Client, lead: Client, clinic: Clinic, adler: Patient
) -> None:
    accepted(pages, brought(pages, message(Obx("612", TESTOSTERONE, "nanogr/dl"))))
    (row,) = waiting(clinic)
    assert row.kind == "unknown_unit"
    decided(lead, at(row, "meaning/"), {"means": "ng/dL"})
    assert standing() == {("2026-11-16", "testosterone_total"): "612 ng/dL"}


def test_only_who_keeps_the_catalogue_gives_a_meaning(
    pages: Client, entry: Client, lead: Client, clinic: Clinic, adler: Patient
) -> None:
    accepted(pages, brought(pages, message(LOCAL)))
    (row,) = waiting(clinic)
    assert "The lead clinician keeps the list" in page_of(entry.get(at(row))).text
    assert entry.post(at(row, "meaning/"), {"means": "estradiol"}).status_code == 403
    refused = lead.post(at(row, "meaning/"), {"means": ""})
    assert (refused.status_code, waiting(clinic)) == (422, [row])
    assert "Choose from the list: It means." in page_of(refused).text


def test_a_meaning_that_somebody_gave_meanwhile_is_not_given_twice(
    pages: Client, lead: Client, clinic: Clinic, adler: Patient
) -> None:
    accepted(pages, brought(pages, message(LOCAL)))
    (row,) = waiting(clinic)
    body = {"means": "estradiol"}
    mark = page_of(lead.post(at(row, "meaning/"), body)).form_with("mark")["mark"]
    place = clinic.laboratories.create(name="Quay Laboratory")
    Spelling.objects.create(laboratory=place, kind="code", written="E2U^QUAY", means="shbg")
    answer = lead.post(at(row, "meaning/"), {**body, "mark": mark}, follow=True)
    assert "in the meantime. Nothing was done." in page_of(answer).text
    assert standing() == {}


def test_the_command_leaves_what_it_cannot_place(
    clinic: Clinic, adler: Patient, tmp_path: object
) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "lab.hl7"
    file.write_text(message(Obx("31"), LOCAL), encoding="utf-8")
    words = ["import_results", str(file), "--clinic", clinic.slug]
    with pytest.raises(CommandError):
        call_command(*words, "--dry-run")
    assert waiting(clinic) == []
    with pytest.raises(CommandError, match="wait in the queue"):
        call_command(*words)
    assert kinds(clinic) == ["unknown_code"]
    with pytest.raises(CommandError):
        call_command(*words, "--accept", "all-or-nothing")
    assert kinds(clinic) == ["unknown_code"]
