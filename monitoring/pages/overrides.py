"""Targets moved: for one man by who treats him, for the clinic and its laboratories by its lead."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw_men
from accounts.roles import May
from labs.models import Method
from monitoring.override_forms import (
    LABELS,
    ClinicOverrideForm,
    PatientOverrideForm,
    WithdrawOverrideForm,
    numbers_in_words,
)
from monitoring.pages.banner import banner
from monitoring.pages.entry import (
    ALREADY_SAVED,
    FAILED,
    NOT_SENT,
    SAVED,
    Outcome,
    form_about,
    save_fact,
)
from monitoring.pages.scope import Man, man_or_404, patient_url
from monitoring.replay import Replay
from monitoring.status.snapshots import Course, load_courses
from patients.forms.fact_form import FactForm
from patients.recording import submitted
from protocols.models import ClinicOverride, TargetOverride
from protocols.overrides import adopt, shared_by, withdraw
from protocols.targets.book import OutOfRange

READ_OR_SAVE = require_http_methods(["GET", "HEAD", "POST"])


@allows(May.PRESCRIBE)
@READ_OR_SAVE
def patient_targets(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """A man's own targets: those so far, and a form to move one."""
    man = man_or_404(request, opaque_id)
    course = _course(request, man)
    form = form_about(request, man, PatientOverrideForm, course=course)
    outcome = save_fact(request, form)
    if outcome.is_saved:
        first = "Targets saved. He was judged anew."
        messages.success(request, ALREADY_SAVED if outcome.before else first)
        return redirect(man.url)
    context = _patient_context(request, man, course) | {"form": form}
    return render(request, "monitoring/override_patient.html", context, status=outcome.status)


def _course(request: ClinicRequest, man: Man) -> Course:
    man.patient.details = man.details
    (course,) = load_courses([man.patient], request.today)
    return course


def _patient_context(request: ClinicRequest, man: Man, course: Course) -> dict[str, Any]:
    own = man.patient.versions_of(TargetOverride).current().select_related("recorded_by")
    return {
        "section": "patients",
        "moved": moved_targets(course, request.today),
        "overrides": [_own_row(man, each) for each in own.order_by("-position")],
        "steps": [
            {"label": "Patients", "url": reverse("monitoring:patients")},
            {"label": "Patient", "url": man.url},
            {"label": "Targets"},
        ],
        **banner(request, man, with_actions=False),
    }


def _own_row(man: Man, own: TargetOverride) -> dict[str, Any]:
    kind = TargetOverride._meta.model_name
    url = reverse("monitoring:fact-withdraw", args=[man.patient.opaque_id, kind, own.document])
    return {"fact": own, "said": numbers_in_words(own.numbers), "withdraw_url": url}


def moved_targets(course: Course, today: date) -> list[dict[str, str]]:
    """Every number that is not the rule book's for this man today, and whose it is."""
    standing = course.in_force.standing(today)
    return [
        {
            "label": LABELS[name],
            "number": str(standing[name].numbers[name]),
            "whose": standing[name].words,
        }
        for name in LABELS
        if name in standing
    ]


@allows(May.MOVE_TARGETS)
@READ_OR_SAVE
def clinic_targets(request: ClinicRequest) -> HttpResponse:
    """The clinic's own targets: those so far, and a form to move one for all its men."""
    form = ClinicOverrideForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=request.today,
        clinic=request.clinic,
        in_force=shared_by(request.clinic),
        cancel_url=reverse("monitoring:clinic-targets"),
    )
    outcome = _adopted(request, form)
    if outcome.is_saved:
        messages.success(request, "Targets saved. Every patient was judged anew.")
        return redirect("monitoring:clinic-targets")
    context = {"form": form, "overrides": _clinic_rows(request), **_tried(request, form.replay)}
    return render(request, "monitoring/override_clinic.html", context, status=outcome.status)


def _clinic_rows(request: ClinicRequest) -> list[dict[str, Any]]:
    rows = request.clinic.target_overrides.select_related(
        "laboratory", "recorded_by", "withdrawal", "withdrawal__recorded_by"
    )
    return [_clinic_row(each) for each in rows.filter(withdraws=None).order_by("-pk")]


def _clinic_row(row: ClinicOverride) -> dict[str, Any]:
    method = Method(row.method).label if row.method else ""
    withdrawn = getattr(row, "withdrawal", None)
    url = reverse("monitoring:clinic-targets-withdraw", args=[row.opaque_id])
    return {
        "fact": row,
        "said": numbers_in_words(row.numbers),
        "place": f"{row.laboratory}, {method}" if row.laboratory else "Whole clinic",
        "withdrawn": withdrawn,
        "withdraw_url": "" if withdrawn else url,
    }


def _tried(request: ClinicRequest, tried: Replay | None) -> dict[str, Any]:
    """What a page shows of numbers that were tried out."""
    saw_men(request, (shift.course.patient.opaque_id for shift in (tried.shifts if tried else ())))
    return {
        "section": "targets",
        "shift_columns": [{"label": word} for word in ("Patient", "Gains", "Loses")],
        "shifts": _shifts(tried),
    }


def _shifts(tried: Replay | None) -> list[dict[str, Any]]:
    """The men whose findings would change, each a link to his page."""
    return [
        {
            "header": shift.course.details.list_name,
            "url": patient_url(shift.course.patient),
            "cells": [
                {"text": ", ".join(each.rule_id for each in findings) or "–"}
                for findings in (shift.gained, shift.lost)
            ],
        }
        for shift in (tried.shifts if tried else ())
    ]


@allows(May.MOVE_TARGETS)
@READ_OR_SAVE
def withdraw_clinic_targets(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Take an override of the clinic back, for all its men."""
    standing = request.clinic.target_overrides.standing()
    row = get_object_or_404(standing, opaque_id=opaque_id)
    form = _withdraw_form(request, row)
    outcome = _withdrawn(request, form, row)
    if outcome.is_saved:
        messages.success(request, "Withdrawn. Every patient was judged anew.")
        return redirect("monitoring:clinic-targets")
    context = {"form": form, "override": _clinic_row(row), **_tried(request, form.replay)}
    return render(request, "monitoring/override_withdraw.html", context, status=outcome.status)


def _withdraw_form(request: ClinicRequest, row: ClinicOverride) -> WithdrawOverrideForm:
    return WithdrawOverrideForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=request.today,
        row=row,
        cancel_url=reverse("monitoring:clinic-targets"),
    )


def _adopted(request: ClinicRequest, form: ClinicOverrideForm) -> Outcome:
    return _moved(request, form, lambda **how: adopt(form.row(), **how))


def _withdrawn(request: ClinicRequest, form: WithdrawOverrideForm, row: ClinicOverride) -> Outcome:
    return _moved(request, form, lambda **how: withdraw(row, why=form.cleaned_data["why"], **how))


def _moved(request: ClinicRequest, form: FactForm, move: Any) -> Outcome:
    """Move targets as a sent form states, once; what prevents it is put beside the form."""
    if request.method != "POST":
        return NOT_SENT
    valid, token = form.is_valid(), form.opened.token if form.opened else None
    if not valid or token is None:
        return SAVED if submitted(token) else FAILED
    try:
        move(by=request.user, today=request.today, submission=token)
    except OutOfRange as refusal:
        form.add_error(None, f"{LABELS.get(refusal.parameter, '')}: {refusal.why}.")
        return FAILED
    except IntegrityError:
        if not submitted(token):
            raise
    return SAVED
