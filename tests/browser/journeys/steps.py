"""The steps that several journeys share."""

from datetime import date

from tests.browser.journeys.desk import Desk

UNITS = {"estradiol": "pg/mL", "testosterone_total": "ng/dL", "hematocrit": "%"}
MOST_TOPICS = 6


def today(desk: Desk) -> date:
    """The clinic's own day."""
    return date.fromisoformat(desk.places["today"])


def type_draw(desk: Desk, on: str = "-1", **values: str) -> None:
    """Type a draw into the open form; a value that is not named is left empty."""
    units = {f"{analyte}_unit": UNITS[analyte] for analyte in values}
    desk.fill(collected_on=on, **values, **units)


def save_draw(desk: Desk, name: str, on: str = "-1", **values: str) -> None:
    """Open a man's draw form, type and save."""
    desk.go(desk.man(name, "draws/new/"))
    type_draw(desk, on, **values)
    desk.save()


def confirm(desk: Desk) -> None:
    """Stand by an unlikely value."""
    desk.page.check("[name=confirmed]")
    desk.save()


def decide_until_gone(desk: Desk, name: str) -> None:
    """Decide on what the worklist shows about a man until it shows him no longer."""
    for _ in range(MOST_TOPICS):
        desk.go("/")
        if not desk.row(name).count():
            return
        desk.row(name).get_by_role("link", name="Review").click()
        desk.page.get_by_role("link", name="Review and decide").click()
        desk.page.check("[name=kind][value=acknowledge]")
        desk.fill(reason_code="repeat_labs")
        desk.save("Record decision")
        assert desk.sees("Decision recorded."), desk.text()
    raise AssertionError(f"{name} stays on the worklist")
