"""Exposure, what is overdue, and bone density at their edges."""

from datetime import date

from tests.unit.judgement.men import (
    ALERT,
    BASELINE,
    NOTHING,
    NOTICE,
    ON_TESTOSTERONE,
    SCANNED,
    WARNING,
    changed,
    drawn,
    edge,
    he,
    held,
    resumed,
    scanned,
    site,
    started,
    stopped,
)

_DEFINITE, _POSSIBLE = "BONE_EXPOSURE_DEFINITE", "BONE_EXPOSURE_POSSIBLE"


def _low(*numbers: int, e2: str = "19"):
    return tuple(drawn(number, e2=e2) for number in numbers)


EXPOSURE = [
    edge(_DEFINITE, "two draws over 56 days", he(*_low(40, 96)), ALERT),
    edge(_DEFINITE, "two draws over 55 days", he(*_low(40, 95)), NOTHING),
    edge(_DEFINITE, "one draw", he(*_low(96)), NOTHING),
    edge(_DEFINITE, "at the threshold", he(*_low(40), drawn(96, e2="20")), NOTHING),
    edge(_DEFINITE, "censored below", he(*_low(40), drawn(96, e2="<20")), ALERT),
    edge(_DEFINITE, "unresolved ends the run", he(*_low(40), drawn(96, e2="<24")), NOTHING),
    edge(_DEFINITE, "first one settled", he(*_low(14, 96)), ALERT),
    edge(_DEFINITE, "first one too early", he(*_low(13, 96)), NOTHING),
    edge(_DEFINITE, "one while held", he(*_low(40), held(60), *_low(96), resumed(100)), NOTHING),
    edge(_DEFINITE, "on the day of a hold", he(*_low(40), *_low(96), held(96)), ALERT),
    edge(_DEFINITE, "held", he(*_low(40, 96), held(100)), ALERT),
    edge(_DEFINITE, "stopped", he(*_low(40, 96), stopped(100)), NOTHING),
    edge(_DEFINITE, "gap of 400 days", he(*_low(40, 440)), ALERT, on=450),
    edge(_DEFINITE, "gap of 401 days", he(*_low(40, 441)), NOTHING, on=450),
    edge(_DEFINITE, "each gap at most 400 days", he(*_low(14, 400, 430)), ALERT, on=450),
    edge(_DEFINITE, "400 days old", he(*_low(40, 96)), ALERT, on=496),
    edge(_DEFINITE, "stale", he(*_low(40, 96)), NOTHING, on=497),
    edge(
        _DEFINITE, "a new start begins anew", he(*_low(40, 96), stopped(100), started(110)), NOTHING
    ),
    edge(_DEFINITE, "never started", he(*_low(40, 96), without=[started()]), NOTHING),
    edge(
        _DEFINITE,
        "half of 180 known days",
        he(drawn(0, e2="10"), drawn(180, e2="30")),
        ALERT,
        on=180,
    ),
    edge(
        _DEFINITE,
        "half of 179 known days",
        he(drawn(1, e2="10"), drawn(180, e2="30")),
        NOTHING,
        on=180,
    ),
    edge(_DEFINITE, "less than half", he(drawn(0, e2="11"), drawn(180, e2="30")), NOTHING, on=180),
    edge(_DEFINITE, "window of a year", he(drawn(0, e2="10"), drawn(180, e2="30")), ALERT, on=365),
    edge(_DEFINITE, "window slid on", he(drawn(0, e2="10"), drawn(180, e2="30")), NOTHING, on=366),
    edge(_DEFINITE, "gap of 200 days", he(drawn(0, e2="10"), drawn(200, e2="30")), ALERT, on=200),
    edge(_DEFINITE, "gap of 201 days", he(drawn(0, e2="10"), drawn(201, e2="30")), NOTHING, on=201),
    edge(_POSSIBLE, "in target each time", he(*_low(40, 96, e2="25")), WARNING),
    edge(_POSSIBLE, "at the threshold", he(*_low(40, 96, e2="26")), NOTHING),
    edge(_POSSIBLE, "censored", he(*_low(40, 96, e2="<26")), WARNING),
    edge(_POSSIBLE, "definite already", he(*_low(40, 96)), NOTHING),
    edge(_POSSIBLE, "stopped", he(*_low(40, 96, e2="25"), stopped(100)), NOTHING),
    edge(_POSSIBLE, "stale", he(*_low(40, 96, e2="25")), NOTHING, on=497),
    edge(_POSSIBLE, "missing", he(without=[BASELINE]), NOTHING),
]

_IN_TARGET = drawn(100, tt="700", e2="30", hct="47")

