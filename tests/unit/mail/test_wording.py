"""An e-mail says how much waits and where to sign in: nothing in it can point to a patient."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.models import Clinic
from accounts.roles import Role
from labs.models import DexaScan, Draw, Laboratory
from monitoring.mail.contents import Invitation, Item, Waiting
from monitoring.mail.delivery import compose
from monitoring.mail.neutral import Telling, neutral_line
from monitoring.mail.wording import MOST_ITEMS, Text, patient_text, staff_text
from monitoring.models import Message, MessageKind, MessageState, ReminderSettings
from patients.models import MailConsent, Patient, PatientDetails, SymptomReport
from protocols.models import Drug, Step, TherapyEvent
from tests.unit.mail.clinics import NOON, TODAY, follow, join, owe, scan_and_send

DENIED = [
    "testosterone",
    "estradiol",
    "anastrozole",
    "hormone",
    "fertility",
    "bone",
    "dexa",
    "hematocrit",
    "flag",
    "estrogen",
    "aromatase",
    "symptom",
    "labs",
    "draw",
    "dose",
    "scan",
    "patient",
    "clinic",
    "men's",
    "urology",
    "andrology",
    "protocol",
    "pg/ml",
]
"""Words that tell a reader over the shoulder what the recipient's patients come for."""

HOSTILE: dict[str, str] = {
    "family_name": "Quxenford",
    "given_name": "Zebedee",
    "record_number": "MRN-77431",
    "phone": "555-0199-883",
    "note": "Gynecomastia\r\nBcc: everybody@evil.example",
}

TELLING_CLINIC = "Fertility and Hormone Center"
TELLING_NOTE = "Tamoxifen-sensitive 8831"
DOCTOR, HIS_ADDRESS = "dr@clinic.example", "z.q@home.example"

LARGEST = 15 * 1024
WIDEST = 72

TOKEN = re.compile(r"(?<=/r/)[\w.-]+(?=/)|(?<=/stop/)[\w.-]+(?=/)")
"""The signed part of a link: of its letters any word can be read by chance."""


@pytest.fixture
def raw(mailoutbox: list[Any], clinic: Clinic) -> dict[str, bytes]:
    """Both kinds of e-mail about a man whose every field would betray him, as they go out."""
    clinic.name = TELLING_CLINIC
    clinic.save()
    ReminderSettings.objects.create(
        clinic=clinic, patient_mail=True, patient_sender="Harbor Office", patient_phone="555-0100"
    )
    owner = join(clinic, Role.CLINICIAN, "dr")
    agreed = {"mail_consent": MailConsent.GRANTED, "email": HIS_ADDRESS}
    man = follow(clinic, owner, born_on=date(1971, 2, 3), **agreed, **HOSTILE)
    fill(man)
    for kind, days in (("labs", 9), ("hct", 3), ("dexa", 200)):
        owe(man, days, kind, reason="after_dose_change", next_notice_on=TODAY)
    scan_and_send()
    return {mail.to[0]: written(mail) for mail in mailoutbox}


@pytest.fixture
def sent(raw: dict[str, bytes]) -> dict[str, EmailMessage]:
    """The same as mail programs read them."""
    return {reader: read_back(each) for reader, each in raw.items()}


def written(mail: Any) -> bytes:
    """An e-mail as the mail server gets it."""
    return bytes(mail.message(policy=policy.SMTP).as_bytes())


