"""From what the demo says to the rows that say it: nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import singledispatchmethod

from accounts.models import User
from exchange.demo.bones import SCANNERS
from exchange.demo.plans import Other, Said
from exchange.demo.records import Blood, Course, Happening, Man, Region, Scan, Value
from exchange.demo.regimens import Dose
from labs.models import DexaScan, DexaSite, Draw, Laboratory, Result
from labs.results import read_result
from patients.facts import Fact, Part
from patients.models import Patient, PatientDetails, SymptomReport
from protocols.models import Drug, TherapyEvent

Document = tuple[Fact, Sequence[Part]]


class Facts:
    """Makes facts of a man's happenings, dated back from `today`."""

    def __init__(
        self,
        today: date,
        at: datetime,
        staff: Mapping[str, User],
        laboratories: Mapping[str, Laboratory],
    ) -> None:
        self.today, self.at, self.staff, self.laboratories = today, at, staff, laboratories

    def day(self, ago: int) -> date:
        """The date so many days ago."""
        return self.today - timedelta(days=ago)

    def day_if(self, ago: int | None) -> date | None:
        """The date so many days ago, if anything happened at all."""
        return None if ago is None else self.day(ago)

    def recorded(self, ago: int) -> datetime:
        """When what happened so many days ago was typed in: in the afternoon, or just now."""
        afternoon = self.at.replace(hour=19, minute=0, second=0, microsecond=0)
        return min(self.at, afternoon - timedelta(days=ago))

    def details(self, man: Man, *, to_the_end: bool = False) -> PatientDetails:
        """Who he is; `to_the_end` adds his death or discharge, which became known later."""
        return PatientDetails(
            record_number=man.record_number,
            family_name=man.family_name,
            given_name=man.given_name,
            born_on=self.day(man.born_ago),
            email=man.email,
            phone=man.phone,
            mail_consent=man.mail_consent,
            owner=self.staff.get(man.owner or ""),
            fragility_fracture=man.fragility_fracture,
            glucocorticoids_3m=man.glucocorticoids_3m,
            note=man.note,
            deceased_on=self.day_if(man.deceased) if to_the_end else None,
            discharged_on=self.day_if(man.discharged) if to_the_end else None,
        )

    def document(self, man: Patient | None, happening: Happening) -> Document:
        """The fact and its parts; without a man it can be looked at but not written."""
        fact, parts = self._made(happening)
        if man is not None:
            fact.patient = man
        return fact, parts

    @singledispatchmethod
    def _made(self, happening: Happening) -> Document:
        raise TypeError(f"{type(happening).__name__} is nothing that happens to a man.")

    @_made.register
    def _(self, blood: Blood) -> Document:
        since = blood.days_since_testosterone
        draw = Draw(
            collected_on=self.day(blood.ago),
            collected_at=blood.at,
            laboratory=self.laboratories[blood.laboratory],
            awaiting_results=blood.awaiting,
            fasting=blood.fasting,
            timing=blood.timing,
            days_since_testosterone=Decimal(since) if since else None,
            note=blood.note,
        )
        return draw, [self._result(value) for value in blood.values]

    @_made.register
    def _(self, course: Course) -> Document:
        move = course.move
        event = TherapyEvent(
            drug=Drug.ANASTROZOLE,
            step=move.step,
            occurred_on=self.day(course.ago),
            route="po" if move.dose else "",
            indication=course.indication,
            planned=course.planned,
            reason_code=move.reason,
            consent_on=self.day_if(course.consent_ago),
            **_schedule(move.dose),
        )
        return event, ()

    @_made.register
    def _(self, other: Other) -> Document:
        ends = other.step == "stop"
        event = TherapyEvent(
            drug=other.regimen.drug,
            step=other.step,
            occurred_on=self.day(other.ago),
            regimen="" if ends else other.regimen.name,
            route="" if ends else other.regimen.route,
            note=other.note,
            **_schedule(None if ends else other.regimen.dose),
        )
        return event, ()

    @_made.register
    def _(self, said: Said) -> Document:
        severities = {str(symptom): severity for symptom, severity in said.severities.items()}
        report = SymptomReport(
            reported_on=self.day(said.ago), severities=severities, note=said.note
        )
        return report, ()

    @_made.register
    def _(self, scan: Scan) -> Document:
        scanner = SCANNERS[scan.scanner]
        examination = DexaScan(
            scanned_on=self.day(scan.ago),
            facility=scanner.facility,
            manufacturer=scanner.manufacturer,
            model=scanner.model,
            device=scanner.device,
            reference_database=scanner.reference_database,
            reader=scanner.reader,
        )
        return examination, [_site(region) for region in scan.regions]

    def _result(self, value: Value) -> Result:
        """Read like any other result; what is unlikely was confirmed by who entered it."""
        result = read_result(
            value.analyte,
            value.typed,
            value.unit,
            method=value.method,
            reference_range=value.reference_range,
        ).row()
        if result.needs_confirmation:
            result.confirmed_by, result.confirmed_at = self.staff.get("entry"), self.at
        return result


def _schedule(dose: Dose | None) -> dict[str, Decimal | None]:
    if dose is None:
        return {}
    return {
        "dose_mg": Decimal(dose.mg),
        "per_week": Decimal(dose.per_week) if dose.per_week else None,
        "every_days": Decimal(dose.every_days) if dose.every_days else None,
    }


def _site(region: Region) -> DexaSite:
    return DexaSite(
        site=region.site,
        bmd_g_cm2=Decimal(region.bmd_g_cm2),
        t_score=Decimal(region.t_score) if region.t_score else None,
        z_score=Decimal(region.z_score) if region.z_score else None,
        lsc_g_cm2=Decimal(region.lsc_g_cm2) if region.lsc_g_cm2 else None,
        vertebrae=region.vertebrae,
        side=region.side,
    )
