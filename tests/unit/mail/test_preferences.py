"""Everybody may turn messages off, as long as a clinic's reminders still reach somebody."""

from typing import Any

import pytest

from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from monitoring.mail.forms import LAST, PreferenceForm
from monitoring.mail.preferences import (
    BY_LINK,
    LastRecipient,
    choose,
    is_last_recipient,
    preference_of,
    stop_messages,
)
from monitoring.models import MailPreference, Message, MessageKind
from patients.models import MailConsent, Patient, PatientDetails
from patients.recording import record_facts
from tests.unit.mail.clinics import NOON, TODAY, follow, found_clinic, join

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def place_of(user: User) -> Membership:
    return Membership.objects.select_related("clinic", "user").get(user=user)


CREWS: list[tuple[str, dict[str, str], bool]] = [
    # Who works here beside the person who asks (by role), how each fares, and whether he is last.
    ("lead", {}, True),
    ("lead", {"lead": "reached"}, False),
    ("lead", {"lead": "declined"}, True),
    ("lead", {"lead": "bounced"}, True),
    ("lead", {"lead": "left"}, True),
    ("lead", {"administrator": "reached", "clinician": "reached"}, True),
    ("clinician", {"lead": "reached"}, False),
    ("clinician", {"lead": "declined", "administrator": "reached"}, True),
    ("clinician", {"administrator": "reached"}, False),
    ("clinician", {"administrator": "bounced"}, True),
    ("clinician", {}, True),
    ("administrator", {}, True),
    ("administrator", {"administrator": "reached"}, False),
    ("administrator", {"lead": "reached"}, False),
    ("lab_entry", {}, False),
    ("auditor", {}, False),
]


def hire(clinic: Clinic, crew: dict[str, str]) -> None:
    for role, fares in crew.items():
        user = join(clinic, Role(role), f"other-{role}", is_active=fares != "left")
        given = {"declined": {"reminders": False}, "bounced": {"bounced_at": NOON}}
        if fares in given:
            MailPreference.objects.create(membership=place_of(user), **given[fares])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "crew", "last"),
    [pytest.param(*each, id=f"{each[0]} beside {each[1] or 'nobody'}") for each in CREWS],
)
def test_last_recipient(clinic: Clinic, role: str, crew: dict[str, str], last: bool) -> None:
    me = place_of(join(clinic, Role(role), "me"))
    hire(clinic, crew)
    hire(found_clinic("two"), {"lab_entry": "reached"})
    assert is_last_recipient(me) is last
    if last:
        with pytest.raises(LastRecipient):
            choose(me, digest=False, reminders=False, by=me.user)
        assert not MailPreference.objects.filter(membership=me).exists()
        assert not AuditRow.objects.exists()
    else:
        choose(me, digest=False, reminders=False, by=me.user)
        assert preference_of(me).reminders is False


def test_digest_is_everybody_s_own_choice(clinic: Clinic) -> None:
    me = place_of(join(clinic, Role.LEAD, "me"))
    choose(me, digest=False, reminders=True, by=me.user)
    preference = preference_of(me)
    assert (preference.digest, preference.reminders) == (False, True)
    row = AuditRow.objects.get(action="mail.chosen")
    assert (row.by, row.clinic, row.subject) == (me.user, clinic, str(me.pk))
    assert row.detail == {"digest": False, "reminders": True}


def test_who_declined_before_may_save_again(clinic: Clinic) -> None:
    """Even as the last one left, whose reminders come all the same."""
    me = place_of(join(clinic, Role.LEAD, "me"))
    MailPreference.objects.create(membership=me, reminders=False)
    choose(me, digest=False, reminders=False, by=me.user)
    assert preference_of(me).digest is False


def test_choosing_keeps_that_an_address_failed(clinic: Clinic) -> None:
    me = place_of(join(clinic, Role.LEAD, "me"))
    MailPreference.objects.create(membership=me, bounced_at=NOON)
    choose(me, digest=False, reminders=True, by=me.user)
    assert preference_of(me).bounced_at == NOON


