"""A link in a message leads to what its follow-up asks for, or says in one sentence why not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.access import ACTIVE_CLINIC
from accounts.actions import add_member
from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from labs.models import Draw
from monitoring.mail.links import CLOSED, EXPIRED, UNKNOWN, item_link, unsubscribe_link
from monitoring.models import MailPreference, Message, MessageKind, Obligation
from monitoring.pages.mail_links import NOT_ENTERED, NOT_READ, NOT_SEEN
from patients.models import MailConsent, Patient, PatientDetails
from tests.conftest import TODAY, admitted, draw, recorded, signed_in

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def to(clinic: Clinic, **reader: Any) -> Message:
    moments = {"local_day": TODAY, "not_before": NOON, "queued_at": NOON}
    return Message.objects.create(clinic=clinic, **moments, **reader)


def duty(man: Patient, kind: str) -> Obligation:
    man.obligations.filter(kind=kind, closed_at=None).update(closed_at=NOON)
    dates = {"due_on": TODAY, "overdue_from": TODAY, "opened_at": NOON}
    return Obligation.objects.create(
        clinic=man.clinic, patient=man, kind=kind, reason="annual", **dates
    )


def link_to(owed: Obligation) -> str:
    """The path of a link in a message that goes out now."""
    message = Message(clinic=owed.clinic, not_before=NOON)
    return item_link(owed.opaque_id, message=message).removeprefix("http://localhost:8000")


def landing(browser: Client, link: str) -> tuple[str, list[str]]:
    """Where a link leads, and what is said there."""
    answer = browser.get(link)
    assert answer.status_code == 302
    return answer["Location"], [str(each) for each in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize(
    ("kind", "route"),
    [
        pytest.param("labs", "draw-record", id="labs"),
        pytest.param("hct", "draw-record", id="hematocrit"),
        pytest.param("dexa", "dexa-record", id="DEXA"),
        pytest.param("review", "review", id="review"),
    ],
)
def test_clinician_lands_where_the_duty_is_done(
    pages: Client, man: Patient, kind: str, route: str
) -> None:
    expected = reverse(f"monitoring:{route}", args=[man.opaque_id])
    assert landing(pages, link_to(duty(man, kind))) == (expected, [])
    assert pages.get(expected).status_code == 200


def test_awaited_results_are_entered_into_the_oldest_draw_without_any(
    pages: Client, man: Patient, clinician: User
) -> None:
    recorded(man, draw(date(2026, 11, 18)), draw(date(2026, 11, 17)), by=clinician)
    oldest = Draw.objects.get(collected_on=date(2026, 11, 17))
    expected = reverse("monitoring:draw-amend", args=[man.opaque_id, oldest.document])
    assert landing(pages, link_to(duty(man, "awaited"))) == (expected, [])
    assert pages.get(expected).status_code == 200


def test_awaited_results_that_came_meanwhile(pages: Client, man: Patient) -> None:
    expected = reverse("monitoring:patient", args=[man.opaque_id])
    assert landing(pages, link_to(duty(man, "awaited"))) == (expected, [])


ELSEWHERE: list[tuple[Role, str, str, list[str]]] = [
    (Role.LAB_ENTRY, "labs", "draw-record", []),
    (Role.LAB_ENTRY, "dexa", "dexa-record", []),
    (Role.LAB_ENTRY, "review", "patient", [NOT_READ]),
    (Role.LEAD, "review", "review", []),
    (Role.ADMINISTRATOR, "labs", "patient", [NOT_ENTERED]),
    (Role.ADMINISTRATOR, "dexa", "patient", [NOT_ENTERED]),
    (Role.ADMINISTRATOR, "review", "review", []),
]


@pytest.mark.parametrize(
    ("role", "kind", "route", "said"),
    [pytest.param(*each, id=f"{each[0].label}, {each[1]}") for each in ELSEWHERE],
)
def test_each_role_lands_where_it_may(
    hired: dict[Role, Membership], man: Patient, role: Role, kind: str, route: str, said: list[str]
) -> None:
    browser = signed_in(hired[role].user)
    expected = reverse(f"monitoring:{route}", args=[man.opaque_id])
    assert landing(browser, link_to(duty(man, kind))) == (expected, said)
    page = browser.get(expected)
    assert page.status_code == 200
    assert all(sentence in unescape(page.content.decode()) for sentence in said)


def test_role_that_opens_no_patient_lands_on_its_start(
    hired: dict[Role, Membership], man: Patient
) -> None:
    browser = signed_in(hired[Role.AUDITOR].user)
    assert landing(browser, link_to(duty(man, "labs"))) == ("/account/", [NOT_SEEN])


def test_link_waits_for_signing_in(client: Client, man: Patient, clinician: User) -> None:
    link = link_to(duty(man, "labs"))
    answer = client.get(link)
    assert answer["Location"] == f"/account/sign-in/?next={link}"
    clinician.set_password("lantern-on-the-quay")
    clinician.save()
    typed = {"email": clinician.email, "password": "lantern-on-the-quay"}
    answer = client.post(answer["Location"], typed | {"next": link})
    assert answer["Location"] == link


def test_forged_foreign_and_closed_links_lead_to_the_list(
    pages: Client, man: Patient, stranger: Patient
) -> None:
    foreign, closed = duty(stranger, "labs"), duty(man, "labs")
    link = link_to(closed)
    closed.closed_at = NOON
    closed.save()
    unknown = link_to(Obligation(clinic=man.clinic, opaque_id=uuid4()))
    assert landing(pages, "/r/made-up/") == ("/account/", [UNKNOWN])
    assert landing(pages, unknown)[1][-1] == UNKNOWN
    assert landing(pages, link_to(foreign))[1][-1] == UNKNOWN
    assert landing(pages, link)[1][-1] == CLOSED


def test_the_sentence_is_read_on_the_first_page(pages: Client) -> None:
    page = pages.get("/r/made-up/", follow=True)
    assert page.redirect_chain[-1][0] == reverse("monitoring:worklist")
    assert UNKNOWN in page.content.decode()


def test_link_that_expired_leads_to_the_list(clinician: User, man: Patient) -> None:
    link = link_to(duty(man, "labs"))
    with time_machine.travel(NOON + timedelta(days=15)):
        assert landing(signed_in(clinician), link) == ("/account/", [EXPIRED])


def test_person_of_two_clinics_lands_in_the_right_one(
    clinician: User, man: Patient, other_clinic: Clinic
) -> None:
    add_member(other_clinic, clinician.email, clinician.name, Role.ADMINISTRATOR)
    theirs = admitted(other_clinic, None)
    browser = signed_in(clinician)
    expected = reverse("monitoring:patient", args=[theirs.opaque_id])
    assert landing(browser, link_to(duty(theirs, "labs"))) == (expected, [NOT_ENTERED])
    assert browser.session[ACTIVE_CLINIC] == other_clinic.pk
    assert browser.get(expected).status_code == 200


def test_dead_link_leaves_one_s_clinic_alone(pages: Client, stranger: Patient) -> None:
    pages.get(link_to(duty(stranger, "labs")))
    assert ACTIVE_CLINIC not in pages.session


def test_link_says_nothing_of_the_man(pages: Client, man: Patient) -> None:
    link = link_to(duty(man, "labs"))
    for word in (str(man.opaque_id), man.opaque_id.hex, str(man.details.record_number), "labs"):
        assert word not in link


def stop_path(message: Message) -> str:
    return unsubscribe_link(message).removeprefix("http://localhost:8000")


@pytest.fixture
def to_clinician(clinic: Clinic, hired: dict[Role, Membership], clinician: User) -> Message:
    return to(clinic, recipient=clinician)


@pytest.fixture
def stranger_s_browser() -> Client:
    """A mail program: not signed in, without cookies, and checked as strictly as any."""
    return Client(enforce_csrf_checks=True)


def test_looking_stops_nothing(stranger_s_browser: Client, to_clinician: Message) -> None:
    for ask in (stranger_s_browser.get, stranger_s_browser.head):
        assert ask(stop_path(to_clinician)).status_code == 200
    page = stranger_s_browser.get(stop_path(to_clinician)).content.decode()
    assert page.count("<button") == 1
    assert not MailPreference.objects.exists()
    assert not AuditRow.objects.filter(action__startswith="mail").exists()


def test_one_click_is_honoured_at_once(
    stranger_s_browser: Client, to_clinician: Message, clinician: User
) -> None:
    sent = {"List-Unsubscribe": "One-Click"}
    answer = stranger_s_browser.post(stop_path(to_clinician), sent)
    assert answer.status_code == 200
    assert "You get no more messages" in answer.content.decode()
    preference = MailPreference.objects.get(membership__user=clinician)
    assert (preference.digest, preference.reminders) == (False, False)


def test_last_recipient_is_told_that_reminders_go_on(
    stranger_s_browser: Client, clinic: Clinic, clinician: User, hired: dict[Role, Membership]
) -> None:
    lead = hired[Role.LEAD].user
    answer = stranger_s_browser.post(stop_path(to(clinic, recipient=lead)))
    assert answer.status_code == 200
    assert "Reminders go on" in answer.content.decode()
    preference = MailPreference.objects.get(membership__user=lead)
    assert (preference.digest, preference.reminders) == (False, True)


def test_patient_stops_his_messages(stranger_s_browser: Client, clinic: Clinic) -> None:
    man = admitted(clinic, None, email="z@home.example", mail_consent=MailConsent.GRANTED)
    path = stop_path(to(clinic, patient=man, kind=MessageKind.PATIENT))
    assert stranger_s_browser.get(path).status_code == 200
    assert PatientDetails.objects.current().get().mail_consent == MailConsent.GRANTED
    assert stranger_s_browser.post(path).status_code == 200
    assert PatientDetails.objects.current().get().mail_consent == MailConsent.DENIED


def test_page_that_patients_open_gives_nothing_away(
    stranger_s_browser: Client, clinic: Clinic
) -> None:
    man = admitted(clinic, None, mail_consent=MailConsent.GRANTED)
    path = stop_path(to(clinic, patient=man, kind=MessageKind.PATIENT))
    pages = [stranger_s_browser.get(path), stranger_s_browser.post(path)]
    text = "".join(page.content.decode() for page in pages).lower()
    telling = ["inrange", "anastrozole", "clinic", "hargreaves", "cancer", "sign in", "patient"]
    assert [word for word in telling if word in text] == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_made_up_stop_changes_nothing(
    stranger_s_browser: Client, to_clinician: Message, method: str
) -> None:
    made_up = stop_path(to_clinician)[:-2] + "/"
    answer = getattr(stranger_s_browser, method)(made_up)
    assert answer.status_code == 404
    assert "not complete" in answer.content.decode()
    assert not MailPreference.objects.exists()
