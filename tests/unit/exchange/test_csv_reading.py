"""Reading delimited text: whatever the bytes are, they become rows or a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.files.csv_reading import Unusable, decode, open_table, shortened
from exchange.files.tables import without_social_numbers

EXPECTED = ("id", "value")
PLAIN = "id;name;value\n1;Müller;5\n"


def rows(text: str | bytes) -> list[tuple[int, list[str]]]:
    content = text.encode() if isinstance(text, str) else text
    return [(row.number, list(row.cells)) for row in open_table(content, EXPECTED).rows]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        pytest.param(PLAIN.encode(), "utf-8", id="UTF-8"),
        pytest.param(PLAIN.encode("utf-8-sig"), "utf-8-sig", id="UTF-8 with its mark"),
        pytest.param(PLAIN.encode("utf-16"), "utf-16", id="UTF-16 with its mark"),
        pytest.param(PLAIN.encode("utf-16-le"), "utf-16-le", id="UTF-16, low byte first, no mark"),
        pytest.param(PLAIN.encode("utf-16-be"), "utf-16-be", id="UTF-16, high byte first, no mark"),
        pytest.param(PLAIN.encode("utf-32"), "utf-32", id="UTF-32"),
        pytest.param(PLAIN.encode("latin-1"), "latin-1", id="Latin-1"),
    ],
)
def test_encoding_is_found_and_said(content: bytes, encoding: str) -> None:
    table = open_table(content, EXPECTED)
    assert table.encoding == encoding
    assert list(next(table.rows).cells) == ["1", "Müller", "5"]


def test_signs_of_windows_are_not_read_as_control_signs() -> None:
    assert decode("id,Žižek".encode("cp1252")) == ("id,Žižek", "windows-1252")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        pytest.param("id,value\n1,5\n", "comma", id="comma"),
        pytest.param("id;value\n1;5\n", "semicolon", id="semicolon"),
        pytest.param("id\tvalue\n1\t5\n", "tab", id="tab"),
        pytest.param("id;value;a,b,c,d\n1;5;x\n", "semicolon", id="commas inside a name"),
        pytest.param('"id";"value"\n1;"5,0"\n', "semicolon", id="quoted, decimal comma"),
        pytest.param("id|value\n1|5\n", "bar", id="bar"),
        pytest.param("sep=;\nid;value\n1;5\n", "semicolon", id="named before the header"),
        pytest.param('"sep=,"\r\nid,value,a;b\r\n1,5,\r\n', "comma", id="named in quotes"),
        pytest.param("id,value\r\n1,5\r\n", "comma", id="ends of Windows"),
        pytest.param("id,value\r1,5\r", "comma", id="ends of an old Macintosh"),
    ],
)
def test_delimiter_is_found(text: str, delimiter: str) -> None:
    table = open_table(text.encode(), EXPECTED)
    assert table.delimiter == delimiter
    assert next(table.rows).cells[0] == "1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("id,value\n1,5\n\n2,6\n", [(2, ["1", "5"]), (4, ["2", "6"])], id="blank row"),
        pytest.param("id,value\n , \n2,6\n", [(3, ["2", "6"])], id="row of empty cells"),
        pytest.param(
            'id,value\n1,"a\nb"\n2,6\n', [(2, ["1", "a\nb"]), (3, ["2", "6"])], id="quoted"
        ),
        pytest.param("id,value\n", [], id="header alone"),
        pytest.param("id,value\n1,5,7\n2\n", [(2, ["1", "5", "7"]), (3, ["2"])], id="ragged"),
        pytest.param("id,value\n1,=1+1\n", [(2, ["1", "=1+1"])], id="formula stays text"),
    ],
)
def test_rows_keep_the_numbers_a_spreadsheet_shows(
    text: str, expected: list[tuple[int, list[str]]]
) -> None:
    assert rows(text) == expected


def test_a_long_cell_is_kept_whole() -> None:
    assert rows(f"id,value\n1,{'x' * 5000}\n")[0][1][1] == "x" * 5000


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"\xef\xbb\xbf \r\n", "empty", id="mark and blanks"),
        pytest.param(b"\x00\x00\x00", "empty", id="zero bytes"),
        pytest.param(b"PK\x03\x04rest", "Save it as CSV", id="spreadsheet"),
        pytest.param(b"%PDF-1.7", "Save it as CSV", id="printed page"),
        pytest.param(b"\x1f\x8b\x08", "Save it as CSV", id="archive"),
        pytest.param(b"\xff\xfei", "damaged or cut off", id="half a UTF-16 sign"),
        pytest.param(
            b"id,name\n1,x\n",
            "Missing: “value”. The file has these columns: id, name",
            id="missing column",
        ),
        pytest.param(b"name,sex\n1,x\n", "“id”, “value”", id="wrong header"),
        pytest.param(b"1,5\n2,6\n", "first row names the columns", id="no header"),
        pytest.param(b"id,value,id\n1,5,2\n", "“id” occurs more than once", id="column twice"),
        pytest.param(b"id,value\x00\x01\n1,5\n", "not a text file", id="zero byte in the header"),
        pytest.param(b'id,value\n1,"' + b"x" * 200_000, "Row 2 cannot be read", id="open quote"),
    ],
)
def test_unusable_file_is_refused_in_words(content: bytes, sentence: str) -> None:
    with pytest.raises(Unusable) as refused:
        rows(content)
    assert sentence in str(refused.value)


def test_a_header_of_many_columns_is_not_listed_in_full() -> None:
    header = ",".join(f"c{number}" for number in range(5000)).encode()
    with pytest.raises(Unusable) as refused:
        rows(header)
    assert "c29 and 4970 more" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("x" * 40, "x" * 40, id="just fits"),
        pytest.param("x" * 41, "x" * 40 + "…", id="one too many"),
        pytest.param("a\n\tb\x00", "a b�", id="in one line"),
        pytest.param("\x1b[2J\u202ex", "�[2J�x", id="without signs that steer a terminal"),
    ],
)
def test_quoted_cell(text: str, shown: str) -> None:
    assert shortened(text) == shown


def rows_or_none(content: bytes) -> list[tuple[int, list[str]]]:
    try:
        return rows(content)
    except Unusable:
        return []


@given(st.binary(max_size=300), st.sampled_from([b"", b"id,value\n", b"id;value\r\n"]))
def test_any_bytes_are_rows_or_refused_as_a_whole(content: bytes, header: bytes) -> None:
    read = rows_or_none(header + content)
    assert all(number > 1 and any(cells) for number, cells in read)


def test_a_named_delimiter_hides_no_social_security_number() -> None:
    kept = without_social_numbers(b"sep=;\nid;SSN\n7;123456789\n")
    assert kept == b"sep=;\nid;SSN\n7;*********\n"
