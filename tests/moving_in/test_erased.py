"""A man who is erased stands in no spreadsheet any more, whatever it looks like inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from openpyxl import Workbook

from accounts.models import Clinic, User
from exchange.erasing import _empty_files
from exchange.files.csv_reading import Unusable
from exchange.models import ImportRun, MovingIn
from exchange.moving_in.taking_over import keep_checked
from patients.models import Patient
from tests.conftest import TODAY
from tests.moving_in.sheets import PETER, WHOLE, archive, but, saved

pytestmark = pytest.mark.django_db

NUMBER = "00482"


def padded() -> bytes:
    """His number as a number that only its format shows in full."""
    book = Workbook()
    book.active.title = "Patients"
    book.active.append([*PETER])
    book.active.append([482, *list(PETER.values())[1:]])
    book.active["A2"].number_format = "00000"
    return saved(book)


def test_every_file_that_names_him_is_emptied_and_no_other(
    moved: Callable[..., object], kept: Callable[..., MovingIn], clinic: Clinic, lead: User
) -> None:
    moved(but({"Patients": [PETER]}, "Patients", record_number=NUMBER))
    of_another = kept(WHOLE)
    zipped = archive(but({"Patients": [PETER]}, "Patients", record_number=NUMBER))
    for content in (padded(), zipped):
        keep_checked(clinic, "m", content, by=lead, today=TODAY)
    _empty_files(Patient.objects.get())
    left = [each for each in MovingIn.objects.all() if each.report or each.file.content]
    assert left == [of_another]
    assert MovingIn.objects.count() == 4
    assert ImportRun.objects.get().report == {}
    with pytest.raises(Unusable, match="erased since"):
        keep_checked(clinic, "m", zipped, by=lead, today=TODAY)
