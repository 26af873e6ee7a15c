"""Preliminary, final, corrected, withdrawn: what stands in the end, whichever came first."""

from __future__ import annotations

import itertools
import random

import pytest

from accounts.models import Clinic
from exchange.models import ReceivedResult
from labs.models import Draw, Result
from monitoring.models import Finding, Status
from tests.intake.files import take
from tests.intake.messages import (
    ESTRADIOL,
    HEMATOCRIT,
    TESTOSTERONE,
    Obx,
    bring,
    done,
    kinds,
    message,
    standing,
)

pytestmark = pytest.mark.both_databases

E2 = ("2026-11-16", "estradiol")
PRELIMINARY = message(Obx("30", status="P"), sent="20261117080000", control="P")
FINAL = message(Obx("31"), sent="20261117090000", control="F")
CORRECTED = message(Obx("33", status="C"), sent="20261117100000", control="C")
CORRECTED_AGAIN = message(Obx("34", status="C"), sent="20261117110000", control="C2")
WITHDRAWN = message(Obx("", status="W", kind=""), sent="20261117120000", control="W")
LIFE = [PRELIMINARY, FINAL, CORRECTED, CORRECTED_AGAIN, WITHDRAWN]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("in_one_file", [True, False])
def test_what_was_corrected_last_stands_in_any_order(
    clinic: Clinic, order: tuple[int, ...], in_one_file: bool
) -> None:
    messages = [[PRELIMINARY, CORRECTED, CORRECTED_AGAIN][each] for each in order]
    reports = (
        [bring(clinic, *messages)] if in_one_file else [bring(clinic, each) for each in messages]
    )
    assert standing() == {E2: "34 pg/mL"}
    assert [each for report in reports for each in report.rejected] == []


@pytest.mark.parametrize("last", [1, 2, 3, 4, 5])
def test_a_life_of_a_result_backwards(clinic: Clinic, last: int) -> None:
    for each in reversed(LIFE[:last]):
        bring(clinic, each)
    values = ["30", "31", "33", "34"]
    assert standing() == ({E2: f"{values[last - 1]} pg/mL"} if last <= len(values) else {})


def test_a_life_of_a_result_forwards_keeps_every_version(clinic: Clinic) -> None:
    said = [done(bring(clinic, each)) for each in LIFE]
    assert said == [["new"], ["updated"], ["corrected"], ["corrected"], ["withdrawn"]]
    versions = Draw.objects.order_by("version")
    assert [each.results.get().typed for each in versions] == ["30", "31", "33", "34", "34"]
    assert [each.reason.partition("; ")[2] for each in versions] == [
        "message P: Estradiol preliminary",
        "message F: Estradiol final",
        "message C: Estradiol corrected",
        "message C2: Estradiol corrected",
        "message W: Estradiol withdrawn",
    ]
    assert versions.last().entered_in_error


def test_what_changes_neither_value_nor_firmness_writes_no_version(clinic: Clinic) -> None:
    bring(clinic, FINAL)
    said = message(Obx("31", status="C"), sent="20261118")
    assert done(bring(clinic, said)) == ["duplicate"]
    assert Draw.objects.count() == 1
    assert ReceivedResult.objects.last().status == "corrected"


def test_a_value_is_preliminary_until_it_is_final(clinic: Clinic) -> None:
    bring(clinic, message(Obx("31", status="P"), Obx("620", TESTOSTERONE, "ng/dL")))
    open_ones = Result.objects.filter(draw__in=Draw.objects.current(), is_preliminary=True)
    assert [each.analyte for each in open_ones] == ["estradiol"]
    assert done(bring(clinic, FINAL)) == ["updated"]
    assert not open_ones.all().exists()
    assert Draw.objects.count() == 2
    assert standing()[E2] == "31 pg/mL"


def test_a_spreadsheet_that_repeats_a_preliminary_value_does_not_make_it_final(
    clinic: Clinic,
) -> None:
    bring(clinic, message(Obx("31", status="P")))
    row = "007,1970-03-01,2026-11-16,Adler,Bert,,31,0,"
    method = [{"column": "e2", "analyte": "estradiol", "unit": "pg/mL"}]
    take(clinic, row, mapping={"laboratory": {"fixed": "quay laboratory"}, "results": method})
    assert Result.objects.get().is_preliminary


def test_a_corrected_value_is_judged_anew(clinic: Clinic) -> None:
    bring(clinic, FINAL)
    before = set(Finding.objects.values_list("rule_id", flat=True))
    bring(clinic, message(Obx("55", status="C"), sent="20261118"))
    status = Status.objects.select_related("patient").get()
    assert status.judged_version == status.patient.facts_version
    assert set(Finding.objects.values_list("rule_id", flat=True)) != before


def test_withdrawing_one_result_leaves_the_others(clinic: Clinic) -> None:
    bring(clinic, message(Obx(), Obx("620", TESTOSTERONE, "ng/dL")))
    report = bring(clinic, WITHDRAWN)
    assert standing() == {("2026-11-16", "testosterone_total"): "620 ng/dL"}
    assert (report.counts.results_withdrawn, report.counts.draws_withdrawn) == (1, 0)


