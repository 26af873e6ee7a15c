"""The scan: finds the duties of which a stage has come, and queues them to be told.

Safe to run at any moment, as often as one likes and twice at once: it locks what it reads, and
unique keys decide what is new, never a look beforehand. Days on which it did not run are caught
up with by the next run, in one message to each person.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from accounts.models import Clinic
from monitoring.mail.carriers import Addressee, open_messages, queue_digests
from monitoring.mail.digest import desk_of, takers
from monitoring.mail.duties import Audience, Duty, as_duties, audience_for
from monitoring.mail.faults import trace
from monitoring.mail.hours import HOUR, hours_of
from monitoring.mail.stages import Stage, come_by, next_day, stages_of
from monitoring.models import Channel, Notice, Obligation, ReminderSettings, ScanRun

log = logging.getLogger(__name__)

BATCH = 1000
"""Duties locked at once, so that a visit's entry does not wait for long."""

DIGEST_AHEAD = HOUR
"""How long before a clinic's hours its digests are queued: after the night's judgements."""


class News(NamedTuple):
    """One duty that one person is to be told of at one stage; without `recipient`, the man."""

    duty: Duty
    stage: Stage
    recipient: int | None


def scan_due(now: datetime) -> Counter[str]:
    """Queue whatever is to be told and was not; see `scan_clinic` for what is counted.

    A clinic that fails is counted and logged, and does not keep the others from being served.
    """
    counts: Counter[str] = Counter(
        clinics=0, failed=0, announced=0, nobody=0, told=0, messages=0, digests=0
    )
    for clinic in Clinic.objects.order_by("pk"):
        counts["clinics"] += 1
        try:
            counts.update(scan_clinic(clinic, now))
        except Exception as fault:
            counts["failed"] += 1
            log.error("The scan of clinic %s failed: %s", clinic.pk, trace(fault))
    ScanRun.objects.record("scan", now, dict(counts))
    return counts


def scan_clinic(clinic: Clinic, now: datetime) -> Counter[str]:
    """Queue what a stage has come for by the clinic's day, and once a day its digests.

    Counts the duties that were looked at (`announced`), those of them that the clinic has nobody
    to tell of, and the notices, messages and digests that this run asked for.
    """
    chosen = ReminderSettings.objects.of(clinic)
    counts: Counter[str] = Counter()
    last = 0
    while batch := _announce_batch(chosen, last, now):
        last, counted = batch
        counts.update(counted)
    counts["digests"] = _queue_digests(chosen, now)
    return counts


def _announce_batch(
    chosen: ReminderSettings, last: int, now: datetime
) -> tuple[int, Counter[str]] | None:
    """Tell of some duties behind the one with key `last`; None where there are none.

    What another scan holds at this moment is left to it.
    """
    clinic = chosen.clinic
    day = clinic.local_day(now)
    with transaction.atomic():
        rows = Obligation.objects.to_announce(day).filter(clinic=clinic, pk__gt=last)
        held = rows.order_by("pk").select_for_update(skip_locked=True, no_key=True)
        duties = as_duties(held[:BATCH])
        if not duties:
            return None
        counts = _announce(chosen, duties, day, now)
    return duties[-1].key, counts


def _announce(
    chosen: ReminderSettings, duties: Sequence[Duty], day: date, now: datetime
) -> Counter[str]:
    audience = audience_for(chosen.clinic, {duty.man for duty in duties}, chosen)
    nobody = [duty for duty in duties if audience.nobody_for(duty)]
    news = [each for duty in duties for each in _news_of(duty, audience, chosen, day)]
    carriers = open_messages(chosen, {_addressee(each) for each in news}, now)
    carried = [each for each in news if _addressee(each) in carriers]
    notices = [_notice(each, carriers[_addressee(each)]) for each in carried]
    Notice.objects.bulk_create(notices, batch_size=BATCH, ignore_conflicts=True)
    waiting = {each.duty.key for each in news if _addressee(each) not in carriers}
    waiting |= {duty.key for duty in nobody}
    _move_on([duty for duty in duties if duty.key not in waiting], chosen, day)
    return Counter(
        announced=len(duties), nobody=len(nobody), told=len(notices), messages=len(carriers)
    )


def _news_of(duty: Duty, audience: Audience, chosen: ReminderSettings, day: date) -> Iterator[News]:
    for stage in come_by(day, duty.counts_from, stages_of(duty.kind, chosen)):
        for recipient in audience.told_of(duty, stage.channel):
            yield News(duty, stage, recipient)
        if stage.channel == Channel.PATIENT and audience.tells_the_patient(duty):
            yield News(duty, stage, None)


def _addressee(news: News) -> Addressee:
    if news.recipient is None:
        return Addressee(None, news.duty.man)
    return Addressee(news.recipient, None)


def _notice(news: News, message: int) -> Notice:
    duty, stage, recipient = news
    return Notice(
        obligation_id=duty.key,
        stage=stage.number,
        channel=stage.channel,
        round=duty.round,
        recipient_id=recipient,
        due_on=duty.due_on,
        message_id=message,
    )


def _move_on(duties: Iterable[Duty], chosen: ReminderSettings, day: date) -> None:
    """Let the scan see each duty again on the day of its next stage, if there is one."""
    by_day: dict[date | None, list[int]] = defaultdict(list)
    for duty in duties:
        following = next_day(day, duty.counts_from, stages_of(duty.kind, chosen))
        by_day[following].append(duty.key)
    for following, keys in by_day.items():
        Obligation.objects.filter(pk__in=keys).update(next_notice_on=following)


def _queue_digests(chosen: ReminderSettings, now: datetime) -> int:
    """Queue the day's digests, once; a day on which nothing ran is not made up."""
    clinic, hours = chosen.clinic, hours_of(chosen)
    day = clinic.local_day(now)
    if chosen.digest_is_queued(day) or now < hours.opening(day).not_before - DIGEST_AHEAD:
        return 0
    people = takers(clinic, day, chosen)
    if people:
        desk = desk_of(clinic, day, chosen)
        people = [one for one in people if desk.waits_for(one)]
    with transaction.atomic():
        queue_digests(chosen, people, now)
        ReminderSettings.objects.update_or_create(
            clinic=clinic, defaults={"digests_queued_on": day}
        )
    return len(people)
