"""What another system's code means here, and which code to write for what is recorded here."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

from exchange.codes.tables import (
    DENSITY_UNIT,
    DRUG_CODES,
    LAB_CODES,
    LOINC,
    NOT_CHECKED,
    RXNORM,
    SCAN_CODES,
    SCORE_UNIT,
    UCUM,
    DrugCode,
    LabCode,
    ScanCode,
)
from labs.unit_spellings import unit_code

__all__ = [
    "DENSITY_UNIT",
    "DRUG_CODES",
    "LAB_CODES",
    "LOINC",
    "NOT_CHECKED",
    "RXNORM",
    "SCAN_CODES",
    "SCORE_UNIT",
    "UCUM",
    "DrugCode",
    "LabCode",
    "ScanCode",
    "analyte_of_loinc",
    "drug_of_rxnorm",
    "loinc_of",
    "loinc_of_scan",
    "measure_of_loinc",
    "rxnorm_of",
    "unit_of_measure",
    "unit_of_sender",
]

_ALSO_WRITTEN = MappingProxyType(
    {
        "percent": "%",
        "[iU]/L": "[IU]/L",
        "m[iU]/mL": "m[IU]/mL",
        "10*9/L": "10*6/mL",
        "10^9/L": "10*6/mL",
    }
)
"""Spellings of senders beside those of a form: each is the same quantity, with no factor."""

_INVERSE = re.compile(r"(?P<above>[^./]+)\.(?P<below>[a-zA-Z]+)-1")
_DENSITIES = frozenset({"g/cm2", "g/cm^2", "g/cm²", "gm/cm2", "g.cm-2"})
_SCORES = {
    "t": frozenset({"1", "{tscore}", "tscore"}),
    "z": frozenset({"1", "{zscore}", "zscore"}),
}


def analyte_of_loinc(code: str) -> LabCode | None:
    """What a laboratory's LOINC code names; None where it is not in the table."""
    return LAB_CODES.get(code.strip())


def loinc_of(analyte: str, unit: str) -> LabCode | None:
    """The code to write for an analyte recorded in a unit (UCUM); None where none was checked."""
    rows = (row for row in LAB_CODES.values() if row.is_written and row.analyte == analyte)
    return next((row for row in rows if unit in row.units), None)


def measure_of_loinc(code: str) -> ScanCode | None:
    """Which measure of which site a LOINC code of a bone scan names."""
    return SCAN_CODES.get(code.strip())


def loinc_of_scan(site: str, side: str, measure: str) -> ScanCode | None:
    """The code to write for a measure of a site. The neck of the femur is a femur (site "")."""
    place = "" if site == "femoral_neck" else site
    wanted = (place, side.strip().lower(), measure)
    rows = (row for row in SCAN_CODES.values() if (row.site, row.side, row.measure) == wanted)
    return next(rows, None)


def drug_of_rxnorm(code: str) -> DrugCode | None:
    """The drug that an RxNorm code names; None where it is not in the table."""
    return DRUG_CODES.get(code.strip())


def rxnorm_of(drug: str) -> DrugCode | None:
    """The code of a drug's ingredient to write; None where none was checked."""
    return next((row for row in DRUG_CODES.values() if row.is_written and row.drug == drug), None)


@lru_cache(maxsize=1024)
def unit_of_sender(written: str) -> str | None:
    """The product's UCUM code for a unit as a sender writes it; None where it is not known."""
    text = written.strip()
    inverse = _INVERSE.fullmatch(text)
    plain = f"{inverse['above']}/{inverse['below']}" if inverse else text
    return _ALSO_WRITTEN.get(plain) or unit_code(plain)


def unit_of_measure(written: str, measure: str) -> str | None:
    """The UCUM code of a bone scan's unit; None where it does not belong to that measure.

    A Z score labelled as a T score is refused: it would read as another man's bone.
    """
    text = written.strip().lower()
    if measure == "bmd":
        return DENSITY_UNIT if text in _DENSITIES else None
    return SCORE_UNIT if re.sub(r"[\s_-]", "", text) in _SCORES[measure] else None
