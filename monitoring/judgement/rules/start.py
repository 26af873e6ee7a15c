"""Rules about the start of the current course: baseline and documented indication."""

from bisect import bisect_left, bisect_right
from operator import attrgetter

from monitoring.judgement.day import days, written
from monitoring.judgement.history import has_excess
from monitoring.judgement.ratio import RatioStatus, last_ratio
from monitoring.judgement.readings import Series
from monitoring.judgement.rules.rule import Found, Input, Severity, rule
from monitoring.judgement.snapshot import ESTRADIOL, FERTILITY, HEMATOCRIT, TESTOSTERONE, TRT
from monitoring.judgement.standing import Standing
from protocols.targets.analytes import BY_SLUG
from protocols.targets.stated import CONS, PROJECT

INCOMPLETE = "Documented indication incomplete"
_on = attrgetter("on")


def before_start(man: Standing, analyte: str) -> Series:
    """Results of the weeks before the start, the start day included."""
    start = man.history.anastrozole.start.on
    since = start - days(man.targets.windows.baseline_days)
    results = man.history.results[analyte]
    return results[bisect_left(results, since, key=_on) : bisect_right(results, start, key=_on)]


def _about_start(
    man: Standing, detail: str, evidence: str, *inputs: Input, title: str = INCOMPLETE
) -> Found:
    start = man.history.anastrozole.start
    window = f"{man.targets.windows.baseline_days} days before the start, start day included"
    return Found(
        title,
        detail,
        evidence,
        (Input("Start", start.indication or "", start.on), *inputs),
        window,
    )


@rule(
    "BASELINE_INCOMPLETE",
    Severity.NOTICE,
    grade=CONS,
    source="Source document: comprehensive lab work to establish a baseline",
)
def baseline_incomplete(man: Standing) -> Found | None:
    """Testosterone, estradiol or hematocrit is missing from the weeks before the start."""
    if not man.active:
        return None
    missing = [
        BY_SLUG[analyte].name.lower()
        for analyte in (TESTOSTERONE, ESTRADIOL, HEMATOCRIT)
        if not before_start(man, analyte)
    ]
    if not missing:
        return None
    started = written(man.history.anastrozole.start.on)
    return _about_start(
        man,
        f"no {', '.join(missing)} before the start on {started}.",
        "Without a baseline the effect of treatment cannot be told from where it began.",
        title="Baseline incomplete",
    )


@rule(
    "IND_E2_NOT_ELEVATED",
    Severity.NOTICE,
    grade=CONS,
    source="Source document: lab work confirms elevated estradiol",
)
def estradiol_not_elevated_at_start(man: Standing) -> Found | None:
    """Started beside testosterone although the last baseline estradiol is not certainly high."""
    if not man.active or man.history.anastrozole.indication != TRT:
        return None
    baseline = before_start(man, ESTRADIOL)
    if not baseline or is_high(baseline):
        return None
    return _about_start(
        man,
        f"estradiol {baseline[-1].text} on {written(baseline[-1].on)} before the "
        "start was not above target.",
        "The common indication beside testosterone is high estradiol with symptoms.",
        Input("Estradiol", baseline[-1].text, baseline[-1].on),
    )


def is_high(results: Series) -> bool:
    """Whether the last of some estradiol results is certainly above target."""
    return results[-1].goal.above(results[-1].quantity) is True


@rule(
    "IND_NO_SYMPTOMS",
    Severity.NOTICE,
    grade=CONS,
    source="Source document: symptoms of estrogen excess develop",
)
def no_excess_symptoms_at_start(man: Standing) -> Found | None:
    """Started beside testosterone without a symptom of estrogen excess on record."""
    if not man.active or man.history.anastrozole.indication != TRT:
        return None
    start = man.history.anastrozole.start.on
    since = start - days(man.targets.windows.baseline_days)
    if any(has_excess(report) for report in man.history.symptoms_between(since, start)):
        return None
    return _about_start(
        man,
        f"no symptom of estrogen excess recorded before the start on {written(start)}.",
        "The common indication beside testosterone is high estradiol with symptoms.",
    )


@rule(
    "IND_RATIO_NOT_LOW",
    Severity.NOTICE,
    grade=CONS,
    source="Source document: clear evidence of an imbalanced ratio",
)
def ratio_not_low_at_start(man: Standing) -> Found | None:
    """Started for fertility although neither estradiol was high nor the ratio low."""
    if not man.active or man.history.anastrozole.indication != FERTILITY:
        return None
    baseline = before_start(man, ESTRADIOL)
    if not baseline or is_high(baseline):
        return None
    ratio = last_ratio(before_start(man, TESTOSTERONE), baseline)
    if ratio is not None and ratio.status is RatioStatus.LOW:
        return None
    what = f"ratio {ratio.text} on {written(ratio.on)}" if ratio else "no ratio"
    return _about_start(
        man,
        f"{what} before the start, and estradiol was not above target.",
        "The drug is applied where the ratio is clearly out of balance.",
        Input("Estradiol", baseline[-1].text, baseline[-1].on),
    )


@rule(
    "IND_THERAPY_MISMATCH",
    Severity.NOTICE,
    grade=PROJECT,
    source="Source document: beside testosterone, or in fertility protocols",
)
def indication_does_not_match_therapy(man: Standing) -> Found | None:
    """A course beside testosterone without testosterone, or a fertility course with it."""
    indication, on_testosterone = (
        man.history.anastrozole.indication,
        man.history.testosterone.in_force,
    )
    if not man.active or on_testosterone is (indication == TRT):
        return None
    what = "no testosterone is in force" if indication == TRT else "testosterone is in force"
    course = "beside testosterone" if indication == TRT else "for fertility"
    return _about_start(
        man,
        f"the course was started {course}, but {what}.",
        "Anastrozole is used beside testosterone or in fertility protocols.",
    )
