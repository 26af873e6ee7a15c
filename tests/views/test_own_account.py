"""One's own account: the password and the roles; and the record that an auditor reads."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import AuditRow, Membership, User
from accounts.roles import GRANTS, May, Role
from patients.models import Patient
from tests.conftest import signed_in
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

PAGE = "/account/password/"
OLD, NEW = "correct horse battery", "four words that fit"


@pytest.fixture
def nora(clinician: User) -> User:
    clinician.set_password(OLD)
    clinician.save()
    return clinician


def change(client: Client, **typed: str) -> tuple[int, dict[str, str]]:
    answer = client.post(PAGE, {"present": OLD, "new": NEW, "again": NEW, **typed})
    return answer.status_code, page_of(answer).beside


def test_a_changed_password_ends_the_other_sign_ins_only(nora: User) -> None:
    here, there = signed_in(nora), signed_in(nora)
    assert change(here)[0] == 302
    assert here.get("/account/own/").status_code == 200
    assert there.get("/account/own/").status_code == 302
    nora.refresh_from_db()
    assert nora.check_password(NEW)
    assert AuditRow.objects.filter(action="password.changed", by=nora).count() == 1


@pytest.mark.parametrize(
    ("new", "words"),
    [
        pytest.param("elevenchars", "too short", id="11 characters"),
        pytest.param("x9" * 64 + "y", "at most 128", id="129 characters"),
        pytest.param("password1234", "first that are tried", id="common with a tail"),
        pytest.param("abcabcabcabc", "first that are tried", id="one piece over and over"),
        pytest.param("193847561029", "first that are tried", id="digits only"),
        pytest.param("clinician@harbor.example.org", "too similar", id="the own address"),
        pytest.param("", "Enter a new password", id="none"),
    ],
)
def test_a_weak_password_is_refused_beside_its_field(new: str, words: str, nora: User) -> None:
    status, beside = change(signed_in(nora), new=new, again=new)
    assert status == 422
    assert words in beside["new"]
    nora.refresh_from_db()
    assert nora.check_password(OLD)


@pytest.mark.parametrize(
    "new",
    [
        pytest.param("qwertzuiopkl", id="12 characters of one kind"),
        pytest.param(" spaces at the ends ", id="spaces"),
        pytest.param("Zwölf Boxkämpfer ✓", id="beyond ASCII"),
        pytest.param("four words that fit" + "y" * 109, id="128 characters"),
    ],
)
def test_no_kind_of_characters_is_asked_for(new: str, nora: User) -> None:
    assert change(signed_in(nora), new=new, again=new)[0] == 302


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        pytest.param({"present": "wrong"}, "present", id="present password"),
        pytest.param({"again": NEW + "!"}, "again", id="typed differently"),
    ],
)
def test_a_slip_changes_nothing(typed: dict[str, str], field: str, nora: User) -> None:
    status, beside = change(signed_in(nora), **typed)
    assert (status, list(beside)) == (422, [field])
    nora.refresh_from_db()
    assert nora.check_password(OLD)


def test_the_roles_page_is_the_table_of_the_code(hired: dict[Role, Membership]) -> None:
    for place in hired.values():
        page = page_of(signed_in(place.user).get("/settings/roles/"))
        for act in May:
            row = page.text.split(act.label, 1)[1].split()[: len(Role)]
            assert row == ["Yes" if act in GRANTS[role] else "No" for role in Role], act


def test_an_auditor_reads_the_record_and_nothing_else(
    hired: dict[Role, Membership], man: Patient
) -> None:
    client = signed_in(hired[Role.AUDITOR].user)
    assert client.get("/account/")["Location"] == "/audit/"
    page = page_of(client.get("/audit/"))
    assert "Gave somebody a role" in page.text
    assert man.details.family_name not in page.text
    for closed in ("/", "/patients/", f"/patients/{man.opaque_id}/", "/reminders/", "/admin/"):
        assert client.get(closed).status_code == 403, closed


def test_the_record_goes_on_to_its_end(hired: dict[Role, Membership]) -> None:
    clinic = hired[Role.AUDITOR].clinic
    client, place, seen = signed_in(hired[Role.AUDITOR].user), "/audit/", 0
    now = AuditRow.objects.latest("at").at
    AuditRow.objects.bulk_create(
        AuditRow(clinic=clinic, at=now, action=f"act-{number}") for number in range(120)
    )
    while place:
        html = client.get(place).content.decode()
        seen += html.count("act-")
        onward = html.split('rel="next" href="', 1)[1:]
        place = "/audit/" + onward[0].split('"', 1)[0] if onward else ""
    assert seen == 120
