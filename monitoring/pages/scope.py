"""Finding one man, starting at the signed-in clinic."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import ClinicRequest
from accounts.auditing.seen import saw_man
from accounts.models import Clinic
from accounts.row_reading import KeptQuery
from monitoring.models import Status
from monitoring.pages.addresses import address_of
from patients.facts import Fact
from patients.models import Patient, PatientDetails


@dataclass(frozen=True)
class Man:
    """One man as a page knows him: his status row, his anchor row, who he is."""

    status: Status

    @property
    def patient(self) -> Patient:
        """His anchor row."""
        return self.status.patient

    @property
    def details(self) -> PatientDetails:
        """Who he is."""
        return self.status.details

    @property
    def url(self) -> str:
        """His page."""
        return patient_url(self.patient)


def patient_url(patient: Patient) -> str:
    """The page of a man; carries his opaque identifier and nothing else."""
    return address_of("monitoring:patient", patient.opaque_id)


def audit_url(patient: Patient) -> str:
    """What the audit says about a man, for those who may read it."""
    return f"{reverse('accounts:trail')}?patient={patient.opaque_id}"


def man_or_404(request: ClinicRequest, opaque_id: UUID) -> Man:
    """The man an address names; another clinic's man does not exist here.

    The audit will say that the page showed him, unless it leads elsewhere.
    """
    man = unrecorded_man(request, opaque_id)
    saw_man(request, man.patient.opaque_id)
    return man


def unrecorded_man(request: ClinicRequest, opaque_id: UUID) -> Man:
    """The same for a page that asks by itself while another one, which is recorded, stands open."""
    for status in _known_as(request.clinic.pk, opaque_id):
        status.clinic = request.clinic
        return Man(status)
    raise Http404


def _named(clinic: int, opaque_id: UUID) -> QuerySet[Status]:
    return Clinic(pk=clinic).statuses.named().filter(patient__opaque_id=opaque_id)


_known_as = KeptQuery(_named)


def fact_or_404[F: Fact](man: Man, model: type[F], document: UUID) -> F:
    """The current version of one of this man's documents."""
    return get_object_or_404(man.patient.versions_of(model).current(), document=document)
