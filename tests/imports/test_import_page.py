"""Bringing a file, looking at it and accepting it: only what was shown, and only once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditRow, Clinic, User
from exchange.bringing.opening import MOST_BYTES, MOST_ROWS
from exchange.models import ImportedDraw, ImportedFile, ImportRun, Outcome
from labs.models import Draw, Result
from patients.models import Patient
from tests.conftest import TODAY, admitted, draw, recorded
from tests.imports.steps import accepted, brought, kinds, last_arrival, mark_on, upload, waiting
from tests.intake.messages import HEMATOCRIT, PID, TESTOSTERONE, Obx, message, standing
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

FIRST = 4
"""The line of the first result of a message: MSH, PID and OBR stand before it."""


def test_nothing_is_taken_by_looking(pages: Client, clinic: Clinic, adler: Patient) -> None:
    address = brought(pages, message(Obx("31"), Obx("742", TESTOSTERONE, "ng/dL")))
    said = page_of(pages.get(address)).text
    assert "Estradiol 31 pg/mL" in said
    assert "Adler, Bert, born 01-Mar-1970" in said
    assert not Draw.objects.exists()
    assert not ImportRun.objects.exists()
    assert waiting(clinic) == []


def test_exact_matches_are_ticked_and_taken(pages: Client, clinic: Clinic, adler: Patient) -> None:
    address = brought(pages, message(Obx("31"), Obx("742", TESTOSTERONE, "ng/dL")))
    html = pages.get(address).content.decode()
    assert html.count("checked aria-label") == 2
    said = page_of(accepted(pages, address, FIRST, FIRST + 1)).text
    assert "2 results new" in said
    assert "Adler, Bert" in said
    assert standing() == {
        ("2026-11-16", "estradiol"): "31 pg/mL",
        ("2026-11-16", "testosterone_total"): "742 ng/dL",
    }
    assert waiting(clinic) == []


def test_who_accepted_stands_in_the_version(pages: Client, clinician: User, adler: Patient) -> None:
    accepted(pages, brought(pages, message(Obx())), FIRST)
    assert Draw.objects.get().recorded_by == clinician
    assert ImportRun.objects.get().by == clinician


@pytest.mark.parametrize(
    ("said", "pid", "born"),
    [
        pytest.param({"authorities": ""}, PID, {}, id="nobody said whose numbers count"),
        pytest.param({}, PID, {"born_on_is_estimated": True}, id="birth date estimated"),
    ],
)
def test_a_match_that_is_not_exact_is_not_ticked(
    pages: Client, clinic: Clinic, clinician: User, said: Any, pid: str, born: Any
) -> None:
    details = {"record_number": "007", "family_name": "Adler", "born_on": "1970-03-01"}
    admitted(clinic, clinician, **{**details, "born_on": date(1970, 3, 1)}, **born)
    address = brought(pages, message(Obx(), pid=pid), **said)
    assert "checked aria-label" not in pages.get(address).content.decode()
    accepted(pages, address)
    assert not Draw.objects.exists()
    assert kinds(clinic) == ["not_accepted"]


def test_a_match_that_is_not_exact_can_be_ticked(
    pages: Client, clinic: Clinic, adler: Patient
) -> None:
    address = brought(pages, message(Obx()), authorities="")
    accepted(pages, address, FIRST)
    assert standing() == {("2026-11-16", "estradiol"): "31 pg/mL"}
    again = brought(pages, message(Obx("48", HEMATOCRIT, "%")), authorities="")
    assert "checked aria-label" in pages.get(again).content.decode(), (
        "the authority is known of him now"
    )


def test_a_row_that_was_not_ticked_waits(pages: Client, clinic: Clinic, adler: Patient) -> None:
    accepted(pages, brought(pages, message(Obx(), Obx("742", TESTOSTERONE, "ng/dL"))), FIRST)
    assert [row.row for row in waiting(clinic)] == [FIRST + 1]
    assert kinds(clinic) == ["not_accepted"]


def test_a_row_that_cannot_be_ticked_is_not_taken_by_a_forged_form(
    pages: Client, clinic: Clinic, adler: Patient
) -> None:
    address = brought(pages, message(Obx("160")))
    accepted(pages, address, FIRST)
    assert not Draw.objects.exists()
    assert kinds(clinic) == ["unlikely"]


def test_the_same_file_again_brings_nothing(pages: Client, clinic: Clinic, adler: Patient) -> None:
    sent = message(Obx(), Obx("8", "9", "umol/L", system="L"))
    accepted(pages, brought(pages, sent), FIRST)
    first = brought(pages, sent)
    said = page_of(pages.get(first)).text
    assert "This file was accepted on 22-Nov-2026" in said
    assert "Already on record" in said
    accepted(pages, first, FIRST, FIRST + 1)
    assert Draw.objects.count() == Result.objects.count() == 1
    assert ImportedFile.objects.count() == 1
    assert kinds(clinic) == ["unknown_code"]


def test_the_same_rows_in_another_file_wait_once(
    pages: Client, clinic: Clinic, adler: Patient
) -> None:
    for control in ("M1", "M2"):
        sent = message(Obx("8", "9", "umol/L", system="L"), control=control)
        accepted(pages, brought(pages, sent))
    assert kinds(clinic) == ["unknown_code"]


def test_a_file_is_accepted_once(pages: Client, entry: Client, adler: Patient) -> None:
    address = brought(pages, message(Obx()))
    mark = mark_on(pages, address)
    ticked = {"mark": mark, "row": [str(FIRST)]}
    pages.post(address, ticked)
    said = page_of(entry.post(address, ticked, follow=True)).text
    assert "accepted or set aside already" in said
    assert ImportRun.objects.count() == 1


def test_what_changed_since_is_shown_again(
    pages: Client, clinician: User, clinic: Clinic, adler: Patient
) -> None:
    address = brought(pages, message(Obx("31")))
    mark = mark_on(pages, address)
    recorded(adler, draw(date(2026, 11, 16), estradiol="30"), by=clinician)
    answer = pages.post(address, {"mark": mark, "row": [str(FIRST)]}, follow=True)
    assert "Something changed since you looked" in page_of(answer).text
    assert "Conflict" in page_of(answer).text
    assert not ImportRun.objects.exists()
    assert last_arrival(clinic).is_open


def test_a_file_set_aside_leaves_nothing(pages: Client, clinic: Clinic, adler: Patient) -> None:
    address = brought(pages, message(Obx()))
    pages.post(f"{address}set-aside/")
    assert bytes(ImportedFile.objects.get().content) == b""
    assert waiting(clinic) == []
    assert "Set aside on 22-Nov-2026" in page_of(pages.get(address)).text
    assert "already" in page_of(pages.post(f"{address}set-aside/", follow=True)).text
    accepted(pages, brought(pages, message(Obx())), FIRST)
    assert ImportedFile.objects.get().content, "brought again it is kept again"


def test_the_laboratory_that_was_chosen_counts(
    pages: Client, clinic: Clinic, adler: Patient
) -> None:
    place = clinic.laboratories.create(name="Quay")
    accepted(pages, brought(pages, message(Obx()), laboratory=str(place.pk)), FIRST)
    assert Draw.objects.get().laboratory == place


def test_the_file_is_linked_from_the_draw(pages: Client, adler: Patient) -> None:
    accepted(pages, brought(pages, message(Obx())), FIRST)
    link = ImportedDraw.objects.get()
    source = f"/patients/{adler.opaque_id}/draws/{link.draw}/source/"
    assert source in pages.get(f"/patients/{adler.opaque_id}/history/").content.decode()
    told = pages.get(source)
    assert f"/imports/files/{link.file_id}/#line-{FIRST}" in told.content.decode()
    assert "OBX|1|NM|2243-4" in page_of(pages.get(f"/imports/files/{link.file_id}/")).text
    saved = pages.post(f"/imports/files/{link.file_id}/save/")
    assert saved.content == message(Obx()).encode()
    assert AuditRow.objects.filter(action="file.exported").exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        pytest.param(b"", "a.hl7", "holds no HL7 message", id="empty HL7"),
        pytest.param(b"", "a.csv", "The file is empty", id="empty"),
        pytest.param(b"PK\x03\x04xl", "a.xlsx", "Save it as CSV", id="spreadsheet"),
        pytest.param(b"\x00\x01\x02\x03a,b", "a.csv", "not a text file", id="binary"),
        pytest.param(b'{"resourceType": "Bundle"}', "a.json", "no FHIR resource", id="FHIR"),
        pytest.param(b"<Bundle/>", "a.xml", "", id="XML"),
        pytest.param(b"x" * (MOST_BYTES + 1), "a.csv", "more than 5 MB", id="too large"),
        pytest.param(b"a,b\n" * (MOST_ROWS + 3), "a.csv", "at the most", id="too many rows"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    pages: Client, clinic: Clinic, content: bytes, name: str, sentence: str
) -> None:
    answer = upload(pages, content, name)
    assert answer.status_code == 422
    assert sentence in page_of(answer).text
    assert not ImportedFile.objects.exists()


def test_without_a_file_it_says_so(pages: Client, clinic: Clinic) -> None:
    answer = pages.post("/imports/new/", {"authorities": "HARBOR"})
    assert answer.status_code == 422
    assert "Choose the file that the laboratory sent." in page_of(answer).text
    assert 'value="HARBOR"' in answer.content.decode(), "what was typed is not lost"


def test_hostile_words_stay_words(pages: Client, clinic: Clinic, adler: Patient) -> None:
    coded = Obx("=cmd()", "9", "<script>alert(1)</script>", system="L", kind="ST")
    address = brought(pages, message(coded, pid=PID.replace("Bert", "<b>Bert</b>")))
    shown = pages.get(address).content.decode()
    accepted(pages, address)
    (row,) = waiting(clinic)
    told = pages.get(f"/imports/waiting/{row.opaque_id}/").content.decode()
    file = pages.get(f"/imports/files/{row.file_id}/").content.decode()
    for html in (shown, told, file):
        assert "<script>alert" not in html
        assert "<b>Bert" not in html


def test_social_security_numbers_are_never_kept(
    pages: Client, clinic: Clinic, adler: Patient
) -> None:
    with_number = f"{PID}|||||||||||123-45-6789"
    address = brought(pages, message(Obx("8", "9", "x", system="L"), pid=with_number))
    accepted(pages, address)
    assert b"123-45-6789" not in bytes(ImportedFile.objects.get().content)
    (row,) = waiting(clinic)
    assert "6789" not in str([row.sent, row.told])
    assert "6789" not in pages.get(address).content.decode()


def test_lab_entry_sees_no_flags(entry: Client, pages: Client, adler: Patient) -> None:
    sent = message(Obx("12"))
    assert "would open" in page_of(pages.get(brought(pages, sent))).text
    assert "would open" not in page_of(entry.get(brought(entry, sent))).text


def test_what_a_later_file_brings_leaves_the_queue(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    sent = message(Obx())
    accepted(pages, brought(pages, sent))
    assert kinds(clinic) == ["unknown_patient"]
    admitted(clinic, clinician, record_number="007", family_name="Adler", born_on=date(1970, 3, 1))
    accepted(pages, brought(pages, sent), FIRST)
    assert waiting(clinic) == []
    assert clinic.waiting_rows.get().outcome == Outcome.LATER
    assert standing() == {("2026-11-16", "estradiol"): "31 pg/mL"}


def test_the_bar_counts_what_waits(pages: Client, clinic: Clinic) -> None:
    assert 'href="/imports/new/" data-key="g i"' in pages.get("/").content.decode()
    accepted(pages, brought(pages, message(Obx())))
    assert 'href="/imports/waiting/" data-key="g i"' in pages.get("/").content.decode()


def test_bringing_and_accepting_are_recorded(pages: Client, adler: Patient) -> None:
    accepted(pages, brought(pages, message(Obx())), FIRST)
    acts = set(AuditRow.objects.values_list("action", flat=True))
    assert {"file.brought", "import.viewed", "results.imported", "draw.recorded"} <= acts


def test_today_is_the_clinics(pages: Client, adler: Patient) -> None:
    late = message(Obx(), collected=f"{TODAY.year}1123")
    assert "lies in the future" in page_of(pages.get(brought(pages, late))).text
