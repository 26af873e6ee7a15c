"""Draws come from the database as one text each, and say what was typed or nothing."""

from __future__ import annotations

import pytest

from labs.models import Result
from monitoring.status.drawn import BETWEEN_PARTS, BETWEEN_RESULTS, load_draws
from patients.models import Patient

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_every_result_is_read_as_it_was_typed(man: Patient) -> None:
    drawn = load_draws([man])[man.pk]
    typed = {
        (str(each.draw.document), each.analyte): (each.typed, each.unit, each.method)
        for each in Result.objects.filter(draw__patient=man).select_related("draw")
    }
    read = {
        (draw.key, analyte): (*result.raw.split(" ", 1), result.method)
        for draw in drawn.draws
        for analyte, result in draw.results.items()
    }
    assert read == typed
    assert [draw.key for draw in drawn.draws] == list(drawn.notes)


def test_what_nobody_confirmed_and_what_is_preliminary_is_told_apart(man: Patient) -> None:
    of_him = Result.objects.filter(draw__patient=man)
    of_him.filter(analyte="estradiol").update(needs_confirmation=True, confirmed_at=None)
    of_him.filter(analyte="hematocrit").update(is_preliminary=True)
    drawn = load_draws([man])[man.pk]
    for draw in drawn.draws:
        note = drawn.notes[str(draw.key)]
        assert note.unconfirmed == tuple({"estradiol"} & draw.results.keys())
        assert note.preliminary == tuple({"hematocrit"} & draw.results.keys())
    assert any(note.unconfirmed for note in drawn.notes.values())


@pytest.mark.parametrize("between", [BETWEEN_PARTS, BETWEEN_RESULTS])
def test_a_value_that_holds_a_separator_is_never_read_as_another(
    man: Patient, between: str
) -> None:
    result = Result.objects.filter(draw__patient=man, analyte="estradiol").first()
    assert result
    Result.objects.filter(pk=result.pk).update(number=f"1{between}8")
    with pytest.raises(ValueError, match="unpack"):
        load_draws([man])
