"""What is spared in writing an e-mail changes nothing of it."""

import email.policy
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends import smtp as django_smtp

from monitoring.mail.smtp import EmailBackend
from monitoring.mail.writing import Email

HEADERS = {
    "Message-ID": "<0123456789abcdef0123456789abcdef@clinic.example>",
    "Date": "Wed, 18 Nov 2026 17:00:00 +0000",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}


def filled[Kind: EmailMultiAlternatives](kind: type[Kind], *given: str) -> Kind:
    subject, sender, recipient = given
    mail = kind(subject, "Plain text.", sender, [recipient], headers=HEADERS)
    mail.attach_alternative("<p>Page.</p>", "text/html")
    return mail


def headers_of(mail: EmailMultiAlternatives) -> dict[str, str]:
    """The headers as they go over the line, without the folds and the one with the boundary."""
    written = mail.message(policy=email.policy.SMTP).as_bytes().decode("ascii")
    lines = written.partition("\r\n\r\n")[0].replace("\r\n ", " ").split("\r\n")
    pairs = (line.partition(": ")[::2] for line in lines)
    return {name: value for name, value in pairs if name != "Content-Type"}


@pytest.mark.parametrize(
    ("subject", "sender", "recipient"),
    [
        pytest.param("2 follow-ups", "Inrange <a@clinic.example>", "b@clinic.example", id="plain"),
        pytest.param("Größe", "a@clinic.example", "b@clinic.example", id="another alphabet"),
        pytest.param("One", "Dr Ødegård <a@clinic.example>", "b@clinic.example", id="sender"),
        pytest.param("One", '"O\'Neill, A." <a@clinic.example>', "b@x.example", id="quoted"),
        pytest.param("One", "a@clinic.example", "b@müller.example", id="domain"),
    ],
)
def test_headers_are_those_that_django_writes(subject: str, sender: str, recipient: str) -> None:
    ours, djangos = (
        headers_of(filled(kind, subject, sender, recipient))
        for kind in (Email, EmailMultiAlternatives)
    )
    assert ours == djangos


class Listening:
    """In place of a connection: keeps what it is given."""

    def __init__(self) -> None:
        self.heard: list[tuple[Any, ...]] = []

    def sendmail(self, *given: Any) -> None:
        self.heard.append(given)


@pytest.mark.parametrize("recipient", ["b@clinic.example", "b@müller.example"])
def test_what_was_written_before_is_what_django_would_hand_over(recipient: str) -> None:
    given = ("Größe", "Inrange <a@clinic.example>", recipient)
    heard = []
    for mail in (filled(Email, *given), filled(Email, *given).written_out()):
        backend = EmailBackend(host="127.0.0.1", port=25, alias="default")
        backend.connection = Listening()
        assert backend.send_messages([mail]) == 1
        heard += backend.connection.heard
    assert heard[0] == heard[1]
    assert b"\r\n\r\nPlain text.\r\n" in heard[0][2]


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_no_header_begins_another_one(sign: str) -> None:
    mail = filled(Email, f"One{sign}Bcc: c@evil.example", "a@clinic.example", "b@clinic.example")
    with pytest.raises(ValueError, match="linefeed"):
        mail.message()


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("b@clinic.example", id="plain"),
        pytest.param("first.last+tag@mail.clinic.example", id="with dots"),
        pytest.param("Inrange <a@clinic.example>", id="with a name"),
        pytest.param('"a b"@clinic.example', id="quoted"),
        pytest.param("b@müller.example", id="another alphabet"),
    ],
)
def test_an_address_is_prepared_as_django_prepares_it(address: str) -> None:
    ours, djangos = (
        kind(host="127.0.0.1", port=25, alias="default").prep_address(address)
        for kind in (EmailBackend, django_smtp.EmailBackend)
    )
    assert ours == djangos


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("b@clinic.example\n", id="line break"),
        pytest.param("b@clinic.example, c@clinic.example", id="two"),
        pytest.param("b..c@clinic.example", id="two dots"),
        pytest.param("bé@clinic.example", id="another alphabet"),
        pytest.param("nobody at all", id="none"),
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    backend = EmailBackend(host="127.0.0.1", port=25, alias="default")
    with pytest.raises(ValueError, match="address"):
        backend.prep_address(address)
