"""A file that comes twice, adds to a draw, or contradicts what is on record."""

import pytest

from accounts.models import Clinic
from labs.models import Draw, Result
from patients.models import PatientDetails
from tests.intake.files import ADLER, BAUER, TODAY, figures, reasons, take

pytestmark = pytest.mark.both_databases


def draw_of(day: str = "2026-11-16", **results: str) -> str:
    cells = {"tt": "", "e2": "", "low": "0", "hct": ""} | results
    return ",".join(["007", "1970-03-01", day, "Adler", "Bert", *cells.values()])


def held() -> dict[str, str]:
    """The current results by analyte."""
    current = Result.objects.filter(draw__is_current=True)
    return dict(current.values_list("analyte", "typed"))


def test_the_second_time_nothing_is_created(clinic: Clinic) -> None:
    take(clinic, ADLER, BAUER)
    before = list(Draw.objects.values_list("pk", "version"))
    assert figures(take(clinic, ADLER, BAUER)) == (0, 0, 0, 2, 0)
    assert list(Draw.objects.values_list("pk", "version")) == before


def test_the_verdicts_are_the_same_the_second_time(clinic: Clinic) -> None:
    first = take(clinic, ADLER, BAUER).counts.verdicts
    assert take(clinic, ADLER, BAUER).counts.verdicts == first


def test_another_spelling_of_the_same_number_is_no_change(clinic: Clinic) -> None:
    take(clinic, draw_of(e2="31"))
    assert figures(take(clinic, draw_of(e2="31.0"))) == (0, 0, 0, 1, 0)


def test_other_analytes_of_a_known_draw_amend_it(clinic: Clinic) -> None:
    take(clinic, draw_of(e2="150.1"))
    report = take(clinic, draw_of(tt="620", e2="150.1"), name="later.csv")
    assert (figures(report), report.counts.draws_amended) == ((0, 0, 1, 0, 0), 1)
    draw = Draw.objects.current().get()
    assert (draw.version, draw.reason) == (2, "Imported from later.csv")
    assert held() == {"testosterone_total": "620", "estradiol": "150.1"}
    assert draw.results.get(analyte="estradiol").is_unconfirmed


def test_the_earlier_version_keeps_what_it_said(clinic: Clinic) -> None:
    take(clinic, draw_of(e2="31"))
    take(clinic, draw_of(tt="620"))
    first = Draw.objects.get(version=1)
    assert [result.analyte for result in first.results.all()] == ["estradiol"]


def test_a_draw_that_waited_has_its_results(clinic: Clinic) -> None:
    take(clinic, draw_of(e2="31"))
    Draw.objects.update(awaiting_results=True)
    take(clinic, draw_of(tt="620"))
    assert not Draw.objects.current().get().awaiting_results


def test_another_value_of_a_known_result_is_a_conflict(clinic: Clinic) -> None:
    take(clinic, draw_of(e2="31"))
    reason = reasons(take(clinic, draw_of(e2="32", tt="620")))[2, "e2"]
    assert "Estradiol 31 pg/mL (lcms), the file says 32 pg/mL (lcms)" in reason
    assert held() == {"estradiol": "31"}


def test_the_same_value_from_another_assay_is_a_conflict(clinic: Clinic) -> None:
    take(clinic, draw_of(e2="31"))
    Result.objects.update(method="immunoassay")
    assert "31 pg/mL (immunoassay)" in reasons(take(clinic, draw_of(e2="31")))[2, "e2"]


def test_a_withdrawn_draw_does_not_stand_in_the_way(clinic: Clinic) -> None:
    take(clinic, draw_of(e2="310"))
    Draw.objects.update(entered_in_error=True)
    assert figures(take(clinic, draw_of(e2="31"))) == (0, 1, 1, 0, 0)


