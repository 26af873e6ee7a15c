"""Everything that the quality page tells: six measures over twelve months, and the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Clinic
from monitoring.quality import flagged
from monitoring.quality.counting import shares_on
from monitoring.quality.fatigue import Fatigue, all_rules, fatigue
from monitoring.quality.flagged import Flags, flags_of
from monitoring.quality.measures import MEASURES, Measure
from monitoring.quality.months import Month, last_months
from monitoring.quality.shares import NOBODY, Share

PATIENTS, FLAGS = "patients", "flags"


@dataclass(frozen=True)
class Told:
    """One measure with its numbers: the one that counts, and month by month (None: not known)."""

    key: str
    title: str
    counted: str
    among: str
    source: str
    note: str
    things: str
    when: str
    share: Share
    months: tuple[tuple[Month, Share | None], ...]


@dataclass(frozen=True)
class Board:
    """What is told of a clinic on a day."""

    today: date
    measures: tuple[Told, ...]
    rules: Sequence[Fatigue]
    together: Fatigue
    flags: Flags


def board(clinic: Clinic, now: datetime) -> Board:
    """Count everything; the number of statements does not depend on how many men there are."""
    today, flags = clinic.local_day(now), flags_of(clinic, now)
    months = last_months(today)
    measured = measures_told(clinic, today, months, MEASURES)
    rows = fatigue(flags, months[0].first)
    return Board(
        today, (*measured, acts_told(flags, today, months)), rows, all_rules(flags, rows), flags
    )


def measures_told(
    clinic: Clinic, today: date, months: Sequence[Month], measures: Sequence[Measure]
) -> tuple[Told, ...]:
    """Measures of men; the number that counts is that of the last of these months."""
    shares = shares_on(clinic, today, [month.counted_on for month in months], measures)
    told = []
    for each in measures:
        by_month = [(month, shares.get((each.key, month.counted_on), NOBODY)) for month in months]
        words = (each.key, each.title, each.counted, each.among, each.source, each.note)
        told.append(Told(*words, PATIENTS, "today", by_month[-1][1], tuple(by_month)))
    return tuple(told)


def acts_told(flags: Flags, today: date, months: Sequence[Month]) -> Told:
    """The measure of flags; the number that counts is that of all these months together."""
    by_month = [(each, flags.decided_in_time(each, today)) for each in months]
    share = Share(
        tuple(man for _, part in by_month for man in part.counted),
        tuple(man for _, part in by_month for man in part.others),
    )
    known = tuple((month, part if flags.knows(month) else None) for month, part in by_month)
    return Told(
        flagged.KEY,
        flagged.TITLE,
        flagged.COUNTED,
        flagged.AMONG,
        flagged.SOURCE,
        flagged.NOTE,
        FLAGS,
        "in the last twelve months",
        share,
        known,
    )