def test_two_final_values_for_one_order_wait_for_a_person(clinic: Clinic) -> None:
    second = message(Obx("32"), sent="20261118", control="F2")
    assert kinds(bring(clinic, FINAL, second)) == ["conflict"] * 2
    assert standing() == {}
    bring(clinic, FINAL)
    assert kinds(bring(clinic, second)) == ["conflict"]
    assert standing() == {E2: "31 pg/mL"}


def test_a_value_sent_after_it_was_withdrawn_waits_for_a_person(clinic: Clinic) -> None:
    bring(clinic, FINAL, WITHDRAWN)
    later = message(Obx("35", status="C"), sent="20261118")
    assert kinds(bring(clinic, later)) == ["conflict"]
    assert standing() == {}


def test_two_orders_of_one_day_with_different_values(clinic: Clinic) -> None:
    other = message(Obx("44"), order="P-2|F-2", collected="202611161600")
    assert kinds(bring(clinic, FINAL, other)) == ["conflict"] * 2
    bring(clinic, FINAL)
    assert kinds(bring(clinic, other)) == ["conflict"]
    assert standing() == {E2: "31 pg/mL"}


def test_a_corrected_day_of_the_draw_waits_for_a_person(clinic: Clinic) -> None:
    bring(clinic, FINAL)
    moved = message(Obx("33", status="C"), collected="20261115", sent="20261118")
    assert kinds(bring(clinic, moved)) == ["conflict"]
    assert standing() == {E2: "31 pg/mL"}


def test_a_message_does_not_change_what_a_spreadsheet_brought(clinic: Clinic) -> None:
    row = "007,1970-03-01,2026-11-16,Adler,Bert,620,32,0,47.1"
    laboratory = {"laboratory": {"fixed": "Quay Laboratory"}}
    take(clinic, row, mapping=laboratory)
    assert kinds(bring(clinic, CORRECTED)) == ["conflict"]
    assert kinds(bring(clinic, WITHDRAWN)) == ["conflict"]
    assert standing()[E2] == "32 pg/mL"


def test_a_message_that_repeats_what_a_spreadsheet_brought(clinic: Clinic) -> None:
    row = "007,1970-03-01,2026-11-16,Adler,Bert,620,31,0,47.1"
    method = [{"column": "e2", "analyte": "estradiol", "unit": "pg/mL"}]
    take(clinic, row, mapping={"laboratory": {"fixed": "quay laboratory"}, "results": method})
    assert done(bring(clinic, FINAL)) == ["duplicate"]
    assert done(bring(clinic, CORRECTED)) == ["corrected"]
    assert standing() == {E2: "33 pg/mL"}


def test_without_order_numbers_the_hour_of_the_draw_tells(clinic: Clinic) -> None:
    bring(clinic, message(Obx("30", status="P"), order="|"))
    bring(clinic, message(Obx("31"), order="|"))
    assert standing() == {E2: "31 pg/mL"}


@pytest.mark.parametrize("seed", range(6))
def test_any_order_of_arrival_ends_where_the_last_values_entered_once_end(
    clinic: Clinic, neighbour: Clinic, seed: int
) -> None:
    chance = random.Random(seed)
    sent, last = _random_history(chance)
    chance.shuffle(sent)
    while sent:
        size = chance.randint(1, 4)
        report, sent = bring(clinic, *sent[:size]), sent[size:]
        assert report.rejected == []
    arrived = standing()
    bring(neighbour, *last)
    once = standing_of(neighbour)
    assert standing_of(clinic) == once
    assert set(arrived) == set(once)


def standing_of(clinic: Clinic) -> dict[tuple[str, str], object]:
    """Every current value of a clinic in its own unit; a final one may be in another unit."""
    draws = Draw.objects.current().filter(patient__clinic=clinic).prefetch_related("results")
    return {
        (draw.collected_on.isoformat(), each.analyte): each.canonical
        for draw in draws
        for each in draw.results.all()
    }


def _random_history(chance: random.Random) -> tuple[list[str], list[str]]:
    """Messages about several draws, some twice, and the last word on each result."""
    sent, last = [], []
    for day, (code, unit) in itertools.product(
        (12, 14, 16), ((ESTRADIOL, "pg/mL"), (TESTOSTERONE, "ng/dL"), (HEMATOCRIT, "%"))
    ):
        steps = chance.choice(["P", "F", "PF", "FC", "PFC", "PCC", "PFCC", "FCW", "PW", "CCW"])
        said = [
            message(
                Obx(str(40 + number), code, unit, status),
                order=f"|F-{day}-{code}",
                collected=f"202611{day}",
                sent=f"20261117{number:02}",
                control=f"{day}-{code}-{number}",
            )
            for number, status in enumerate(steps)
        ]
        sent += [*said, *chance.sample(said, 1)]
        last += said[-1:]
    return sent, last
