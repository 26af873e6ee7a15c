"""Words typed into a form that are not saved yet, kept for a day in case the sign-in ends first.

They may be about a patient, so they stay in the database, belong to one person in one clinic at
one page, and go as soon as they are back in the form. Keeping them is no act of the person.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Draft, Membership

KEPT_HOURS = 24
KEPT_FOR = timedelta(hours=KEPT_HOURS)
MOST_CHARACTERS = 60_000

Fields = dict[str, list[str]]


def keep(place: Membership, path: str, fields: Fields) -> None:
    """Keep what stands in a form now; nothing in it forgets the draft."""
    mine = Draft.objects.filter(user=place.user, clinic=place.clinic, path=path)
    if not fields:
        mine.delete()
        return
    now = {"fields": fields, "kept_at": timezone.now()}
    Draft.objects.update_or_create(user=place.user, clinic=place.clinic, path=path, defaults=now)


@transaction.atomic
def take_back(place: Membership, path: str) -> Draft | None:
    """The draft of this page, which is forgotten by that; None where there is none."""
    sweep()
    drafts = Draft.objects.select_for_update()
    mine = drafts.filter(user=place.user, clinic=place.clinic, path=path).first()
    if mine:
        Draft.objects.filter(pk=mine.pk).delete()
    return mine


def sweep() -> None:
    """Forget every draft that is a day old."""
    Draft.objects.filter(kept_at__lte=timezone.now() - KEPT_FOR).delete()
