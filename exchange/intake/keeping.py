"""The files as they came, each content once in a clinic."""

from __future__ import annotations

from django.utils import timezone

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
            "content": content,
            "received_at": timezone.now(),
        },
    )
    if not is_new and not kept.content:
        kept.name, kept.content = file.name[:LONGEST_NAME], content
        kept.save(update_fields=["name", "content"])
    return kept
