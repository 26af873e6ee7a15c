"""What the DEXA scans say: category of each, and change between comparable ones.

Densities are compared, never scores, and only on one device, at one site, over
the same vertebrae. Change across manufacturers is not computed.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from monitoring.judgement.day import age_on
from monitoring.judgement.history import History
from monitoring.judgement.snapshot import Scan, Site
from protocols.targets.bone import Dexa
from protocols.targets.measurands import ARITHMETIC

NO_LOSS, LOST_SINCE_FIRST, LOST_SINCE_LAST = 0, 1, 2
DEFAULT_VERTEBRAE = "L1-L4"


class ScanReading(NamedTuple):
    """One scan as it is read at the man's age: T-score from 50 on, Z-score before."""

    scan: Scan
    age: int
    score_used: str
    lowest: Decimal | None
    site: str
    category: str | None

    @property
    def on(self) -> date:
        """The day of the scan."""
        return self.scan.on


class DensityChange(NamedTuple):
    """Change at one site between two comparable scans, in g/cm2, and what counts as real."""

    site: str
    reference: Scan
    scan: Scan
    before: Decimal
    after: Decimal
    lsc: Decimal
    since_latest: bool

    @property
    def change(self) -> Decimal:
        """New minus old density."""
        return ARITHMETIC.subtract(self.after, self.before)

    @property
    def percent(self) -> Fraction:
        """Change in percent of the old density."""
        return 100 * Fraction(self.change) / Fraction(self.before)

    @property
    def significant_loss(self) -> bool:
        """Whether the loss equals or exceeds the least significant change."""
        return -self.change >= self.lsc

    @property
    def significant_gain(self) -> bool:
        """Whether the gain equals or exceeds the least significant change."""
        return self.change >= self.lsc


def scan_readings(history: History) -> tuple[ScanReading, ...]:
    """Every scan with its category, earliest first."""
    born_on, rule = history.snapshot.born_on, history.targets.dexa
    return tuple(_read_scan(scan, age_on(born_on, scan.on), rule) for scan in history.scans)


def _read_scan(scan: Scan, age: int, rule: Dexa) -> ScanReading:
    by_t = age >= rule.t_score_age_years
    scores = [
        (score, name)
        for name, site in scan.sites.items()
        if (score := site.t if by_t else site.z) is not None
    ]
    score_used = "T" if by_t else "Z"
    if not scores:
        return ScanReading(scan, age, score_used, None, "", None)
    lowest, site = min(scores)
    worst = rule.osteoporosis_t if by_t else rule.below_expected_z
    return ScanReading(scan, age, score_used, lowest, site, _category(lowest, worst, rule))


def _category(lowest: Decimal, worst: Decimal, rule: Dexa) -> str:
    if lowest <= worst:
        return "B2"
    return "B1" if lowest < rule.low_mass_score else "B0"


def density_changes(history: History) -> tuple[DensityChange, ...]:
    """Changes of the newest scan that has any, by site and date of the reference."""
    for place in range(len(history.scans) - 1, 0, -1):
        rows = tuple(_changes_of(history.scans[place], history.scans[:place], history.targets.dexa))
        if rows:
            return rows
    return ()


def _changes_of(scan: Scan, earlier: tuple[Scan, ...], rule: Dexa) -> Iterator[DensityChange]:
    for name in sorted(scan.sites):
        references = [past for past in earlier if _comparable(past, scan, name)]
        for reference in references[:1] + references[1:][-1:]:
            row = _change(scan, reference, name, rule, reference is references[-1])
            if row is not None:
                yield row


def _comparable(past: Scan, scan: Scan, name: str) -> bool:
    if (past.manufacturer, past.device) != (scan.manufacturer, scan.device) or past.on >= scan.on:
        return False
    before, after = past.sites.get(name), scan.sites[name]
    if before is None or before.bmd is None or after.bmd is None:
        return False
    return (before.vertebrae or DEFAULT_VERTEBRAE) == (after.vertebrae or DEFAULT_VERTEBRAE)


def _change(
    scan: Scan, reference: Scan, name: str, rule: Dexa, since_latest: bool
) -> DensityChange | None:
    before, after = reference.sites[name].bmd, scan.sites[name].bmd
    if before is None or after is None:
        return None
    lsc = _least_significant_change(scan.sites[name], name, before, rule)
    if lsc is None:
        return None
    return DensityChange(name, reference, scan, before, after, lsc, since_latest)


def _least_significant_change(site: Site, name: str, before: Decimal, rule: Dexa) -> Decimal | None:
    """The facility's own value, else the default share of the older density, else none."""
    if site.lsc is not None:
        return site.lsc
    percent = rule.default_lsc_percent.get(name)
    return None if percent is None else ARITHMETIC.multiply(before, percent).scaleb(-2)


def density_loss(history: History) -> int:
    """Whether a real loss shows against the latest comparable scan, or only against the first."""
    losses = [row for row in history.once(density_changes) if row.significant_loss]
    if any(row.since_latest for row in losses):
        return LOST_SINCE_LAST
    return LOST_SINCE_FIRST if losses else NO_LOSS
