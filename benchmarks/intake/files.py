"""The same invented results as CSV, as HL7 v2 and as FHIR: a pure function of their number."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

LAST_DAY = date(2026, 11, 20)
DAYS_APART = 91
RESULTS_OF_A_DRAW = 4
DRAWS_OF_A_MAN = 2.5
ZONE = "UTC"

COLUMNS = ("id", "born", "drawn", "tt", "e2", "hct", "shbg")
CODES = (("2986-8", "ng/dL"), ("2243-4", "pg/mL"), ("20570-8", "%"), ("13967-5", "nmol/L"))
ANALYTES = ("testosterone_total", "estradiol", "hematocrit", "shbg")
MAPPING: dict[str, Any] = {
    "record_number": "id",
    "collected_on": {"column": "drawn", "format": "YYYY-MM-DD"},
    "birth_date": {"column": "born", "format": "YYYY-MM-DD"},
    "results": [
        {"column": column, "analyte": analyte, "unit": unit}
        for column, analyte, (_, unit) in zip(COLUMNS[3:], ANALYTES, CODES, strict=True)
    ],
}


class Drawn(NamedTuple):
    """One draw: whose, when, and its four values as a laboratory prints them."""

    man: int
    on: date
    values: tuple[str, ...]

    @property
    def order(self) -> str:
        """The laboratory's number for it."""
        return f"F-{self.man}-{self.on:%Y%m%d}"


def men_for(results: int) -> int:
    """How many men the results are about."""
    return max(1, round(results / RESULTS_OF_A_DRAW / DRAWS_OF_A_MAN))


def record_number(man: int) -> str:
    """A man's number, of one width for all."""
    return f"M{man:09d}"


def born_on(man: int) -> date:
    """His birth date."""
    return date(1950, 1, 1) + timedelta(days=man * 48271 % 18000)


def draws(results: int) -> Iterator[Drawn]:
    """So many results, four to a draw, the latest draw of each man first."""
    men = men_for(results)
    for number in range(results // RESULTS_OF_A_DRAW):
        man, before = 1 + number * 7919 % men, number // men
        values = (
            str(450 + number * 7919 % 620),
            f"{15 + number * 104729 % 300 / 10:.1f}",
            f"{40 + number * 48271 % 150 / 10:.1f}",
            str(12 + number * 31 % 60),
        )
        yield Drawn(man, LAST_DAY - timedelta(days=man % 80 + before * DAYS_APART), values)


def as_csv(results: int) -> bytes:
    """A table, a draw a line."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for each in draws(results):
        table.writerow((record_number(each.man), born_on(each.man), each.on, *each.values))
    return text.getvalue().encode()


def as_hl7(results: int) -> bytes:
    """A message for each draw."""
    return "".join(map(_message, draws(results))).encode()


def _message(drawn: Drawn) -> str:
    sent, number = f"{drawn.on:%Y%m%d}180000", record_number(drawn.man)
    born = f"{born_on(drawn.man):%Y%m%d}"
    lines = [
        f"MSH|^~\\&|LIS|Quay Laboratory|||{sent}||ORU^R01|{drawn.order}|P|2.5.1",
        f"PID|1||{number}^^^HARBOR^MR||||{born}|M",
        f"OBR|1||{drawn.order}|HORM^Hormones^L|||{drawn.on:%Y%m%d}0810",
    ]
    for line, (value, (code, unit)) in enumerate(zip(drawn.values, CODES, strict=True), start=1):
        lines.append(f"OBX|{line}|NM|{code}^as printed^LN||{value}|{unit}|||||F")
    return "\r".join(lines) + "\r"


def as_fhir(results: int) -> bytes:
    """One bundle: the men first, then an Observation for each result."""
    men = (_patient(man) for man in range(1, men_for(results) + 1))
    told = (each for drawn in draws(results) for each in _observations(drawn))
    entries = ",\n".join(json.dumps(each) for part in (men, told) for each in part)
    return f'{{"resourceType":"Bundle","type":"collection","entry":[{entries}]}}'.encode()


def _patient(man: int) -> dict[str, Any]:
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    number = {"type": kind, "value": record_number(man), "assigner": {"display": "HARBOR"}}
    body = {"resourceType": "Patient", "id": f"p{man}", "identifier": [number]}
    return {
        "fullUrl": f"urn:inrange:p{man}",
        "resource": {**body, "birthDate": str(born_on(man)), "gender": "male"},
    }


def _observations(drawn: Drawn) -> Iterator[dict[str, Any]]:
    for value, (code, unit) in zip(drawn.values, CODES, strict=True):
        yield {
            "resource": {
                "resourceType": "Observation",
                "id": f"{drawn.order}-{code}",
                "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
                "subject": {"reference": f"urn:inrange:p{drawn.man}"},
                "effectiveDateTime": f"{drawn.on}T08:10:00+00:00",
                "issued": f"{drawn.on}T18:00:00+00:00",
                "performer": [{"display": "Quay Laboratory"}],
                "valueQuantity": {
                    "value": float(value) if "." in value else int(value),
                    "unit": unit,
                    "system": "http://unitsofmeasure.org",
                    "code": unit,
                },
            }
        }
