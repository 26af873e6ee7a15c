"""The day of a draw: possible, but asked about where it is more likely a slip."""

from __future__ import annotations

from datetime import date

from patients.forms.days import describe_day, format_day
from protocols.targets.entry import DRAW_ENTERED_WITHIN_DAYS


def day_question(day: date, today: date, began_on: date | None) -> str | None:
    """What to confirm about the day of a draw, or None.

    `began_on` is the first day of his treatment. A draw from before it is ordinary for a baseline,
    so that it is asked whether it is one; that question stands for the draw's age as well.
    """
    if began_on and day < began_on:
        return (
            f"Drawn {describe_day(day, today)}: his treatment began on {format_day(began_on)}. "
            "Is this a draw from before treatment, such as his baseline?"
        )
    if (today - day).days > DRAW_ENTERED_WITHIN_DAYS:
        return (
            f"Drawn {describe_day(day, today)}: more than {DRAW_ENTERED_WITHIN_DAYS} days back. "
            "Is that the day on the report?"
        )
    return None
