"""Every form of the site with its guard, and what is typed into it to try that guard.

A form that a page shows and that is missing here fails the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client

from labs.models import DexaScan, DexaSite, Manufacturer
from patients.facts import Fact
from patients.models import Patient, SymptomReport
from tests.conftest import TODAY, anastrozole, cypionate, draw, recorded
from tests.views.bodies import CHANGE, DEXA, DRAW, EARLIER, SYMPTOMS, THERAPY
from tests.views.page import Sent, confirmation, page_of
from tests.walls.routes import route_named

WHY = {"amendment": "Typed wrong"}


@dataclass(frozen=True)
class Form:
    """One form about a man: what one types, and what a colleague types into the same fields."""

    typed: dict[str, Any]
    theirs: dict[str, Any] = field(default_factory=dict)
    page: str = ""
    """The route of the page that shows it, where it is sent to another one."""
    holds: str = "seal"
    """A field by which it is told from other forms of its page."""


def both(name: str, mine: str, theirs: str, **more: str) -> Form:
    return Form({name: mine, **WHY, **more}, {name: theirs, **WHY, **more})


AMENDS: dict[str, Form] = {
    "monitoring:details-amend": both("phone", "555 0001", "555 0002"),
    "monitoring:draw-amend": both("estradiol", "19", "21"),
    "monitoring:dexa-amend": both("device", "Mine-1", "Theirs-2"),
    "monitoring:symptoms-amend": both("note", "Mine", "Theirs"),
    "monitoring:therapy-amend": both("note", "Mine", "Theirs"),
}
"""A version of a record is replaced: who saves second sees both and keeps his typing."""

RESTS_ON: dict[str, Form] = {
    "monitoring:fact-withdraw": Form({"born_on": "14 Mar 1969", "amendment": "Other"}),
    "monitoring:decide": Form(
        {"kind": "acknowledge", "reason_code": "discussed", "until": "+14", "note": "Mine"},
        page="monitoring:review",
        holds="seen",
    ),
    "monitoring:assign": Form({"assignee": "ME"}, page="monitoring:review", holds="assignee"),
    "monitoring:due-date": Form({**EARLIER, "duty": "dexa"}),
    "monitoring:call-record": Form({"outcome": "comes", "until": "+14"}),
    "monitoring:visit-record": Form({"until": "+14"}),
    "monitoring:patient-targets": Form({"valid_from": "20 Nov", "e2_lo": "22", "why": "Agreed"}),
}
"""A decision rests on what its author saw: what came meanwhile is shown before it is taken."""

ADDS: dict[str, Form] = {
    "monitoring:draw-record": Form(DRAW),
    "monitoring:dexa-record": Form(DEXA),
    "monitoring:symptoms-record": Form(SYMPTOMS),
    "monitoring:anastrozole-record": Form(CHANGE),
    "monitoring:therapy-record": Form(THERAPY),
}
"""Something new is added beside what stands: nothing can be overwritten."""

ASKS_FIRST = {"monitoring:patient-targets"}
"""Shows what would change before it saves."""

ABOUT_A_MAN = AMENDS | RESTS_ON | ADDS

ABOUT_NO_MAN = {
    "monitoring:draw-move": "tests/views/test_moved_draw.py",
    "monitoring:draw-moved": "tests/views/test_moved_draw.py",
    "monitoring:patient-register": "tests/views/test_conflicts.py",
    "monitoring:targets-adopt": "tests/views/test_rulebook.py",
    "monitoring:clinic-targets-propose": "tests/views/test_proposals.py",
    "monitoring:clinic-targets-withdraw": "tests/views/test_proposals.py",
    "monitoring:target-proposal-confirm": "tests/views/test_proposals.py",
    "monitoring:target-proposal-decline": "tests/views/test_proposals.py",
    "monitoring:target-proposal-take-back": "tests/views/test_proposals.py",
    "monitoring:lab-report-record": "tests/views/test_lab_reports.py",
    "monitoring:results-sign": "tests/views/test_signing.py",
    "monitoring:record-pair": "tests/views/test_same_men.py",
    "monitoring:record-pair-undo": "tests/views/test_same_men.py",
    "monitoring:reminder-settings-save": "tests/views/test_reminder_settings.py",
    "exchange:moving-in": "tests/moving_in/test_pages.py",
    "exchange:moving-in-file": "tests/moving_in/test_pages.py",
    "exchange:import-new": "tests/imports/test_import_page.py",
    "exchange:import": "tests/imports/test_import_page.py",
    "exchange:import-columns": "tests/imports/test_layouts.py",
    "exchange:import-set-aside": "tests/imports/test_import_page.py",
    "exchange:waiting-row": "tests/imports/test_queue.py",
    "exchange:waiting-again": "tests/imports/test_queue.py",
    "exchange:waiting-dismiss": "tests/imports/test_queue.py",
    "exchange:waiting-back": "tests/imports/test_put_back.py",
    "exchange:waiting-patient": "tests/imports/test_queue_patient.py",
    "exchange:waiting-meaning": "tests/imports/test_meanings.py",
    "accounts:staff": "tests/views/test_staffing.py",
    "accounts:units": "tests/views/test_si_units.py",
    "accounts:staff-change": "tests/views/test_staffing.py",
    "monitoring:message-again": "tests/unit/mail/test_steering.py",
    "monitoring:message-leave": "tests/unit/mail/test_steering.py",
    "monitoring:message-now": "tests/unit/mail/test_steering.py",
    "monitoring:mail-stop": "tests/views/test_mail_links.py",
    "admin:monitoring_status_changelist": "tests/views/test_admin.py",
    "admin:labs_laboratory_changelist": "tests/views/test_admin_lists.py",
    "admin:labs_assay_changelist": "tests/views/test_catalogue.py",
    "admin:labs_assay_add": "tests/views/test_catalogue.py",
    "admin:labs_spelling_changelist": "tests/views/test_catalogue.py",
    "admin:labs_spelling_add": "tests/views/test_catalogue.py",
}
"""Guarded by a seal, a stamp of what was seen, or by the state that they need; tried there."""

OF_ONESELF = {
    "accounts:sign-in",
    "accounts:second-step",
    "accounts:sign-out",
    "accounts:switch-clinic",
    "accounts:stay",
    "accounts:draft-keep",
    "accounts:draft-back",
    "accounts:password",
    "accounts:app-add",
    "accounts:passkey-add",
    "accounts:codes",
    "accounts:factor-remove",
    "accounts:forgotten",
    "accounts:reset",
    "accounts:invitation",
    "accounts:trail",
    "accounts:trail-export",
    "monitoring:mail-preferences",
    "admin:login",
    "admin:logout",
}
"""One's own sign-in, account and words: nobody else saves there."""

