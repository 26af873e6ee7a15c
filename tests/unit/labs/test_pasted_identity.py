"""What a pasted report says of its patient and its day, held against the man and the day typed."""

from __future__ import annotations

from datetime import date

import pytest

from labs.forms.whose_report import Doubts, compare, days_of, is_other
from labs.pasted import read_report
from labs.pasted_identity import LONGEST_LINE, LONGEST_SAID, About, read_identity
from patients.models import PatientDetails

TODAY = date(2026, 11, 22)
HIS = PatientDetails(
    family_name="Hargreaves",
    given_name="Daniel James",
    born_on=date(1969, 3, 14),
    record_number="AZ-00482",
)
DRAWN = date(2026, 11, 16)


def said(text: str) -> list[tuple[int, str, str]]:
    return [(each.line, each.about.value, each.text) for each in read_identity(text.split("\n"))]


@pytest.mark.parametrize(
    ("line", "about", "text"),
    [
        ("Patient: HARGREAVES, DANIEL", "name", "HARGREAVES, DANIEL"),
        ("Patient Name\tHargreaves, Daniel", "name", "Hargreaves, Daniel"),
        ("  Name : Daniel Hargreaves   Age: 57", "name", "Daniel Hargreaves"),
        ("Name: Daniel Hargreaves Sex: M", "name", "Daniel Hargreaves"),
        ("Name:HARGREAVES^DANIEL", "name", "HARGREAVES^DANIEL"),
        ("DOB 03/14/1969", "birth date", "03/14/1969"),
        ("Date of Birth: March 14, 1969", "birth date", "March 14, 1969"),
        ("MRN# AZ-00482", "record number", "AZ-00482"),
        ("Patient ID: 77", "record number", "77"),
        ("Collected: 11/16/2026 08:15 Received: 11/17/2026", "day of the draw", "11/16/2026 08:15"),
        ("Date/Time Collected | 16 Nov 2026", "day of the draw", "16 Nov 2026"),
    ],
)
def test_a_labelled_statement_is_read(line: str, about: str, text: str) -> None:
    assert said(line.replace(" | ", ": ")) == [(1, about, text)]


def test_several_stand_on_one_line_or_below_their_label() -> None:
    assert said("Patient: A B DOB: 03/14/1969 MRN: 7") == [
        (1, "name", "A B"),
        (1, "birth date", "03/14/1969"),
        (1, "record number", "7"),
    ]
    assert said("Patient Name:\n\nHargreaves, Daniel") == [(1, "name", "Hargreaves, Daniel")]


@pytest.mark.parametrize(
    "line",
    [
        "Test Name: Estradiol",
        "Physician Name: Dr Okafor",
        "Patient 17",
        "Patient:",
        "Patient Name   DOB   MRN",
        "Reported: 11/17/2026",
        "Estradiol 17 pg/mL",
        "",
        "Inborn: 03/14/1969",
    ],
)
def test_what_names_no_patient_is_not_read_as_one(line: str) -> None:
    assert said(line) == []


def test_a_long_statement_is_cut_and_a_long_line_is_not_searched() -> None:
    assert len(said("Name: " + "x" * 200)[0][2]) == LONGEST_SAID
    assert said(" " * LONGEST_LINE + "DOB: 03/14/1969") == []
    assert said("\t" * 20_000 + ":") == []


def agrees(text: str, typed: date | None = DRAWN, man: PatientDetails = HIS) -> bool | None:
    (one,) = compare(read_identity([text]), man, typed, TODAY)
    return one.agrees


@pytest.mark.parametrize(
    "text",
    [
        "Name: HARGREAVES, DANIEL",
        "Name: Daniel J. Hargreaves",
        "Name: hargreaves^daniel^james",
        "Name: Dániel Hargreaves",
        "Name: Har greaves, Daniel",
        "MRN: az00482",
        "DOB: 14-Mar-1969",
        "DOB: 03/14/1969",
        "DOB: 1969-03-14",
        "DOB: 19690314",
        "Collected: 11/16/2026 08:15",
        "Collected: Nov 16, 2026",
    ],
)
def test_what_is_his_agrees(text: str) -> None:
    assert agrees(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "Name: HARGREAVES, DAVID",
        "Name: HARGREAVES, D",
        "Name: Bramley, Daniel",
        "Name: Danielson Hargreavess",
        "MRN: AZ-00483",
        "DOB: 15-Mar-1969",
        "DOB: 03/14/1970",
        "Collected: 11/15/2026",
    ],
)
def test_what_is_another_mans_does_not(text: str) -> None:
    assert agrees(text) is False


def test_what_cannot_be_compared_is_neither() -> None:
    assert agrees("DOB: unknown") is None
    assert agrees("Collected: 11/16/2026", None) is None
    assert agrees("Name: A B", man=PatientDetails(born_on=HIS.born_on)) is None


def test_a_name_of_several_words_stands_in_any_spelling_of_its_gaps() -> None:
    man = PatientDetails(family_name="De la Cruz-O'Neill", given_name="Jo", born_on=HIS.born_on)
    assert agrees("Name: DE LA CRUZ ONEILL, JO", man=man) is True
    assert agrees("Name: DELACRUZONEILL, JO", man=man) is True
    assert agrees("Name: CRUZ, JO", man=man) is False


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("16 Nov 2026", (DRAWN,)),
        ("10/5/2026", (date(2026, 5, 10), date(2026, 10, 5))),
        ("2026-11-16T08:15", (DRAWN,)),
        ("99/99/2026", ()),
        ("soon", ()),
    ],
)
def test_a_day_is_read_in_every_way_that_it_can_be(text: str, days: tuple[date, ...]) -> None:
    assert days_of(text, TODAY) == days


def doubts_of(text: str) -> Doubts:
    return Doubts().and_of(compare(read_report(text).said, HIS, None, TODAY), TODAY)


def test_the_question_names_what_differs_and_whom_the_page_is_about() -> None:
    (asked,) = doubts_of("MRN: 5\nName: Bramley, Owen").questions(HIS, DRAWN)
    assert asked.startswith("The pasted report has another name and record number than Hargreaves,")
    assert "born 14-Mar-1969, record AZ-00482" in asked
    assert "Bramley" not in asked


def test_a_day_is_asked_about_only_where_it_differs_from_the_one_typed() -> None:
    doubts = doubts_of("Collected: 11/16/2026")
    assert list(doubts.questions(HIS, DRAWN)) == []
    assert list(doubts.questions(HIS, None)) == []
    (asked,) = doubts.questions(HIS, date(2026, 11, 15))
    assert "drawn on 16-Nov-2026, the date typed is 15-Nov-2026" in asked


def test_doubts_about_a_report_outlast_the_next_one() -> None:
    first = doubts_of("Name: Bramley, Owen")
    second = first.and_of(
        compare(read_report("Name: Hargreaves, Daniel").said, HIS, None, TODAY), TODAY
    )
    assert second.differs == (About.NAME.value,)


def test_what_names_his_day_is_no_line_left_unread() -> None:
    report = read_report("DOB: 14-Mar-1969\nBay Laboratory")
    assert report.unread == ((2, "Bay Laboratory"),)
    assert not any(is_other(each) for each in compare(report.said, HIS, None, TODAY))
