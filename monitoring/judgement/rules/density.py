"""Rules about bone density. Under 50 no diagnosis is drawn from density alone."""

from collections.abc import Iterable
from fractions import Fraction

from monitoring.judgement.bone_density import (
    LOST_SINCE_LAST,
    NO_LOSS,
    DensityChange,
    ScanReading,
    density_changes,
    density_loss,
    scan_readings,
)
from monitoring.judgement.day import written
from monitoring.judgement.rules.rule import Found, Input, Severity, rule
from monitoring.judgement.standing import Standing
from monitoring.judgement.wording import decimal_text
from protocols.targets.stated import BONE, GUIDELINE, PROJECT

_WHO = "WHO densitometric classes, from age 50 on"
_ISCD = "ISCD official positions: Z-score below age 50"


def newest(man: Standing) -> ScanReading | None:
    """The newest scan as it is read."""
    scans = man.history.once(scan_readings)
    return scans[-1] if scans else None


def _newest_is(man: Standing, score: str, category: str) -> ScanReading | None:
    scan = newest(man)
    if scan is None or scan.score_used != score or scan.category != category:
        return None
    return scan


def _score(scan: ScanReading, title: str, evidence: str, threshold: str) -> Found:
    site, score = scan.site.replace("_", " "), f"{scan.score_used}-score {scan.lowest}"
    return Found(
        title=title,
        detail=f"{score} at the {site}, DEXA on {written(scan.on)}.",
        evidence=evidence,
        inputs=(Input(f"{scan.score_used}-score, {site}", str(scan.lowest), scan.on),),
        threshold=threshold,
        on=scan.on,
        draw_key=scan.scan.key,
    )


@rule("DEXA_OSTEOPOROSIS_RANGE", Severity.ALERT, grade=GUIDELINE, source=_WHO)
def density_in_osteoporosis_range(man: Standing) -> Found | None:
    """From age 50 on, the lowest T-score of the newest scan in the osteoporosis range."""
    scan, line = _newest_is(man, "T", "B2"), man.targets.dexa.osteoporosis_t
    if scan is None:
        return None
    return _score(
        scan,
        "Osteoporosis range on DEXA",
        "Lowest of the recorded sites.",
        f"T at most {line}",
    )


@rule("DEXA_LOW_BONE_MASS", Severity.NOTICE, grade=GUIDELINE, source=_WHO)
def low_bone_mass(man: Standing) -> Found | None:
    """From age 50 on, the lowest T-score of the newest scan between the two lines."""
    scan, line = _newest_is(man, "T", "B1"), man.targets.dexa
    if scan is None:
        return None
    return _score(
        scan,
        "Low bone mass on DEXA",
        "Lowest of the recorded sites.",
        f"T above {line.osteoporosis_t} and below {line.low_mass_score}",
    )


@rule("DEXA_BELOW_EXPECTED", Severity.ALERT, grade=GUIDELINE, source=_ISCD)
def density_below_expected(man: Standing) -> Found | None:
    """Under age 50, the lowest Z-score of the newest scan below the range expected for age."""
    scan, line = _newest_is(man, "Z", "B2"), man.targets.dexa.below_expected_z
    if scan is None:
        return None
    return _score(
        scan,
        "Below range for age on DEXA",
        f"Under {man.targets.dexa.t_score_age_years} the Z-score is read, and no diagnosis is "
        "drawn from density alone.",
        f"Z at most {line}",
    )


@rule("DEXA_SCORE_MISSING", Severity.NOTICE, grade=PROJECT, source=_ISCD)
def score_missing(man: Standing) -> Found | None:
    """The newest scan names no score of the kind that the man's age asks for."""
    scan = newest(man)
    if scan is None or scan.category is not None:
        return None
    return Found(
        title=f"DEXA without a {scan.score_used}-score",
        detail=f"scan of {written(scan.on)}, none at any site.",
        evidence=f"At {scan.age} the {scan.score_used}-score is read; until then the interval is "
        "that of low bone mass.",
        inputs=(Input("DEXA", f"no {scan.score_used}-score", scan.on),),
        threshold=f"a {scan.score_used}-score at one site",
        on=scan.on,
        draw_key=scan.scan.key,
    )


@rule(
    "DEXA_NOT_COMPARABLE",
    Severity.NOTICE,
    grade=GUIDELINE,
    source="Densities of different devices are not comparable",
)
def scanned_on_another_device(man: Standing) -> Found | None:
    """The newest scan was made on another device than the one before."""
    scans = man.history.scans[-2:]
    devices = [(scan.manufacturer, scan.device) for scan in scans]
    if len(set(devices)) < 2:  # noqa: PLR2004 - two devices
        return None
    before, after = scans
    return Found(
        title="DEXA scans not comparable",
        detail=f"{written(after.on)} on {after.manufacturer} {after.device}, "
        f"{written(before.on)} on {before.manufacturer} {before.device}.",
        evidence="Change is computed on one device only.",
        inputs=tuple(Input("DEXA", f"{s.manufacturer} {s.device}", s.on) for s in scans),
        threshold="same device",
        on=after.on,
        draw_key=after.key,
    )


@rule(
    "DEXA_SIGNIFICANT_LOSS",
    Severity.ALERT,
    grade=BONE,
    source="Source document: serial scans for early detection; ISCD: equal to or beyond the LSC",
)
def density_lost(man: Standing) -> Found | None:
    """A loss of density that equals or exceeds the least significant change at any site.

    Against the latest comparable scan it is urgent; against the first one only,
    it is older news.
    """
    loss = man.history.once(density_loss)
    if loss == NO_LOSS:
        return None
    rows = [row for row in man.history.once(density_changes) if row.significant_loss]
    since_last = loss == LOST_SINCE_LAST
    shown = [row for row in rows if row.since_latest == since_last]
    return Found(
        title="Bone density lost",
        detail=f"{_losses(shown)}.",
        evidence="The loss equals or exceeds the least significant change of the site.",
        inputs=tuple(_row_input(row) for row in rows),
        threshold="least significant change",
        on=rows[0].scan.on,
        draw_key=rows[0].scan.key,
        severity=Severity.ALERT if since_last else Severity.WARNING,
    )


def _losses(rows: Iterable[DensityChange]) -> str:
    """Sites with what they lost; the days once for all sites that share them."""
    by_days: dict[str, list[str]] = {}
    for row in rows:
        days = f"from {written(row.reference.on)} to {written(row.scan.on)}"
        lost = f"{row.site.replace('_', ' ')} {decimal_text(row.percent, 1)} %"
        by_days.setdefault(days, []).append(lost)
    return "; ".join(f"{', '.join(lost)} {days}" for days, lost in by_days.items())


def _row_input(row: DensityChange) -> Input:
    change = (
        f"{row.before} to {row.after} g/cm2, least significant {decimal_text(Fraction(row.lsc), 4)}"
    )
    return Input(row.site.replace("_", " ").capitalize(), change, row.scan.on)
