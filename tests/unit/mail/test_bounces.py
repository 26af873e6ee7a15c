"""A message that came back is marked, and whatever else is fed in is answered in one sentence."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditRow, Clinic, Membership, User
from monitoring.mail.bounces import Report, Result, read_report, record_bounce
from monitoring.mail.preferences import address_works
from monitoring.models import MailPreference, Message, MessageState
from patients.models import Patient
from tests.unit.mail.clinics import NOON, TODAY, follow, join
from tests.unit.mail.reports import SOMEBODY, report


@pytest.fixture
def sent(clinic: Clinic, anna: User) -> Message:
    """A message that the server took."""
    return message_to(clinic, recipient=anna)


def message_to(clinic: Clinic, **to: Any) -> Message:
    moments = {"local_day": TODAY, "not_before": NOON, "queued_at": NOON, "sent_at": NOON}
    return Message.objects.create(clinic=clinic, state=MessageState.SENT, **moments, **to)


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
def test_permanent_failure(sent: Message, anna: User, returned: str) -> None:
    assert record_bounce(report(sent, returned=returned), NOON) is Result.RECORDED
    assert state_of(sent) == MessageState.BOUNCED
    assert sent.last_error == "Came back with 5.1.1: 550 5.1.1 <the address>: no such user"
    assert MailPreference.objects.get(membership__user=anna).bounced_at == NOON
    row = AuditRow.objects.get(action="message.bounced")
    assert (row.by, row.clinic, row.subject) == (None, sent.clinic, str(sent.opaque_id))
    assert row.detail == {"status": "5.1.1", "recipient": anna.pk}


@pytest.mark.django_db
def test_report_that_comes_twice(sent: Message) -> None:
    record_bounce(report(sent), NOON)
    assert record_bounce(report(sent), NOON) is Result.KNOWN
    assert AuditRow.objects.filter(action="message.bounced").count() == 1


@pytest.mark.django_db
def test_choices_stay_when_an_address_fails(sent: Message, anna: User) -> None:
    place = Membership.objects.get(user=anna)
    MailPreference.objects.create(membership=place, digest=False)
    record_bounce(report(sent), NOON)
    preference = MailPreference.objects.get()
    assert (preference.digest, preference.bounced_at) == (False, NOON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("action", "status", "state", "distrusted"),
    [
        pytest.param("failed", "5.0.0", "bounced", True, id="permanent"),
        pytest.param("Failed", "5.999.999", "bounced", True, id="largest code"),
        pytest.param("failed", "4.4.7", "bounced", False, id="given up, address may work"),
        pytest.param("failed", "nonsense", "bounced", False, id="given up, no code"),
        pytest.param("delayed", "4.4.1", "sent", False, id="still trying"),
        pytest.param("delayed", "5.1.1", "sent", False, id="still trying, odd code"),
        pytest.param("delivered", "2.0.0", "sent", False, id="delivered"),
        pytest.param("", "5.1.1", "sent", False, id="no action"),
    ],
)
def test_only_what_was_given_up_is_marked(
    sent: Message, action: str, status: str, state: str, distrusted: bool
) -> None:
    result = record_bounce(report(sent, action=action, status=status), NOON)
    assert result is (Result.RECORDED if state == "bounced" else Result.DELAYED)
    assert state_of(sent) == state
    assert MailPreference.objects.filter(bounced_at__isnull=False).exists() is distrusted


@pytest.mark.django_db
def test_patient_s_message_came_back(clinic: Clinic) -> None:
    man: Patient = follow(clinic, email=SOMEBODY)
    message = message_to(clinic, patient=man, kind="patient")
    assert record_bounce(report(message), NOON) is Result.RECORDED
    assert state_of(message) == MessageState.BOUNCED
    assert SOMEBODY not in message.last_error
    assert not MailPreference.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "result"),
    [
        pytest.param("leased", Result.TOO_EARLY, id="being sent"),
        pytest.param("queued", Result.TOO_EARLY, id="a sender died"),
        pytest.param("parked", Result.NOT_OURS, id="parked"),
        pytest.param("dropped", Result.NOT_OURS, id="dropped"),
    ],
)
def test_message_that_is_not_marked_as_sent(sent: Message, state: str, result: Result) -> None:
    Message.objects.update(state=state)
    assert record_bounce(report(sent), NOON) is result
    assert state_of(sent) == state


@pytest.mark.django_db
def test_colleague_is_not_blamed(sent: Message, clinic: Clinic) -> None:
    other = join(clinic, "lead", "lea")  # type: ignore[arg-type]
    record_bounce(report(sent), NOON)
    assert not MailPreference.objects.filter(membership__user=other).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "message_id",
    [
        pytest.param("<0123456789abcdef0123456789abcdef@localhost>", id="unknown"),
        pytest.param("<somebody.else@elsewhere.example>", id="foreign"),
        pytest.param("no identifier", id="none"),
    ],
)
def test_message_of_somebody_else(sent: Message, message_id: str) -> None:
    assert record_bounce(report(message_id=message_id), NOON) is Result.NOT_OURS
    assert state_of(sent) == MessageState.SENT


def test_worst_of_several_recipients_counts() -> None:
    later = b"Action: delayed\r\nStatus: 4.2.2\r\n\r\n"
    text = report().replace(b"--B\r\nContent-Type: text/rfc822", later + b"--B\r\nContent-Type: x")
    read = read_report(text)
    assert read is not None
    assert (read.failed, read.status) == (True, "5.1.1")


def test_identifier_is_read_from_the_returned_headers_only() -> None:
    own = b"<0123456789abcdef0123456789abcdef@localhost>"
    planted = report().replace(b"Your message", b"Message-ID: " + own + b"\r\nYour message")
    planted = b"Message-ID: " + own + b"\r\n" + planted
    assert read_report(planted) == read_report(report())
    read = read_report(report())
    assert read is not None
    assert read.opaque_id is None


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        pytest.param("smtp; 550 no", "Came back with 5.1.1: 550 no", id="plain"),
        pytest.param("smtp; 550\x00 a\x1b[31m b", "Came back with 5.1.1: 550 a [31m b", id="signs"),
        pytest.param(
            "smtp; a@b.example a@c.example",
            "Came back with 5.1.1: the address the address",
            id="addresses",
        ),
        pytest.param("", "Came back with 5.1.1.", id="nothing"),
    ],
)
def test_words_of_the_server_are_made_fit(words: str, kept: str) -> None:
    read = read_report(report(words=words))
    assert read is not None
    assert read.reason == kept


def test_longest_words() -> None:
    read = read_report(report(words="smtp; " + "x" * 100_000))
    assert read is not None
    assert len(read.reason) < 500


MALFORMED: dict[str, bytes] = {
    "empty": b"",
    "binary": bytes(range(256)) * 20,
    "plain message": b"Subject: hello\r\n\r\nhello",
    "headers only": report().partition(b"--B")[0],
    "cut off": report()[:420],
    "no boundary": report().replace(b'; boundary="B"', b""),
    "unknown charset": report().replace(b"us-ascii", b"x-none-such"),
    "nested": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 3000,
    "status without blocks": b"Content-Type: message/delivery-status\r\n\r\n",
    "status as base64": report().replace(
        b"message/delivery-status", b"message/delivery-status\r\nContent-Transfer-Encoding: base64"
    ),
    "8-bit headers": b"Subject: \xff\xfe\r\n" + report().replace(b"Action", b"Acti\xffon"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED)
def test_malformed_input_is_answered(raw: bytes) -> None:
    assert record_bounce(raw, NOON) in {Result.UNREADABLE, Result.NOT_OURS, Result.DELAYED}


def mutated(raw: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, put in cuts:
        at = place % (len(raw) + 1)
        raw = raw[:at] + put + raw[at + length :]
    return raw


PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"\r\n", b"\n\n", b"--B", b"=?utf-8?b?//8=?=", b": ", b"\0", b";charset*0*=x"]
    ),
)


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 40), PIECES), max_size=8))
def test_no_report_can_make_the_reading_fail(cuts: list[tuple[int, int, bytes]]) -> None:
    for returned in ("text/rfc822-headers", "message/rfc822"):
        read = read_report(mutated(report(returned=returned), cuts))
        assert read is None or isinstance(read, Report)


@given(st.binary(max_size=400))
def test_no_bytes_can_make_the_reading_fail(raw: bytes) -> None:
    read_report(raw)
    read_report(report()[:600] + raw + report()[600:])


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """What the command reads."""

    def put(raw: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))

    return put


@pytest.mark.django_db
def test_command_says_what_it_did(
    sent: Message, typed: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    typed(report(sent))
    call_command("record_bounce")
    assert capsys.readouterr().out.strip() == str(Result.RECORDED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({"action": "delayed"}, 2, id="delayed"),
        pytest.param({"message_id": "<x@y>"}, 1, id="foreign"),
    ],
)
def test_command_ends_with_a_status(
    sent: Message, typed: Callable[[bytes], None], changes: dict[str, str], status: int
) -> None:
    typed(report(sent, **changes))
    with pytest.raises(CommandError) as told:
        call_command("record_bounce")
    assert told.value.returncode == status
    assert str(told.value).startswith("Nothing was recorded: ")


@pytest.mark.django_db
def test_command_asks_for_a_report_that_came_too_early(
    sent: Message, typed: Callable[[bytes], None]
) -> None:
    Message.objects.update(state="leased")
    typed(report(sent))
    with pytest.raises(CommandError) as told:
        call_command("record_bounce")
    assert told.value.returncode == 75


@pytest.mark.django_db
def test_address_that_works_again(sent: Message, anna: User) -> None:
    record_bounce(report(sent), NOON)
    place = Membership.objects.get(user=anna)
    address_works(place, by=anna)
    address_works(place, by=anna)
    assert MailPreference.objects.get().bounced_at is None
    assert AuditRow.objects.get(action="mail.address-works").by == anna
