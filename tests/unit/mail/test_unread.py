"""A finding that nobody looked at is told to the leads, digest or not, whoever owns the man."""

from typing import Any

import pytest

from accounts.models import Clinic, Membership
from accounts.roles import Role
from monitoring.models import MailPreference, Message, MessageState
from tests.unit.mail.clinics import TODAY, follow, join, owe, scan_and_send

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("digest", [True, False], ids=["with digest", "without"])
def test_leads_are_told_of_a_colleague_s_unread_finding(
    clinic: Clinic, mailoutbox: list[Any], digest: bool
) -> None:
    lead = join(clinic, Role.LEAD, "lea")
    place = Membership.objects.get(user=lead)
    MailPreference.objects.create(membership=place, digest=digest)
    owner = join(clinic, Role.CLINICIAN, "dr")
    duty = owe(follow(clinic, owner), 1, "review", reason="unread_act", next_notice_on=TODAY)
    scan_and_send()
    message = Message.objects.get(recipient=lead)
    assert message.state == MessageState.SENT
    assert message.subject == "1 follow-up needs attention"
    assert "1 to decide, waiting for 1 day" in message.body
    assert f"Item {duty.code}, waiting 1 day" in message.body
