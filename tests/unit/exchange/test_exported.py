"""Exported tables come back cell by cell, whatever stood in them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.spreadsheet import csv_lines
from exchange.exports.read_back import TABLES, read_exported
from exchange.files.csv_reading import Unusable

AWKWARD = [
    "=HYPERLINK(1)",
    "'=1",
    "''+1",
    " =1",
    "-",
    "-1.62",
    "−1",
    "31,5",
    "1;2\t3",
    'He said "no", twice',
    "two\r\nlines\nand\ra third",
    "trailing ",
    "",
    "Jürgens µ 汉 😀",
    "@SUM(A1)",
    "|cmd",
    "%",
    "\u202eright to left",
    "0017",
]


def exported(name: str, rows: list[list[str]]) -> bytes:
    return "".join(csv_lines(TABLES[name], rows)).encode()


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("cell", AWKWARD)
def test_a_hostile_word_comes_back_in_every_column(name: str, cell: str) -> None:
    heads = TABLES[name]
    rows = [["a"] * at + [cell] + ["z"] * (len(heads) - at - 1) for at in range(len(heads))]
    found = read_exported(exported(name, rows))
    assert found.name == name
    assert [list(row.values()) for row in found.rows] == rows
    assert all(tuple(row) == heads for row in found.rows)


def test_many_rows_by_chance_come_back() -> None:
    chance, heads = random.Random(20261123), TABLES["worklist"]
    signs = [*"=+-@'\"|%,;\t\r\n 0.5aß", *AWKWARD]
    rows = [
        ["x" + "".join(chance.choices(signs, k=3))]
        + ["".join(chance.choices(signs, k=chance.randrange(6))) for _ in heads[1:]]
        for _ in range(500)
    ]
    found = read_exported(exported("worklist", rows))
    assert [list(row.values()) for row in found.rows] == rows


def test_a_table_without_rows_is_one() -> None:
    assert read_exported(exported("quality by rule", [])).rows == ()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04", id="spreadsheet"),
        pytest.param(b"record number,name\r\n7,Adler\r\n", id="columns missing"),
        pytest.param(b"more," + exported("quality by rule", []), id="a column more"),
        pytest.param(exported("quality by rule", []) + b"HCT_HIGH,1\r\n", id="a row cut off"),
    ],
)
def test_what_is_not_whole_is_refused(content: bytes) -> None:
    with pytest.raises(Unusable):
        read_exported(content)


def test_the_command_prints_what_was_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rules.csv"
    file.write_bytes(exported("quality by rule", [["=1", "2", "3", "4", "5", "6", "7"]]))
    call_command("read_export", str(file))
    printed = capsys.readouterr().out
    assert '"table": "quality by rule"' in printed
    assert '"rule": "=1"' in printed
    with pytest.raises(CommandError, match="No such file"):
        call_command("read_export", str(tmp_path / "none.csv"))
