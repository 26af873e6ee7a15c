"""What Django's `check` says about this project beside its own questions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.apps import AppConfig
from django.core.checks import (
    CheckMessage,
    Error,
    Warning,  # noqa: A004 - Django's name
    register,
)
from django.utils import timezone

from monitoring.rulebook.bands import faults, lines
from protocols.targets.book import Targets
from protocols.targets.stated import REVIEW_BY


@register("clinical")
def rule_book_is_in_date(
    app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """The numbers were to be looked at again by a certain day."""
    return out_of_date(timezone.now().date())


def out_of_date(today: date) -> list[CheckMessage]:
    """A warning from the day after the review date on."""
    if today <= REVIEW_BY:
        return []
    return [
        Warning(
            f"The clinical numbers were to be reviewed by {REVIEW_BY:%d %B %Y}.",
            hint="Let a clinician review protocols/targets and set the next review date there.",
            id="inrange.W001",
        )
    ]


@register("clinical")
def bands_cover_every_line(
    app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Every value of everything that is judged is called exactly one thing."""
    return uncovered(Targets())


def uncovered(book: Targets) -> list[CheckMessage]:
    """An error for each place where a rule book calls a value nothing, or two things."""
    return [
        Error(
            f"{name}: {fault}.",
            hint="Correct the ends in protocols/targets: each band begins where the one before it "
            "ends, and the end between them belongs to one of the two.",
            id="inrange.E001",
        )
        for name, line in lines(book).items()
        for fault in faults(line)
    ]
