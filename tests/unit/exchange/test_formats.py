"""Which format a file is in."""

import pytest

from exchange.files.formats import detect_format


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param("a.csv", b"id,value\n", "csv", id="CSV"),
        pytest.param("a.txt", b"id;value\n", "csv", id="text"),
        pytest.param("a.csv", b"MSH|^~\\&|", "hl7", id="HL7 under another name"),
        pytest.param("a", b"\xef\xbb\xbfMSH|^~\\&|", "hl7", id="HL7 with a mark"),
        pytest.param("a", b"\x0bMSH|^~\\&|", "hl7", id="HL7 framed for a line"),
        pytest.param("a.txt", b"FHS|^~\\&|", "hl7", id="HL7 batch"),
        pytest.param("a.hl7", b"broken", "hl7", id="HL7 by its name"),
        pytest.param("a.csv", b' \n{"resourceType": "Bundle"}', "fhir", id="JSON"),
        pytest.param("a.xml", b"<Bundle/>", "fhir", id="XML"),
        pytest.param("A.NDJSON", b"", "fhir", id="by its name in capitals"),
        pytest.param("a.csv", b"", "csv", id="empty"),
    ],
)
def test_format_is_found(name: str, content: bytes, expected: str) -> None:
    assert detect_format(name, content) == expected
