"""What is uploaded stays in memory: no file about a patient is laid down on the server's disk."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from labs.lab_reports import MOST_BYTES


class BoundedUpload(FileUploadHandler):
    """Keeps all files of one request up to the size of one; what is more is counted, not kept.

    A form refuses a file that is longer than what was kept of it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_bytes = 0
        self.chunks: list[bytes] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.chunks = []

    def receive_data_chunk(self, piece: bytes, start: int) -> None:
        """Keep a piece, as long as there is room."""
        self.kept_bytes += len(piece)
        if self.kept_bytes <= MOST_BYTES:
            self.chunks.append(piece)
        else:
            self.chunks.clear()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file with the size that it had, whatever of it was kept."""
        kept = BytesIO(b"".join(self.chunks))
        return InMemoryUploadedFile(
            kept, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