def read_back(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def fill(man: Patient) -> None:
    """Facts of every kind, each with words and values that no message may repeat."""
    shared = {"patient": man, "position": 2, "recorded_at": NOON, "note": TELLING_NOTE}
    place = Laboratory.objects.create(clinic=man.clinic, name="Ovary Laboratory")
    draw = Draw.objects.create(collected_on=date(2026, 6, 1), laboratory=place, **shared)
    draw.results.create(
        analyte="estradiol", typed="83.19", number="83.19", unit="pg/mL", canonical="83.19"
    )
    DexaScan.objects.create(scanned_on=date(2026, 6, 1), device="Qwopdevice", **shared)
    SymptomReport.objects.create(reported_on=date(2026, 6, 1), **shared)
    TherapyEvent.objects.create(
        drug=Drug.ANASTROZOLE, step=Step.START, occurred_on=TODAY, dose_mg="0.37", **shared
    )


BETRAYING = [
    *HOSTILE.values(),
    "1971",
    "gynecomastia",
    "evil.example",
    "after_dose_change",
    TELLING_CLINIC,
    TELLING_NOTE,
    "8831",
    "ovary",
    "83.19",
    "qwop",
    "0.37",
]


def readable(raw: bytes) -> str:
    """The e-mail as it goes over the wire, and every header and part of it decoded."""
    mail = read_back(raw)
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    names = [f"{name}: {value}" for name, value in mail.items()]
    text = "\n".join([raw.decode("ascii"), *names, *parts])
    return TOKEN.sub("token", text).lower()


def told(raw: bytes, words: list[str]) -> list[str]:
    """Which of the words an e-mail holds, its own two addresses apart."""
    text = readable(raw).replace(DOCTOR, "").replace(HIS_ADDRESS, "")
    return [word for word in words if word.lower() in text]


@pytest.mark.django_db
def test_both_kinds_go_out(sent: dict[str, EmailMessage]) -> None:
    assert sorted(sent) == [DOCTOR, HIS_ADDRESS]
    assert sent[DOCTOR]["Subject"] == "3 follow-ups need attention"
    assert sent[HIS_ADDRESS]["Subject"] == "A message from Harbor Office"


@pytest.mark.django_db
@pytest.mark.parametrize("reader", [DOCTOR, HIS_ADDRESS])
def test_no_value_of_the_fixture_gets_out(raw: dict[str, bytes], reader: str) -> None:
    keys = [str(PatientDetails.objects.get().patient.opaque_id)]
    keys += [PatientDetails.objects.get().patient.opaque_id.hex]
    assert told(raw[reader], BETRAYING + keys) == []


@pytest.mark.django_db
@pytest.mark.parametrize("reader", [DOCTOR, HIS_ADDRESS])
def test_no_denied_word_gets_out(raw: dict[str, bytes], reader: str) -> None:
    assert told(raw[reader], DENIED) == []


@pytest.mark.django_db
def test_message_to_a_patient_does_not_name_the_product(sent: dict[str, EmailMessage]) -> None:
    assert sent[HIS_ADDRESS]["From"] == "Harbor Office <inrange@localhost>"
    [page, body] = [part.get_content() for part in reversed(list(sent[HIS_ADDRESS].iter_parts()))]
    assert "inrange" not in (page + body + sent[HIS_ADDRESS]["Subject"]).lower()


@pytest.mark.django_db
@pytest.mark.parametrize("reader", [DOCTOR, HIS_ADDRESS])
def test_email_is_small_and_whole(sent: dict[str, EmailMessage], reader: str) -> None:
    mail, message = sent[reader], _message(reader)
    assert len(mail.as_bytes()) <= LARGEST
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{message.opaque_id.hex}@localhost>"
    assert mail["Date"] == "Wed, 18 Nov 2026 17:00:00 +0000"
    parts = list(mail.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part.get_filename() for part in parts] == [None, None]


def _message(reader: str) -> Message:
    kind = MessageKind.STAFF if reader == DOCTOR else MessageKind.PATIENT
    return Message.objects.get(kind=kind)


@pytest.mark.django_db
@pytest.mark.parametrize("reader", [DOCTOR, HIS_ADDRESS])
def test_mail_programs_find_how_to_stop(raw: dict[str, bytes], reader: str) -> None:
    lines = raw[reader].decode().splitlines()
    [stop] = [line for line in lines if line.startswith("List-Unsubscribe:")]
    assert re.fullmatch(r"List-Unsubscribe: <http://localhost:8000/mail/stop/[\w.-]+/>", stop)
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


@pytest.mark.django_db
@pytest.mark.parametrize("reader", [DOCTOR, HIS_ADDRESS])
def test_email_loads_nothing(sent: dict[str, EmailMessage], reader: str) -> None:
    page = sent[reader].get_body(("html",)).get_content()  # type: ignore[union-attr]
    tags = set(re.findall(r"<(\w+)", page))
    assert not {"img", "script", "link", "style", "iframe", "form", "input"} & tags
    assert "url(" not in page
    assert '<html lang="en">' in page
    assert page.count("<table") == page.count('<table role="presentation"')


@pytest.mark.django_db
def test_message_to_a_patient_links_to_nothing_but_its_end(
    sent: dict[str, EmailMessage],
) -> None:
    for part in sent[HIS_ADDRESS].iter_parts():
        links = re.findall(r"https?://[^\s\"<]+", part.get_content())
        assert [TOKEN.sub("", link) for link in links] == ["http://localhost:8000/mail/stop//"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "planted",
    [
        pytest.param(lambda raw: raw.replace(b"need attention", b"need bone care"), id="text"),
        pytest.param(lambda raw: b"X-Planted: =?utf-8?q?b=6Fne?=\r\n" + raw, id="header"),
        pytest.param(lambda raw: raw.replace(b"text/plain;", b"text/bone;", 1), id="type"),
    ],
)
def test_a_planted_word_would_be_found(
    raw: dict[str, bytes], planted: Callable[[bytes], bytes]
) -> None:
    assert told(planted(raw[DOCTOR]), DENIED) == ["bone"]


ONE = UUID(int=1)


def unsent(clinic: Clinic | None = None, **to: Any) -> Message:
    place = clinic or Clinic(time_zone="America/New_York")
    return Message(clinic=place, opaque_id=ONE, local_day=TODAY, not_before=NOON, **to)


def items(count: int) -> tuple[Item, ...]:
    return tuple(Item("7QK2", count - at, uuid4()) for at in range(count))


def staff(to_decide: int = 0, decide_days: int = 0, overdue: int = 0, days: int = 0) -> Text:
    waiting = Waiting(to_decide, decide_days, overdue, days, items(overdue))
    return staff_text(waiting, clinic_day=TODAY, message=unsent())


def versions(text: Text) -> Iterator[str]:
    """Both versions of a text, in one line each."""
    for version in (text.body, text.page):
        yield " ".join(version.split())


@pytest.mark.parametrize(
    ("waiting", "subject", "queues"),
    [
        pytest.param(
            (1, 6, 2, 31),
            "3 follow-ups need attention",
            ["1 to decide, waiting for 6 days", "2 overdue, oldest 31 days"],
            id="both queues",
        ),
        pytest.param(
            (0, 0, 1, 0), "1 follow-up needs attention", ["1 overdue, since today"], id="today"
        ),
        pytest.param(
            (0, 0, 1, 1), "1 follow-up needs attention", ["1 overdue, waiting for 1 day"], id="one"
        ),
        pytest.param(
            (7, 2, 0, 0), "7 follow-ups need attention", ["7 to decide, oldest 2 days"], id="many"
        ),
    ],
)
def test_counts(waiting: tuple[int, ...], subject: str, queues: list[str]) -> None:
    text = staff(*waiting)
    assert text.subject == subject
    for version in versions(text):
        assert subject in version
        assert all(queue in version for queue in queues)
        for absent in {"to decide", "overdue,"} - {each.split(",")[0][2:] for each in queues}:
            assert absent in " ".join(queues) or absent not in version


@pytest.mark.parametrize(
    ("overdue", "shown", "more"),
    [
        pytest.param(MOST_ITEMS - 1, MOST_ITEMS - 1, 0, id="below ten"),
        pytest.param(MOST_ITEMS, MOST_ITEMS, 0, id="ten"),
        pytest.param(MOST_ITEMS + 1, MOST_ITEMS, 1, id="above ten"),
        pytest.param(900, MOST_ITEMS, 890, id="very many"),
    ],
)
def test_items(overdue: int, shown: int, more: int) -> None:
    for version in versions(staff(overdue=overdue, days=overdue)):
        assert len(set(re.findall(r"/r/([\w.-]+)/", version))) == shown
        assert f"Item 7QK2, waiting {overdue} days" in version
        assert ("more on the list" in version) is (more > 0)
        assert f"and {more} more on the list" in version or not more


def test_most_that_a_message_can_hold_is_small_and_narrow(settings: Any) -> None:
    settings.SITE_ADDRESS = "https://inrange.a-rather-long-name-of-a-place.example.org"
    text = staff(999, 9999, 999, 9999)
    assert len(text.body.encode()) + len(text.page.encode()) <= LARGEST - 1024
    assert widest(text) <= WIDEST


def widest(text: Text) -> int:
    """Columns of the plain text; a link stands on a line of its own and may be longer."""
    lines = text.body.splitlines()
    assert all(line.startswith("https://") for line in lines if "://" in line)
    return max(len(line) for line in lines if "://" not in line)


def test_longest_message_to_a_patient_is_narrow(settings: Any) -> None:
    settings.SITE_ADDRESS = "https://inrange.example.org"
    text = patient_text(Invitation("N" * 60, "5" * 40), message=unsent())
    assert widest(text) <= WIDEST


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        pytest.param("555-0100", "Please call 555-0100 or reply to this message", id="number"),
        pytest.param(" ", "Please reply to this message", id="none"),
    ],
)
def test_patient_is_asked_to_call_or_reply(phone: str, words: str) -> None:
    text = patient_text(Invitation("Harbor Office", phone), message=unsent())
    for version in versions(text):
        assert words in version.replace("<b>", "").replace("</b>", "")
        assert "arrange your next visit" in version
        assert "If you have already done so, you can ignore this." in version


