"""The analytes Inrange records: units, exact factors, limits on entry, shown decimals, codes.

Sources: units and limits are this project's defaults around the clinical document's targets; molar
masses follow from the standard atomic weights (C 12.011, H 1.008, O 15.999). Only testosterone,
estradiol and hematocrit are judged; the others are recorded and charted. Nothing here has been
checked by a clinician until a clinic's lead adopts the rule book in the product.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from protocols.targets.measurands import (
    NOT_CHECKED,
    TEN,
    TESTOSTERONE_MOLAR_MASS,
    Analyte,
    Bounds,
    Loinc,
    Slip,
    Unit,
    bounds,
    loinc,
)
from protocols.targets.recorded import RECORDED_ONLY

__all__ = [
    "ANALYTES",
    "BY_SLUG",
    "JUDGED",
    "NOT_CHECKED",
    "Analyte",
    "Bounds",
    "Loinc",
    "Slip",
    "Unit",
]

ESTRADIOL_MOLAR_MASS = Decimal("272.388")  # g/mol, C18H24O2

_HUNDRED, _THOUSAND = Decimal(100), Decimal(1000)
_JUDGED_SOURCE = "clinical document, table of typical targets; limits on entry are project defaults"

_TESTOSTERONE = Analyte(
    code="TT",
    slug="testosterone_total",
    name="Total testosterone",
    label="T",
    units=(
        Unit("ng/dL", "ng/dL", 0),
        Unit("nmol/L", "nmol/L", 1, multiplier=TESTOSTERONE_MOLAR_MASS, divisor=TEN),
        Unit("ng/mL", "ng/mL", 2, multiplier=_HUNDRED),
        Unit("ug/L", "µg/L", 2, multiplier=_HUNDRED),
    ),
    si="nmol/L",
    hard=bounds("0", "5000", low_excluded=True),
    soft=bounds("50", "1500"),
    loinc=(
        *loinc("2986-8", kind="mass", verified=True),
        *loinc("14913-8", kind="molar", verified=True),
        *loinc("83116-4", kind="mass, immunoassay", verified=True),
        *loinc("49041-7", kind="mass, detection limit 1 ng/dL or less", verified=True),
    ),
    slips=(
        Slip("ng/dL", "nmol/L", Decimal(18), Decimal(35)),
        Slip("ng/dL", "ng/mL", Decimal(3), Decimal(12)),
    ),
    may_raise_flags=True,
    source=_JUDGED_SOURCE,
)

_ESTRADIOL = Analyte(
    code="E2",
    slug="estradiol",
    name="Estradiol",
    label="E2",
    units=(
        Unit("pg/mL", "pg/mL", 1),
        Unit("pmol/L", "pmol/L", 0, multiplier=ESTRADIOL_MOLAR_MASS, divisor=_THOUSAND),
        Unit("ng/L", "ng/L", 1),
    ),
    si="pmol/L",
    hard=bounds("0", "2000", low_excluded=True),
    soft=bounds("5", "150"),
    loinc=(
        *loinc("2243-4", kind="mass", verified=True),
        *loinc("14715-7", kind="molar", verified=True),
        *loinc("83096-8", kind="mass, immunoassay", verified=True),
        *loinc("72873-3", kind="molar, high sensitivity"),
        *loinc("35384-7", kind="mass, high sensitivity"),
    ),
    slips=(Slip("pg/mL", "pmol/L", Decimal(70), Decimal(150)),),
    may_raise_flags=True,
    source=_JUDGED_SOURCE,
)

# A hematocrit has no detection limit: a "<" or ">" before it is a typing mistake.
_HEMATOCRIT = Analyte(
    code="HCT",
    slug="hematocrit",
    name="Hematocrit",
    label="Hct",
    units=(Unit("%", "%", 1), Unit("L/L", "L/L", 3, multiplier=_HUNDRED)),
    si="L/L",
    hard=bounds("15", "75"),
    soft=bounds("35", "60"),
    loinc=loinc("4544-3", kind="automated count") + loinc("20570-8", kind="any method"),
    slips=(Slip("%", "L/L", Decimal("0.15"), Decimal("0.75")),),
    accepts_comparator=False,
    may_raise_flags=True,
    source=_JUDGED_SOURCE,
)

_ALL = (_TESTOSTERONE, _ESTRADIOL, _HEMATOCRIT, *RECORDED_ONLY)

ANALYTES: Mapping[str, Analyte] = MappingProxyType({analyte.code: analyte for analyte in _ALL})
BY_SLUG: Mapping[str, Analyte] = MappingProxyType({analyte.slug: analyte for analyte in _ALL})
JUDGED = tuple(analyte.code for analyte in _ALL if analyte.may_raise_flags)
