"""Bone scans as Observations: density, T score and Z score of each site, never in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from exchange.codes.lookup import DENSITY_UNIT, LOINC, SCORE_UNIT, loinc_of_scan
from exchange.fhir.observations import Said, category
from exchange.fhir.parts import Resource, concept, named, quantity, subject
from exchange.fhir.writing import Value, filled
from labs.models import DexaScan, DexaSite
from patients.models import Patient

BMD, T, Z = "bmd", "t", "z"
NAMES = {BMD: "Bone density", T: "T-score of bone density", Z: "Z-score of bone density"}
UNITS = {BMD: (DENSITY_UNIT, "g/cm2"), T: (SCORE_UNIT, "T-Score"), Z: (SCORE_UNIT, "Z-Score")}


def values_of_scan(man: Patient, scan: DexaScan, sites: Iterable[DexaSite]) -> list[Said]:
    """What one version of a scan says."""
    about = filled(
        category=category("imaging", "Imaging"),
        subject=subject(man),
        effectiveDateTime=scan.scanned_on.isoformat(),
        performer=[named(scan.facility)] if scan.facility.strip() else [],
        contained=[_scanner(scan)],
        device={"reference": "#scanner", **named(_device_name(scan))},
    )
    return [
        Said(f"{site.site}-{measure}", {**about, **_measured(scan, site, measure, value)})
        for site in sites
        for measure, value in _measures(site)
    ]


def _measures(site: DexaSite) -> Iterator[tuple[str, Decimal]]:
    for measure, value in ((BMD, site.bmd_g_cm2), (T, site.t_score), (Z, site.z_score)):
        if value is not None:
            yield measure, value


def _device_name(scan: DexaScan) -> str:
    return f"{scan.get_manufacturer_display()} {scan.model} {scan.device}"


def _scanner(scan: DexaScan) -> Resource:
    """The scanner part by part, so that a reader need not take its name apart."""
    return filled(
        resourceType="Device",
        id="scanner",
        manufacturer=scan.get_manufacturer_display(),
        serialNumber=scan.device,
        modelNumber=scan.model,
    )


def _measured(scan: DexaScan, site: DexaSite, measure: str, value: Decimal) -> Resource:
    code, label = UNITS[measure]
    return filled(
        code=_code(site, measure),
        bodySite=concept(", ".join(filter(None, _place(site)))),
        valueQuantity=quantity(_plain(value), code, label),
        note=_notes(scan, site, measure),
    )


def _code(site: DexaSite, measure: str) -> Resource:
    """The measure in words and its LOINC code: of that side, where there is one."""
    text = f"{NAMES[measure]}, {site.get_site_display().lower()}"
    row = loinc_of_scan(site.site, site.side, measure) or loinc_of_scan(site.site, "", measure)
    return concept(text, LOINC, row.code, row.name) if row else concept(text)


def _place(site: DexaSite) -> tuple[str, str, str]:
    return site.get_site_display(), site.side, site.vertebrae


def _plain(value: Decimal) -> Decimal:
    """Without the zeros that the column adds: how many were printed is not recorded."""
    return Decimal(f"{value.normalize():f}")


def _notes(scan: DexaScan, site: DexaSite, measure: str) -> list[Value]:
    """What a density is compared by, and what a score was reckoned from."""
    told = f"Reference data: {scan.reference_database}" if scan.reference_database else ""
    if measure == BMD:
        lsc = site.lsc_g_cm2
        told = f"Least significant change of the facility: {_plain(lsc):f} g/cm2" if lsc else ""
    return [{"text": told}] if told else []
