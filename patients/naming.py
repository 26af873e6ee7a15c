"""What a man is called, how old he is, whether he is followed: said of him wherever he is shown."""

from datetime import date


def list_name(family_name: str, given_name: str, record_number: str) -> str:
    """Family, Given: the calmer form for lists; else what to call a man without a name."""
    if not family_name:
        return f"Record {record_number}"
    return f"{family_name}, {given_name}".rstrip(", ")


def is_followed(deceased_on: date | None, discharged_on: date | None) -> bool:
    """Whether the clinic still follows him; nothing is chased once it does not."""
    return deceased_on is None and discharged_on is None


def age_on(born_on: date, day: date) -> int:
    """Whole years on a day; a birthday on 29 February is reached on 1 March."""
    before_birthday = (day.month, day.day) < (born_on.month, born_on.day)
    return day.year - born_on.year - before_birthday