def test_two_laboratories_on_one_day_are_two_draws(clinic: Clinic) -> None:
    take(clinic, draw_of(e2="31"), mapping={"laboratory": {"fixed": "Central"}})
    harbour = {"laboratory": {"fixed": "Harbour"}}
    assert figures(take(clinic, draw_of(e2="33"), mapping=harbour)) == (0, 1, 1, 0, 0)
    assert figures(take(clinic, draw_of(e2="33"), mapping=harbour)) == (0, 0, 0, 1, 0)


def test_the_draw_of_the_same_laboratory_comes_before_an_unnamed_one(clinic: Clinic) -> None:
    central, harbour = ({"laboratory": {"fixed": name}} for name in ("Central", "Harbour"))
    take(clinic, draw_of(e2="31"), mapping=central)
    take(clinic, draw_of(e2="33"), mapping=harbour)
    Draw.objects.filter(laboratory__name="Harbour").update(laboratory=None)
    assert figures(take(clinic, draw_of(e2="31"), mapping=central)) == (0, 0, 0, 1, 0)


@pytest.mark.parametrize(
    ("second", "outcome"),
    [
        pytest.param(draw_of(e2="31", tt="620"), (1, 1, 2, 1, 0), id="identical"),
        pytest.param(draw_of(hct="47"), (1, 1, 3, 0, 0), id="other analytes"),
        pytest.param(draw_of("2026-11-17", e2="33"), (1, 2, 3, 0, 0), id="another day"),
    ],
)
def test_two_rows_of_one_man(
    clinic: Clinic, second: str, outcome: tuple[int, int, int, int, int]
) -> None:
    assert figures(take(clinic, draw_of(e2="31", tt="620"), second)) == outcome


def test_rows_that_contradict_each_other_are_all_kept_out(clinic: Clinic) -> None:
    report = take(clinic, draw_of(e2="31"), BAUER, draw_of(e2="33"), accept="valid-rows")
    refused = reasons(report)
    assert list(refused) == [(2, "e2"), (4, "e2")]
    assert "Rows 2, 4" in refused[2, "e2"]
    assert "31 pg/mL, 33 pg/mL" in refused[2, "e2"]
    assert PatientDetails.objects.get().record_number == "008"


def test_one_record_number_with_two_birth_dates_is_kept_out(clinic: Clinic) -> None:
    other = ADLER.replace("1970-03-01", "1971-03-01").replace("2026-11-16", "2026-11-10")
    assert list(reasons(take(clinic, ADLER, other))) == [(2, "born"), (3, "born")]


def test_a_known_number_with_another_birth_date_is_another_man(clinic: Clinic) -> None:
    take(clinic, ADLER)
    reason = reasons(take(clinic, ADLER.replace("1970-03-01", "1970-01-03")))[2, "born"]
    assert "born 01-Mar-1970, the file says 03-Jan-1970" in reason
    assert Draw.objects.count() == 1


def test_a_known_number_with_another_family_name_is_another_man(clinic: Clinic) -> None:
    take(clinic, ADLER)
    reason = reasons(take(clinic, ADLER.replace("Adler", "Bauer")))[2, "last"]
    assert "another family name" in reason


def test_an_unknown_number_needs_leave_to_register(clinic: Clinic) -> None:
    report = take(clinic, ADLER, create_patients=False)
    assert "No man of this clinic has record number 007" in reasons(report)[2, "id"]
    assert not PatientDetails.objects.exists()


def test_the_men_of_another_clinic_do_not_exist_here(clinic: Clinic, neighbour: Clinic) -> None:
    take(neighbour, ADLER)
    refused = take(clinic, ADLER, create_patients=False)
    assert list(reasons(refused)) == [(2, "id")]
    assert figures(take(clinic, ADLER)) == (1, 1, 3, 0, 0)
    assert PatientDetails.objects.filter(record_number="007").count() == 2


def test_men_of_several_batches_are_all_taken(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exchange.intake.importing.MEN_PER_BATCH", 2)
    rows = [ADLER.replace("007", f"M{number}") for number in range(5)]
    assert figures(take(clinic, *rows, today=TODAY)) == (5, 5, 15, 0, 0)
