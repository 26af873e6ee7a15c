"""Typing, pasting and attaching at the form of a draw, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.journeys.desk import Desk

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.7 invented"


def typed_beside(at: Desk) -> str:
    return str(at.page.inner_text("aside.typed"))


def unfold(at: Desk, title: str) -> None:
    at.page.locator("summary", has_text=title).click()


def test_what_is_typed_is_told_beside_the_form_and_the_focus_stays(
    desk: Callable[..., Desk],
) -> None:
    at = desk("clinician")
    at.go(at.man("Kestrel", "draws/new/"))
    at.press("Tab", "Space", "Tab", *"8.8")
    at.page.locator("aside.typed dt").first.wait_for()
    assert (at.focused(), at.value("estradiol")) == ("estradiol", "8.8")
    assert "8.8 pg/mL = 32 pmol/L" in typed_beside(at)
    assert "Opens" not in typed_beside(at)
    at.fill(collected_on="-1", testosterone_total="742")
    at.page.locator(".typed-changes").wait_for()
    assert "Estradiol very low" in typed_beside(at)
    assert "84.3 = 742 ng/dL over 8.8 pg/mL" in typed_beside(at)
    assert not at.page.locator(".error-summary, .confirm").count()
    at.fill(estradiol="", testosterone_total="")
    at.page.locator("aside.typed").wait_for(state="hidden")
    assert at.complaints == []


def test_what_was_checked_is_asked_again_once_something_else_is_typed(
    desk: Callable[..., Desk],
) -> None:
    at = desk("clinician")
    at.go(at.man("Kestrel", "draws/new/"))
    at.fill(collected_on="-1", hematocrit="46", hematocrit_unit="%")
    at.check()
    at.fill(hematocrit="55")
    assert at.page.locator("#foreseen").is_hidden()
    assert at.saving.inner_text() == "Check again"
    at.saving.click()
    at.page.get_by_text("Hematocrit at or above 54").first.wait_for()
    assert "open 1 Act flag" in at.saving.inner_text()


def test_a_pasted_text_is_kept_nowhere_and_its_doubt_outlasts_a_sign_in(
    desk: Callable[..., Desk],
) -> None:
    at = desk("clinician")
    at.go(at.man("Hollis", "draws/new/"))
    unfold(at, "Paste the lab report")
    at.fill(collected_on="-1", pasted="Patient: Bramley, Owen\nHct 47 %")
    at.check()
    unfold(at, "Paste the lab report")
    unfold(at, "Note")
    with at.page.expect_request("**/account/draft/") as kept:
        at.fill(note="by telephone", pasted="Patient: Bramley")
    sent = str(kept.value.post_data)
    assert "telephone" in sent
    assert "report_says" in sent
    assert "Bramley" not in sent
    at.page.evaluate("document.body.dataset.signedOut = ''")
    at.go(at.man("Hollis", "draws/new/"))
    at.page.get_by_text("is filled in again").wait_for()
    assert (at.value("hematocrit"), at.value("pasted")) == ("47", "")
    at.check()
    assert at.sees("The pasted report has another name than Hollis")


def test_a_report_is_attached_beside_the_button_that_saves_and_saved_as_a_file(
    desk: Callable[..., Desk], tmp_path: Path
) -> None:
    at = desk("clinician")
    at.go(at.man("Garrick", "draws/new/"))
    assert not at.page.locator("[name=lab_report]").count()
    at.fill(collected_on="-1", hematocrit="46", hematocrit_unit="%")
    at.check()
    report = {"name": "Garrick.pdf", "mimeType": "text/html", "buffer": PDF}
    at.page.set_input_files("[name=lab_report]", report)
    at.saving.click()
    at.page.get_by_text("Draw saved and judged.").wait_for()
    at.page.locator("#draws tbody a").first.click()
    with at.page.expect_download() as taken:
        at.page.get_by_role("link", name="Laboratory's report (PDF, 1 KB)").click()
    taken.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes() == PDF
    assert taken.value.suggested_filename.startswith("lab-report-")
    assert at.complaints == []
