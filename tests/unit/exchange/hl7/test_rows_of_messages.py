"""Messages wait as text: whose they are is known at once, and each row is found by its line."""

from __future__ import annotations

from datetime import UTC

import pytest

from exchange.hl7.messages import Transmission, take_apart
from exchange.hl7.results import read_results
from exchange.intake.source import Asked, open_messages
from exchange.rows.sent_rows import SentRows
from tests.intake.messages import Obx, message

TWO_MEN = (
    message(Obx("31"), Obx("47.1", "4544-3", "%"))[:-1]
    + "\rPID|2||008^^^HARBOR^MR||Birk^Carl||19710301|M\rOBR|1|P-2|F-2|HORM|||20261117"
    + "\rOBX|1|NM|2243-4^E2^LN||42|pg/mL|||||F\rOBR|2|P-3|F-3|LIPID|||20261117\r"
)
FILE = f"noise\r\n\x0b{TWO_MEN}\x1c\r\n{message(Obx('33'), control='M2', order='P-4|F-4')}"


@pytest.fixture(name="rows")
def _rows() -> SentRows:
    return open_messages(FILE.encode(), Asked(UTC)).rows


def test_each_man_has_his_rows(rows: SentRows) -> None:
    typed = {man: [row.sent.typed for row in rows.of(man)] for man in rows.men()}  # type: ignore[attr-defined]
    assert typed == {"007": ["31", "47.1", "33"], "008": ["42"]}
    assert (rows.count, len(rows.people)) == (4, 2)


def test_each_line_is_found_again(rows: SentRows) -> None:
    faults = {each.row for each in rows.misshapen}
    lines = {row.number for row in rows.every()}
    assert set(rows.heard) == lines | faults
    assert len(rows.heard) == len(lines) + len(faults)
    found = rows.at(lines | faults)
    assert {line: row.number for line, row in found.items()} == {line: line for line in lines}
    assert [rows.heard[line].told()["place"] for line in sorted(lines)] == [
        "message 1 (M1), OBX 1", "message 1 (M1), OBX 2", "message 1 (M1), OBX 1",
        "message 2 (M2), OBX 1",
    ]  # fmt: skip


@pytest.mark.parametrize("line", [0, 3, 10_000])
def test_a_line_without_a_result_tells_nothing(rows: SentRows, line: int) -> None:
    assert rows.heard.get(line) is None


def test_a_message_put_away_reads_as_before() -> None:
    for each in take_apart(FILE, Transmission()):
        assert read_results(each.closed().opened()) == read_results(each)