OVERDUE = [
    edge("LABS_OVERDUE", "last day of grace", he(), NOTHING, on=42 + 14),
    edge("LABS_OVERDUE", "first overdue day", he(), WARNING, on=42 + 15),
    edge("LABS_OVERDUE", "cap of repeated changes", he(changed(80, "0.5")), WARNING, on=84 + 15),
    edge("LABS_OVERDUE", "day before the cap's", he(changed(80, "0.5")), NOTHING, on=84 + 14),
    edge("LABS_OVERDUE", "never started", he(without=[started()]), NOTHING),
    edge(
        "LABS_OVERDUE", "stopped with estradiol back", he(_IN_TARGET, stopped(110)), NOTHING, on=400
    ),
    edge("LABS_OVERDUE", "hold without a recheck", he(_IN_TARGET, held(110)), WARNING, on=110 + 57),
    edge("HCT_OVERDUE", "30 days after a year", he(), NOTHING, on=-7 + 182 + 30),
    edge("HCT_OVERDUE", "first overdue day", he(), WARNING, on=-7 + 182 + 31),
    edge("HCT_OVERDUE", "off testosterone", he(without=[ON_TESTOSTERONE]), NOTHING, on=400),
    edge(
        "HCT_OVERDUE",
        "at the limit, off testosterone",
        he(drawn(100, hct="54"), without=[ON_TESTOSTERONE]),
        WARNING,
        on=173,
    ),
    edge("HCT_OVERDUE", "missing", he(without=[BASELINE]), WARNING, on=0),
    edge("DEXA_BASELINE_MISSING", "on the day of the start", he(without=[SCANNED]), NOTICE, on=0),
    edge("DEXA_BASELINE_MISSING", "last day of grace", he(without=[SCANNED]), NOTICE, on=90),
    edge("DEXA_BASELINE_MISSING", "overdue", he(without=[SCANNED]), WARNING, on=91),
    edge("DEXA_BASELINE_MISSING", "held", he(held(50), without=[SCANNED]), WARNING, on=91),
    edge("DEXA_BASELINE_MISSING", "stopped", he(stopped(50), without=[SCANNED]), NOTHING, on=91),
    edge(
        "DEXA_BASELINE_MISSING",
        "short course within a year",
        he(started(planned="short_term"), without=[SCANNED, started()]),
        NOTHING,
        on=364,
    ),
    edge(
        "DEXA_BASELINE_MISSING",
        "short course after a year",
        he(started(planned="short_term"), without=[SCANNED, started()]),
        NOTICE,
        on=365,
    ),
    edge(
        "DEXA_BASELINE_MISSING",
        "scan two years before",
        he(scanned(-731), without=[SCANNED]),
        NOTHING,
        on=91,
    ),
    edge(
        "DEXA_BASELINE_MISSING",
        "scan a day older",
        he(scanned(-732), without=[SCANNED]),
        WARNING,
        on=91,
    ),
    edge(
        "DEXA_OVERDUE", "after five years and grace", he(*_low(30, e2="30")), NOTHING, on=1476 + 90
    ),
    edge("DEXA_OVERDUE", "first overdue day", he(*_low(30, e2="30")), WARNING, on=1476 + 91),
    edge("DEXA_OVERDUE", "scanned lately", he(), NOTHING),
    edge(
        "DEXA_OVERDUE",
        "low bone and low estradiol",
        he(*_low(40, 96), scanned(-700, total_hip=site(t="-1.4", z="-1.4")), without=[SCANNED]),
        WARNING,
        on=130,
    ),
    edge(
        "DEXA_OVERDUE", "missing baseline is another rule", he(without=[SCANNED]), NOTHING, on=500
    ),
    edge("DEXA_OVERDUE", "stopped, bone not low", he(stopped(50)), NOTHING, on=3000),
    edge(
        "DEXA_OVERDUE",
        "stopped, bone low",
        he(scanned(20, total_hip=site(z="-1.4")), stopped(50)),
        WARNING,
        on=2000,
    ),
]

_OLD = {"born_on": date(1966, 4, 18)}


def _hip(t: str = "", z: str = "", born: dict | None = None):
    return he(scanned(20, total_hip=site("0.9", t, z)), without=[SCANNED], **(born or {}))


def _bmd(before: str, after: str, middle: str = "", lsc: str = "", name: str = "total_hip"):
    scans = [(20, before, ""), (400, middle, lsc), (900, after, lsc)]
    return he(
        *(scanned(n, **{name: site(bmd, "-0.5", "-0.5", own)}) for n, bmd, own in scans if bmd),
        without=[SCANNED],
    )


