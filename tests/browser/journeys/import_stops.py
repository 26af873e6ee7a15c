"""The pages of an import, each by the way that leads there."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.journeys.desk import Desk

Way = Callable[[Desk], None]

MESSAGE = "\r".join(
    [
        "MSH|^~\\&|LIS|Quay Laboratory|||20261117||ORU^R01|M1|P|2.5.1",
        "PID|1||X-1^^^HARBOR^MR||Somebody^Else||19700301|M",
        "OBR|1|P-1|F-1|HORM|||202611160810",
        "OBX|1|NM|2243-4^Estradiol^LN||31|pg/mL|||||F",
        "OBX|2|NM|E2U^Estradiol ultrasensitive^QUAY||23|pg/mL|||||F",
        "OBX|3|NM|2986-8^Testosterone^LN||612|nanogr/dl|||||F",
    ]
)
TABLE = "Chart;Born;Collected;Estradiol;Comment\nX-1;01.03.1970;16.11.2026;31,5;fasting\n"


def brought(name: str, content: str) -> Way:
    """A file is read."""

    def way(desk: Desk) -> None:
        desk.go("/imports/new/")
        sent = {"name": name, "mimeType": "text/plain", "buffer": content.encode()}
        desk.page.set_input_files("[name=file]", sent)
        desk.page.get_by_role("button", name="Read the file").click()
        desk.page.wait_for_url("**/imports/*-*/**")

    return way


def accepted(desk: Desk) -> None:
    """A file was accepted, and leaves what it could not place."""
    brought("lab.hl7", MESSAGE)(desk)
    desk.page.locator("main form button").first.click()
    desk.page.wait_for_selector("#came")


def settling(kind: str) -> Way:
    """A row of the queue, by why it waits."""

    def way(desk: Desk) -> None:
        accepted(desk)
        desk.go("/imports/waiting/")
        row = desk.page.locator(".grid-rows tbody tr", has_text=kind).first
        row.locator("td a.btn-sm").click()
        desk.page.wait_for_selector("#sent")

    return way


def finding(desk: Desk) -> None:
    """Whose result it is, with men found."""
    settling("Whose is it?")(desk)
    desk.page.get_by_role("link", name="Find the patient").click()
    desk.page.fill("#find", "a")
    desk.page.get_by_role("button", name="Find", exact=True).click()
    desk.page.wait_for_selector("table")


def claiming(desk: Desk) -> None:
    """Whether it is his."""
    finding(desk)
    desk.page.locator("td a.btn-sm").first.click()
    desk.page.wait_for_selector("#his")


def meaning(desk: Desk) -> None:
    """What a code would mean for all that waits for it."""
    settling("Unknown code")(desk)
    desk.page.select_option("[name=means]", "estradiol")
    desk.page.locator("form[action$='meaning/'] button").click()
    desk.page.wait_for_selector("#foreseen")


def queue(desk: Desk) -> None:
    """Everything that waits."""
    accepted(desk)
    desk.go("/imports/waiting/")


IMPORTS: dict[str, Way] = {
    "a file looked at": brought("lab.hl7", MESSAGE),
    "columns of a table": brought("lab.csv", TABLE),
    "the queue": queue,
    "whether it is his": claiming,
    "what a code would mean": meaning,
}