READS = {
    "exchange:imported-file-save",
    "exchange:record-fhir",
    "exchange:waiting-find",
    "exchange:records-fhir",
    "monitoring:patients",
    "monitoring:patient-search",
    "monitoring:draw-elsewhere",
    "monitoring:trail-patient",
    "monitoring:quality-export",
    "admin:accounts_membership_changelist",
    "admin:accounts_membership_change",
    "admin:monitoring_status_export",
    "admin:protocols_clinicoverride_changelist",
    "admin:protocols_targetproposal_changelist",
}
"""Searches and exports, by POST to stay out of addresses; and what the admin only shows."""

TOLD = {*ABOUT_A_MAN, *ABOUT_NO_MAN, *OF_ONESELF, *READS}


def with_everything(man: Patient) -> Patient:
    """Give a man a document of each kind, an open finding, and labs that are overdue."""
    started = TODAY - timedelta(days=900)
    scan = DexaScan(
        scanned_on=TODAY - timedelta(days=760), manufacturer=Manufacturer.HOLOGIC, device="H-1"
    )
    recorded(
        man,
        cypionate(started),
        anastrozole(started + timedelta(days=9)),
        draw(TODAY - timedelta(days=200), estradiol="12", hematocrit="54"),
        (scan, [DexaSite(site="total_hip", bmd_g_cm2="0.9")]),
        (SymptomReport(reported_on=started, severities={"joint_pain": 2}), []),
    )
    return man


def address(name: str, man: Patient) -> str:
    """Where the form of a route is, for this man."""
    ids = {"opaque_id": man.opaque_id, "duty": "labs", "kind": "draw"}
    return route_named(name).address(ids | {"document": _document(name, man)})


def _document(name: str, man: Patient) -> object:
    kinds = {"dexa": "dexascan", "symptoms": "symptomreport", "therapy": "therapyevent"}
    kind = next((kinds[each] for each in kinds if each in name), "draw")
    versions = getattr(man, f"{kind}_versions").current()
    return versions.order_by("-position").values_list("document", flat=True).first()


def opened(client: Client, name: str, man: Patient) -> Sent:
    """Open the page of a form and take what the form would send."""
    form = ABOUT_A_MAN[name]
    answer = client.get(address(form.page or name, man))
    assert answer.status_code == 200, f"{name}: {answer.status_code}"
    return page_of(answer).form_with(form.holds)


def filled(client: Client, name: str, man: Patient, *, theirs: bool = False) -> Sent:
    """A form opened and filled in by whoever sits at this browser; what it asks is confirmed."""
    form = ABOUT_A_MAN[name]
    me = client.session["_auth_user_id"]
    words = (form.theirs if theirs else form.typed).items()
    body = {
        **opened(client, name, man),
        **{key: me if word == "ME" else word for key, word in words},
    }
    if name in ASKS_FIRST:
        body["confirmed"] = confirmation(client.post(address(name, man), body))
    return body


def stored() -> int:
    """How many versions of facts there are."""
    return sum(kind._default_manager.count() for kind in Fact.__subclasses__())


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside did not happen, so that the next form meets the same men."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
