"""What an SVG of a course shows, read back from its places."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from decimal import Decimal

SVG = "{http://www.w3.org/2000/svg}"


def tree(markup):
    """The parsed drawing, as a browser sees it inside a page."""
    named_space = markup.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ET.fromstring(named_space)  # noqa: S314 our own drawing, not a stranger's


def named(drawing, tag, name):
    """Elements of that tag with that class."""
    return [e for e in drawing.iter(SVG + tag) if name in e.get("class", "").split()]


def day(x, over):
    """The day at a place along the chart."""
    days = (over.ends_on - over.starts_on).days
    return over.starts_on + timedelta(days=round(float(x.rstrip("%")) * days / 100))


def panel_at(y, spec, layout):
    """The panel at a height; a little above or below still belongs to it."""
    return min(
        (p for p in spec.panels if p.key != "events"),
        key=lambda p: max(layout.strips[p.key].top - y, y - layout.strips[p.key].bottom),
    )


def amount(y, panel, layout):
    """The amount at a height of a panel."""
    strip = layout.strips[panel.key]
    share = (Decimal(str(y)) - strip.top) / strip.height
    return panel.high - share * (panel.high - panel.low)


def point(x, y, spec, layout):
    """The panel, day and rough amount of a place; amounts to a two-hundredth of the panel."""
    panel = panel_at(float(y), spec, layout)
    return panel.key, day(x, spec.timeline), amount(y, panel, layout)