def test_form_says_why_it_refuses(clinic: Clinic) -> None:
    me = place_of(join(clinic, Role.LEAD, "me"))
    form = PreferenceForm({"digest": "on"}, membership=me)
    assert form.is_valid()
    assert not form.is_saved(me.user)
    assert form.errors["reminders"] == [LAST]


def message(clinic: Clinic, **to: Any) -> Message:
    moments = {"local_day": TODAY, "not_before": NOON, "queued_at": NOON}
    return Message.objects.create(clinic=clinic, **moments, **to)


def test_colleague_stops_everything_at_one_click(clinic: Clinic, anna: User) -> None:
    join(clinic, Role.LEAD, "lea")
    assert stop_messages(message(clinic, recipient=anna), NOON)
    preference = preference_of(place_of(anna))
    assert (preference.digest, preference.reminders) == (False, False)
    row = AuditRow.objects.get(action="mail.chosen")
    assert (row.by, row.reason) == (None, BY_LINK)


def test_last_recipient_s_reminders_go_on(clinic: Clinic, anna: User) -> None:
    assert not stop_messages(message(clinic, recipient=anna), NOON)
    preference = preference_of(place_of(anna))
    assert (preference.digest, preference.reminders) == (False, True)


def test_stop_holds_for_the_clinic_of_the_message(clinic: Clinic, anna: User) -> None:
    elsewhere = found_clinic("two")
    join(clinic, Role.LEAD, "lea")
    join(elsewhere, Role.LEAD, "leo")
    there = Membership.objects.create(user=anna, clinic=elsewhere, role=Role.CLINICIAN)
    stop_messages(message(clinic, recipient=anna), NOON)
    assert not MailPreference.objects.filter(membership=there).exists()


@pytest.fixture
def man(clinic: Clinic) -> Patient:
    """He agreed to be written to."""
    return follow(clinic, email="z@home.example", mail_consent=MailConsent.GRANTED, note="Kept")


def details(man: Patient) -> PatientDetails:
    return PatientDetails.objects.current().get(patient=man)


def test_patient_s_stop_is_a_new_version_of_his_details(clinic: Clinic, man: Patient) -> None:
    before = details(man)
    to_him = message(clinic, patient=man, kind=MessageKind.PATIENT)
    assert stop_messages(to_him, NOON)
    assert stop_messages(to_him, NOON)
    after = details(man)
    assert after.content() == before.content() | {"mail_consent": MailConsent.DENIED}
    assert (after.version, after.recorded_by, after.reason) == (2, None, BY_LINK)
    assert AuditRow.objects.get(action="patientdetails.amended").by is None
    man.refresh_from_db()
    assert man.facts_version == 2


def test_patient_s_stop_survives_a_colleague_who_saves(
    clinic: Clinic, man: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    overtaken = iter([True])

    def overtake(*given: Any, **named: Any) -> Any:
        """A colleague corrects his number between the reading and the writing."""
        if next(overtaken, False):
            theirs = details(man)
            content = {f.attname: getattr(theirs, f.attname) for f in theirs.content_fields()}
            with record_facts(clinic, by=None, today=TODAY, about=[man]) as book:
                book.amend(theirs, PatientDetails(**content | {"phone": "555-0111"}))
        return record_facts(*given, **named)

    monkeypatch.setattr("monitoring.mail.preferences.record_facts", overtake)
    stop_messages(message(clinic, patient=man, kind=MessageKind.PATIENT), NOON)
    after = details(man)
    assert (after.version, after.phone, after.mail_consent) == (3, "555-0111", MailConsent.DENIED)


def test_stop_of_a_man_whose_details_were_withdrawn(clinic: Clinic, man: Patient) -> None:
    PatientDetails.objects.update(entered_in_error=True)
    assert stop_messages(message(clinic, patient=man, kind=MessageKind.PATIENT), NOON)
    assert PatientDetails.objects.count() == 1
