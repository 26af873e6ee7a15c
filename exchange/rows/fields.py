"""What the fields of a result are called in each format, as rejections name them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.mapping.declared import DateColumn, DateFormat, Mapping, Text

DAY, MOMENT = DateFormat("%Y-%m-%d"), DateFormat("%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Fields:
    """Where a format says who, when, where, what, how much and how firm.

    `told_by` is how a version of a draw names what brought it, `told_by_nameless` where that has
    no name.
    """

    number: str
    born: str
    sex: str
    family_name: str
    given_name: str
    laboratory: str
    collected: str
    code: str
    value: str
    status: str
    order: str
    told_by: str
    told_by_nameless: str

    @property
    def mapping(self) -> Mapping:
        """The fields that say who, when and where, as the columns of a row."""
        return Mapping(
            record_number=self.number,
            collected_on=DateColumn(self.collected, DAY),
            results=(),
            birth_date=DateColumn(self.born, DAY),
            family_name=self.family_name,
            given_name=self.given_name,
            laboratory=Text(self.laboratory),
        )

    def source(self, message: str) -> str:
        """What brought a result, in words."""
        return f"{self.told_by}{message}" if message else self.told_by_nameless


HL7_FIELDS = Fields(
    number="PID-3",
    born="PID-7",
    sex="PID-8",
    family_name="PID-5.1",
    given_name="PID-5.2",
    laboratory="MSH-4",
    collected="OBR-7",
    code="OBX-3",
    value="OBX-5",
    status="OBX-11",
    order="OBR-3",
    told_by="message ",
    told_by_nameless="a message without a number",
)
FHIR_FIELDS = Fields(
    number="Patient.identifier",
    born="Patient.birthDate",
    sex="Patient.gender",
    family_name="Patient.name.family",
    given_name="Patient.name.given",
    laboratory="performer",
    collected="effective",
    code="code",
    value="value",
    status="status",
    order="identifier",
    told_by="Observation ",
    told_by_nameless="an observation without an id",
)
