"""The browser's plotly.js is the very version that the Python package was made for."""

import re
from pathlib import Path

import plotly

STATIC = Path(__file__).parents[3] / "static" / "vendor" / "plotly"


def version(path):
    """The version in the first lines of a plotly.js bundle."""
    with path.open(encoding="utf-8") as bundle:
        return re.search(r"plotly\.js .*?v(\d+\.\d+\.\d+)", bundle.read(200))[1]


def test_bundle_and_package_are_of_one_version():
    wheel = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    assert version(STATIC / "plotly-basic.min.js") == version(wheel)


def test_the_style_sheet_names_the_version_it_was_taken_from():
    sheet = (STATIC / "plotly-global.css").read_text()
    assert f"plotly.js {version(STATIC / 'plotly-basic.min.js')}" in sheet.splitlines()[0]
