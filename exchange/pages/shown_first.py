"""Decisions about waiting rows that are shown before they are done, in the same few steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import ClinicRequest
from accounts.auditing.seen import saw_man
from accounts.roles import May, may
from exchange.bringing.lines import label_of
from exchange.codes.aliases import aliases_of
from exchange.files.formats import CSV
from exchange.intake.effects import Effect, tried
from exchange.models import Outcome, WaitingRow
from exchange.queue.deciding import Settled, SettledMeanwhile
from exchange.queue.forms import ShownFirst
from exchange.queue.meanings import NotedMeanwhile
from exchange.queue.words import told_of
from exchange.rows.kept import sent_result
from exchange.rows.kinds import Kind
from exchange.rows.meaning import code_of
from monitoring.judgement import Refused
from monitoring.pages.banner import banner
from monitoring.pages.scope import Man
from patients.forms.confirmation import digest
from patients.models import PatientDetails

MEANWHILE = "Somebody settled this in the meantime. Nothing was done."


def analyte_of(row: WaitingRow) -> str:
    """The analyte that a row of a message names, by its slug; empty where that is not known."""
    if row.format == CSV or not row.sent:
        return ""
    code = code_of(sent_result(row.sent), aliases_of(row.clinic))
    return code.analyte if code else ""


def man_of(request: ClinicRequest, row: WaitingRow) -> Man | None:
    """The man whom a row is about, where that is not what it waits for."""
    if row.kind in {Kind.UNKNOWN_PATIENT, Kind.MALFORMED} and row.patient is None:
        return None
    men = request.clinic.statuses.named()
    if row.patient:
        status = men.filter(patient=row.patient).first()
    else:
        number = " ".join(row.record_number.split())
        status = men.filter(details__record_number=number).first() if number else None
    if status is None:
        return None
    saw_man(request, status.patient.opaque_id)
    return Man(status)


def men_of(settled: Settled) -> list[PatientDetails]:
    """The men on record whom rows are about."""
    found = {
        met.details.patient_id: met.details for met in settled.report.met.values() if met.details
    }
    return list(found.values())


@dataclass(frozen=True)
class Trial:
    """An act that is shown before it is done: its title, what does it, and about which man.

    One that is of many names none of them above its page.
    """

    title: str
    act: Callable[[], Settled]
    man: Man | None = None
    is_of_many: bool = False


def tried_first(
    request: ClinicRequest, row: WaitingRow, form: ShownFirst, trial: Trial
) -> HttpResponse:
    """Show what an act would do; sent again with the mark of what was shown, do it."""
    try:
        settled, effect = tried(trial.act, men_of, request.today)
        mark = _mark(settled, effect)
        if form.cleaned_data["mark"] != mark:
            form.show(mark, "Do this", reverse("exchange:waiting-row", args=[row.opaque_id]))
            return _shown(request, row, trial, _foreseen(request, settled, effect, form))
        messages.success(request, _said(trial.act()))
    except (SettledMeanwhile, NotedMeanwhile):
        messages.error(request, MEANWHILE)
    except Refused as refusal:
        messages.error(request, f"{refusal.why} Nothing was done.")
    return redirect("exchange:waiting")


def _shown(
    request: ClinicRequest, row: WaitingRow, trial: Trial, foreseen: dict[str, Any]
) -> HttpResponse:
    """The page that asks for the second sending."""
    context = {"told": told_of(row), "title": trial.title, **foreseen}
    man = None if trial.is_of_many else trial.man or man_of(request, row)
    context |= banner(request, man, with_actions=False) if man else {}
    return render(request, "exchange/waiting_shown.html", context)


def _mark(settled: Settled, effect: Effect) -> str:
    """What a person has before his eyes."""
    outcomes = sorted(settled.outcomes.items())
    still = [(key, each.reason) for key, why in sorted(settled.still.items()) for each in why]
    return digest([repr(outcomes), repr(still), repr(effect)])


def _said(settled: Settled) -> str:
    waits = f" {len(settled.still)} still wait." if settled.still else ""
    count = len(settled.outcomes)
    return f"{count} result{'' if count == 1 else 's'} settled and judged.{waits}"


def _foreseen(
    request: ClinicRequest, settled: Settled, effect: Effect, form: ShownFirst
) -> dict[str, Any]:
    """What would follow, for those who may read findings with its effect on flags."""
    return {
        "section": "imports",
        "form": form,
        "taken": sum(each is Outcome.TAKEN for each in settled.outcomes.values()),
        "settled": len(settled.outcomes),
        "still": _still(settled),
        "becomes": _becomes(settled),
        "effect": effect if may(request.membership.role, May.SEE_FINDINGS) else None,
    }


def _becomes(settled: Settled) -> list[str]:
    """The results as they would stand."""
    measured = [
        found.entry.measurement
        for each in settled.report.met.values()
        for found in each.row.results
    ]
    return [f"{each.analyte.name} {each.as_typed}" for each in measured]


def _still(settled: Settled) -> list[tuple[str, str]]:
    """Why rows would wait on: the kind and the first reason, each once."""
    told = [(label_of(each.kind), each.reason) for why in settled.still.values() for each in why]
    return list(dict.fromkeys(told))
