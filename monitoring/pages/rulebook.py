"""The targets and the rule book as a page, and their adoption by the clinic's lead."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from monitoring.rulebook.own import goals_here, numbers_here, own_numbers
from monitoring.rulebook.rules import rules_by_topic, rules_here
from monitoring.rulebook.targets import number_pages, target_rows
from protocols.adoption import adopt_rules, checked_in_words
from protocols.adoption_form import AdoptionForm
from protocols.moved import MovedTargets, moved_on
from protocols.targets.bone import THRESHOLDS_DIFFER
from protocols.targets.book import RULES_VERSION, Targets
from protocols.targets.literature import CONFLICT, STUDIES


@allows(May.SEE_RULE_BOOK)
@require_safe
def rulebook(request: ClinicRequest) -> HttpResponse:
    """Every target and every rule, with its ground."""
    return _page(request, _form(request))


@allows(May.ADOPT_RULES)
@require_POST
def adopt(request: ClinicRequest) -> HttpResponse:
    """Record that the clinic's lead adopts the running version."""
    form = _form(request)
    if not form.is_valid():
        return _page(request, form)
    adopted = adopt_rules(
        request.clinic,
        by=request.user,
        on=request.today,
        note=form.cleaned_data["note"],
        submission=form.cleaned_data["seal"],
    )
    messages.success(request, f"Rule book {RULES_VERSION} adopted." if adopted else ALREADY_ADOPTED)
    return redirect("monitoring:targets")


def _form(request: ClinicRequest) -> AdoptionForm:
    sent = request.POST if request.method == "POST" else None
    return AdoptionForm(sent, user=request.user, action=reverse("monitoring:targets-adopt"))


ALREADY_ADOPTED = "This was already recorded. Nothing was recorded twice."


def _page(request: ClinicRequest, form: AdoptionForm) -> HttpResponse:
    is_adopted = request.clinic.adoption_of(RULES_VERSION) is not None
    may_adopt = may(request.membership.role, May.ADOPT_RULES) and not is_adopted
    context = {
        "section": "targets",
        "version": RULES_VERSION,
        "checked": checked_in_words(request.clinic),
        "adoptions": request.clinic.adoptions.select_related("by"),
        "form": form if may_adopt else None,
        **_book_here(moved_on(request.clinic, request.today)),
    }
    return render(request, "monitoring/rulebook.html", context, status=422 if form.errors else 200)


def _book_here(moved: MovedTargets) -> dict[str, Any]:
    """The rule book as stated, and beside it what is moved in this clinic."""
    book = _book()
    if not moved.numbers:
        return book
    return book | {
        "own": own_numbers(moved),
        "targets": goals_here(book["targets"], moved),
        "numbers": numbers_here(book["numbers"], moved),
        "topics": rules_here(book["topics"], moved.targets),
    }


@cache
def _book() -> dict[str, Any]:
    """The rule book as stated; it is the same for everybody as long as the program runs."""
    book = Targets()
    return {
        "targets": target_rows(book),
        "numbers": number_pages(book),
        "topics": rules_by_topic(book),
        "studies": STUDIES,
        "conflict": CONFLICT,
        "bone_caution": THRESHOLDS_DIFFER,
    }