def test_sender_that_was_never_typed() -> None:
    text = patient_text(Invitation("", "555-0100"), message=unsent())
    assert text.subject == "A message from your care team"


def test_typed_text_is_written_as_it_is() -> None:
    text = patient_text(Invitation("O'Neil & <b>Sons</b>", "555 & 1"), message=unsent())
    assert text.subject == "A message from O'Neil & <b>Sons</b>"
    assert "From O'Neil & <b>Sons</b>\n" in text.body
    assert "O&#x27;Neil &amp; &lt;b&gt;Sons&lt;/b&gt;" in text.page
    assert "<b>Sons" not in text.page


def test_address_of_the_site_is_written_as_it_is(settings: Any) -> None:
    settings.SITE_ADDRESS = "https://site.example/a&b/"
    text = staff(overdue=1)
    assert "\nhttps://site.example/a&b/account/\n" in text.body
    assert 'href="https://site.example/a&amp;b/account/"' in text.page


INJECTED = [
    pytest.param("Harbor\r\nBcc: everybody@evil.example", id="header"),
    pytest.param("Harbor\nOffice", id="line"),
    pytest.param("Harbor\rOffice", id="return"),
    pytest.param("Harbor\u2028Office", id="line of Unicode"),
    pytest.param("Harbor\x0bOffice", id="vertical tab"),
    pytest.param("Harbor\x00", id="zero"),
    pytest.param("Harbor \u202eeciffO", id="turned round"),
    pytest.param("Harbor\u200bOffice", id="no width"),
    pytest.param("Harbor Hormone Office", id="hormone"),
    pytest.param("Men’s Health", id="men's health"),
    pytest.param("TRT desk", id="abbreviation"),
    pytest.param("ANDROLOGY", id="capitals"),
]


