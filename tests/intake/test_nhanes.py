"""2,000 real men as first draws: the verdicts against counts made from the text alone."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Clinic
from exchange.intake.report import Verdicts
from monitoring.models import Status
from patients.models import PatientDetails

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT.parent / "shared/samples/nhanes/nhanes_2013_2014_adult_men.csv"
MAPPING = ROOT / "docs/examples/nhanes-mapping.json"
DECLARED = json.loads(MAPPING.read_text(encoding="utf-8"))

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of real men is not here"),
]


def counted(rows: list[dict[str, str]]) -> Counter[str]:
    """Count by the document's bounds with nothing but Decimal; "<2.994" is below each of them."""
    return Counter(word for row in rows for word in _words(row))


def _words(row: dict[str, str]) -> Iterator[str]:
    testosterone = Decimal(row["testosterone_total_ng_dl"])
    estradiol = Decimal(row["estradiol_pg_ml"])
    hematocrit = Decimal(row["hematocrit_pct"])
    yield "testosterone " + (
        "below" if testosterone < 500 else "above" if testosterone > 1000 else "in"
    )
    yield "hematocrit " + ("over" if hematocrit >= 54 else "in")
    if row["estradiol_below_lod"] == "1":
        yield "estradiol below"
        yield "ratio in" if testosterone >= 10 * Decimal("2.994") else "ratio undecidable"
        return
    yield f"estradiol {_place(estradiol, 20, 40)}"
    yield "ratio low" if testosterone < 10 * estradiol else "ratio in"
    if 20 <= estradiol <= 26:
        yield "bone zone"


def _place(value: Decimal, low: int, high: int) -> str:
    return "below" if value < low else "above" if value > high else "in"


def as_words(verdicts: Verdicts) -> Counter[str]:
    names = {
        "testosterone_total": "testosterone", "in_target": "in", "at_or_over_limit": "over",
    }  # fmt: skip
    words: Counter[str] = Counter()
    for marker, counts in verdicts.items():
        for verdict, count in counts.items():
            word = f"{names.get(marker, marker)} {names.get(verdict, verdict)}"
            words["bone zone" if verdict == "bone_zone" else word] += count
    return +words


def sample_rows() -> list[dict[str, str]]:
    return list(csv.DictReader(SAMPLE.read_text(encoding="utf-8").splitlines()))


def imported(file: Path, report: Path) -> dict[str, Any]:
    call_command(
        "import_results", str(file), "--clinic", "north", "--mapping", str(MAPPING),
        "--create-patients", "--report", str(report),
    )  # fmt: skip
    return json.loads(report.read_text(encoding="utf-8"))


def test_real_men_as_first_draws(clinic: Clinic, tmp_path: Path) -> None:
    rows = sample_rows()
    report = imported(SAMPLE, tmp_path / "report.json")
    assert as_words(report["verdicts"]) == counted(rows)
    assert report["rejected"] == []
    assert report["rows"] == report["patients_created"] == report["draws_created"] == len(rows)
    cells = [row[column["column"]] for row in rows for column in DECLARED["results"]]
    assert report["results_created"] == len(cells) - cells.count("")
    assert Status.objects.filter(clinic=clinic).count() == len(rows)
    assert not PatientDetails.objects.exclude(family_name="", given_name="").exists()


def test_real_men_a_second_time(clinic: Clinic, tmp_path: Path) -> None:
    some = tmp_path / "some.csv"
    some.write_text("".join(SAMPLE.read_text(encoding="utf-8").splitlines(True)[:101]))
    first, second = (imported(some, tmp_path / "report.json") for _ in range(2))
    assert (first["draws_created"], first["unchanged"]) == (100, 0)
    assert (second["draws_created"], second["unchanged"]) == (0, 100)
    assert second["verdicts"] == first["verdicts"]
    assert second["to_confirm"] == first["to_confirm"]


@pytest.mark.parametrize(
    ("column", "bound"),
    [
        pytest.param("testosterone_total_ng_dl", "500", id="testosterone"),
        pytest.param("estradiol_pg_ml", "20", id="estradiol at its foot"),
        pytest.param("estradiol_pg_ml", "26", id="bone zone at its top"),
        pytest.param("estradiol_pg_ml", "40", id="estradiol at its top"),
    ],
)
def test_the_sample_holds_rows_exactly_on_a_bound(column: str, bound: str) -> None:
    assert any(Decimal(row[column]) == Decimal(bound) for row in sample_rows())
