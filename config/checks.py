"""What Django's `check` says about this project beside its own questions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name
from django.utils import timezone

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
