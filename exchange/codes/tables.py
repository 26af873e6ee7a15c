"""The table of other systems' codes: LOINC, RxNorm and UCUM, each with where it was checked.

One table for what comes in and for what goes out; `exchange.codes.lookup` looks things up in it.
A code goes out only where it was checked and says no more than the product knows (`is_written`);
the others are understood when somebody sends them. Public tables name some of these codes wrongly,
so nothing is learned from a sender.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
UCUM = "http://unitsofmeasure.org"
"""The names of the three systems, as FHIR writes them."""

NOT_CHECKED = "not checked"
US_CORE = "example of US Core 9"
RECEIVED = "sample message and sample bundle, with its long name"
TABLES = "several public mapping tables, with its long name"
ONE_TABLE = "one public mapping table, with its long name"
BARE_TABLES = "several public mapping tables, without its long name"
CODE_PAGE = "public page about the code, with its long name"
MEASURE = "value set of a public quality measure, with its long name"
STUDY = "definitions of a public study"
NEGATIVES = "OHDSI Themis, list of measurements that may be negative, with its long name"

DENSITY_UNIT, SCORE_UNIT = "g/cm2", "1"
"""The UCUM codes of a bone density, and of a T or Z score."""


@dataclass(frozen=True, slots=True)
class LabCode:
    """A LOINC code of a laboratory's result and the analyte (its slug) that it names.

    `units` are the UCUM codes that agree with what the code measures, as far as the product
    converts them; a result in another unit contradicts its code. Empty: known, not convertible.
    """

    code: str
    name: str
    analyte: str
    units: tuple[str, ...]
    checked: str
    is_written: bool = False


@dataclass(frozen=True, slots=True)
class ScanCode:
    """A LOINC code of one measure ("bmd", "t", "z") of a bone scan.

    `site` is the product's; "" where the code says femur without saying neck or shaft. `side` is
    "left", "right" or "".
    """

    code: str
    name: str
    site: str
    side: str
    measure: str
    checked: str = NEGATIVES


@dataclass(frozen=True, slots=True)
class DrugCode:
    """An RxNorm code of an ingredient or of a product, and the drug of the product's journal."""

    code: str
    name: str
    drug: str
    checked: str
    is_written: bool = False


def _lab_codes(checked: str, rows: str) -> list[LabCode]:
    """Rows of text: * for a code that goes out, code, analyte, units that agree, name."""
    return [_lab_code(checked, row) for row in rows.strip().splitlines()]


def _lab_code(checked: str, row: str) -> LabCode:
    out, code, analyte, units, name = row.split(maxsplit=4)
    agreeing = () if units == "none" else tuple(units.split(","))
    return LabCode(code, _written_out(name), analyte, agreeing, checked, is_written=out == "*")


def _written_out(name: str) -> str:
    """LOINC's long name from the short form of this table."""
    kinds = re.sub(r"\[(Mass|Moles|Units|Enzymatic activity)\]", r"[\1/volume]", name)
    return kinds.replace(" S/P", " in Serum or Plasma")


