"""What a bone scanner prints: density by age from the survey, scores against the device's own mean.

Mean and spread of men by age: NHANES 2013-2014 (see `sampling`). The young-adult references and the
precision of the facilities are invented figures of the usual size; scores of real reports are
stored as printed and never computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exchange.demo.plans import Plan, Scanned
from exchange.demo.records import Region, Scan
from exchange.demo.sampling import chance
from labs.models import Manufacturer, SiteName

SPINE, HIP, NECK = SiteName.LUMBAR_SPINE, SiteName.TOTAL_HIP, SiteName.FEMORAL_NECK
DAYS_PER_YEAR = 365.2425
MIDDLE_OF_FORTIES = 45.0
T_SCORES_FROM = 49.0
"""Younger men's reports print the Z-score alone; around fifty both are printed."""

BY_AGE: Mapping[str, tuple[tuple[float, float], ...]] = {
    SPINE: ((1.059, 0.146), (1.018, 0.158), (1.030, 0.160), (1.044, 0.183)),
    HIP: ((1.034, 0.130), (1.007, 0.140), (1.007, 0.143), (0.965, 0.153)),
    NECK: ((0.861, 0.133), (0.825, 0.138), (0.813, 0.135), (0.759, 0.147)),
}
"""Mean and standard deviation in g/cm2 of men in their forties, fifties, sixties, seventies."""

YOUNG_ADULT = {SPINE: (1.091, 0.118), HIP: (1.041, 0.144), NECK: (0.930, 0.136)}


@dataclass(frozen=True)
class Scanner:
    """One device of one facility; `reads` is its spine against the others'."""

    facility: str
    manufacturer: str
    model: str
    device: str
    reference_database: str
    reader: str
    reads: float = 1.0
    lsc: Mapping[str, str] | None = None


SCANNERS = {
    "harbor": Scanner(
        "Harborview Imaging",
        Manufacturer.HOLOGIC,
        "Horizon A",
        "HA-302417",
        "NHANES III, male",
        "Dr. I. Bergqvist",
        lsc={SPINE: "0.0310", HIP: "0.0280", NECK: "0.0370"},
    ),
    "lakeside": Scanner(
        "Lakeside Radiology",
        Manufacturer.GE_LUNAR,
        "iDXA",
        "ME-211906",
        "GE Lunar, USA, male",
        "Dr. P. Achterberg",
        reads=1.12,
    ),
    "old": Scanner(
        "Harborview Imaging",
        Manufacturer.HOLOGIC,
        "Discovery W",
        "DW-84553",
        "NHANES III, male",
        "Dr. I. Bergqvist",
        lsc={SPINE: "0.0340", HIP: "0.0300"},
    ),
}


def scans(plan: Plan) -> Iterator[Scan]:
    """All his scans, the earliest first."""
    rng = chance(plan.family, plan.given, "bones")
    depth = rng.gauss(0.25, 0.85)
    depth = depth if plan.bone is None else plan.bone
    offsets = {site: rng.gauss(0, 0.25) for site in BY_AGE}
    first_age = _age(plan, plan.scans[0]) if plan.scans else plan.age
    for scanned in plan.scans:
        wobble = chance(plan.family, plan.given, "scan", scanned.ago)
        age = _age(plan, scanned)
        kept = (1 - scanned.lost_percent / 100) * (1 + wobble.gauss(0, 0.006))
        own = {site: _density(site, first_age, depth + offsets[site]) * kept for site in BY_AGE}
        regions = tuple(
            _region(site, scanned, age, own[site]) for site in scanned.sites or tuple(BY_AGE)
        )
        yield Scan(scanned.ago, scanned.scanner, regions)


def _of_his_age(site: str, age: float) -> tuple[float, float]:
    """Mean and standard deviation, linear between the middles of the decades."""
    decades = BY_AGE[site]
    place = min(max((age - MIDDLE_OF_FORTIES) / 10, 0.0), len(decades) - 1.0)
    below = min(int(place), len(decades) - 2)
    low, high = decades[below], decades[below + 1]
    share = place - below
    return low[0] + share * (high[0] - low[0]), low[1] + share * (high[1] - low[1])


def _age(plan: Plan, scanned: Scanned) -> float:
    return plan.age - scanned.ago / DAYS_PER_YEAR


def _density(site: str, age: float, depth: float) -> float:
    mean, deviation = _of_his_age(site, age)
    return mean + depth * deviation


def _region(site: str, scanned: Scanned, age: float, density: float) -> Region:
    scanner = SCANNERS[scanned.scanner]
    mean, deviation = _of_his_age(site, age)
    young, young_deviation = YOUNG_ADULT[SiteName(site)]
    read = density * (scanner.reads if site == SPINE else 1)
    return Region(
        str(site),
        f"{read:.3f}",
        f"{(density - young) / young_deviation:.1f}" if age >= T_SCORES_FROM else None,
        f"{(density - mean) / deviation:.1f}",
        (scanner.lsc or {}).get(site),
        vertebrae="L1-L4" if site == SPINE else "",
        side="" if site == SPINE else "left",
    )
