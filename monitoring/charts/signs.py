"""The shapes that tell status apart, as paths around their own centre."""

from monitoring.charts.spec import Shape

_LARGE = {
    Shape.CIRCLE: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    Shape.DIAMOND: "M0-6.5 6.5 0 0 6.5-6.5 0z",
    Shape.DOWN: "M-6.5-4.5h13L0 6.5z",
    Shape.UP: "M-6.5 4.5h13L0-6.5z",
}
_SMALL = {
    Shape.CIRCLE: "M-3.8 0a3.8 3.8 0 1 0 7.6 0a3.8 3.8 0 1 0-7.6 0z",
    Shape.DIAMOND: "M0-5 5 0 0 5-5 0z",
    Shape.DOWN: "M-5-3.5h10L0 5z",
    Shape.UP: "M-5 3.5h10L0-5z",
}
_EVENTS = {"cross": "M-4.5-4.5 4.5 4.5M-4.5 4.5 4.5-4.5", "square": "M-5-5h10v10h-10z"}
_HATCH = (
    '<pattern id="{}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>'
    '<rect class="hatch-line" width="1.3" height="6"/></pattern>'
)


def definitions(prefix: str) -> str:
    """The shapes that one chart refers to, named apart from those of another chart."""
    paths = [f'<path id="{prefix}-{shape}" d="{path}"/>' for shape, path in _LARGE.items()]
    paths += [f'<path id="{prefix}-{shape}-s" d="{path}"/>' for shape, path in _SMALL.items()]
    paths += [f'<path id="{prefix}-{name}" d="{path}"/>' for name, path in _EVENTS.items()]
    return f"<defs>{_HATCH.format(prefix)}{''.join(paths)}</defs>"
