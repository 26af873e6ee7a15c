"""Opening a file that is a zip archive, which a workbook is too, within bounds."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from zipfile import BadZipFile, LargeZipFile, ZipFile

from exchange.files.csv_reading import Unusable

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_CONTENT = 64 * 1024 * 1024
MOST_MEMBERS = 500
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_ENCRYPTED = 0x1

NO_ARCHIVE = (
    "This is neither an Excel workbook (.xlsx) nor a zip archive with CSV files. Save it as one of "
    "them; the template shows both."
)


@contextmanager
def opened_archive(content: bytes) -> Iterator[ZipFile]:
    """The archive, once its size is known to be bearable; raises Unusable."""
    _check_start(content)
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive)
            yield archive
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, NotImplementedError):
        raise Unusable("The file is damaged or cut off. Save it again.") from None


def _check_start(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise Unusable(
            f"The file has {len(content) // 1024 // 1024} MB, at most "
            f"{LARGEST_FILE // 1024 // 1024} are read. Split it by patients."
        )
    if content.startswith(_OLD_EXCEL):
        raise Unusable(
            "This is an old Excel file (.xls), or one with a password. Save it as an Excel "
            "workbook (.xlsx) without a password."
        )
    if not content.startswith(_ZIP):
        raise Unusable(NO_ARCHIVE)


def _check_members(archive: ZipFile) -> None:
    """By the sizes that the archive declares: more than these are never unpacked."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > LARGEST_CONTENT:
        raise Unusable(
            "Unpacked, the file would be far too large. Save it anew without pictures and "
            "formatting, or split it by patients."
        )
    if any(each.flag_bits & _ENCRYPTED for each in members):
        raise Unusable("The archive has a password. Save it without one.")