@pytest.mark.parametrize("typed", INJECTED)
@pytest.mark.parametrize("place", ["sender", "phone"])
def test_what_no_message_may_repeat_is_refused(typed: str, place: str) -> None:
    invitation = Invitation("Harbor Office", "555-0100")._replace(**{place: typed})
    with pytest.raises(Telling, match=r"name that|telephone number"):
        patient_text(invitation, message=unsent())


@pytest.mark.parametrize(
    "typed",
    ["Harbor Office", "Dr. Bonesteel", "Scandinavia House", "Praxis Müller", "St. Étienne 3"],
)
def test_honest_name_is_let_through(typed: str) -> None:
    assert neutral_line(f" {typed} ", "name") == typed


@pytest.mark.django_db
@pytest.mark.parametrize("typed", INJECTED)
def test_message_with_an_unfit_name_is_parked(
    clinic: Clinic, mailoutbox: list[Any], typed: str
) -> None:
    """Even one that got past the form on which it is typed."""
    held = typed.replace("\0", "\x01")  # no database holds the first
    ReminderSettings.objects.create(clinic=clinic, patient_mail=True, patient_sender=held)
    man = follow(clinic, email=HIS_ADDRESS, mail_consent=MailConsent.GRANTED)
    owe(man, 9, next_notice_on=TODAY)
    scan_and_send()
    message = Message.objects.get(kind=MessageKind.PATIENT)
    assert message.state == MessageState.PARKED
    assert "name that messages to patients are sent under" in message.last_error
    assert mailoutbox == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        pytest.param("a@home.example\r\nBcc: b@evil.example", id="second line"),
        pytest.param("a@home.example, b@evil.example", id="two addresses"),
        pytest.param("Zebedee <a@home.example>", id="with a name"),
        pytest.param("zebedee", id="no address"),
    ],
)
def test_message_to_an_unfit_address_is_parked(
    clinic: Clinic, mailoutbox: list[Any], address: str
) -> None:
    ReminderSettings.objects.create(clinic=clinic, patient_mail=True)
    man = follow(clinic, email=address, mail_consent=MailConsent.GRANTED)
    owe(man, 9, next_notice_on=TODAY)
    scan_and_send()
    message = Message.objects.get(kind=MessageKind.PATIENT)
    assert message.state == MessageState.PARKED
    assert "no e-mail address that can be written to" in message.last_error
    assert "evil" not in message.last_error
    assert mailoutbox == []


@pytest.mark.django_db
def test_name_outside_ascii_is_written_so_that_programs_read_it(clinic: Clinic) -> None:
    ReminderSettings.objects.create(clinic=clinic, patient_sender="Praxis Müller")
    man = follow(clinic, email=HIS_ADDRESS)
    message = unsent(clinic, patient=man, kind=MessageKind.PATIENT)
    text = patient_text(Invitation("Praxis Müller", "1"), message=message)
    mail = read_back(written(compose(message, text, NOON)))
    assert mail["From"] == "Praxis Müller <inrange@localhost>"
    assert mail["Subject"] == "A message from Praxis Müller"


@pytest.mark.django_db
def test_email_is_the_same_whenever_it_is_written(clinic: Clinic) -> None:
    message = unsent(clinic, recipient=join(clinic, Role.LEAD, "lea"))
    waiting = Waiting(0, 0, 1, 3, (Item("7QK2", 3, ONE),))
    text = staff_text(waiting, clinic_day=TODAY, message=message)
    first, second = (written(compose(message, text, NOON)) for _ in range(2))
    assert first == second