DENSITY = [
    edge("DEXA_OSTEOPOROSIS_RANGE", "at the line", _hip(t="-2.5", born=_OLD), ALERT),
    edge("DEXA_OSTEOPOROSIS_RANGE", "just above", _hip(t="-2.49", born=_OLD), NOTHING),
    edge("DEXA_OSTEOPOROSIS_RANGE", "under 50", _hip(t="-3.0", z="-1.0"), NOTHING),
    edge("DEXA_OSTEOPOROSIS_RANGE", "missing", he(without=[SCANNED], **_OLD), NOTHING),
    edge("DEXA_LOW_BONE_MASS", "just below", _hip(t="-1.01", born=_OLD), NOTICE),
    edge("DEXA_LOW_BONE_MASS", "at the line", _hip(t="-1.0", born=_OLD), NOTHING),
    edge("DEXA_LOW_BONE_MASS", "just above osteoporosis", _hip(t="-2.4", born=_OLD), NOTICE),
    edge("DEXA_LOW_BONE_MASS", "osteoporosis", _hip(t="-2.5", born=_OLD), NOTHING),
    edge("DEXA_LOW_BONE_MASS", "under 50", _hip(t="-1.5", z="-1.5"), NOTHING),
    edge("DEXA_LOW_BONE_MASS", "missing", he(without=[SCANNED], **_OLD), NOTHING),
    edge("DEXA_BELOW_EXPECTED", "at the line", _hip(z="-2.0"), ALERT),
    edge("DEXA_BELOW_EXPECTED", "just above", _hip(z="-1.9"), NOTHING),
    edge("DEXA_BELOW_EXPECTED", "from 50 on", _hip(t="-1.0", z="-2.5", born=_OLD), NOTHING),
    edge(
        "DEXA_BELOW_EXPECTED",
        "50 on the day",
        _hip(t="0.1", z="-2.5", born={"born_on": date(1976, 1, 25)}),
        NOTHING,
    ),
    edge(
        "DEXA_BELOW_EXPECTED",
        "50 the day after",
        _hip(t="0.1", z="-2.5", born={"born_on": date(1976, 1, 26)}),
        ALERT,
    ),
    edge("DEXA_BELOW_EXPECTED", "missing", he(without=[SCANNED]), NOTHING),
    edge("DEXA_SCORE_MISSING", "no Z-score", _hip(t="-1.0"), NOTICE),
    edge("DEXA_SCORE_MISSING", "no T-score from 50 on", _hip(z="-1.0", born=_OLD), NOTICE),
    edge(
        "DEXA_SCORE_MISSING",
        "at one site of two",
        he(scanned(20, total_hip=site("0.9"), lumbar_spine=site(z="-1"))),
        NOTHING,
    ),
    edge("DEXA_SCORE_MISSING", "missing", he(without=[SCANNED]), NOTHING),
    edge(
        "DEXA_NOT_COMPARABLE", "another device", he(scanned(20, "B", total_hip=site(z="0"))), NOTICE
    ),
    edge("DEXA_NOT_COMPARABLE", "the same device", he(scanned(20, total_hip=site(z="0"))), NOTHING),
    edge("DEXA_NOT_COMPARABLE", "one scan", he(), NOTHING),
    edge("DEXA_NOT_COMPARABLE", "missing", he(without=[SCANNED]), NOTHING),
    edge(
        "DEXA_SIGNIFICANT_LOSS", "loss of the default 5.0 %", _bmd("1.000", "0.950"), ALERT, on=910
    ),
    edge("DEXA_SIGNIFICANT_LOSS", "just less", _bmd("1.000", "0.951"), NOTHING, on=910),
    edge(
        "DEXA_SIGNIFICANT_LOSS",
        "loss of the facility's LSC",
        _bmd("1.000", "0.970", "0.999", lsc="0.029"),
        ALERT,
        on=910,
    ),
    edge(
        "DEXA_SIGNIFICANT_LOSS",
        "against the first only",
        _bmd("1.000", "0.950", "0.951"),
        WARNING,
        on=910,
    ),
    edge("DEXA_SIGNIFICANT_LOSS", "gain", _bmd("1.000", "1.100"), NOTHING, on=910),
    edge(
        "DEXA_SIGNIFICANT_LOSS",
        "forearm without LSC",
        _bmd("1.000", "0.700", name="radius_33"),
        NOTHING,
        on=910,
    ),
    edge(
        "DEXA_SIGNIFICANT_LOSS",
        "other vertebrae",
        he(
            scanned(20, lumbar_spine=site("1.0", z="0")),
            scanned(400, lumbar_spine=site("0.8", z="0", vertebrae="L2-L4")),
        ),
        NOTHING,
        on=410,
    ),
    edge(
        "DEXA_SIGNIFICANT_LOSS",
        "another device",
        he(
            scanned(20, total_hip=site("1.0", z="0")),
            scanned(400, "B", total_hip=site("0.8", z="0")),
        ),
        NOTHING,
        on=410,
    ),
    edge("DEXA_SIGNIFICANT_LOSS", "missing", he(), NOTHING),
]

EDGES = [*EXPOSURE, *OVERDUE, *DENSITY]
