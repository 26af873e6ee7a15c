"""Small messages of results, and the shortest way to bring them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Clinic
from exchange.intake.importing import Order, ReceivedFile, import_files
from exchange.intake.report import Report
from labs.models import Draw, Result

TODAY = date(2026, 11, 22)
TESTOSTERONE, ESTRADIOL, HEMATOCRIT = "2986-8", "2243-4", "4544-3"
PID = "PID|1||007^^^HARBOR^MR||Adler^Bert||19700301|M"


@dataclass(frozen=True)
class Obx:
    """One result of a message."""

    value: str = "31"
    code: str = ESTRADIOL
    unit: str = "pg/mL"
    status: str = "F"
    kind: str = "NM"
    system: str = "LN"
    at: str = ""

    def written(self, number: int) -> str:
        coded = f"{self.code}^what it is called^{self.system}"
        fields = ["OBX", str(number), self.kind, coded, "", self.value, self.unit, "", "", "", ""]
        return "|".join([*fields, self.status, "", "", self.at])


def message(
    *results: Obx,
    pid: str = PID,
    order: str = "P-1|F-1",
    collected: str = "202611160810",
    sent: str = "20261117120000",
    control: str = "M1",
    header: str = "MSH|^~\\&|LIS|Quay Laboratory|||{sent}||ORU^R01|{control}|P|2.5.1",
) -> str:
    """A message of one man and one order."""
    obr = f"OBR|1|{order}|HORM^Hormones^L|||{collected}"
    observed = [each.written(number) for number, each in enumerate(results, start=1)]
    return "\r".join([header.format(sent=sent, control=control), pid, obr, *observed]) + "\r"


def bring(clinic: Clinic, *messages: str | bytes, name: str = "lab.hl7", **order: Any) -> Report:
    """Import messages as one file; new men are allowed unless said otherwise."""
    content = b"".join(each.encode() if isinstance(each, str) else each for each in messages)
    order = {"create_patients": True} | order
    return import_files([ReceivedFile(name, content)], Order(clinic, TODAY, **order))


def standing() -> dict[tuple[str, str], str]:
    """Every value on record by day and analyte, as typed with its unit."""
    current = Result.objects.filter(draw__in=Draw.objects.current()).select_related("draw")
    return {
        (each.draw.collected_on.isoformat(), each.analyte): f"{each.typed} {each.unit}"
        for each in current
    }


def kinds(report: Report) -> list[str]:
    """Why something was rejected, in the order of the file."""
    return [each.kind for each in report.rejected]


def done(report: Report) -> list[str]:
    """What became of the results that were not rejected."""
    return [each["done"] for each in report.results]
