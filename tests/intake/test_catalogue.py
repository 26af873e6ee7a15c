"""What the catalogue knows of a laboratory is read where its file says nothing itself."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from typing import Any

import pytest

from accounts.models import Clinic
from exchange.files.csv_reading import Unusable
from exchange.mapping.reading import read_mapping
from labs.catalogue import words_of
from labs.models import Assay, Laboratory, Result, Spelling
from tests.intake.files import ADLER, MAPPING, figures, take

pytestmark = pytest.mark.both_databases

BAY = {"laboratory": {"fixed": "Bay"}}


@pytest.fixture
def bay(clinic: Clinic) -> Laboratory:
    return Laboratory.objects.of(clinic, "Bay")


def silent(**more: Any) -> dict[str, Any]:
    """A mapping that names no method."""
    columns = [
        {key: each[key] for key in each if key != "method"} | more for each in MAPPING["results"]
    ]
    return {**BAY, "results": columns}


def methods() -> dict[str, str]:
    return dict(Result.objects.values_list("analyte", "method"))


def assay(place: Laboratory, since: date) -> Assay:
    return Assay.objects.create(
        laboratory=place, analyte="estradiol", method="immunoassay", since=since
    )


def test_the_method_comes_from_the_catalogue(clinic: Clinic, bay: Laboratory) -> None:
    assay(bay, date(2026, 11, 16))
    take(clinic, ADLER, mapping=silent())
    assert methods()["estradiol"] == "immunoassay"
    assert methods()["testosterone_total"] == "unknown"


def test_what_the_mapping_says_stands(clinic: Clinic, bay: Laboratory) -> None:
    assay(bay, date(2026, 11, 16))
    take(clinic, ADLER, mapping=silent(method="unknown"))
    assert set(methods().values()) == {"unknown"}


def test_an_assay_of_a_later_day_is_not_read(clinic: Clinic, bay: Laboratory) -> None:
    assay(bay, date(2026, 11, 17))
    take(clinic, ADLER, mapping=silent())
    assert methods()["estradiol"] == "unknown"


def test_the_second_import_of_a_file_changes_nothing(clinic: Clinic, bay: Laboratory) -> None:
    take(clinic, ADLER, mapping=silent())
    assay(bay, date(2026, 11, 1))
    assert figures(take(clinic, ADLER, mapping=silent()))[:3] == (0, 0, 0)
    assert methods()["estradiol"] == "unknown"


OWN_WORDS = {"analyte": "Oestradiol", "unit": "pg per mL", "method": "MS"}


def declared(**column: str) -> str:
    results = [{"column": "e2", **OWN_WORDS, **column}]
    return json.dumps({**MAPPING, **BAY, "results": results})


def test_the_words_of_a_laboratory_are_read(clinic: Clinic, bay: Laboratory) -> None:
    meant = {"analyte": "estradiol", "unit": "pg/mL", "method": "lcms"}
    for kind, written in OWN_WORDS.items():
        Spelling.objects.create(laboratory=bay, kind=kind, written=written, means=meant[kind])
    (column,) = read_mapping(declared(), partial(words_of, clinic)).results
    assert (column.analyte, column.unit, column.method) == tuple(meant.values())


def test_the_words_of_another_laboratory_are_not(clinic: Clinic) -> None:
    quay = Laboratory.objects.of(clinic, "Quay")
    Spelling.objects.create(
        laboratory=quay, kind="analyte", written="Oestradiol", means="estradiol"
    )
    with pytest.raises(Unusable, match="not recorded here"):
        read_mapping(declared(unit="pg/mL", method="lcms"), partial(words_of, clinic))
