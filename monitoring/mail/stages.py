"""When whom to tell of a duty: the stages, counted in days from the day it is owed for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from monitoring.models import Channel, ObligationKind, ReminderSettings

ASKED_OF_THE_PATIENT = {ObligationKind.LABS, ObligationKind.HCT, ObligationKind.DEXA}
"""Duties that need him to come; awaited results and a look at a finding do not."""


class Stage(NamedTuple):
    """One step of telling: in which capacity, the how-manieth, and after how many days."""

    channel: Channel
    number: int
    after_days: int

    def day(self, counts_from: date) -> date:
        """The day on which it comes."""
        return counts_from + timedelta(days=self.after_days)


def stages_of(kind: str, chosen: ReminderSettings) -> tuple[Stage, ...]:
    """The stages of a kind of duty as its clinic chose them."""
    if kind == ObligationKind.REVIEW:
        return (Stage(Channel.LEAD, 1, 0),)
    owner = (
        Stage(Channel.OWNER, 1, chosen.first_owner_days),
        Stage(Channel.OWNER, 2, chosen.second_owner_days),
    )
    if chosen.patient_mail and kind in ASKED_OF_THE_PATIENT:
        return (*owner, Stage(Channel.PATIENT, 1, chosen.patient_days))
    return owner


def come_by(day: date, counts_from: date, stages: Iterable[Stage]) -> list[Stage]:
    """The latest stage of each capacity that has come by `day`: what was missed is not made up."""
    latest = {
        stage.channel: stage
        for stage in sorted(stages, key=lambda stage: stage.number)
        if stage.day(counts_from) <= day
    }
    return list(latest.values())


def next_day(day: date, counts_from: date, stages: Iterable[Stage]) -> date | None:
    """The day on which the next stage after `day` comes, if there is one."""
    days = (stage.day(counts_from) for stage in stages)
    return min((each for each in days if each > day), default=None)
