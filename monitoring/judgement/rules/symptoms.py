"""Rules that hold symptoms against estradiol."""

from collections.abc import Iterable

from monitoring.judgement.day import days, written
from monitoring.judgement.history import has_excess
from monitoring.judgement.readings import Reading
from monitoring.judgement.rules.easings import answered_by_less, answered_by_more, off_therapy
from monitoring.judgement.rules.rule import Found, Input, Severity, result_rule, says
from monitoring.judgement.snapshot import (
    ESTRADIOL,
    EXCESS_SYMPTOMS,
    LOW_SYMPTOMS_JUDGED,
    SymptomReport,
)
from monitoring.judgement.standing import Standing
from protocols.targets.goals import Position
from protocols.targets.stated import CONS, PROJECT, SEX


def reports_around(man: Standing, reading: Reading) -> tuple[SymptomReport, ...]:
    """Symptom reports close enough to a draw to belong to it."""
    window = days(man.targets.windows.symptom_days)
    return man.history.symptoms_between(reading.on - window, reading.on + window)


def has_low(report: SymptomReport) -> bool:
    """Whether the report names a symptom that a rule links to low estradiol."""
    return not LOW_SYMPTOMS_JUDGED.isdisjoint(report.low)


def symptom_names(symptoms: Iterable[str]) -> str:
    """Symptoms in words."""
    return ", ".join(sorted(symptom.replace("_", " ") for symptom in set(symptoms)))


def judged_symptoms(report: SymptomReport) -> frozenset[str]:
    """The symptoms of a report that a rule looks at."""
    return (report.excess & EXCESS_SYMPTOMS) | (report.low & LOW_SYMPTOMS_JUDGED)


def _inputs(reports: list[SymptomReport]) -> tuple[Input, ...]:
    return tuple(Input("Symptoms", symptom_names(judged_symptoms(r)), r.on) for r in reports)


def _named(reports: list[SymptomReport], symptoms: frozenset[str]) -> str:
    return symptom_names(s for r in reports for s in judged_symptoms(r) & symptoms)


def high_with_symptoms(man: Standing, reading: Reading) -> list[SymptomReport]:
    """Reports of excess symptoms around a high estradiol."""
    if reading.position is not Position.ABOVE:
        return []
    return [report for report in reports_around(man, reading) if has_excess(report)]


def low_with_symptoms(man: Standing, reading: Reading) -> list[SymptomReport]:
    """Reports of joint pain, low libido or erectile dysfunction around a low estradiol."""
    if reading.position is not Position.BELOW:
        return []
    return [report for report in reports_around(man, reading) if has_low(report)]


@result_rule(
    ESTRADIOL,
    "E2_HIGH_SYMPTOMATIC",
    Severity.ALERT,
    answered_by_more,
    off_therapy,
    grade=CONS,
    source="Source document, common scenario: symptoms of estrogen excess with high estradiol",
    position=Position.ABOVE,
)
def estradiol_high_with_symptoms(man: Standing, reading: Reading) -> Found | None:
    """High estradiol and a symptom of estrogen excess recorded around the draw."""
    reports = high_with_symptoms(man, reading)
    if not reports:
        return None
    return says(
        reading,
        "high with symptoms",
        f", target {reading.goal}, with {_named(reports, EXCESS_SYMPTOMS)}.",
        "Symptoms of estrogen excess and high estradiol together.",
        *_inputs(reports),
    )


@result_rule(
    ESTRADIOL,
    "E2_LOW_SYMPTOMATIC",
    Severity.ALERT,
    answered_by_less,
    off_therapy,
    grade=SEX,
    source="Source document: joint pain, low libido, erectile function at very low estradiol",
    position=Position.BELOW,
)
def estradiol_low_with_symptoms(man: Standing, reading: Reading) -> Found | None:
    """Low estradiol and joint pain, low libido or erectile dysfunction around the draw."""
    reports = low_with_symptoms(man, reading)
    if not reports:
        return None
    return says(
        reading,
        "low with symptoms",
        f", target {reading.goal}, with {_named(reports, LOW_SYMPTOMS_JUDGED)}.",
        "Symptoms that are linked to low estradiol, and low estradiol, together.",
        *_inputs(reports),
    )


@result_rule(
    ESTRADIOL,
    "SYMPTOM_LAB_DISCORDANT",
    Severity.NOTICE,
    off_therapy,
    grade=PROJECT,
    source="Project default: symptoms and result point different ways",
)
def symptoms_and_estradiol_disagree(man: Standing, reading: Reading) -> Found | None:
    """Symptoms during the course that the estradiol of the same weeks does not explain."""
    if not man.active:
        return None
    if high_with_symptoms(man, reading) or low_with_symptoms(man, reading):
        return None
    unexplained = unexplained_symptoms(reading)
    since = man.history.anastrozole.start.on
    reports = [
        report
        for report in reports_around(man, reading)
        if report.on >= since and judged_symptoms(report) & unexplained
    ]
    if not reports:
        return None
    return says(
        reading,
        "does not explain symptoms",
        f" does not explain {_named(reports, unexplained)} on {written(reports[-1].on)}.",
        "Other causes, the timing of the draw and the assay may be looked at.",
        *_inputs(reports),
    )


def unexplained_symptoms(reading: Reading) -> frozenset[str]:
    """The symptoms that an estradiol certainly does not explain."""
    unexplained: frozenset[str] = frozenset()
    if reading.goal.above(reading.quantity) is False:
        unexplained |= EXCESS_SYMPTOMS
    if reading.goal.below(reading.quantity) is False:
        unexplained |= LOW_SYMPTOMS_JUDGED
    return unexplained
