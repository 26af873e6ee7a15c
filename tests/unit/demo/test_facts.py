"""What would be written: dated back from the day, and possible in the order it is dated."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest

from exchange.demo.facts import Facts
from exchange.demo.records import Man
from monitoring.judgement import Snapshot, validate
from monitoring.status.snapshots import anastrozole_event
from monitoring.status.snapshots import testosterone_event as taken_event
from protocols.models import Drug, TherapyEvent

TODAY = date(2026, 11, 22)
TOMORROW = TODAY + timedelta(days=1)

FactsOn = Callable[[date], Facts]


def everything(facts: Facts, man: Man) -> list[Mapping[str, object]]:
    documents = [facts.document(None, each) for each in man.happenings]
    details = facts.details(man, to_the_end=True).content()
    parts = [part.__dict__ for _fact, parts in documents for part in parts]
    return [details, *(fact.content() for fact, _parts in documents), *map(_plain, parts)]


def _plain(row: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value for name, value in row.items() if name != "_state"}


def a_day_later(row: Mapping[str, object]) -> Mapping[str, object]:
    return {
        name: value + timedelta(days=1) if type(value) is date else value
        for name, value in row.items()
    }


def test_tomorrow_the_demo_is_todays_a_day_later(men: tuple[Man, ...], facts_on: FactsOn) -> None:
    for man in men:
        today = [a_day_later(row) for row in everything(facts_on(TODAY), man)]
        assert everything(facts_on(TOMORROW), man) == today, man.family_name


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29)])
def test_nothing_happens_after_today_or_before_birth(
    men: tuple[Man, ...], facts_on: FactsOn, today: date
) -> None:
    facts = facts_on(today)
    for man in men:
        born_on = facts.details(man).born_on
        days = [day for row in everything(facts, man)[1:] for day in row.values()]
        assert all(born_on < day <= today for day in days if type(day) is date), man.family_name


def test_every_course_is_possible(men: tuple[Man, ...], facts_on: FactsOn) -> None:
    facts = facts_on(TODAY)
    for man in men:
        events = [facts.document(None, each)[0] for each in man.happenings]
        taken = [event for event in events if isinstance(event, TherapyEvent)]
        of = {drug: [event for event in taken if event.drug == drug] for drug in Drug}
        validate(
            Snapshot(
                born_on=facts.details(man).born_on,
                anastrozole=tuple(map(anastrozole_event, of[Drug.ANASTROZOLE])),
                testosterone=tuple(map(taken_event, of[Drug.TESTOSTERONE])),
            )
        )


def test_every_fact_has_valid_fields(men: tuple[Man, ...], facts_on: FactsOn) -> None:
    facts = facts_on(TODAY)
    bookkeeping = {"patient", "position", "recorded_at", "recorded_by", "laboratory", "severities"}
    for man in men:
        for happening in man.happenings:
            fact, _parts = facts.document(None, happening)
            fact.clean_fields(exclude=bookkeeping)
