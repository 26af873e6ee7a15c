"""Rows of tables read as their templates print them, whatever stands in them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from monitoring.charts.points import Position
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT
from monitoring.pages.cells import table_row, text_cell, value_cell
from monitoring.status.shown import ShownValue

HOSTILE = "<b>&\"'{}%\\1 {{ x }} <!--"
TEXTS = ["", "Quay Laboratory", HOSTILE]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "kind", [{}, {"numeric": True}, {"is_day": True}], ids=["words", "number", "day"]
)
def test_a_cell_is_printed_as_its_template_prints_it(text: str, kind: dict[str, bool]) -> None:
    plainly = render_to_string("components/cell.html", {"text": text, **kind})
    assert text_cell(text, **kind) == plainly.strip()


@pytest.mark.parametrize("text", ["24", "< 5", HOSTILE])
@pytest.mark.parametrize("marker", [ESTRADIOL, HEMATOCRIT])
@pytest.mark.parametrize("comparator", ["", "<"])
@pytest.mark.parametrize("position", Position)
def test_a_value_is_printed_with_its_mark_as_the_template_prints_it(
    text: str, marker: str, comparator: str, position: Position
) -> None:
    value = ShownValue(marker, date(2026, 11, 2), text, Decimal(5), comparator, position)
    told = {"position": position.value, "censored": bool(comparator), "words": value.words}
    plainly = render_to_string("components/cell.html", {"text": text, "numeric": True, **told})
    assert value_cell(value) == plainly.strip()


@pytest.mark.parametrize("header", ["02-Nov-2026", HOSTILE])
@pytest.mark.parametrize("url", ["", "/patients/x/?from=decide&w=1y"])
def test_a_row_is_printed_as_its_template_prints_it(header: str, url: str) -> None:
    cells = [text_cell(text) for text in TEXTS]
    told = {"header": header, "url": url, "cells": SafeString("".join(cells))}
    plainly = render_to_string("components/table_row.html", told)
    assert table_row(header, cells, url) == plainly.strip()
    assert "<b>" not in table_row(header, cells, url)
