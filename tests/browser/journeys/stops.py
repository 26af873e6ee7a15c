"""Every page and state of the lead, and how one gets there."""

from collections.abc import Callable

from tests.browser.journeys.desk import Desk
from tests.browser.journeys.import_stops import IMPORTS
from tests.browser.journeys.office_stops import OFFICE
from tests.browser.journeys.steps import UNITS, save_draw, type_draw
from tests.moving_in.sheets import PETER, WHOLE, workbook

Way = Callable[[Desk], None]


def at_path(path: str) -> Way:
    """Straight there."""
    return lambda desk: desk.go(path)


def about(name: str, page: str = "") -> Way:
    """To a page of one of the men of the journeys."""
    return lambda desk: desk.go(desk.man(name, page))


def draw_checked(desk: Desk) -> None:
    """To a draw with what saving it would bring."""
    desk.go(desk.man("Hollis", "draws/new/"))
    type_draw(desk, "-1", estradiol="8.8", testosterone_total="742", hematocrit="55")
    desk.check()
    desk.page.wait_for_selector("#foreseen")


def draw_typed(desk: Desk) -> None:
    """To a draw that is being typed, with what it would bring beside it."""
    desk.go(desk.man("Kestrel", "draws/new/"))
    desk.page.check("[name=as_last_time]")
    desk.fill(collected_on="-1", estradiol="8.8", testosterone_total="742", hematocrit="55")
    desk.page.locator(".typed-changes").wait_for()


def draw_pasted(desk: Desk) -> None:
    """To a draw filled in from the report of somebody else."""
    desk.go(desk.man("Kestrel", "draws/new/"))
    desk.page.get_by_text("Paste the lab report").first.click()
    desk.fill(collected_on="-1", pasted="Patient: Bramley, Owen\nDOB: 02-Feb-1971\nHct 47 %")
    desk.check()
    desk.page.wait_for_selector(".confirm")


