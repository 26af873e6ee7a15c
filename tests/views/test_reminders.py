"""The page of reminders: what is overdue, who was told, what failed, and what to do about it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from monitoring.mail.links import unsubscribe_link
from monitoring.models import Message, MessageState, Notice, Obligation, ScanRun
from patients.models import Patient
from tests.conftest import TODAY, admitted, anastrozole, cypionate, recorded, signed_in
from tests.views.page import page_of, send
from tests.views.test_counts import counted

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = "/reminders/"
TABS = ["overdue", "planned", "waiting", "sent", "failed", "stopped"]
READING = dict.fromkeys(TABS, 9) | {"overdue": 12, "planned": 16}
"""Statements of each tab, whatever it shows."""

LONG = "Wolfeschlegelsteinhausenbergerdorff"


def told(clinic: Clinic, to: User | None, state: str, days_ago: int = 0, **more: Any) -> Message:
    return Message.objects.create(
        clinic=clinic,
        recipient=to,
        state=state,
        local_day=TODAY - timedelta(days=days_ago),
        queued_at=NOW - timedelta(days=days_ago),
        not_before=NOW,
        **more,
    )


def late_man(clinic: Clinic, owner: User | None, days: int, **details: Any) -> Patient:
    """A man whose first labs were due so many days before the first day of being overdue."""
    man = admitted(clinic, owner, owner=owner, **details)
    started = TODAY - timedelta(days=42 + 15 + days)
    recorded(man, cypionate(date(2025, 1, 6)), anastrozole(started))
    return man


def labs(man: Patient) -> Obligation:
    return Obligation.objects.open().get(patient=man, kind="labs")


def all_passes_ran() -> None:
    for name in ("scan", "send", "judge"):
        ScanRun.objects.record(name, NOW, {})


@pytest.fixture
def messages(clinic: Clinic, clinician: User) -> list[Message]:
    """One message in each state."""
    return [told(clinic, clinician, state, ago) for ago, state in enumerate(MessageState)]


@pytest.mark.parametrize(
    ("tab", "count"), [("waiting", 2), ("sent", 1), ("failed", 2), ("stopped", 1)]
)
def test_a_tab_lists_and_counts_its_messages(
    tab: str, count: int, pages: Client, messages: list[Message]
) -> None:
    answer = pages.get(PAGE, {"show": tab})
    assert len(answer.context["rows"]) == count
    current = next(each for each in answer.context["tabs"] if each["current"])
    assert current["count"] == count


EMPTY = {
    "overdue": "Nothing is overdue",
    "planned": "Nothing is planned",
    "waiting": "No message waits",
    "sent": "Nothing was sent yet",
    "failed": "Every message arrived",
    "stopped": "No message was stopped",
    "nonsense": "Nothing is overdue",
}


@pytest.mark.parametrize("tab", EMPTY)
def test_an_empty_tab_says_what_would_stand_there(tab: str, pages: Client) -> None:
    assert EMPTY[tab] in page_of(pages.get(PAGE, {"show": tab})).text


def test_follow_ups_come_longest_overdue_first(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    for days in (3, 40, 0, -1):
        late_man(clinic, clinician, days, family_name=f"Man {days}")
    rows = pages.get(PAGE).context["rows"]
    listed = [(row["name"], row["late_days"]) for row in rows if row["kind"] == "Follow-up labs"]
    assert listed == [("Man 40, Daniel", 40), ("Man 3, Daniel", 3), ("Man 0, Daniel", 0)]


def test_a_follow_up_says_what_was_told_and_arranged(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = late_man(clinic, clinician, 20)
    mail = told(clinic, clinician, MessageState.SENT, 6, sent_at=NOW - timedelta(days=6))
    Notice.objects.create(
        obligation=labs(man), recipient=clinician, due_on=labs(man).due_on, message=mail
    )
    for outcome in ("no_answer", "later"):
        url = reverse("monitoring:call-record", args=[man.opaque_id, "labs"])
        send(pages, url, outcome=outcome)
    shown = page_of(pages.get(PAGE)).text.replace(" .", ".").replace(" :", ":").replace(" ,", ",")
    for said in (
        "Hargreaves, Daniel",
        f"Responsible: {clinician.name}",
        "First labs after the last change of treatment.",
        "20 days",
        f"16-Nov-2026 First reminder, {clinician.name}: sent",
        "Called 22-Nov-2026: asked to be called later, no reminders until 29-Nov-2026.",
    ):
        assert said in shown
    assert "R-0001" not in shown


def test_what_was_told_of_an_earlier_date_is_not_told_of_this_one(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = late_man(clinic, clinician, 20)
    mail = told(clinic, clinician, MessageState.SENT, 6, sent_at=NOW)
    Notice.objects.create(
        obligation=labs(man), recipient=clinician, due_on=TODAY - timedelta(300), message=mail
    )
    assert "Nobody was told yet." in page_of(pages.get(PAGE)).text


def test_a_follow_up_leads_to_the_forms_and_back(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    late_man(clinic, clinician, 20)
    [row] = [each for each in pages.get(PAGE).context["rows"] if each["kind"] == "Follow-up labs"]
    assert [link["label"] for link in row["links"]] == ["Record a call", "Visit booked"]
    for link in row["links"]:
        assert link["url"].endswith("?back=reminders")
        assert pages.get(link["url"]).status_code == 200


def test_an_unread_finding_leads_to_its_review(pages: Client, man: Patient) -> None:
    duty = Obligation.objects.open().get(patient=man, kind="review")
    Obligation.objects.filter(pk=duty.pk).update(overdue_from=TODAY)
    [row] = [each for each in pages.get(PAGE).context["rows"] if "Act" in each["kind"]]
    assert [link["label"] for link in row["links"]] == ["Review"]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        pytest.param(0, "22-Nov-2026 First reminder", id="today"),
        pytest.param(-14, "06-Dec-2026 First reminder", id="in two weeks"),
        pytest.param(-15, "", id="later"),
    ],
)
def test_what_is_told_within_two_weeks_is_planned(
    days: int, said: str, pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = late_man(clinic, clinician, days)
    Obligation.objects.exclude(pk=labs(man).pk).update(next_notice_on=None)
    shown = page_of(pages.get(PAGE, {"show": "planned"})).text
    assert (f"{said}" in shown) if said else ("Nothing is planned" in shown)
    assert (clinician.name in shown.split("Waiting")[-1]) == bool(said)


def test_after_the_first_stage_the_second_is_planned(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = late_man(clinic, clinician, 3)
    mail = told(clinic, clinician, MessageState.SENT, 3)
    Notice.objects.create(
        obligation=labs(man), recipient=clinician, due_on=labs(man).due_on, message=mail
    )
    Obligation.objects.exclude(pk=labs(man).pk).update(next_notice_on=None)
    shown = page_of(pages.get(PAGE, {"show": "planned"})).text
    assert "03-Dec-2026 Second reminder" in shown
    assert "First reminder" not in shown


def test_a_failed_message_says_why_and_what_to_do(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    told(clinic, clinician, MessageState.PARKED, last_error="550 5.1.1 No such user")
    told(clinic, clinician, MessageState.BOUNCED, 1, last_error="552 Mailbox full")
    shown = page_of(pages.get(PAGE, {"show": "failed"})).text
    for said in ("550 5.1.1 No such user", "552 Mailbox full", "then try again", "Leave it"):
        assert said in shown


def test_a_message_to_a_patient_names_him_on_this_page_alone(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = late_man(clinic, clinician, 20, family_name=LONG)
    mail = told(clinic, None, MessageState.SENT, patient=man, kind="patient", body="Please call.")
    page = page_of(pages.get(PAGE, {"show": "sent"}))
    assert LONG in page.text
    assert LONG not in page.title
    shown = page_of(pages.get(reverse("monitoring:message", args=[mail.opaque_id])))
    assert LONG in shown.text
    assert "Please call." in shown.text


def test_a_message_shows_its_words_and_what_it_stands_for(
    pages: Client, man: Patient, clinician: User
) -> None:
    words = {"subject": "3 follow-ups", "body": "Please look.", "sent_at": NOW}
    mail = told(man.clinic, clinician, MessageState.SENT, **words)
    duty = Obligation.objects.open().filter(patient=man).first()
    Notice.objects.create(obligation=duty, recipient=clinician, due_on=duty.due_on, message=mail)
    shown = page_of(pages.get(reverse("monitoring:message", args=[mail.opaque_id])))
    for said in ("3 follow-ups", "Please look.", clinician.email, "Hargreaves, Daniel"):
        assert said in shown.text
    assert "Hargreaves" not in shown.title


def test_a_message_is_shown_to_the_letter_but_for_its_reader_s_own_link(
    pages: Client, clinician: User, clinic: Clinic
) -> None:
    words = {"subject": "3 follow-ups", "body": "Please look.", "sent_at": NOW}
    mail = told(clinic, clinician, MessageState.SENT, **words)
    shown = page_of(pages.get(reverse("monitoring:message", args=[mail.opaque_id])))
    for header in ("Message-ID: <", f"To: {clinician.email}", "Auto-Submitted: auto-generated"):
        assert header in shown.text
    assert "List-Unsubscribe: <(a link for the reader alone)>" in shown.text
    assert unsubscribe_link(mail) not in shown.text


def test_a_message_that_does_not_exist_is_not_found(pages: Client, man: Patient) -> None:
    assert pages.get(f"/reminders/{man.opaque_id}/").status_code == 404


def pressed(client: Client, mail: Message, act: str) -> str:
    """Press a button of a message, and read what the page says then."""
    url = reverse(f"monitoring:message-{act}", args=[mail.opaque_id])
    return page_of(client.post(url, follow=True)).text


def test_a_failed_message_is_tried_again_once(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    mail = told(clinic, clinician, MessageState.PARKED)
    assert "It is tried again" in pressed(pages, mail, "again")
    assert "does not stand there any more" in pressed(pages, mail, "again")
    assert Message.objects.get().state == MessageState.QUEUED


def test_a_failed_message_is_left_by_a_role(pages: Client, clinic: Clinic, clinician: User) -> None:
    mail = told(clinic, clinician, MessageState.BOUNCED, last_error="Mailbox full")
    shown = pressed(pages, mail, "leave")
    assert "Left. What it stood for stays on the list of follow-ups." in shown
    assert "Stopped by a person: clinician. Mailbox full" in shown


def test_a_message_without_a_reason_is_not_sent_and_says_so(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    mail = told(clinic, clinician, MessageState.QUEUED)
    assert "Nothing of what it would say is owed any more" in pressed(pages, mail, "now")
    assert Message.objects.get().not_before == NOW


def test_a_message_within_the_hours_goes_out_at_once(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    duty = labs(late_man(clinic, clinician, 20))
    mail = told(clinic, clinician, MessageState.QUEUED)
    Message.objects.update(not_before=NOW + timedelta(hours=4))
    Notice.objects.create(obligation=duty, recipient=clinician, due_on=duty.due_on, message=mail)
    assert "It goes out within a minute." in pressed(pages, mail, "now")
    assert Message.objects.get().not_before < NOW + timedelta(minutes=1)


@pytest.mark.parametrize("act", ["again", "leave", "now"])
def test_a_message_is_never_steered_by_reading(
    act: str, pages: Client, messages: list[Message]
) -> None:
    url = reverse(f"monitoring:message-{act}", args=[messages[0].opaque_id])
    assert pages.get(url).status_code == 405


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("men", [2, 30])
def test_a_tab_costs_the_same_for_every_number_of_rows(
    men: int, tab: str, pages: Client, clinic: Clinic, clinician: User
) -> None:
    all_passes_ran()
    for number in range(men):
        duty = labs(late_man(clinic, clinician, number))
        mail = told(clinic, clinician, list(MessageState)[number % 6], number)
        Notice.objects.create(
            obligation=duty, recipient=clinician, due_on=duty.due_on, message=mail
        )
    assert counted(pages, "get", f"{PAGE}?show={tab}")["asked"] <= READING[tab]


def test_every_row_of_a_tab_is_listed_once_page_by_page(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    for days in range(120):
        told(clinic, clinician, MessageState.SENT, days)
    seen, url = [], f"{PAGE}?show=sent"
    while url:
        answer = pages.get(url)
        seen += [row["mail"].pk for row in answer.context["rows"]]
        url = PAGE + answer.context["next_url"] if answer.context["next_url"] else ""
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("place", ["x", "1.2", "9" * 5000, "2026-13-01.5", "\x00"])
@pytest.mark.parametrize("tab", TABS)
def test_a_place_that_names_nothing_begins_at_the_first(
    tab: str, place: str, pages: Client, man: Patient
) -> None:
    assert pages.get(PAGE, {"show": tab, "after": place}).status_code == 200


ALARMED = ["/", "/patients/", PAGE]


@pytest.mark.parametrize("page", ALARMED)
def test_all_is_quiet_while_everything_runs(page: str, pages: Client, man: Patient) -> None:
    all_passes_ran()
    assert not pages.get(page).context["problems"]
    assert "note-error" not in pages.get(page).content.decode()


@pytest.mark.parametrize("page", ALARMED)
@pytest.mark.parametrize(
    ("name", "minutes", "said"),
    [
        pytest.param("scan", 31, "Nobody looks for what became overdue", id="scan"),
        pytest.param("send", 120, "the last pass ended 2 hours ago", id="send"),
        pytest.param("judge", 121, "is missing from the lists below", id="judge"),
    ],
)
def test_a_silent_pass_stands_above_every_list(
    page: str, name: str, minutes: int, said: str, pages: Client, man: Patient
) -> None:
    all_passes_ran()
    ScanRun.objects.filter(name=name).update(finished_at=NOW - timedelta(minutes=minutes))
    assert said in page_of(pages.get(page)).text


@pytest.mark.parametrize("page", ALARMED)
@pytest.mark.parametrize(
    ("failed", "said"),
    [(1, "1 reminder reached nobody. Look at it."), (2, "2 reminders reached nobody.")],
)
def test_what_reached_nobody_stands_above_every_list(
    page: str, failed: int, said: str, pages: Client, man: Patient, clinician: User
) -> None:
    all_passes_ran()
    for days, state in zip(range(failed), ("parked", "bounced"), strict=False):
        told(man.clinic, clinician, state, days)
    assert said in page_of(pages.get(page)).text


def test_where_no_worker_runs_it_is_said_once(pages: Client, man: Patient) -> None:
    shown = page_of(pages.get("/")).text
    assert shown.count("Is the worker running?") == 1
    assert "no pass ever came to an end" in shown


def test_another_clinic_s_failed_messages_are_its_own(
    pages: Client, man: Patient, stranger: Patient, outsider: User
) -> None:
    all_passes_ran()
    told(stranger.clinic, outsider, "parked")
    assert not pages.get("/").context["problems"]


def test_who_does_not_see_reminders_is_not_alarmed(
    hired: dict[Role, Membership], man: Patient
) -> None:
    client = signed_in(hired[Role.LAB_ENTRY].user)
    assert not client.get("/patients/").context["problems"]
    assert client.get(PAGE).status_code == 403
