"""Everything on record about a man, with every version that was ever saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from labs.models import DexaScan, DexaSite, Draw, LabReport
from monitoring.models import Decision
from monitoring.obligations.wording import ABOUT_DUTIES, decided_in_words
from monitoring.pages.man_pages import man_page
from monitoring.pages.scope import Man, man_or_404
from monitoring.pages.start_list import entries_in_words
from patients.facts import Fact
from patients.models import SymptomReport
from patients.symptoms import LABELS, SEVERITIES, Symptom
from protocols.models import TargetOverride, TherapyEvent, plain
from protocols.words import numbers_in_words

AMENDED_BY = {
    Draw: ("monitoring:draw-amend", May.ENTER_RESULTS),
    DexaScan: ("monitoring:dexa-amend", May.ENTER_RESULTS),
    SymptomReport: ("monitoring:symptoms-amend", May.ENTER_RESULTS),
    TherapyEvent: ("monitoring:therapy-amend", May.PRESCRIBE),
}


FROM_A_FILE = "Imported from "
"""How the reason of a version begins that an import wrote."""


@allows(May.SEE_PATIENTS)
@require_safe
def history(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Each document with its versions, what was changed struck beside what replaced it."""
    man = man_or_404(request, opaque_id)
    context = man_page(request, man, "history") | {"groups": _groups(request, man)}
    return render(request, "monitoring/history.html", context)


def _groups(request: ClinicRequest, man: Man) -> list[dict[str, Any]]:
    kinds: list[tuple[str, Any, Any]] = [
        ("Lab draws", _draws(man), draw_in_words),
        ("Laboratories' reports", _all(man, LabReport), report_file_in_words),
        ("Treatment", _all(man, TherapyEvent), event_in_words),
        ("DEXA scans", _scans(man), scan_in_words),
        ("Symptoms", _all(man, SymptomReport), report_in_words),
        ("Own targets", _all(man, TargetOverride), override_in_words),
        ("Calls, visits and dates set", _about_duties(man), arrangement_in_words),
    ]
    return [
        {"title": title, "documents": _documents(request, man, versions, in_words)}
        for title, versions, in_words in kinds
    ]


def _all(man: Man, model: type[Fact]) -> Any:
    versions = man.patient.versions_of(model).select_related("recorded_by")
    return versions.order_by("position", "document", "version")


def _draws(man: Man) -> Any:
    return _all(man, Draw).select_related("laboratory").prefetch_related("results")


def _scans(man: Man) -> Any:
    return _all(man, DexaScan).prefetch_related("sites")


def _about_duties(man: Man) -> Any:
    return _all(man, Decision).filter(kind__in=ABOUT_DUTIES)


def _documents(
    request: ClinicRequest, man: Man, versions: Iterable[Any], in_words: Any
) -> list[dict[str, Any]]:
    by_document: dict[UUID, list[Any]] = {}
    for version in versions:
        by_document.setdefault(version.document, []).append(version)
    shown = [_document(request, man, each, in_words) for each in by_document.values()]
    return sorted(shown, key=lambda document: document["on"], reverse=True)


def _document(
    request: ClinicRequest, man: Man, versions: list[Any], in_words: Any
) -> dict[str, Any]:
    latest = versions[-1]
    # What was entered in error has no values any more; what it said stands one version before.
    on, words = in_words(versions[-2] if latest.entered_in_error else latest)
    name, act = AMENDED_BY.get(type(latest), ("", None))
    may_amend = act and may(request.membership.role, act) and not latest.entered_in_error
    return {
        "on": on,
        "words": words,
        "in_error": latest.entered_in_error,
        "source_url": _source_url(request, man, versions),
        "url": reverse(name, args=[man.patient.opaque_id, latest.document]) if may_amend else "",
        "versions": [{"said": in_words(each), "fact": each} for each in reversed(versions)],
    }


def _source_url(request: ClinicRequest, man: Man, versions: list[Any]) -> str:
    """Where the file is that a draw came from; empty for what no file brought."""
    latest = versions[-1]
    came = isinstance(latest, Draw) and any(FROM_A_FILE in each.reason for each in versions)
    if not came or latest.entered_in_error or not may(request.membership.role, May.ENTER_RESULTS):
        return ""
    return reverse("exchange:draw-source", args=[man.patient.opaque_id, latest.document])


def draw_in_words(draw: Draw) -> tuple[Any, str]:
    """A draw's day and values as typed."""
    values = ", ".join(
        f"{result.get_analyte_name()} {result.typed} {result.unit}"
        + (" (preliminary)" if result.is_preliminary else "")
        + (" (not yet confirmed)" if result.is_unconfirmed else "")
        for result in draw.results.all()
    )
    place = f", {draw.laboratory}" if draw.laboratory else ""
    return draw.collected_on, (values or "Results awaited") + place


def report_file_in_words(report: LabReport) -> tuple[Any, str]:
    """A report that was attached to a draw, on the day on which it was attached."""
    return report.recorded_at.date(), report.words


def event_in_words(event: TherapyEvent) -> tuple[Any, str]:
    """A drug's step with its regimen."""
    said = [f"{event.get_drug_display()} {event.get_step_display().lower()}", event.regimen_line]
    if event.indication:
        said.append(event.get_indication_display().lower())
    if event.reason_code:
        said.append(f"reason: {event.get_reason_code_display().lower()}")
    said += entries_in_words(event)
    return event.occurred_on, ", ".join(part for part in said if part)


def scan_in_words(scan: DexaScan) -> tuple[Any, str]:
    """A scan's device and sites."""
    sites = "; ".join(_site_in_words(site) for site in scan.sites.all())
    return scan.scanned_on, f"{scan.get_manufacturer_display()} {scan.device}: {sites}"


def _site_in_words(site: DexaSite) -> str:
    measured = (("BMD", site.bmd_g_cm2), ("T", site.t_score), ("Z", site.z_score))
    said = [f"{name} {plain(value)}" for name, value in measured if value is not None]
    return f"{site.get_site_display()} {', '.join(said)}"


def report_in_words(report: SymptomReport) -> tuple[Any, str]:
    """What he reported, with its severity."""
    said = [
        f"{LABELS[item]} ({SEVERITIES[report.severities[item]].lower()})"
        for item in Symptom
        if item in report.severities
    ]
    return report.reported_on, ", ".join(said) or "No symptoms"


def override_in_words(override: TargetOverride) -> tuple[Any, str]:
    """A man's own targets, from the day they are in force."""
    return override.valid_from, f"{numbers_in_words(override.numbers)}. {override.why}"


def arrangement_in_words(decision: Decision) -> tuple[Any, str]:
    """A call, a booked visit or an earlier date, with its note."""
    return decision.decided_on, ". ".join(filter(None, (decided_in_words(decision), decision.note)))
