"""An e-mail says how many and where to sign in: nothing in it can point to a patient."""

from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from accounts.models import Clinic
from accounts.roles import Role
from monitoring.mail.duties import Duty
from monitoring.mail.wording import overdue_text
from monitoring.models import Message
from tests.unit.mail.clinics import TODAY, follow, join, owe, scan_and_send

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
]
"""Words that tell a reader over the shoulder what the recipient's patients come for."""

HOSTILE: dict[str, str] = {
    "family_name": "Quxenford",
    "given_name": "Zebedee",
    "record_number": "MRN-77431",
    "email": "zebedee@quxenford.example",
    "phone": "555-0199-883",
    "note": "Gynecomastia\r\nBcc: everybody@evil.example",
}

LARGEST = 15 * 1024


def duties(*days: int) -> list[Duty]:
    return [Duty(1, TODAY, TODAY - timedelta(days=each), (1,)) for each in days]


@pytest.fixture
def raw(mailoutbox: list[Any], clinic: Clinic) -> bytes:
    """The e-mail about a man whose every field would betray him, as it goes over the wire."""
    Clinic.objects.update(name="Fertility and Hormone Center")
    owner = join(clinic, Role.CLINICIAN, "dr")
    man = follow(clinic, owner, born_on=date(1971, 2, 3), **HOSTILE)
    for kind, days in (("labs", 2), ("hct", 3), ("dexa", 200)):
        owe(man, days, kind, reason="after_dose_change")
    scan_and_send()
    return bytes(mailoutbox[0].message().as_bytes(policy=policy.SMTP))


def readable(raw: bytes) -> str:
    """Every header and every decoded part."""
    email = message_from_bytes(raw, policy=policy.default)
    parts = [part.get_content() for part in email.walk() if not part.is_multipart()]
    return "\n".join([raw.decode("ascii"), *map(str, email.values()), *parts]).lower()


@pytest.mark.django_db
def test_no_value_of_the_fixture_gets_out(raw: bytes) -> None:
    betraying = [*HOSTILE.values(), "1971", "gynecomastia", "evil.example", "after_dose_change"]
    betraying += [Clinic.objects.get().name, str(Message.objects.get().pk).zfill(6)]
    assert [word for word in betraying if word.lower() in readable(raw)] == []


@pytest.mark.django_db
def test_no_denied_word_gets_out(raw: bytes) -> None:
    text = readable(raw).replace("dr@clinic.example", "")
    assert [word for word in DENIED if word in text] == []


@pytest.mark.django_db
def test_a_planted_word_would_be_found(raw: bytes) -> None:
    assert "bone" in readable(raw.replace(b"follow-ups need", b"bone scans need"))


@pytest.mark.django_db
def test_email_is_small_and_complete(raw: bytes) -> None:
    email = message_from_bytes(raw, policy=policy.default)
    assert len(raw) <= LARGEST
    assert email["Subject"] == "3 follow-ups need attention"
    assert email["Auto-Submitted"] == "auto-generated"
    assert email["Message-ID"] == f"<{Message.objects.get().opaque_id.hex}@localhost>"
    assert email["Date"] == "Wed, 18 Nov 2026 17:00:00 +0000"
    assert [part.get_content_type() for part in email.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.django_db
def test_email_loads_nothing_and_links_to_one_place(raw: bytes) -> None:
    email = message_from_bytes(raw, policy=policy.default)
    plain, page = (part.get_content() for part in email.iter_parts())
    assert page.count("http") == plain.count("http") == 1
    assert 'href="http://localhost:8000/"' in page
    assert "http://localhost:8000/" in plain.splitlines()
    assert not {"<img", "<script", "<link", "url("} & set(page.split())


@pytest.mark.parametrize(
    ("days", "subject", "long", "recent"),
    [
        pytest.param([0], "1 follow-up needs attention", None, "1", id="one, since today"),
        pytest.param([14], "1 follow-up needs attention", None, "1", id="at 14 days"),
        pytest.param([15], "1 follow-up needs attention", "1", None, id="above 14 days"),
        pytest.param([13, 14, 15], "3 follow-ups need attention", "1", "2", id="both queues"),
        pytest.param([20] * 900, "900 follow-ups need attention", "900", None, id="many"),
    ],
)
def test_counts(days: list[int], subject: str, long: str | None, recent: str | None) -> None:
    text = overdue_text(duties(*days), TODAY)
    assert text.subject == subject
    for words, count in (
        ("overdue by more than 14 days", long),
        ("overdue by 14 days or less", recent),
    ):
        for version in (text.body, text.page):
            assert (words in version) is (count is not None)
            assert count is None or f"{count} {words}" in version


def test_plain_text_fits_a_narrow_window() -> None:
    lines = overdue_text(duties(1, 100), TODAY).body.splitlines()
    assert max(map(len, lines)) <= 72


def test_address_of_the_site_is_written_as_it_is(settings: Any) -> None:
    settings.SITE_ADDRESS = "https://site.example/a&b/"
    text = overdue_text(duties(1), TODAY)
    assert "\nhttps://site.example/a&b/\n" in text.body
    assert 'href="https://site.example/a&amp;b/"' in text.page