def report_with_a_draw(desk: Desk) -> None:
    """To a draw that has a report, through the form that attaches it."""
    link_of_table(desk)
    desk.page.get_by_role("link", name="Attach a file").click()
    report = {"name": "r.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    desk.page.set_input_files("[name=lab_report]", report)
    desk.save("Attach")
    desk.page.get_by_text("Report attached.").wait_for()
    link_of_table(desk)


def attaching(desk: Desk) -> None:
    """To the form that attaches a report, refused."""
    link_of_table(desk)
    desk.page.get_by_role("link", name="Attach a file").click()
    desk.save("Attach")
    desk.page.wait_for_selector("[data-error-summary]")


def symptoms_checked(desk: Desk) -> None:
    """To symptoms with what saving them would bring."""
    desk.go(desk.man("Hollis", "symptoms/new/"))
    desk.fill(reported_on="-1")
    desk.page.check("[name=joint_pain][value='2']")
    desk.check()
    desk.page.wait_for_selector("#foreseen")


def dose_checked(desk: Desk) -> None:
    """To a dose dated back with what saving it would bring."""
    desk.go(desk.man("Hollis", "protocol/anastrozole/"))
    desk.page.check("[name=step][value=change]")
    desk.fill(occurred_on="-20", dose_mg="0.5", schedule="w3", reason_code="e2_high")
    desk.check()


def usual_dose_checked(desk: Desk) -> None:
    """To a dose chosen from the list, which filled the fields below it."""
    desk.go(desk.man("Hollis", "protocol/anastrozole/"))
    desk.page.check("[name=step][value=change]")
    desk.fill(occurred_on="t", usual="0.5-w1", reason_code="e2_low")
    desk.check()


def sent_empty(name: str, page: str, button: str = "Save") -> Way:
    """To a form sent with nothing in it."""

    def way(desk: Desk) -> None:
        desk.go(desk.man(name, page) if name else page)
        desk.save(button)
        desk.page.wait_for_selector("[data-error-summary]")

    return way


def file_checked(desk: Desk) -> None:
    """To what a spreadsheet would bring, with faults and with a patient without one."""
    second = {**PETER, "record_number": "AZ-2", "family_name": "Lindqvist", "email": "x"}
    content = workbook({**WHOLE, "Patients": [PETER, second]})
    desk.go("/moving-in/")
    chosen = {"name": "ours.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    desk.page.set_input_files("[name=spreadsheet]", chosen)
    desk.save("Check the file")
    desk.page.wait_for_selector("#faults")


def first_of_worklist(desk: Desk) -> None:
    desk.go("/")
    desk.page.locator("[data-open]").first.click()
    desk.page.wait_for_url("**/patients/*/?from=decide")


def review_of_first(desk: Desk) -> None:
    first_of_worklist(desk)
    desk.page.get_by_role("link", name="Review and decide").click()
    desk.page.wait_for_url("**/review/**")


def row_opened(desk: Desk) -> None:
    """To the forms below a man's row, sent with nothing in them."""
    desk.go("/")
    desk.page.locator("[data-decide]").first.click()
    desk.page.locator("[data-sheet] .sheet-decide button").click()
    desk.page.wait_for_selector("[data-sheet] [data-error-summary]")


def decision_sent_empty(desk: Desk) -> None:
    review_of_first(desk)
    desk.save("Record decision")
    desk.page.wait_for_selector("[data-error-summary]")


def link_of_table(desk: Desk) -> None:
    """To the amendment of a recorded draw."""
    desk.go(desk.man("Hollis"))
    desk.page.locator("#draws tbody a").first.click()
    desk.page.wait_for_url("**/amend/")


def withdrawal(desk: Desk) -> None:
    link_of_table(desk)
    desk.page.get_by_role("link", name="Mark it as entered in error").click()
    desk.page.wait_for_url("**/withdraw/")


def draw_elsewhere(desk: Desk) -> None:
    """To the search for the man to whom a draw belongs, with somebody found."""
    link_of_table(desk)
    desk.page.get_by_role("link", name="This draw belongs to another patient").click()
    desk.page.fill("#find", "Ivory")
    desk.page.get_by_role("button", name="Find").click()
    desk.page.get_by_role("link", name="Enter it for him").wait_for()


def draw_moving(desk: Desk) -> None:
    """To a draw of one man in the form of another."""
    draw_elsewhere(desk)
    desk.page.get_by_role("link", name="Enter it for him").click()
    desk.page.wait_for_selector("#id_estradiol")


def draw_of_two_days(desk: Desk) -> None:
    """To a day that can mean two, both offered while one types."""
    desk.go(desk.man("Hollis", "draws/new/"))
    desk.fill(collected_on=f"10/5/{int(desk.places['today'][:4]) - 1}")
    desk.page.locator(".field-read button").first.wait_for()


def unlikely_value(desk: Desk) -> None:
    save_draw(desk, "Hollis", "-1", estradiol="4.8")
    desk.page.wait_for_selector("[name=confirmed][type=checkbox]")


def everything_wrong(desk: Desk) -> None:
    desk.go(desk.man("long", "draws/new/"))
    type_draw(desk, "31 Feb", **dict.fromkeys(UNITS, "lots"))
    desk.save()
    desk.page.wait_for_selector("[data-error-summary]")


def found(query: str) -> Way:
    def way(desk: Desk) -> None:
        desk.go("/patients/")
        desk.page.fill("#find", query)
        desk.page.locator("form.find button").click()
        desk.page.wait_for_load_state()

    return way


def first_message(desk: Desk) -> None:
    """A mail word for word, or the list while none is queued yet."""
    desk.go("/reminders/?show=sent")
    if desk.page.get_by_role("link", name="Read").count():
        desk.page.get_by_role("link", name="Read").first.click()
        desk.page.wait_for_url("**/reminders/*-*/")


def opened_quality(desk: Desk) -> None:
    """The quality page with every month and every rule unfolded."""
    desk.go("/quality/")
    for fold in desk.page.locator("main summary").all():
        fold.click()


def scanned_twice(desk: Desk) -> None:
    """To the bones of a man of the demo who was scanned more than once."""
    found("Fitzwilliam")(desk)
    desk.page.locator("a.row-name").first.click()
    desk.page.get_by_role("link", name="Bone density", exact=True).click()
    desk.page.wait_for_selector(".small-courses svg")


STOPS: dict[str, Way] = {
    **IMPORTS,
    **OFFICE,
    "worklist": at_path("/"),
    "worklist in low rows": at_path("/?rows=low"),
    "worklist with an open row": row_opened,
    "labs overdue": at_path("/?show=labs"),
    "scans due": at_path("/?show=dexa"),
    "snoozed": at_path("/?show=snoozed"),
    "entered today": at_path("/?show=entered"),
    "all patients": at_path("/?show=all"),
    "own patients": at_path("/?whose=mine"),
    "patients": at_path("/patients/"),
    "somebody found": found("an"),
    "nobody found": found("zzzz"),
    "registering": at_path("/patients/new/"),
    "registering, refused": sent_empty("", "/patients/new/"),
    "a man with much": first_of_worklist,
    "a man with nothing": about("Ivory"),
    "a long name": about("long"),
    "a draw": about("Hollis", "draws/new/"),
    "a draw, checked": draw_checked,
    "a draw, as typed": draw_typed,
    "a draw, pasted for somebody else": draw_pasted,
    "a draw with its report": report_with_a_draw,
    "attaching a report, refused": attaching,
    "symptoms, checked": symptoms_checked,
    "a dose, checked": dose_checked,
    "a usual dose, checked": usual_dose_checked,
    "a draw, refused": sent_empty("Hollis", "draws/new/"),
    "a draw, everything wrong": everything_wrong,
    "a draw, unlikely": unlikely_value,
    "amending a draw": link_of_table,
    "entered in error": withdrawal,
    "a draw of another patient": draw_elsewhere,
    "a draw of another patient, entered for him": draw_moving,
    "a draw, two days meant": draw_of_two_days,
    "a scan": about("Hollis", "dexa/new/"),
    "a scan, refused": sent_empty("Hollis", "dexa/new/"),
    "symptoms": about("Hollis", "symptoms/new/"),
    "anastrozole": about("Hollis", "protocol/anastrozole/"),
    "anastrozole, refused": sent_empty("Hollis", "protocol/anastrozole/"),
    "other drugs": about("Hollis", "protocol/other/"),
    "other drugs, refused": sent_empty("Hollis", "protocol/other/"),
    "his details": about("long", "details/"),
    "treatment of much": about("crowded", "protocol/"),
    "treatment of nothing": about("Ivory", "protocol/"),
    "bone density": about("long", "dexa/"),
    "bone density over time": scanned_twice,
    "bone density of nothing": about("Ivory", "dexa/"),
    "symptoms of much": about("crowded", "symptoms/"),
    "symptoms of nothing": about("Ivory", "symptoms/"),
    "history": about("long", "history/"),
    "history of nothing": about("Ivory", "history/"),
    "report": about("long", "report/"),
    "report of nothing": about("Ivory", "report/"),
    "patient copy": about("long", "report/copy/"),
    "review": review_of_first,
    "decision by itself": about("crowded", "decision/"),
    "review, refused": decision_sent_empty,
    "review of nothing": about("Ivory", "review/"),
    "flags": at_path("/flags/"),
    "flags filtered to nobody": at_path("/flags/?tier=3&age=today&rule=HCT_HIGH"),
    "new results": at_path("/flags/?show=results"),
    "decided flags": at_path("/flags/?show=decided"),
    "quality": at_path("/quality/"),
    "quality, everything open": opened_quality,
    "patients behind a number": at_path("/quality/patients/?of=labs&part=others"),
    "findings behind a number": at_path("/quality/patients/?rule=all&part=waiting"),
    "nobody behind a number": at_path("/quality/patients/?rule=TT_CENSORED_UNRESOLVED"),
    "similar records": at_path("/patients/similar/"),
    "moving in": at_path("/moving-in/"),
    "moving in, no file": sent_empty("", "/moving-in/", "Check the file"),
    "moving in, checked": file_checked,
    "targets of the clinic": at_path("/targets/clinic/"),
    "proposing targets": at_path("/targets/clinic/propose/"),
    "laboratories": at_path("/admin/labs/laboratory/"),
    "assays": at_path("/admin/labs/assay/"),
    "adding an assay": at_path("/admin/labs/assay/add/"),
    "adding a spelling": at_path("/admin/labs/spelling/add/"),
    "staff in the admin": at_path("/admin/accounts/membership/"),
    "proposed targets in the admin": at_path("/admin/protocols/targetproposal/"),
    "reminders": at_path("/reminders/"),
    "reminders planned": at_path("/reminders/?show=planned"),
    "reminders that failed": at_path("/reminders/?show=failed"),
    "units of the clinic": at_path("/settings/units/"),
    "reminder settings": at_path("/settings/reminders/"),
    "a message": first_message,
    "nothing at this address": at_path("/patients/none/"),
    "admin": at_path("/admin/"),
    "flagged patients": at_path("/admin/monitoring/status/"),
    "no flagged patients": at_path("/admin/monitoring/status/?rule=TT_CENSORED_UNRESOLVED"),
}

EMPTY: dict[str, Way] = {
    "empty worklist": at_path("/"),
    "empty patients": at_path("/patients/"),
    "empty flags": at_path("/flags/"),
    "no new results": at_path("/flags/?show=results"),
    "empty reminders": at_path("/reminders/"),
    "empty quality": at_path("/quality/"),
    "empty queue": at_path("/imports/waiting/"),
    "nothing brought": at_path("/imports/new/"),
    "empty admin": at_path("/admin/monitoring/status/"),
}
