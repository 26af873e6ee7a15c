"""The analytes that are recorded and charted without any rule judging them.

Units, limits on entry and shown decimals are this project's defaults. Conversion factors of
vitamin D and of the lipids have not been checked against their source; nothing here was checked by
a clinician yet.
"""

from decimal import Decimal

from protocols.targets.measurands import (
    ANYTHING,
    TEN,
    TESTOSTERONE_MOLAR_MASS,
    Analyte,
    Unit,
    bounds,
    loinc,
)

_CHOLESTEROL_MG_DL_PER_MMOL_L = Decimal("38.67")
_TRIGLYCERIDE_MG_DL_PER_MMOL_L = Decimal("88.57")
_VITAMIN_D_NMOL_L_PER_NG_ML = Decimal("2.496")


def _lipid_units(mg_dl_per_mmol_l: Decimal) -> tuple[Unit, ...]:
    return (
        Unit("mg/dL", "mg/dL", 0),
        Unit("mmol/L", "mmol/L", 2, multiplier=mg_dl_per_mmol_l, is_verified=False),
    )


def _cholesterol_part(code: str, name: str, loinc_code: str) -> Analyte:
    units, codes = _lipid_units(_CHOLESTEROL_MG_DL_PER_MMOL_L), loinc(loinc_code, kind="mass")
    slug = name.lower().replace(" ", "_")
    return Analyte(code, slug, name, code, units, "mmol/L", ANYTHING, ANYTHING, codes)


def _gonadotropin(code: str, slug: str, name: str, loinc_code: str) -> Analyte:
    units = (Unit("[IU]/L", "IU/L", 1), Unit("m[IU]/mL", "mIU/mL", 1))
    hard, soft = bounds("0", "250"), bounds(None, "50")
    return Analyte(
        code, slug, name, code, units, "[IU]/L", hard, soft, loinc(loinc_code, verified=True)
    )


def _semen(code: str, slug: str, name: str, unit: Unit, high: str) -> Analyte:
    return Analyte(code, slug, name, name, (unit,), unit.code, bounds("0", high), ANYTHING, ())


_BINDING = (
    Analyte(
        code="SHBG",
        slug="shbg",
        name="Sex hormone-binding globulin",
        label="SHBG",
        units=(Unit("nmol/L", "nmol/L", 0),),
        si="nmol/L",
        hard=bounds("0", "500", low_excluded=True),
        soft=bounds("5", "150"),
        loinc=loinc("13967-5", kind="molar", verified=True) + loinc("2942-1", kind="mass"),
    ),
    Analyte(
        code="ALBUMIN",
        slug="albumin",
        name="Albumin",
        label="Albumin",
        units=(Unit("g/dL", "g/dL", 1), Unit("g/L", "g/L", 0, divisor=TEN)),
        si="g/L",
        hard=bounds("1", "7"),
        soft=bounds("3", "5.5"),
        loinc=loinc("1751-7"),
    ),
    Analyte(
        code="FREE_T",
        slug="testosterone_free",
        name="Free testosterone, calculated",
        label="Free T",
        units=(
            Unit("ng/dL", "ng/dL", 2),
            # Laboratories print measured free testosterone in pg/mL: ten of them are one ng/dL.
            Unit("pg/mL", "pg/mL", 1, divisor=TEN),
            Unit("pmol/L", "pmol/L", 0, TESTOSTERONE_MOLAR_MASS, Decimal(10000)),
            Unit("nmol/L", "nmol/L", 3, TESTOSTERONE_MOLAR_MASS, TEN),
        ),
        si="pmol/L",
        hard=ANYTHING,
        soft=ANYTHING,
        loinc=loinc("2991-8", kind="mass"),
        is_calculated=True,
    ),
    Analyte(
        code="BIO_T",
        slug="testosterone_bioavailable",
        name="Bioavailable testosterone",
        label="Bio T",
        units=(
            Unit("ng/dL", "ng/dL", 0),
            Unit("nmol/L", "nmol/L", 1, TESTOSTERONE_MOLAR_MASS, TEN),
        ),
        si="nmol/L",
        hard=ANYTHING,
        soft=ANYTHING,
        loinc=loinc("2990-0", kind="mass", verified=True),
        is_calculated=True,
    ),
)

_SAFETY = (
    Analyte(
        code="PSA",
        slug="psa",
        name="Prostate-specific antigen",
        label="PSA",
        units=(Unit("ng/mL", "ng/mL", 2), Unit("ug/L", "µg/L", 2)),
        si="ug/L",
        hard=bounds("0", "10000"),
        soft=bounds(None, "10"),
        loinc=loinc("2857-1", kind="mass"),
    ),
    Analyte(
        code="HGB",
        slug="hemoglobin",
        name="Hemoglobin",
        label="Hb",
        units=(Unit("g/dL", "g/dL", 1), Unit("g/L", "g/L", 0, divisor=TEN)),
        si="g/L",
        hard=bounds("3", "26"),
        soft=bounds("10", "20"),
        loinc=loinc("718-7", kind="mass"),
    ),
    Analyte(
        code="VITD",
        slug="vitamin_d",
        name="25-hydroxyvitamin D",
        label="Vitamin D",
        units=(
            Unit("ng/mL", "ng/mL", 0),
            Unit("nmol/L", "nmol/L", 0, divisor=_VITAMIN_D_NMOL_L_PER_NG_ML, is_verified=False),
        ),
        si="nmol/L",
        hard=bounds("0", "300"),
        soft=bounds("10", "100"),
        loinc=loinc("1989-3", kind="D3") + loinc("62292-8", kind="D2 and D3"),
    ),
    Analyte(
        code="ALT",
        slug="alt",
        name="Alanine aminotransferase",
        label="ALT",
        units=(Unit("U/L", "U/L", 0),),
        si="U/L",
        hard=bounds("0", "20000"),
        soft=bounds(None, "200"),
        loinc=loinc("1742-6"),
    ),
)

_LIPIDS = (
    Analyte(
        code="TC",
        slug="total_cholesterol",
        name="Total cholesterol",
        label="TC",
        units=_lipid_units(_CHOLESTEROL_MG_DL_PER_MMOL_L),
        si="mmol/L",
        hard=bounds("20", "1500"),
        soft=bounds(None, "350"),
        loinc=loinc("2093-3", kind="mass"),
    ),
    _cholesterol_part("LDL", "LDL cholesterol", "13457-7"),
    _cholesterol_part("HDL", "HDL cholesterol", "2085-9"),
    Analyte(
        code="TG",
        slug="triglycerides",
        name="Triglycerides",
        label="TG",
        units=_lipid_units(_TRIGLYCERIDE_MG_DL_PER_MMOL_L),
        si="mmol/L",
        hard=bounds("10", "10000"),
        soft=bounds(None, "1000"),
        loinc=loinc("2571-8", kind="mass"),
    ),
)

_FERTILITY = (
    _gonadotropin("LH", "lh", "Luteinizing hormone", "10501-5"),
    _gonadotropin("FSH", "fsh", "Follicle-stimulating hormone", "15067-2"),
    _semen(
        "SEMEN_CONC",
        "semen_concentration",
        "Sperm concentration",
        Unit("10*6/mL", "10⁶/mL", 1),
        "1000",
    ),
    _semen("SEMEN_MOTILITY", "semen_motility", "Sperm motility", Unit("%", "%", 1), "100"),
    _semen("SEMEN_VOLUME", "semen_volume", "Semen volume", Unit("mL", "mL", 1), "20"),
)

RECORDED_ONLY = (*_BINDING, *_FERTILITY, *_SAFETY, *_LIPIDS)
