"""Taking scans and courses that were sent: new, on record already, or for a person to decide.

Nothing on record is changed by them. What says otherwise than the record is a conflict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from exchange.fhir.drugs import Course, courses
from exchange.intake.intake import Intake
from exchange.intake.report import DUPLICATE, NEW
from exchange.intake.standing import Planned, Standing
from exchange.intake.taking import admit, not_he
from exchange.rows.cells import Rejection
from exchange.rows.kinds import Kind
from exchange.rows.of_facts import FactRow
from labs.models import DexaScan, DexaSite
from patients.forms.days import format_day
from protocols.models import TherapyEvent

MEASURES = ("bmd_g_cm2", "t_score", "z_score")
ScanKey = tuple[date, str, str]


class Clash(Exception):
    """A row says otherwise than another one or than the record; the message says what to do."""


@dataclass
class FactTaker:
    """Takes what one file says of the scans and the treatment of one man."""

    intake: Intake
    standing: Standing

    def take(self, rows: Sequence[FactRow]) -> None:
        """Each row wholly or not at all."""
        his = [row for row in rows if self._is_his(row)]
        scans: dict[ScanKey, list[FactRow]] = defaultdict(list)
        for row in his:
            if row.measured:
                scanner = row.scanner
                key = (row.about.collected_on, scanner["manufacturer"], scanner["device"])
                scans[key].append(row)
        for key, of_one in scans.items():
            self._take_scan(key, of_one)
        told = [row for row in his if row.events]
        for row in sorted(told, key=lambda row: row.events[0].occurred_on):
            self._take_course(row)

    def _is_his(self, row: FactRow) -> bool:
        doubts = not_he(self.intake, self.standing, row.about)
        known = self.standing.authorities
        if not self.intake.authorities and row.authority and known and row.authority not in known:
            reason = "The number was given by somebody else before. Say whose count (--authority)."
            column = self.intake.mapping.record_number
            doubts.append(Rejection(row.about.number, column, reason, Kind.UNKNOWN_PATIENT))
        if doubts:
            self.intake.report.reject(self.intake.name, doubts)
            return False
        admit(self.standing, row.about)
        self.standing.authorities |= {row.authority} - {""}
        return True

    def _take_scan(self, key: ScanKey, rows: list[FactRow]) -> None:
        try:
            sites = _sites(rows)
            done = self._planned_scan(key, rows, sites)
        except Clash as why:
            self._reject(rows, str(why))
        else:
            self._tell(rows, done)

    def _planned_scan(self, key: ScanKey, rows: list[FactRow], sites: list[DexaSite]) -> str:
        on, manufacturer, device = key
        for scan in self.standing.scans:
            if (scan.scanned_on, scan.manufacturer, scan.device) == key:
                if _numbers(scan.sites.all()) != _numbers(sites):
                    raise Clash(
                        f"His scan of {format_day(on)} on this scanner stands on record with other "
                        "numbers. Compare both, and amend the scan on his page."
                    )
                return DUPLICATE
        told = {name: _said(row.scanner[name] for row in rows) for name in ("model", "facility")}
        reference = _said(row.measured.compared_with for row in rows if row.measured)
        scan = DexaScan(
            scanned_on=on,
            manufacturer=manufacturer,
            device=device,
            reference_database=reference,
            **told,
        )
        self.standing.planned.append(Planned(scan, sites, [row.about.number for row in rows]))
        self.intake.report.counts.scans_created += 1
        return NEW

    def _take_course(self, row: FactRow) -> None:
        drug = row.events[0].drug
        known = courses(each for each in self.standing.events if each.drug == drug)
        fresh = courses(row.events)
        if all(any(_same(each, other) for other in known) for each in fresh):
            self._tell([row], DUPLICATE)
            return
        if known and not (known[-1].is_over and _ends(known[-1]) <= row.events[0].occurred_on):
            name = row.events[0].get_drug_display()
            reason = (
                f"{name} stands on his record otherwise than it was sent. Compare both, and enter "
                "what is missing on his page."
            )
            self._reject([row], reason)
            return
        self.standing.events += row.events
        for event in row.events:
            self.standing.planned.append(Planned(event, [], [row.about.number]))
        self.intake.report.counts.courses_created += len(fresh)
        self._tell([row], NEW)

    def _reject(self, rows: Iterable[FactRow], reason: str) -> None:
        found = [Rejection(row.about.number, row.at_fault, reason, Kind.CONFLICT) for row in rows]
        self.intake.report.reject(self.intake.name, found)

    def _tell(self, rows: Sequence[FactRow], done: str) -> None:
        for row in rows:
            self.intake.report.tell(self.intake.name, row.about.number, done)
        self.intake.report.counts.unchanged += len(rows) if done == DUPLICATE else 0


def _sites(rows: list[FactRow]) -> list[DexaSite]:
    """The sites of one scan with all that was told of each; raises Clash."""
    told: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        if each := row.measured:
            beside = {"side": each.side, "vertebrae": each.vertebrae, "lsc_g_cm2": each.lsc}
            for name, value in {each.column: each.number, **beside}.items():
                if value not in {None, ""} and told[each.site].setdefault(name, value) != value:
                    raise Clash(
                        "The file says two things of one site of one scan. Keep the right one."
                    )
    return [DexaSite(site=site, **values) for site, values in told.items()]


def _numbers(sites: Iterable[DexaSite]) -> dict[str, tuple[Any, ...]]:
    return {each.site: (each.side, *(getattr(each, name) for name in MEASURES)) for each in sites}


def _said(told: Iterable[str]) -> str:
    return next(filter(None, told), "")


def _same(one: Course, other: Course) -> bool:
    return _shape(one) == _shape(other)


def _shape(course: Course) -> list[tuple[Any, ...]]:
    """What was to be taken when, whichever steps led there."""
    return [
        *(
            (each.since, each.until, each.event.regimen_line, course.is_over)
            for each in course.regimens
        ),
        (_ends(course) if course.is_over else None,),
    ]


def _ends(course: Course) -> date:
    return course.events[-1].occurred_on


def look_up_facts(standings: Iterable[Standing]) -> None:
    """Note the scans and the treatment of men on record."""
    by_man = {each.details.patient_id: each for each in standings if each.details}
    scans = DexaScan.objects.current().filter(patient__in=by_man).prefetch_related("sites")
    for scan in scans:
        by_man[scan.patient_id].scans.append(scan)
    events = TherapyEvent.objects.current().filter(patient__in=by_man)
    for event in events.order_by("occurred_on", "position"):
        by_man[event.patient_id].events.append(event)
