"""Reports that a message could not be delivered (RFC 3464), and what follows from one.

What is read here was written by strangers: nothing of it is trusted beyond the Message-ID of a
message that we sent, and nothing in it can make the reading fail.
"""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes
from email.message import Message as Part
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from accounts.audit import audit_row, write_audit
from accounts.models import Membership
from monitoring.mail.answers import fit_to_keep
from monitoring.models import MailPreference, Message, MessageState

LARGEST = 2 * 1024 * 1024
"""Bytes of a report that are read; it holds a short text and the headers of our message."""

OWN_ID = re.compile(r"^message-id:\s*<([0-9a-f]{32})@[^>\s]*>", re.IGNORECASE | re.MULTILINE)
"""The Message-ID of a message of ours, as it stands in the headers that were returned."""

STATUS = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})\b")


class Result(StrEnum):
    """What became of a report."""

    RECORDED = "The message is marked as come back."
    KNOWN = "That the message came back was recorded before."
    DELAYED = "Nothing was recorded: the report says of nobody that delivery was given up."
    TOO_EARLY = (
        "Nothing was recorded: the message is not marked as sent yet. Try again in a minute."
    )
    NOT_OURS = "Nothing was recorded: the report names no message that was sent from here."
    UNREADABLE = "Nothing was recorded: this is no report about a message (RFC 3464)."


class Report(NamedTuple):
    """What a report says of one message of ours.

    `failed` is whether its server has given up, `status` the enhanced code (RFC 3463), and
    `reason` the server's words without addresses.
    """

    opaque_id: UUID | None
    failed: bool
    status: str
    reason: str

    @property
    def is_permanent(self) -> bool:
        """Whether the address itself is at fault, so that the next message fails as well."""
        return self.failed and self.status.startswith("5")


def record_bounce(raw: bytes, now: datetime) -> Result:
    """Read a report and mark its message, in one transaction with the audit row."""
    report = read_report(raw[:LARGEST])
    if report is None:
        return Result.UNREADABLE
    if not report.failed:
        return Result.DELAYED
    if report.opaque_id is None:
        return Result.NOT_OURS
    return _mark(report, report.opaque_id, now)


@transaction.atomic
def _mark(report: Report, opaque_id: UUID, now: datetime) -> Result:
    messages = Message.objects.select_related("clinic", "recipient")
    message = messages.filter(opaque_id=opaque_id).first()
    if message is None:
        return Result.NOT_OURS
    sent = Message.objects.filter(pk=message.pk, state=MessageState.SENT)
    if not sent.update(state=MessageState.BOUNCED, last_error=report.reason):
        return _unmarked(message)
    if report.is_permanent:
        _distrust_address(message, now)
    write_audit(
        [
            audit_row(
                message.clinic,
                "message.bounced",
                by=None,
                subject=message.opaque_id,
                status=report.status,
                recipient=message.recipient_id,
            )
        ]
    )
    return Result.RECORDED


def _unmarked(message: Message) -> Result:
    """Why a message could not be marked; one just being sent is marked by the next attempt."""
    match message.state:
        case MessageState.BOUNCED:
            return Result.KNOWN
        case MessageState.QUEUED | MessageState.LEASED:
            return Result.TOO_EARLY
        case _:
            return Result.NOT_OURS


def _distrust_address(message: Message, now: datetime) -> None:
    """Note that the recipient's address fails, so that his duties are told to others as well."""
    place = Membership.objects.filter(user=message.recipient_id, clinic=message.clinic).first()
    if place is not None:
        MailPreference.objects.update_or_create(membership=place, defaults={"bounced_at": now})


def read_report(raw: bytes) -> Report | None:
    """Read a report of delivery; None for anything else, however it is malformed."""
    parts = _parts(raw)
    fields = [_fields(part) for part in parts if _kind(part) == "message/delivery-status"]
    recipients = [block for blocks in fields for block in blocks if "action" in block]
    if not recipients:
        return None
    worst = max(recipients, key=_severity)
    return Report(
        opaque_id=_own_id(parts),
        failed=_severity(worst) > 0,
        status=_status(worst),
        reason=_reason(worst),
    )


def _parts(raw: bytes) -> list[Part]:
    """Every part of an e-mail. The older policy reads headers as they come, without a grammar."""
    try:
        return list(message_from_bytes(raw).walk())
    except RecursionError:
        return []


def _kind(part: Part) -> str:
    return part.get_content_type()


def _fields(part: Part) -> list[dict[str, str]]:
    """The blocks of a delivery status: names in small letters, values as they stand."""
    blocks = part.get_payload()
    if not isinstance(blocks, list):
        return []
    return [
        {str(name).lower(): str(value) for name, value in block.items()}
        for block in blocks
        if isinstance(block, Part)
    ]


def _severity(block: dict[str, str]) -> int:
    """How final a block is: delivered or delayed, given up, given up because of the address."""
    if block["action"].strip().lower() != "failed":
        return 0
    return 2 if _status(block).startswith("5") else 1


def _status(block: dict[str, str]) -> str:
    found = STATUS.match(block.get("status", ""))
    return found[1] if found else ""


def _reason(block: dict[str, str]) -> str:
    _type, _semicolon, words = block.get("diagnostic-code", "").partition(";")
    said = fit_to_keep(words)
    return f"Came back with {_status(block) or 'no code'}" + (f": {said}" if said else ".")


def _own_id(parts: list[Part]) -> UUID | None:
    """The Message-ID among the headers that were returned, whole or alone."""
    for part in parts:
        if _kind(part) not in {"message/rfc822", "text/rfc822-headers", "message/global-headers"}:
            continue
        if found := OWN_ID.search(_returned(part)):
            return UUID(found[1])
    return None


def _returned(part: Part) -> str:
    """The returned headers as text."""
    held = part.get_payload()
    if isinstance(held, list):
        headers = [header for one in held if isinstance(one, Part) for header in one.items()]
        return "\n".join(f"{name}: {value}" for name, value in headers)
    content = part.get_payload(decode=True)
    return content.decode("latin-1") if isinstance(content, bytes) else ""
