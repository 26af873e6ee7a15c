"""How to read the drawing: one short sentence for each sign that occurs in it."""

from collections.abc import Sequence

from monitoring.charts.spec import LineStyle, Panel, Shape


def how_to_read(panels: Sequence[Panel], *, has_dose_changes: bool) -> str:
    """The sentences for the signs in these panels; a sign that does not occur is not explained."""
    marks = [mark for panel in panels for mark in panel.marks]
    zoned = any(area.is_zone for panel in panels for area in panel.areas)
    dotted = any(line.style is LineStyle.DOTTED for panel in panels for line in panel.segments)
    said = {
        "Green is target; hatched is the bone-risk zone inside it.": zoned,
        "Green is target.": not zoned,
        "Open triangle: beyond the laboratory's reporting limit.": any(m.is_hollow for m in marks),
        "Grey bar: the result does not say where in the bar it lies.": any(
            m.shape is Shape.BAR for m in marks
        ),
        "Dotted line: skips a result that cannot be joined.": dotted,
        "No line: another assay or laboratory, or too long a gap.": _has_gap(panels),
        "Vertical dotted lines: dose changes.": has_dose_changes,
    }
    return " ".join(sentence for sentence, occurs in said.items() if occurs)


def _has_gap(panels: Sequence[Panel]) -> bool:
    """Whether some result stands without a line to any later one, although it is quantified."""
    for panel in panels:
        starts = {line.start.on for line in panel.segments}
        quantified = [mark.on for mark in panel.marks if not mark.is_hollow and mark.reach is None]
        if not starts.issuperset(quantified[:-1]):
            return True
    return False
