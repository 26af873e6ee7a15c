"""Which format a file is in, by its content first and its name second."""

from __future__ import annotations

from pathlib import PurePath

CSV, HL7, FHIR = "csv", "hl7", "fhir"
FORMATS = (CSV, HL7, FHIR)

_HL7_STARTS = (b"MSH", b"FHS", b"BHS")
_FHIR_STARTS = (b"{", b"[", b"<")
_SUFFIXES = {".hl7": HL7, ".json": FHIR, ".ndjson": FHIR, ".xml": FHIR}
_BEFORE_THE_TEXT = b"\xef\xbb\xbf\xff\xfe\x0b\r\n\t "
_START = 64


def detect_format(name: str, content: bytes) -> str:
    """The format of a file's content; the name decides where the content could be anything."""
    # UTF-16 has a zero beside every letter.
    start = content[:_START].replace(b"\x00", b"").lstrip(_BEFORE_THE_TEXT)
    if start.startswith(_HL7_STARTS):
        return HL7
    if start.startswith(_FHIR_STARTS):
        return FHIR
    return _SUFFIXES.get(PurePath(name).suffix.lower(), CSV)
