"""The clock of hematocrit: on testosterone, and whenever the limit was reached."""

from datetime import date

from monitoring.judgement.day import add_months, days
from monitoring.judgement.due.dates import Due, dated
from monitoring.judgement.due.earlier import hematocrit_set_on
from monitoring.judgement.due.labs import Expected
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading
from monitoring.judgement.snapshot import HEMATOCRIT
from monitoring.judgement.standing import Standing
from protocols.targets.goals import Position


def hematocrit_due(man: Standing) -> Due | None:
    """The next hematocrit, or None where none is expected."""
    expected = man.history.once(expected_hematocrit)
    if expected is None:
        return None
    set_on = man.history.once(hematocrit_set_on)
    return dated(man.day, expected.on, man.targets.hematocrit_labs, set_on, reason=expected.reason)


def expected_hematocrit(history: History) -> Expected | None:
    """When hematocrit is expected next, by the record alone."""
    results, rule = history.results[HEMATOCRIT], history.targets.hematocrit_labs
    latest = results[-1] if results else None
    if latest is not None and latest.position is Position.AT_OR_OVER_LIMIT:
        return Expected(latest.on + days(rule.over_limit_days), "above_limit")
    started_on = history.testosterone.started_on
    if started_on is None or not history.testosterone.in_force:
        return None
    if latest is None or latest.on <= started_on:
        return Expected(add_months(started_on, rule.first_months), "first_on_testosterone")
    return _on_testosterone(history, latest, started_on)


def _on_testosterone(history: History, latest: Reading, started_on: date) -> Expected:
    rule = history.targets.hematocrit_labs
    if latest.quantity.below(latest.targets.cautions.hematocrit_near) is False:
        return Expected(add_months(latest.on, rule.near_months), "near_limit")
    if latest.on < add_months(started_on, rule.annual_months):
        return Expected(add_months(latest.on, rule.first_year_months), "first_year")
    return Expected(add_months(latest.on, rule.annual_months), "annual")
