"""Who the page is about, and what can be done from it."""

from __future__ import annotations

from typing import Any

from accounts.access import ClinicRequest
from accounts.roles import May, may
from monitoring.pages.addresses import address_of
from monitoring.pages.scope import Man
from protocols.models import plain


def banner(request: ClinicRequest, man: Man, *, with_actions: bool = True) -> dict[str, Any]:
    """What the patient banner shows."""
    details = man.details
    return {
        "man": {
            "family_name": details.family_name or f"Record {details.record_number}",
            "given_name": details.given_name or "no name recorded",
            "born_on": details.born_on,
            "age_years": details.age_on(request.today),
            "sex": "Male",
            "record_no": details.record_number,
            "therapy": therapy_in_words(man),
        },
        "actions": _actions(request, man) if with_actions else [],
    }


def therapy_in_words(man: Man) -> str:
    """What he is on, in one short phrase."""
    status = man.status
    if not man.details.is_followed:
        return "No longer followed"
    if status.course_state == "active" and status.weekly_mg:
        return f"Anastrozole {plain(status.weekly_mg)} mg/week"
    return {"held": "Anastrozole paused", "stopped": "Anastrozole stopped"}.get(
        status.course_state, "No anastrozole yet"
    )


def _actions(request: ClinicRequest, man: Man) -> list[dict[str, Any]]:
    role, opaque_id = request.membership.role, man.patient.opaque_id
    wanted = [
        ("Change dose", "monitoring:anastrozole-record", "d", May.PRESCRIBE, False),
        ("Add draw", "monitoring:draw-record", "a", May.ENTER_RESULTS, True),
    ]
    return [
        {"label": label, "url": address_of(name, opaque_id), "key": key, "primary": primary}
        for label, name, key, act, primary in wanted
        if may(role, act)
    ]
