"""Which results may be joined by a line.

A line claims that what lies between two results is known roughly. It is therefore drawn only
between quantified results of one assay and laboratory, and over no long gap; a censored result is
never an end of a line.
"""

from collections.abc import Iterable, Sequence

from monitoring.charts.points import ChartValue
from monitoring.charts.spec import LineStyle, Mark, Segment

Judged = tuple[ChartValue, Mark]


def join(results: Sequence[Judged], longest_days: int) -> tuple[Segment, ...]:
    """The segments between results in order of time; a gap over `longest_days` stays open."""
    return tuple(_segments(results, longest_days))


def _segments(results: Sequence[Judged], longest_days: int) -> Iterable[Segment]:
    latest_of_method: dict[tuple[str, str], int] = {}
    for here, (value, mark) in enumerate(results):
        if value.is_censored:
            continue
        before = latest_of_method.get(value.method)
        latest_of_method[value.method] = here
        if before is None:
            continue
        start = results[before][1]
        if (mark.on - start.on).days <= longest_days:
            style = LineStyle.SOLID if before == here - 1 else LineStyle.DOTTED
            yield Segment(start, mark, style)
