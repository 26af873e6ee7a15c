"""Files of messages taken apart: encodings, ends of lines, frames, batches, escapes, damage."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from exchange.files.csv_reading import Unusable
from exchange.files.formats import HL7, detect_format
from exchange.hl7.messages import Message, Transmission, take_apart
from exchange.hl7.results import read_results
from exchange.hl7.text import read_text
from exchange.sent.result import Fault, SentResult

LINES = [
    "MSH|^~\\&|LIS|Quay|||20261117120000||ORU^R01|M1|P|2.5.1",
    "PID|1||007^^^HARBOR^MR||Jürgens^Bert||19700301|M",
    "OBR|1|P-1|F-1|HORM|||202611160810",
    "OBX|1|NM|2243-4^E2^LN||31|pg/mL|20_40|N|||F",
]
TEXT = "\r".join(LINES) + "\r"


class Whole(NamedTuple):
    count: int
    messages: list[Message]
    faults: list[Fault]


def taken_apart(text: str) -> Whole:
    beside = Transmission()
    messages = list(take_apart(text, beside))
    return Whole(beside.count, messages, beside.faults)


def read(content: bytes) -> tuple[Whole, str]:
    text, encoding = read_text(content)
    return taken_apart(text), encoding


def results(whole: Whole) -> list[SentResult]:
    read_all = [each for message in whole.messages for each in read_results(message)]
    assert not [each for each in read_all if isinstance(each, Fault)]
    return [each for each in read_all if isinstance(each, SentResult)]


def only(text: str) -> SentResult:
    (result,) = results(taken_apart(text))
    return result


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"]
)
def test_every_encoding(encoding: str) -> None:
    content = TEXT.encode(encoding)
    assert detect_format("lab.bin", content) == HL7
    whole, found = read(content)
    (result,) = results(whole)
    assert (result.person.family_name, result.typed, found) == ("Jürgens", "31", encoding)


@pytest.mark.parametrize(
    ("named", "encoding"),
    [("8859/15", "iso8859-15"), ("UNICODE UTF-8", "utf-8"), ("8859/2", "iso8859-2")],
)
def test_the_character_set_that_the_message_names(named: str, encoding: str) -> None:
    text = TEXT.replace("|2.5.1\r", f"|2.5.1||||||{named}\r")
    whole, found = read(text.encode(encoding))
    assert (results(whole)[0].person.family_name, found) == ("Jürgens", encoding)


@pytest.mark.parametrize("named", ["KLINGON", "UNICODE UTF-8"])
def test_a_wrong_character_set_spoils_no_number(named: str) -> None:
    text = TEXT.replace("|2.5.1\r", f"|2.5.1||||||{named}\r")
    whole, found = read(text.encode("latin-1"))
    assert (results(whole)[0].typed, found) == ("31", "latin-1")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r\n", "\n\n"])
def test_every_end_of_a_line(end: str) -> None:
    assert only(end.join(LINES)).typed == "31"


def test_lines_are_counted_as_an_editor_shows_them() -> None:
    assert only("\r\n".join(LINES)).line == 4
    assert only("\n\n".join(LINES)).line == 7


def test_frames_of_the_network_are_taken_off() -> None:
    framed = f"\x0b{TEXT}\x1c\r\x0b{TEXT.replace('M1', 'M2')}\x1c\r"
    assert detect_format("x", framed.encode()) == HL7
    assert [each.message for each in results(taken_apart(framed))] == ["M1", "M2"]
    side_by_side = f"\x0b{TEXT}\x1c\x0b{TEXT}\x1c"
    assert taken_apart(side_by_side).count == 2


def test_other_signs_between_the_fields() -> None:
    signs = str.maketrans({"|": "@", "^": "~", "~": "&", "\\": "#", "&": "\\"})
    result = only(TEXT.translate(signs))
    assert (result.typed, result.unit, result.person.numbers[0].number) == ("31", "pg/mL", "007")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (r"a\F\b\S\c\T\d\R\e\E\f", r"a|b^c&d~e\f"),
        (r"two\.br\lines", "two lines"),
        (r"\H\bold\N\ text", "bold text"),
        (r"\X4AC3BC\rgens", "Jürgens"),
        (r"J\XFC\rgens", "Jürgens"),
        (r"with \Z99\ embedded", r"with \Z99\ embedded"),
        (r"\XG1\ and \X1\ ", r"\XG1\ and \X1\ ".strip()),
        ("open \\F", "open \\F"),
        (r"nul \X00\ out", "nul   out"),
    ],
)
def test_escapes(written: str, read_as: str) -> None:
    assert only(TEXT.replace("Jürgens", written)).person.family_name == read_as


def test_a_null_is_no_value() -> None:
    assert only(TEXT.replace("|31|", '|""|')).typed is None
    assert only(TEXT.replace("19700301", '""')).person.born == ""


@pytest.mark.parametrize(
    "header",
    ["MSH|^~", "MSH|", "MSH", "MSH|^~|LIS|Quay", "MSH|^^\\&|", "MSHA^~\\&A", "msh|^~\\&|LIS"],
)
def test_a_damaged_message_keeps_the_others(header: str) -> None:
    whole = taken_apart(f"{TEXT}{header}\rPID|1||8^^^A^MR||B^C||19800101\r{TEXT}")
    assert (whole.count, len(whole.messages)) == (3, 2)
    (fault,) = whole.faults
    assert (fault.line, fault.place, fault.kind) == (5, "message 2", "malformed")


@pytest.mark.parametrize("line", ["pid|1||8", "P|D", "PXD|1||8", "31|pg/mL", "just words"])
def test_a_line_that_is_no_segment_stops_its_message(line: str) -> None:
    whole = taken_apart(TEXT.replace("OBR|1", f"{line}\rOBR|1"))
    assert whole.messages == []
    assert "line 3 begins with" in whole.faults[0].reason


def test_what_stands_outside_any_message_is_named() -> None:
    (fault,) = taken_apart(f"PID|1||8\r{TEXT}").faults
    assert (fault.line, fault.reason) == (1, "“PID|1||8” stands outside any message.")


def test_a_file_without_a_message_is_unusable() -> None:
    with pytest.raises(Unusable, match="holds no HL7 message"):
        taken_apart("EVN|A01\rPID|1||007\r")


@pytest.mark.parametrize(
    ("stated", "said"), [("BTS|2\r", ""), ("BTS|3\r", "holds 3 messages and holds 2"), ("", "cut")]
)
def test_a_batch_is_counted(stated: str, said: str) -> None:
    faults = taken_apart(f"FHS|^~\\&|L\rBHS|^~\\&|L\r{TEXT}{TEXT}{stated}").faults
    assert [said in each.reason for each in faults] == ([True] if said else [])


def test_a_message_of_another_kind_is_named() -> None:
    (fault,) = taken_apart(TEXT.replace("ORU^R01", "ADT^A08")).faults
    assert (fault.kind, fault.place) == ("not_a_result", "message 1 (M1)")


@pytest.mark.parametrize("version", ["2.3", "2.3.1", "2.4", "2.5.1^DEU", "2.7", "2.8", "2.8.2", ""])
def test_every_version_of_two(version: str) -> None:
    assert only(TEXT.replace("2.5.1", version)).typed == "31"


def test_version_three_is_another_standard() -> None:
    assert taken_apart(TEXT.replace("2.5.1", "3.0")).faults[0].kind == "malformed"


def test_several_orders_each_with_their_numbers() -> None:
    more = "ORC|RE|P-2^HIS|F-2^LIS\rOBR|2|||T|||20261118\r" + LINES[3].replace("31", "32") + "\r"
    first, second = results(taken_apart(TEXT + more))
    assert (first.filler, first.collected) == ("F-1", "202611160810")
    assert (second.placer, second.filler, second.collected) == ("P-2^HIS", "F-2^LIS", "20261118")


def test_the_specimen_says_when_where_the_order_does_not() -> None:
    text = TEXT.replace("|||202611160810", "") + "SPM|1|||BLD" + "|" * 13 + "20261115^20261115\r"
    assert only(text).collected == "20261115"


def test_an_order_without_results_is_named() -> None:
    (message,) = taken_apart("\r".join(LINES[:3])).messages
    (fault,) = read_results(message)
    assert isinstance(fault, Fault)
    assert (fault.kind, fault.line) == ("not_a_result", 3)


def test_a_result_under_no_order_is_named() -> None:
    (message,) = taken_apart("\r".join([LINES[0], LINES[1], LINES[3]])).messages
    (fault,) = read_results(message)
    assert isinstance(fault, Fault)
    assert fault.kind == "malformed"


@pytest.mark.parametrize("length", range(1, len(TEXT)))
def test_a_file_that_is_cut_off_never_gives_another_value(length: int) -> None:
    try:
        whole = taken_apart(TEXT[:length])
    except Unusable:
        return
    read_all = [each for message in whole.messages for each in read_results(message)]
    sent = [each for each in read_all if isinstance(each, SentResult) and each.status]
    assert [each.typed for each in sent] in ([], ["31"])