_LAB_CODES = [
    *_lab_codes(
        TABLES,
        """
        * 2986-8 testosterone_total ng/dL,ng/mL,ug/L Testosterone [Mass] S/P
        * 14913-8 testosterone_total nmol/L Testosterone [Moles] S/P
        - 49041-7 testosterone_total ng/dL,ng/mL,ug/L Testosterone [Mass] S/P by Detection limit
        * 2991-8 testosterone_free ng/dL,pg/mL Testosterone Free [Mass] S/P
        * 14914-6 testosterone_free pmol/L,nmol/L Testosterone Free [Moles] S/P
        * 2990-0 testosterone_bioavailable ng/dL Testosterone.free+weakly bound [Mass] S/P
        * 2243-4 estradiol pg/mL,ng/L Estradiol (E2) [Mass] S/P
        * 14715-7 estradiol pmol/L Estradiol (E2) [Moles] S/P
        - 83096-8 estradiol pg/mL,ng/L Estradiol (E2) [Mass] S/P by Immunoassay
        * 13967-5 shbg nmol/L Sex hormone binding globulin [Moles] S/P
        * 1751-7 albumin g/dL,g/L Albumin [Mass] S/P
        * 10501-5 lh [IU]/L,m[IU]/mL Lutropin [Units] S/P
        * 15067-2 fsh [IU]/L,m[IU]/mL Follitropin [Units] S/P
        - 83098-4 fsh [IU]/L,m[IU]/mL Follitropin [Units] S/P by Immunoassay
        - 59260-0 hemoglobin none Hemoglobin [Moles] in Blood
        * 62292-8 vitamin_d ng/mL 25-Hydroxyvitamin D3+25-Hydroxyvitamin D2 [Mass] S/P
        - 1989-3 vitamin_d ng/mL 25-Hydroxyvitamin D3 [Mass] S/P
        * 2089-1 ldl_cholesterol mg/dL Cholesterol in LDL [Mass] S/P
        - 18262-6 ldl_cholesterol mg/dL Cholesterol in LDL [Mass] S/P by Direct assay
        * 22748-8 ldl_cholesterol mmol/L Cholesterol in LDL [Moles] S/P
        - 39469-2 ldl_cholesterol mmol/L Cholesterol in LDL [Moles] S/P by calculation
        """,
    ),
    *_lab_codes(
        ONE_TABLE,
        """
        - 83116-4 testosterone_total ng/dL,ng/mL,ug/L Testosterone [Mass] S/P by Immunoassay
        * 14646-4 hdl_cholesterol mmol/L Cholesterol in HDL [Moles] S/P
        """,
    ),
    *_lab_codes(
        CODE_PAGE,
        """
        - 72873-3 estradiol pmol/L Estradiol (E2) [Moles] S/P by High sensitivity method
        - 2942-1 shbg none Sex hormone binding globulin [Mass] S/P
        """,
    ),
    *_lab_codes(
        NOT_CHECKED,
        """
        - 35384-7 estradiol pg/mL,ng/L Estradiol (E2) [Mass] S/P by High sensitivity method
        - 9780-8 semen_concentration 10*6/mL Spermatozoa [#] in Semen
        """,
    ),
    *_lab_codes(
        RECEIVED,
        """
        * 20570-8 hematocrit %,L/L Hematocrit [Volume Fraction] of Blood
        * 2093-3 total_cholesterol mg/dL Cholesterol [Mass] S/P
        - 13457-7 ldl_cholesterol mg/dL Cholesterol in LDL [Mass] S/P by calculation
        * 2085-9 hdl_cholesterol mg/dL Cholesterol in HDL [Mass] S/P
        * 2571-8 triglycerides mg/dL Triglyceride [Mass] S/P
        """,
    ),
    *_lab_codes(
        US_CORE,
        """
        - 4544-3 hematocrit %,L/L Hematocrit [Volume Fraction] of Blood by Automated count
        * 718-7 hemoglobin g/dL,g/L Hemoglobin [Mass] in Blood
        """,
    ),
    *_lab_codes(
        MEASURE,
        """
        * 2857-1 psa ng/mL,ug/L Prostate specific Ag [Mass] S/P
        - 83112-3 psa ng/mL,ug/L Prostate specific Ag [Mass] S/P by Immunoassay
        - 35741-8 psa ng/mL,ug/L Prostate specific Ag [Mass] S/P by Detection limit
        """,
    ),
    *_lab_codes(
        BARE_TABLES,
        """
        * 1742-6 alt U/L Alanine aminotransferase [Enzymatic activity] S/P
        - 14647-2 total_cholesterol mmol/L Cholesterol [Moles] S/P
        - 14927-8 triglycerides mmol/L Triglyceride [Moles] S/P
        """,
    ),
]


def _scan_codes(site: str, side: str, part: str, codes: tuple[str, str, str]) -> list[ScanCode]:
    """The density, the T and the Z score of one part of the body."""
    asked = zip(codes, (("bmd", "Mass/Area"), ("t", "T-score"), ("z", "Z-score")), strict=True)
    return [
        ScanCode(code, f"DXA {part} [{what}] Bone density", site, side, measure)
        for code, (measure, what) in asked
    ]


_SCAN_CODES = (
    *_scan_codes("lumbar_spine", "", "Lumbar spine", ("24966-4", "38267-1", "85394-5")),
    *_scan_codes("total_hip", "", "Hip", ("38261-4", "38264-8", "80933-5")),
    *_scan_codes("total_hip", "left", "Hip - left", ("46278-8", "80946-7", "80938-4")),
    *_scan_codes("total_hip", "right", "Hip - right", ("46279-6", "80945-9", "80937-6")),
    *_scan_codes("", "", "Femur", ("24701-5", "38263-0", "80934-3")),
    *_scan_codes("", "left", "Femur - left", ("80954-1", "80948-3", "80940-0")),
    *_scan_codes("", "right", "Femur - right", ("80953-3", "80947-5", "80939-2")),
    *_scan_codes("radius_33", "", "Radius and Ulna", ("24890-6", "38265-5", "80932-7")),
    *_scan_codes("radius_33", "left", "Radius and Ulna - left", ("80952-5", "80944-2", "80936-8")),
    *_scan_codes(
        "radius_33", "right", "Radius and Ulna - right", ("80951-7", "80943-4", "80935-0")
    ),
)

_DRUG_CODES = (
    DrugCode("84857", "anastrozole", "anastrozole", TABLES, is_written=True),
    DrugCode("199224", "anastrozole 1 MG Oral Tablet", "anastrozole", TABLES),
    DrugCode("151124", "anastrozole 1 MG Oral Tablet [Arimidex]", "anastrozole", ONE_TABLE),
    DrugCode("10379", "testosterone", "testosterone", STUDY, is_written=True),
    DrugCode(
        "835840",
        "testosterone cypionate 200 MG/ML Injectable Solution",
        "testosterone",
        NOT_CHECKED,
    ),
    DrugCode(
        "2047882", "testosterone cypionate 200 MG in 1 ML Injection", "testosterone", NOT_CHECKED
    ),
    DrugCode("10324", "tamoxifen", "tamoxifen", TABLES, is_written=True),
)
"""Of testosterone's products one public file each names the code; another names a different one."""

LAB_CODES: Mapping[str, LabCode] = MappingProxyType({row.code: row for row in _LAB_CODES})
SCAN_CODES: Mapping[str, ScanCode] = MappingProxyType({row.code: row for row in _SCAN_CODES})
DRUG_CODES: Mapping[str, DrugCode] = MappingProxyType({row.code: row for row in _DRUG_CODES})
