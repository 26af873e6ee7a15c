"""Wrong input, two tabs, two people, two clicks: nothing is lost, mixed up or saved twice."""

import pytest

from tests.browser.journeys.steps import save_draw, type_draw

pytestmark = pytest.mark.browser
NONSENSE = {
    "collected_on": "31 Feb 2026",
    "estradiol": "lots",
    "testosterone_total": "-5",
    "hematocrit": "999",
    "shbg": "1,2,3",
    "laboratory": "x" * 121,
    "days_since_testosterone": "soon",
    "collected_at": "25:61",
    "note": "y" * 5000,
}
UNITS = {"estradiol_unit": "pg/mL", "testosterone_total_unit": "ng/dL", "hematocrit_unit": "%"}


def unfold(at) -> None:
    """Open what is folded, as somebody does who fills in everything."""
    for fold in at.page.locator("main details").all():
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()


def test_everything_wrong_at_once_is_kept_and_explained(desk) -> None:
    at = desk("clinician")
    at.go(at.man("Garrick", "draws/new/"))
    unfold(at)
    at.fill(**NONSENSE, **UNITS)
    at.save()
    at.page.wait_for_selector("[data-error-summary]")
    assert at.focused() == "errorSummary"
    kept = {name: at.value(name) for name in {**NONSENSE, **UNITS}}
    assert kept == {**NONSENSE, **UNITS}
    marked = at.page.locator("form [aria-invalid=true]").evaluate_all("all => all.map(e => e.name)")
    assert set(NONSENSE) <= set(marked)
    assert at.page.title().startswith("Error: ")


@pytest.mark.parametrize("name", NONSENSE)
def test_each_problem_leads_to_its_field(desk, name: str) -> None:
    at = desk("clinician")
    at.go(at.man("Garrick", "draws/new/"))
    unfold(at)
    at.fill(**{name: NONSENSE[name]}, **UNITS)
    at.save()
    at.page.locator(f"[data-error-summary] a[href='#id_{name}']").first.click()
    assert at.focused() == name
    assert at.page.locator(f"#id_{name}").is_visible()


def test_a_form_of_another_patients_tab_is_refused(desk) -> None:
    at = desk("clinician")
    at.go(at.man("Garrick", "draws/new/"))
    type_draw(at, estradiol="33")
    other = at.man("Hollis", "draws/new/")
    at.page.evaluate("to => document.querySelector('form[data-once]').action = to", other)
    at.save()
    assert at.sees("This form was opened for another patient. Nothing was saved.")
    assert at.value("estradiol") == "33"
    assert at.page.locator(".banner-name").inner_text().startswith("HOLLIS")


def test_two_tabs_of_two_men_keep_apart(desk) -> None:
    at = desk("clinician")
    first, second = at.page, at.tab()
    at.go(at.man("Garrick", "draws/new/"))
    type_draw(at, "-3", estradiol="32")
    at.page = second
    save_draw(at, "Hollis", "-3", estradiol="34")
    at.page = first
    at.save()
    assert at.page.locator(".banner-name").inner_text().startswith("GARRICK")
    assert at.page.locator("#draws tbody tr").first.inner_text().count("32") == 1


def open_last_draw(at, name: str) -> None:
    at.go(at.man(name))
    at.page.locator("#draws tbody a").first.click()
    at.page.wait_for_url("**/amend/")


def test_who_saves_second_sees_both_versions(desk) -> None:
    quick, slow = desk("clinician"), desk("clinician2")
    save_draw(quick, "Hollis", "-2", estradiol="31")
    for at in (quick, slow):
        open_last_draw(at, "Hollis")
    quick.fill(estradiol="35", amendment="Typed wrong")
    quick.save()
    slow.fill(estradiol="39", amendment="Typed wrong")
    slow.save()
    assert slow.sees("This was changed while you were writing")
    shown = slow.page.locator(".conflict").inner_text()
    assert "35" in shown
    assert "39" in shown
    assert slow.value("estradiol") == "39"


def test_a_double_click_saves_once(desk) -> None:
    at = desk("clinician")
    at.go(at.man("Hollis", "draws/new/"))
    type_draw(at, "-4", estradiol="33")
    at.check()
    at.saving.dblclick()
    at.page.wait_for_url(f"**{at.man('Hollis')}")
    day = at.page.locator("#draws tbody tr", has_text="33").first.inner_text().split()[0]
    assert at.page.locator("#draws tbody tr", has_text=day).count() == 1
    assert at.sees("saved")


def test_the_same_form_sent_again_saves_nothing(desk) -> None:
    at = desk("clinician")
    at.go(at.man("Garrick", "draws/new/"))
    type_draw(at, "-5", estradiol="33")
    at.check()
    with at.page.expect_request(lambda request: request.method == "POST") as sent:
        at.saving.click()
    first = sent.value
    kind = {"Content-Type": first.headers["content-type"]}
    again = at.context.request.post(first.url, data=first.post_data, headers=kind)
    assert "This was already saved. Nothing was saved twice." in again.text()
