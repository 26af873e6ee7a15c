"""The files as they came, each content once in a clinic."""

from __future__ import annotations

from django.utils import timezone

from accounts.long_values import fill_long
from accounts.models import Clinic
from exchange.intake.opening import ReceivedFile
from exchange.models import ImportedFile

LONGEST_NAME = ImportedFile._meta.get_field("name").max_length or 0


def keep_file(clinic: Clinic, file: ReceivedFile, content: bytes) -> ImportedFile:
    """The file as it is kept: `content` may lack what must not be kept.

    One that was emptied since is filled again.
    """
    kept, is_new = ImportedFile.objects.get_or_create(
        clinic=clinic,
        sha256=file.sha256,
        defaults={
            "name": file.name[:LONGEST_NAME],
            "content": b"",
            "received_at": timezone.now(),
        },
    )
    if is_new:
        fill_long(kept, "content", content)
    elif not kept.content:
        kept.name = file.name[:LONGEST_NAME]
        kept.save(update_fields=["name"])
        fill_long(kept, "content", content)
    return kept
