"""Amending, awaiting results, entered in error: the old stays readable, the right is judged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from labs.models import Draw
from monitoring.models import Status
from patients.models import Patient
from tests.conftest import anastrozole, recorded
from tests.facts.states import firing, waiting
from tests.views.bodies import DRAW, SYMPTOMS
from tests.views.page import opened, page_of, send

pytestmark = pytest.mark.django_db

LAST = date(2026, 11, 16)
WITHDRAWN = {"born_on": "14 Mar 1969", "amendment": "Other", "amendment_note": "Another man's"}


def history(client: Client, man: Patient) -> str:
    url = reverse("monitoring:history", args=[man.opaque_id])
    return client.get(url).content.decode()


def last_draw(man: Patient) -> Draw:
    return Draw.objects.current().get(patient=man, collected_on=LAST)


def url_of(name: str, man: Patient, *more: Any) -> str:
    return reverse(f"monitoring:{name}", args=[man.opaque_id, *more])


def test_the_form_that_amends_shows_what_was_typed(pages: Client, man: Patient) -> None:
    shown = opened(pages, url_of("draw-amend", man, last_draw(man).document))
    assert shown["collected_on"] == "16-Nov-2026"
    assert (shown["estradiol"], shown["estradiol_unit"]) == ("17", "pg/mL")
    assert (shown["hematocrit"], shown["estradiol_method"]) == ("54.0", "lcms")


def test_an_amended_draw_keeps_the_old_value_struck_in_the_history(
    pages: Client, man: Patient
) -> None:
    typed = {"estradiol": "27", "amendment": "Typed wrong", "amendment_note": "Misread the fax"}
    url = url_of("draw-amend", man, last_draw(man).document)
    assert send(pages, url, **typed).status_code == 302
    shown = history(pages, man)
    assert "Typed wrong: Misread the fax" in shown
    struck = shown.split("<del>")[1].split("</del>")[0]
    assert "Estradiol 17 pg/mL" in struck
    assert "Estradiol 27 pg/mL" in shown.replace(struck, "")


def test_an_amended_value_is_judged_at_once(pages: Client, man: Patient) -> None:
    assert "E2_LOW" in firing(man)
    url = url_of("draw-amend", man, last_draw(man).document)
    send(pages, url, estradiol="27", hematocrit="47", amendment="Typed wrong")
    assert "E2_LOW" not in firing(man)
    assert "27" in page_of(pages.get(url_of("patient", man))).text
    assert Status.objects.get(patient=man).current["estradiol"]["text"].startswith("27")


def test_an_amended_step_and_report_keep_their_old_words(pages: Client, man: Patient) -> None:
    send(pages, url_of("symptoms-record", man), **SYMPTOMS)
    report = man.symptomreport_versions.get()
    start = man.therapyevent_versions.get(drug="anastrozole")
    why = {"amendment": "Corrected by the source"}
    send(pages, url_of("symptoms-amend", man, report.document), joint_pain="3", **why)
    send(pages, url_of("therapy-amend", man, start.document), dose_mg="0.5", **why)
    shown = history(pages, man)
    assert "Joint pain (severe)" in shown
    assert "0.5 mg twice a week" in shown
    struck = [each.split("</del>")[0] for each in shown.split("<del>")[1:]]
    assert any("Joint pain (moderate)" in each for each in struck)
    assert any("0.25 mg twice a week" in each for each in struck)


def test_the_note_about_why_is_kept_with_the_new_version_only(pages: Client, man: Patient) -> None:
    draw = last_draw(man)
    send(pages, url_of("draw-amend", man, draw.document), estradiol="27", amendment="Typed wrong")
    versions = Draw.objects.history(draw.document)
    assert [each.reason for each in versions] == ["Typed wrong", ""]


def test_a_draw_may_await_its_results_and_gets_them_later(pages: Client, man: Patient) -> None:
    awaited = {"collected_on": "20 Nov 2026", "awaiting_results": "on"}
    assert send(pages, url_of("draw-record", man), **awaited).status_code == 302
    assert "Results awaited" in page_of(pages.get(url_of("patient", man))).text
    draw = Draw.objects.get(patient=man, awaiting_results=True)
    url = url_of("draw-amend", man, draw.document)
    came = {name: DRAW[name] for name in DRAW if name != "collected_on"}
    typed = {**opened(pages, url), **came, "amendment": "Completed later"}
    typed.pop("awaiting_results")
    assert pages.post(url, typed).status_code == 302
    assert "Results awaited" not in page_of(pages.get(url_of("patient", man))).text
    assert Status.objects.get(patient=man).current["estradiol"]["text"].startswith("27")


def test_a_draw_that_awaits_results_keeps_no_value_from_before(pages: Client, man: Patient) -> None:
    awaited = {"collected_on": "20 Nov 2026", "awaiting_results": "on"}
    send(pages, url_of("draw-record", man), **awaited)
    assert Status.objects.get(patient=man).current["estradiol"]["text"].startswith("17")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        pytest.param({"born_on": ""}, "born_on", id="no birth date"),
        pytest.param({"born_on": "14 Mar 1968"}, "born_on", id="another birth date"),
        pytest.param({"born_on": "soon"}, "born_on", id="nonsense"),
        pytest.param({"amendment": ""}, "amendment", id="no reason"),
    ],
)
def test_withdrawing_demands_his_birth_date_and_a_reason(
    typed: dict[str, str], field: str, pages: Client, man: Patient
) -> None:
    url = url_of("fact-withdraw", man, "draw", last_draw(man).document)
    answer = send(pages, url, **{**WITHDRAWN, **typed})
    assert answer.status_code == 422
    assert page_of(answer).beside[field]
    assert last_draw(man)


def test_what_is_withdrawn_leaves_the_judgement_and_stays_struck(
    pages: Client, man: Patient
) -> None:
    document = last_draw(man).document
    url = url_of("fact-withdraw", man, "draw", document)
    assert send(pages, url, **WITHDRAWN).status_code == 302
    shown = history(pages, man)
    assert "Entered in error" in shown
    assert "Estradiol 17 pg/mL" in shown.split("<del>")[1]
    assert "Other: Another man" in shown
    assert "E2_LOW" not in firing(man)
    assert pages.get(url_of("draw-amend", man, document)).status_code == 404


@pytest.mark.parametrize(
    ("kind", "versions"),
    [("therapyevent", "therapyevent_versions"), ("symptomreport", "symptomreport_versions")],
)
def test_every_kind_of_fact_can_be_withdrawn(
    kind: str, versions: str, pages: Client, man: Patient
) -> None:
    send(pages, url_of("symptoms-record", man), **SYMPTOMS)
    fact = getattr(man, versions).current().latest("position")
    answer = send(pages, url_of("fact-withdraw", man, kind, fact.document), **WITHDRAWN)
    assert answer.status_code == 302
    assert not getattr(man, versions).current().filter(document=fact.document).exists()


def test_what_others_rest_on_is_not_withdrawn(pages: Client, man: Patient) -> None:
    recorded(man, anastrozole(date(2026, 11, 18), "hold"))
    start = man.therapyevent_versions.get(drug="anastrozole", step="start")
    url = url_of("fact-withdraw", man, "therapyevent", start.document)
    answer = send(pages, url, **WITHDRAWN)
    assert answer.status_code == 422
    assert "There is a problem" in page_of(answer).text
    assert man.therapyevent_versions.current().filter(document=start.document).exists()


def test_a_version_that_nobody_has_read_is_not_withdrawn(pages: Client, man: Patient) -> None:
    document = last_draw(man).document
    url = url_of("fact-withdraw", man, "draw", document)
    typed = {**opened(pages, url), **WITHDRAWN}
    send(pages, url_of("draw-amend", man, document), estradiol="27", amendment="Typed wrong")
    answer = pages.post(url, typed)
    assert answer.status_code == 422
    assert "changed this entry since you opened" in page_of(answer).text
    assert pages.post(url, page_of(answer).form_with("seal")).status_code == 302


def test_a_line_of_the_worklist_goes_with_its_value(pages: Client, man: Patient) -> None:
    before = waiting(man)
    send(pages, url_of("fact-withdraw", man, "draw", last_draw(man).document), **WITHDRAWN)
    assert "hematocrit" in before - waiting(man)
