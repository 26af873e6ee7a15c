"""The bones of one man: are they stable, and when is the next scan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from labs.models import Manufacturer, SiteName
from monitoring.charts.density import Density, DensityCourse, TooSmall, density_svg
from monitoring.charts.spec import Timeline
from monitoring.judgement.bone_density import DEFAULT_VERTEBRAE, DensityChange, density_changes
from monitoring.judgement.day import age_on
from monitoring.judgement.history import History
from monitoring.judgement.snapshot import Scan, Site, Snapshot
from monitoring.judgement.wording import decimal_text
from monitoring.models import ObligationKind
from monitoring.pages.cells import table_row, text_cell
from monitoring.pages.course import ShownCourse
from monitoring.pages.course_summary import course_summary
from monitoring.pages.decided import everything_decided
from monitoring.pages.due_note import due_note
from monitoring.pages.man_pages import man_page
from monitoring.pages.scope import Man, man_or_404
from patients.forms.days import format_day
from protocols.models import plain

ROOM_AHEAD = timedelta(days=120)
"""Room after today, so that the newest value does not stand at the edge."""


@allows(May.SEE_PATIENTS)
@require_safe
def bone_density(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """The next scan and why, the density of each site over time, and every scan."""
    man, role = man_or_404(request, opaque_id), request.membership.role
    shown, may_record = ShownCourse.load(man, request.today), may(role, May.ENTER_RESULTS)
    context = man_page(request, man, "bone-density") | {
        "dues": _next_scan(request, man, shown),
        "sites": drawings(shown.course.snapshot, shown),
        "scans": scan_table(man, shown.course.snapshot, shown, may_amend=may_record),
        "summary": course_summary(shown) if may(role, May.SEE_WORKLIST) else {},
        "may_record": may_record,
        "may_set_date": may(role, May.DECIDE),
    }
    return render(request, "monitoring/bone_density.html", context)


def _next_scan(request: ClinicRequest, man: Man, shown: ShownCourse) -> list[dict[str, Any]]:
    """The scan that is owed, with its reason; at most one."""
    decided = everything_decided(man)
    duties = (each for each in shown.obligations if each.kind == ObligationKind.DEXA)
    return [due_note(each, request, man, decided) for each in duties]


def drawings(snapshot: Snapshot, shown: ShownCourse) -> list[dict[str, Any]]:
    """One drawing for each site with two densities or more."""
    scans = _until_today(snapshot, shown)
    changes = {row.site: row for row in _changes(snapshot, shown, scans) if row.since_latest}
    return [
        {"site": site.label, "drawing": density_svg(course, over), "too_small": course.too_small}
        for site in SiteName
        if len((course := _course(site, scans, changes.get(site))).densities) > 1
        and (over := _timeline(course, shown))
    ]


def _until_today(snapshot: Snapshot, shown: ShownCourse) -> list[Scan]:
    return sorted(
        (scan for scan in snapshot.scans if scan.on <= shown.today), key=lambda scan: scan.on
    )


def _timeline(course: DensityCourse, shown: ShownCourse) -> Timeline:
    first = course.densities[0].on - ROOM_AHEAD
    return Timeline(first, shown.today + ROOM_AHEAD, shown.today)


def _course(site: SiteName, scans: Iterable[Scan], change: DensityChange | None) -> DensityCourse:
    densities = tuple(
        Density(scan.on, measured.bmd, _comparable(scan, measured))
        for scan in scans
        if (measured := scan.sites.get(site)) and measured.bmd is not None
    )
    key = f"bone-{site.value.replace('_', '-')}"
    return DensityCourse(key, site.label, densities, _too_small(change))


def _comparable(scan: Scan, site: Site) -> str:
    return "/".join((scan.manufacturer, scan.device, site.vertebrae or DEFAULT_VERTEBRAE))


def _too_small(change: DensityChange | None) -> TooSmall | None:
    if change is None:
        return None
    return TooSmall(change.reference.on, change.before - change.lsc, change.before + change.lsc)


def _changes(
    snapshot: Snapshot, shown: ShownCourse, scans: Iterable[Scan]
) -> tuple[DensityChange, ...]:
    """What changed at the newest of these scans that can be compared with an earlier one."""
    return density_changes(History(replace(snapshot, scans=tuple(scans)), shown.today))


def scan_table(
    man: Man, snapshot: Snapshot, shown: ShownCourse, *, may_amend: bool
) -> dict[str, Any]:
    """Every scan site by site, newest first; under the age for it, the Z-score comes first."""
    by_t = age_on(snapshot.born_on, shown.today) >= snapshot.targets.dexa.t_score_age_years
    scores = ("T-score", "Z-score") if by_t else ("Z-score", "T-score")
    columns = ("Scan", "Site", "BMD g/cm²", *scores, "Since the one before", "Device")
    numeric = {"BMD g/cm²", *scores}
    scans = _until_today(snapshot, shown)
    rows = []
    for place in reversed(range(len(scans))):
        known = _changes(snapshot, shown, scans[: place + 1])
        changed = {row.site: row for row in known if row.scan is scans[place] and row.since_latest}
        rows += _scan_rows(man, scans[place], changed, by_t=by_t, may_amend=may_amend)
    return {
        "columns": [{"label": label, "numeric": label in numeric} for label in columns],
        "rows": rows,
        "leads": scores[0],
    }


def _scan_rows(
    man: Man, scan: Scan, changed: dict[str, DensityChange], *, by_t: bool, may_amend: bool
) -> list[SafeString]:
    url = reverse("monitoring:dexa-amend", args=[man.patient.opaque_id, scan.key])
    device = f"{Manufacturer(scan.manufacturer).label} {scan.device}"
    return [
        table_row(
            format_day(scan.on),
            [
                text_cell(site.label),
                _number(measured.bmd),
                *(_number(score) for score in _scores(measured, by_t=by_t)),
                text_cell(change_in_words(changed.get(site))),
                text_cell(device),
            ],
            url if may_amend else "",
        )
        for site in SiteName
        if (measured := scan.sites.get(site))
    ]


def _scores(site: Site, *, by_t: bool) -> tuple[Decimal | None, Decimal | None]:
    return (site.t, site.z) if by_t else (site.z, site.t)


def _number(value: Decimal | None) -> SafeString:
    text = "–" if value is None else plain(value).replace("-", "−")
    return text_cell(text, numeric=True)


def change_in_words(change: DensityChange | None) -> str:
    """The change at a site since the latest scan it can be compared with, and whether it counts."""
    if change is None:
        return "Nothing to compare with"
    amount = f"{plain(change.change)} ({decimal_text(change.percent, places=1)} %)"
    signed = f"+{amount}" if change.change > 0 else amount.replace("-", "−")
    if change.significant_loss:
        verdict = "lost"
    else:
        verdict = "gained" if change.significant_gain else "too small to tell"
    return f"{signed}: {verdict} (LSC {plain(change.lsc)})"
