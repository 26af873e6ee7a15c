"""A man as lists show him: the few columns that a row needs, read without building his records."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from patients.naming import age_on, is_followed, list_name

OF_HIS_DETAILS = (
    "record_number",
    "family_name",
    "given_name",
    "born_on",
    "deceased_on",
    "discharged_on",
)


class ListedMan(NamedTuple):
    """What stands in lists about a man, and what they are in the order of."""

    patient_id: int
    opaque_id: UUID
    record_number: str
    family_name: str
    given_name: str
    born_on: date
    deceased_on: date | None
    discharged_on: date | None
    rank: int
    waiting_since: date | None
    lines: list[dict[str, Any]]
    current: dict[str, Any]
    spark: list[list[Any]]
    course_state: str
    weekly_mg: Decimal | None
    dosed_since: date | None
    last_draw_on: date | None
    entered_at: datetime | None
    labs_due_on: date | None
    labs_overdue_from: date | None
    dexa_due_on: date | None
    snoozed_until: date | None

    @property
    def pk(self) -> int:
        """His key, by the name that every record has for it."""
        return self.patient_id

    @property
    def list_name(self) -> str:
        """Family, Given."""
        return list_name(self.family_name, self.given_name, self.record_number)

    @property
    def is_followed(self) -> bool:
        """Whether the clinic still follows him."""
        return is_followed(self.deceased_on, self.discharged_on)

    def age_on(self, day: date) -> int:
        """Whole years on a day."""
        return age_on(self.born_on, day)


def _path(name: str) -> str:
    """Where a column is found from his status."""
    return f"details__{name}" if name in OF_HIS_DETAILS else name


COLUMNS = (
    "patient_id",
    "patient__opaque_id",
    *map(_path, ListedMan._fields[2:]),
)
"""The columns of every list, in the order of the fields."""
