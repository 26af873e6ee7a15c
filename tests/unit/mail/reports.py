"""Reports of non-delivery as mail servers write them."""

from monitoring.models import Message

SERVER = "MAILER-DAEMON@relay.example"
SOMEBODY = "zebedee@quxenford.example"


def report(
    message: Message | None = None,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    words: str = f"smtp; 550 5.1.1 <{SOMEBODY}>: no such user",
    returned: str = "text/rfc822-headers",
    message_id: str = "",
) -> bytes:
    """A report about a message, in the three parts of RFC 3464."""
    own = message_id or (f"<{message.opaque_id.hex}@localhost>" if message else "<x@y.example>")
    lines = [
        f"From: {SERVER}",
        "Subject: Undelivered mail",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
        "",
        "--B",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "Your message could not be delivered.",
        "",
        "--B",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; relay.example",
        "",
        f"Final-Recipient: rfc822; {SOMEBODY}",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: {words}",
        "",
        "--B",
        f"Content-Type: {returned}",
        "",
        "Subject: 1 follow-up needs attention",
        f"Message-ID: {own}",
        f"To: {SOMEBODY}",
        "",
        "--B--",
        "",
    ]
    return "\r\n".join(lines).encode()
