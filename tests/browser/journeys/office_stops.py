"""The pages about the clinic and its people, and the small forms about one man's follow-up."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.journeys.desk import Desk

Way = Callable[[Desk], None]

PLACES = {
    "own account": "/account/own/",
    "own password": "/account/password/",
    "second step of one's own": "/account/protection/",
    "adding an app": "/account/protection/app/",
    "adding a passkey": "/account/protection/passkey/",
    "mail to oneself": "/account/mail/",
    "staff": "/settings/staff/",
    "roles": "/settings/roles/",
    "operations": "/settings/operations/",
    "audit": "/audit/",
    "targets and rules": "/targets/",
}


def straight(path: str) -> Way:
    """Straight there."""
    return lambda desk: desk.go(path)


def a_call(desk: Desk) -> None:
    """To the form for a call about what has been overdue longest."""
    desk.go("/reminders/")
    desk.page.get_by_role("link", name="Record a call").first.click()
    desk.page.wait_for_url("**/call/**")


def a_visit(desk: Desk) -> None:
    """To the form for a booked visit, refused."""
    desk.go("/reminders/")
    desk.page.get_by_role("link", name="Visit booked").first.click()
    desk.page.locator("main form button[type=submit]").first.click()
    desk.page.wait_for_selector("[data-error-summary]")


def earlier_date(desk: Desk) -> None:
    desk.go(desk.man("Hollis", "due/"))


def own_targets(desk: Desk) -> None:
    desk.go(desk.man("Hollis", "targets/"))


OFFICE: dict[str, Way] = {
    **{name: straight(path) for name, path in PLACES.items()},
    "a call": a_call,
    "a visit, refused": a_visit,
    "an earlier date": earlier_date,
    "targets of a patient": own_targets,
}
