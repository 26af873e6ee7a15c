"""Deciding on what waits most for a man, or handing him on, in his row of the worklist.

The row opens and closes in place where the browser can; else the same form is a page of its own.
Either way the decision is the one of every other page, and leads to whoever follows in the list.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from monitoring.forms import sent_in_row
from monitoring.judgement.topics import Topic
from monitoring.models import Status
from monitoring.pages.banner import banner
from monitoring.pages.entry import NOT_SENT, Outcome
from monitoring.pages.listing import Listing, listing_of
from monitoring.pages.places import Place, place_in
from monitoring.pages.reviewed import Reviewed, forms_of, reviewed_man
from monitoring.pages.row import Row
from monitoring.pages.scope import Man, man_or_404
from monitoring.pages.tabs import Lists
from monitoring.pages.topics import TOPIC_WORDS
from monitoring.pages.walk import Walk
from monitoring.pages.worklist import counts, rows_of, tabs_of


@allows(May.DECIDE)
@require_safe
def decision(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """His most urgent line, with the forms that decide on it and hand him on."""
    man, listing = man_or_404(request, opaque_id), listing_of(request) or Listing({})
    return decision_page(request, reviewed_first(request, man, listing), NOT_SENT, listing)


def reviewed_first(request: ClinicRequest, man: Man, listing: Listing) -> Reviewed:
    """His most urgent line; no findings where results are awaited, which no decision settles."""
    line = man.status.lines[0] if man.status.lines else {}
    topic = "" if "draw" in line else line.get("topic", "")
    reviewed = reviewed_man(request, man, topic, listing=listing)
    return reviewed if reviewed.topic == topic else reviewed.without_findings()


def decision_page(
    request: ClinicRequest, reviewed: Reviewed, outcome: Outcome, listing: Listing
) -> HttpResponse:
    """His row with the forms open below it; a page about him alone where it is not asked for."""
    sheet = _sheet(request, reviewed, listing)
    if request.htmx:
        return _in_place(request, reviewed.man, listing, sheet=sheet, status=outcome.status)
    context = {
        "section": "worklist",
        "steps": [Walk(listing.tab, mine=listing.mine).first, {"label": "Decide"}],
        "sheet": sheet,
        "form": sheet["form"],
        **banner(request, reviewed.man, with_actions=False),
    }
    answer = render(request, "monitoring/decision.html", context, status=outcome.status)
    return varied(answer)


def _sheet(request: ClinicRequest, reviewed: Reviewed, listing: Listing) -> dict[str, Any]:
    """What is decided on, the forms, and the ways out."""
    man = reviewed.man
    assign_url = listing.about("monitoring:assign", man.patient.opaque_id)
    return {
        "man": man,
        "topic": reviewed.topic_name,
        "findings": reviewed.chosen,
        "others": _other_topics(man.status, reviewed.topic),
        "assign_url": assign_url,
        "assign_attributes": sent_in_row(assign_url) if request.htmx else {},
        "review_url": man.url + Walk(listing.tab, mine=listing.mine).query,
        "list_url": listing.address(man.patient.opaque_id),
        **forms_of(request, reviewed),
    }


def _other_topics(status: Status, topic: str) -> list[str]:
    """What else waits for a decision about him, in words."""
    others = [line["topic"] for line in status.lines if line["topic"] != topic]
    return [TOPIC_WORDS[Topic(each)].lower() for each in dict.fromkeys(others)]


def in_list(request: ClinicRequest, man: Man, listing: Listing) -> Place:
    """Where he stands in the list before anything is decided."""
    return place_in(Lists.of(request, mine=listing.mine), listing.tab, man.status)


def back_to_list(
    request: ClinicRequest,
    man: Man,
    listing: Listing,
    place: Place,
    said: str,
    *,
    failed: bool = False,
) -> HttpResponse:
    """His row as it is now, or the list at whoever comes after him if he has left it."""
    if request.htmx:
        return _in_place(request, man, listing, said=said, failed=failed)
    (messages.error if failed else messages.success)(request, said)
    left = _row(request, man, listing) is None
    at = place.onwards(man.patient.opaque_id) if left else man.patient.opaque_id
    return redirect(listing.address(at))


def _in_place(
    request: ClinicRequest, man: Man, listing: Listing, *, status: int = 200, **told: Any
) -> HttpResponse:
    """What takes the place of his row: the row, the forms of a `sheet`, what is `said` of it."""
    context = {
        "row": _row(request, man, listing),
        "name": man.details.list_name,
        "url": man.url,
        "tabs": _counted_anew(request, listing) if "said" in told else None,
        **told,
    }
    return varied(render(request, "monitoring/_man_row.html", context, status=status))


def _counted_anew(request: ClinicRequest, listing: Listing) -> list[dict[str, Any]]:
    """The lists with how many men each names now."""
    return tabs_of(counts(Lists.of(request, mine=listing.mine)), listing)


def _row(request: ClinicRequest, man: Man, listing: Listing) -> Row | None:
    """His row in the list as it is now; none where he has left it."""
    men = Lists.of(request, mine=listing.mine).listed(listing.tab)
    found = men.filter(patient=man.patient).for_list(1)
    return rows_of(request, found, listing)[0] if found else None


def varied(answer: HttpResponse) -> HttpResponse:
    """Told apart from the other answer of the same address by whoever keeps answers."""
    patch_vary_headers(answer, ["HX-Request"])
    return answer
