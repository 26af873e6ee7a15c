"""A laboratory's own report: attached to a draw, judged by its bytes, handed out as a file."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRow, Membership
from accounts.roles import Role
from exchange.erasing import erase, planned
from exchange.exports.whole_clinic import write_archive
from labs.lab_reports import (
    BEGINNINGS,
    MEDIA_TYPES,
    MOST_BYTES,
    FileKind,
    LabReport,
    LabReportContent,
    kind_of,
    size_in_words,
)
from labs.models import Draw
from patients.models import Patient
from tests.conftest import TODAY, admitted, signed_in
from tests.views.bodies import DRAW
from tests.views.page import confirmation, opened, page_of

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\nHargreaves, Daniel\n%%EOF"
OF = {
    FileKind.PDF: PDF,
    FileKind.JPEG: b"\xff\xd8\xff\xe0JFIF",
    FileKind.PNG: b"\x89PNG\r\n\x1a\nI",
}


def file(content: bytes = PDF, name: str = "Hargreaves Daniel.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")


def latest(man: Patient) -> Draw:
    return Draw.objects.current().filter(patient=man).latest("collected_on")


def url(name: str, man: Patient, *more: object) -> str:
    return reverse(f"monitoring:{name}", args=[man.opaque_id, *more])


def attach(client: Client, man: Patient, content: bytes = PDF, **more: Any) -> HttpResponse:
    """Attach a file to his latest draw."""
    page = url("lab-report-record", man, latest(man).document)
    return client.post(page, {**opened(client, page), "lab_report": file(content), **more})


def attached(man: Patient) -> list[LabReport]:
    return list(LabReport.objects.current().filter(patient=man).order_by("position"))


@pytest.mark.parametrize("kind", FileKind)
def test_a_file_is_attached_kept_as_it_came_and_handed_out(
    kind: FileKind, pages: Client, man: Patient
) -> None:
    before = latest(man)
    assert attach(pages, man, OF[kind]).status_code == 302
    (report,) = attached(man)
    assert (report.draw, report.kind, report.size_bytes) == (before.document, kind, len(OF[kind]))
    assert report.sha256 == hashlib.sha256(OF[kind]).hexdigest()
    answer = pages.get(url("lab-report", man, report.document))
    assert answer.content == OF[kind]
    assert answer.headers["Content-Type"] == MEDIA_TYPES[kind]
    assert latest(man) == before
    assert AuditRow.objects.filter(action="labreport.recorded", patient=man.opaque_id).count() == 1


def test_nothing_in_a_file_can_run_here_and_its_name_says_nothing(
    pages: Client, man: Patient
) -> None:
    attach(pages, man)
    (report,) = attached(man)
    answer = pages.get(url("lab-report", man, report.document))
    named = f'attachment; filename="lab-report-{report.document.hex[:8]}.pdf"'
    assert answer.headers["Content-Disposition"] == named
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "frame-ancestors 'none'", "sandbox"} <= set(policy)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_handing_out_is_recorded_with_the_file_and_the_man(pages: Client, man: Patient) -> None:
    attach(pages, man)
    (report,) = attached(man)
    pages.get(url("lab-report", man, report.document))
    row = AuditRow.objects.latest("pk")
    assert (row.action, row.patient) == ("lab-report.viewed", man.opaque_id)
    assert row.subject == str(report.document)


def test_only_who_may_see_draws_gets_a_file(
    pages: Client, man: Patient, hired: dict[Role, Membership], outsider: Any
) -> None:
    attach(pages, man)
    (report,) = attached(man)
    page = url("lab-report", man, report.document)
    got = {role: signed_in(hired[role].user).get(page).status_code for role in Role}
    refused = {role for role, status in got.items() if status == 403}
    assert refused == {Role.AUDITOR}
    assert set(got.values()) == {200, 403}
    assert signed_in(outsider).get(page).status_code == 404
    assert Client().get(page).status_code == 302


def test_a_file_of_another_man_of_the_clinic_is_not_found(
    pages: Client, man: Patient, clinician: Any
) -> None:
    attach(pages, man)
    (report,) = attached(man)
    other = admitted(man.clinic, clinician)
    assert pages.get(url("lab-report", other, report.document)).status_code == 404
    assert pages.get(url("lab-report", man, uuid4())).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "This file is empty.", id="empty"),
        pytest.param(b"<html><script>1</script>", "This is not a PDF, JPEG or PNG", id="a page"),
        pytest.param(b"%PDF", "This is not a PDF, JPEG or PNG", id="cut short"),
        pytest.param(b" %PDF-1.7", "This is not a PDF, JPEG or PNG", id="later on"),
        pytest.param(b"GIF89a", "This is not a PDF, JPEG or PNG", id="another picture"),
        pytest.param(b"PK\x03\x04", "This is not a PDF, JPEG or PNG", id="an archive"),
        pytest.param(PDF.ljust(MOST_BYTES + 1), "at most 5 MB are kept", id="a byte too many"),
        pytest.param(PDF.ljust(3 * MOST_BYTES), "This file has 15.0 MB", id="far too many"),
    ],
)
def test_what_is_no_report_is_refused_with_what_to_do(
    content: bytes, words: str, pages: Client, man: Patient
) -> None:
    answer = attach(pages, man, content)
    assert answer.status_code == 422
    assert words in page_of(answer).beside["lab_report"]
    assert LabReportContent.objects.count() == 0


def test_a_file_of_the_greatest_size_is_kept(pages: Client, man: Patient) -> None:
    assert attach(pages, man, PDF.ljust(MOST_BYTES)).status_code == 302
    assert attached(man)[0].size_bytes == MOST_BYTES


def test_several_files_share_the_room_of_one(pages: Client, man: Patient) -> None:
    room = PDF.ljust(MOST_BYTES // 2 + 1)
    answer = attach(pages, man, room, another=BytesIO(room))
    assert answer.status_code in {302, 422}
    assert all(each.size_bytes == len(room) for each in attached(man))


@pytest.mark.parametrize("kind", FileKind)
def test_a_kind_is_told_by_its_first_bytes_alone(kind: FileKind) -> None:
    start = BEGINNINGS[kind]
    assert kind_of(start) is kind
    assert kind_of(start[:-1]) is None
    assert kind_of(b"\n" + start) is None


def test_without_a_file_the_form_says_what_to_choose(pages: Client, man: Patient) -> None:
    page = url("lab-report-record", man, latest(man).document)
    answer = pages.post(page, opened(pages, page))
    assert "Choose the report: a PDF, JPEG or PNG file." in page_of(answer).beside["lab_report"]


def checked(client: Client, page: str, typed: dict[str, Any]) -> dict[str, Any]:
    """The form after its check, which asks for the file."""
    html = client.post(page, {**opened(client, page), **typed, "check": "1"}).content.decode()
    assert 'name="lab_report"' in html
    assert 'enctype="multipart/form-data"' in html
    return {**page_of(HttpResponse(html)).form_with("seal")}


def test_a_draw_and_its_report_are_saved_together(pages: Client, man: Patient) -> None:
    page = url("draw-record", man)
    assert 'name="lab_report"' not in pages.get(page).content.decode()
    form = checked(pages, page, DRAW)
    assert pages.post(page, {**form, "lab_report": file()}).status_code == 302
    (report,) = attached(man)
    assert report.draw == latest(man).document
    assert bytes(report.file.content) == PDF


def test_an_amended_draw_keeps_its_reports_and_takes_another(pages: Client, man: Patient) -> None:
    attach(pages, man)
    page = url("draw-amend", man, latest(man).document)
    form = checked(pages, page, {"estradiol": "31", "amendment": "Typed wrong"})
    assert pages.post(page, {**form, "lab_report": file(OF[FileKind.PNG])}).status_code == 302
    assert [each.kind for each in attached(man)] == ["pdf", "png"]
    assert {each.draw for each in attached(man)} == {latest(man).document}
    assert "Laboratory's report (PDF, 1 KB)" in page_of(pages.get(page)).text


def test_a_form_shown_again_says_that_the_file_is_to_be_chosen_again(
    pages: Client, man: Patient
) -> None:
    page = url("draw-record", man)
    form = checked(pages, page, DRAW)
    again = pages.post(page, {**form, "note": "Changed", "lab_report": file()})
    assert "The file that you chose was not saved" in page_of(again).text
    assert not Draw.objects.filter(note="Changed").exists()
    assert attached(man) == []
    refused = pages.post(page, {**form, "lab_report": file(b"GIF89a")})
    assert refused.status_code == 422
    assert "This is not a PDF, JPEG or PNG file" in page_of(refused).text
    assert not Draw.objects.filter(collected_on="2026-11-20").exists()


def test_a_wrong_file_is_marked_and_no_longer_handed_out(pages: Client, man: Patient) -> None:
    attach(pages, man)
    (report,) = attached(man)
    page = url("fact-withdraw", man, "labreport", report.document)
    wrong = {"born_on": "14 Mar 1969", "amendment": "Typed wrong"}
    assert pages.post(page, {**opened(pages, page), **wrong}).status_code == 302
    assert attached(man) == []
    assert pages.get(url("lab-report", man, report.document)).status_code == 404
    assert LabReportContent.objects.count() == 1
    assert (
        "Laboratory's report (PDF, 1 KB) Entered in error"
        in page_of(pages.get(url("history", man))).text
    )


def test_a_draw_that_is_marked_takes_its_reports_along(pages: Client, man: Patient) -> None:
    attach(pages, man)
    page = url("fact-withdraw", man, "draw", latest(man).document)
    wrong = {"born_on": "14 Mar 1969", "amendment": "Another patient"}
    pages.post(page, {**opened(pages, page), **wrong})
    assert attached(man) == []


def test_a_draw_entered_for_its_own_patient_brings_its_reports(
    pages: Client, man: Patient, clinician: Any
) -> None:
    attach(pages, man)
    right, source = admitted(man.clinic, clinician, family_name="Bramley"), latest(man)
    ids = [source.document, man.opaque_id, right.opaque_id]
    page = reverse("monitoring:draw-move", args=ids)
    form = opened(pages, page)
    form["confirmed"] = confirmation(pages.post(page, form))
    assert pages.post(page, form).status_code == 302
    (brought,) = attached(right)
    assert bytes(brought.file.content) == PDF
    assert brought.draw == latest(right).document
    assert len(attached(man)) == 1


def test_the_export_of_the_clinic_holds_the_file_and_an_erasure_takes_it(
    pages: Client, man: Patient, clinician: Any
) -> None:
    attach(pages, man)
    target = BytesIO()
    tables = {each.file: each.rows for each in write_archive(man.clinic, target)}
    assert tables["labs_labreport.jsonl"] == tables["labs_labreportcontent.jsonl"] == 1
    details = man.patientdetails_versions.get(is_current=True)
    type(details).objects.filter(pk=details.pk).update(discharged_on=TODAY)
    man.refresh_from_db()
    man.details = man.patientdetails_versions.get(is_current=True)
    plan = planned(man, reason="Asked for it", by=clinician)
    erase(plan, code=plan.code, today=TODAY + timedelta(days=365 * 20))
    assert (LabReport.objects.count(), LabReportContent.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 KB"), (219_136, "214 KB"), (1024 * 1024, "1.0 MB"), (1_400_000, "1.3 MB")],
)
def test_a_size_is_said_as_people_read_it(size: int, words: str) -> None:
    assert size_in_words(size) == words


def test_the_opaque_name_is_that_of_the_document() -> None:
    report = LabReport(document=UUID(int=1 << 96), kind="png")
    assert report.file_name == "lab-report-00000001.png"
