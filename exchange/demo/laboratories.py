"""Three invented laboratories: how each measures, and how it prints a value.

One uses LC-MS/MS and conventional units; one uses immunoassays whose lower limit changed when the
analyser was replaced; one reports in SI units. Reference ranges are printed as such laboratories
print them, and are not targets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from labs.models import Method, SpellingKind
from protocols.targets.analytes import BY_SLUG

ANALYSER_REPLACED = 655
"""Days ago on which the second laboratory replaced its analyser."""


@dataclass(frozen=True)
class Assay:
    """How one analyte is measured and printed: unit, decimals, limits of the report, range.

    `imprecision` is the relative spread of repeated measurements of one sample; `until` the day
    (ago) on which another assay took over.
    """

    unit: str
    decimals: int
    method: str = Method.UNKNOWN
    lowest: str = ""
    highest: str = ""
    reference_range: str = ""
    until: int | None = None
    imprecision: float = 0.04


@dataclass(frozen=True)
class LaboratoryPlan:
    """A laboratory of the demo; assays of an analyte stand oldest first.

    `since` is the day (ago) from which on the clinic knows how it measures, before any man of the
    demo came; `words` are those of its reports that differ from ours, with what they mean.
    """

    name: str
    assays: Mapping[str, tuple[Assay, ...]]
    since: int
    words: Mapping[str, tuple[SpellingKind, str]]

    def assay(self, analyte: str, ago: int) -> Assay:
        """The assay in use on that day; analytes it does not list are printed canonically."""
        for assay in self.assays.get(analyte, ()):
            if assay.until is None or ago > assay.until:
                return assay
        unit = BY_SLUG[analyte].canonical
        return Assay(unit.code, unit.decimals)


_BAYLINE = LaboratoryPlan(
    "Bayline Reference Laboratory",
    {
        "testosterone_total": (
            Assay("ng/dL", 0, Method.LCMS, highest="1500", reference_range="264-916"),
        ),
        "estradiol": (Assay("pg/mL", 1, Method.LCMS, "5.0", reference_range="8.0-35.0"),),
        "hematocrit": (Assay("%", 1, reference_range="37.5-51.0", imprecision=0.008),),
        "shbg": (Assay("nmol/L", 1, reference_range="16.5-55.9"),),
        "psa": (Assay("ng/mL", 1, reference_range="0.0-4.0"),),
    },
    since=2912,
    words={
        "Testosterone, Total, MS": (SpellingKind.ANALYTE, "testosterone_total"),
        "Estradiol, Ultrasensitive": (SpellingKind.ANALYTE, "estradiol"),
        "LC/MS-MS": (SpellingKind.METHOD, "lcms"),
    },
)
_CEDAR = LaboratoryPlan(
    "Cedar Hill Clinical Laboratory",
    {
        "testosterone_total": (
            Assay("ng/dL", 0, Method.IMMUNOASSAY, highest="1500", reference_range="241-827"),
        ),
        "estradiol": (
            Assay("pg/mL", 0, Method.IMMUNOASSAY, "24", "", "< 52", ANALYSER_REPLACED, 0.13),
            Assay("pg/mL", 1, Method.IMMUNOASSAY, "15", "", "11.3-43.2", None, 0.11),
        ),
        "hematocrit": (Assay("%", 1, reference_range="38.3 to 48.6", imprecision=0.008),),
    },
    since=3041,
    words={
        "TESTO TOTAL": (SpellingKind.ANALYTE, "testosterone_total"),
        "E2": (SpellingKind.ANALYTE, "estradiol"),
        "ECLIA": (SpellingKind.METHOD, "immunoassay"),
    },
)
_NORTHGATE = LaboratoryPlan(
    "Northgate University Hospital",
    {
        "testosterone_total": (Assay("nmol/L", 1, Method.LCMS, reference_range="8.6 - 29.0"),),
        "estradiol": (Assay("pmol/L", 0, Method.LCMS, "18", "", "41 - 159"),),
        "hematocrit": (Assay("L/L", 2, reference_range="0.40 - 0.51", imprecision=0.008),),
        "hemoglobin": (Assay("g/L", 0, reference_range="133 - 173"),),
        "psa": (Assay("ug/L", 2, reference_range="< 3.5"),),
        "vitamin_d": (Assay("nmol/L", 0, reference_range="> 50"),),
    },
    since=2765,
    words={
        "Oestradiol": (SpellingKind.ANALYTE, "estradiol"),
        "Haematocrit": (SpellingKind.ANALYTE, "hematocrit"),
        "Haemoglobin": (SpellingKind.ANALYTE, "hemoglobin"),
    },
)

LABORATORIES = {"bayline": _BAYLINE, "cedar": _CEDAR, "northgate": _NORTHGATE}


def measured(assay: Assay, analyte: str, true_value: float, rng: Random) -> str:
    """What the laboratory prints for a true value in the canonical unit."""
    value = true_value * (1 + rng.gauss(0, assay.imprecision))
    if analyte == "estradiol" and assay.method == Method.IMMUNOASSAY:
        value += rng.gauss(3.2, 2.4)  # other steroids are counted as estradiol
    unit = BY_SLUG[analyte].unit(assay.unit) or BY_SLUG[analyte].canonical
    number = unit.from_canonical(Decimal(str(round(max(value, true_value / 2), 6))))
    return printed(number, assay)


def printed(number: Decimal, assay: Assay) -> str:
    """A number in the laboratory's unit with its decimals, or beyond its limits."""
    rounded = number.quantize(Decimal(1).scaleb(-assay.decimals), rounding=ROUND_HALF_UP)
    if assay.lowest and rounded < Decimal(assay.lowest):
        return f"<{assay.lowest}"
    if assay.highest and rounded > Decimal(assay.highest):
        return f">{assay.highest}"
    return f"{rounded:f}"
