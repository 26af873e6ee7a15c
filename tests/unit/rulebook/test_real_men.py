"""2,000 real men as first draws, untreated: almost none of them may come onto the worklist."""

from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import Clinic
from monitoring.models import Severity, Status

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT.parent / "shared/samples/nhanes/nhanes_2013_2014_adult_men.csv"
MAPPING = ROOT / "docs/examples/nhanes-mapping.json"
MOST_OF_A_HUNDRED = 1

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of real men is not here"),
]


@pytest.fixture
def judged(clinic: Clinic, tmp_path: Path) -> list[Status]:
    """Every man of the sample, imported and judged."""
    call_command(
        "import_results", str(SAMPLE), "--clinic", clinic.slug, "--mapping", str(MAPPING),
        "--create-patients", "--report", str(tmp_path / "report.json"),
    )  # fmt: skip
    return list(clinic.statuses.all())


def test_untreated_men_come_onto_the_worklist_for_hematocrit_alone(judged: list[Status]) -> None:
    assert len(judged) == 2000
    ranks = Counter(status.rank for status in judged)
    assert ranks[Severity.ALERT] * 100 <= len(judged) * MOST_OF_A_HUNDRED
    assert ranks[Severity.WARNING] * 100 <= len(judged) * MOST_OF_A_HUNDRED
    assert {line["topic"] for status in judged for line in status.lines} <= {"hematocrit"}
