"""What of the flags is asked for: which part, filtered how, and whose are open beside the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.urls import reverse

from accounts.access import ClinicRequest
from monitoring.flagged import Age, of_age
from monitoring.judgement import RULES
from monitoring.models import Severity
from monitoring.models.status import StatusQuerySet

NAMES = ("show", "tier", "rule", "owner", "age", "after", "man", "topic")
FILTERS = ("tier", "rule", "owner", "age")
NOBODY = "none"
LONGEST = 80

TIERS = (Severity.ALERT, Severity.WARNING, Severity.NOTICE)


@dataclass(frozen=True)
class Asked:
    """What an address of the flags asks for: known names only, opaque ids, no words of a man."""

    given: Mapping[str, str]

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """Read an address, leaving out what is unknown, empty or far too long."""
        found = {name: query.get(name, "") for name in NAMES}
        return cls({name: text for name, text in found.items() if 0 < len(text) <= LONGEST})

    def __getitem__(self, name: str) -> str:
        return self.given.get(name, "")

    def but(self, **other: object) -> Asked:
        """The same with some parts other; an empty one is left out."""
        changed = {**self.given, **{name: str(text) for name, text in other.items()}}
        return Asked({name: text for name, text in changed.items() if text})

    @property
    def encoded(self) -> str:
        """As it goes into an address; never empty, so that it can be told from none."""
        return urlencode(self.given or {"show": "findings"})

    def address(self) -> str:
        """The page that answers it."""
        return f"{reverse('monitoring:flags')}?{self.encoded}"

    @property
    def man(self) -> UUID | None:
        """Whose findings are to be open, where it names anybody."""
        try:
            return UUID(self["man"])
        except ValueError:
            return None


def came_from(request: ClinicRequest) -> Asked | None:
    """Where among the flags a form was sent from, if it was."""
    back = request.POST.get("back") or request.GET.get("back")
    return Asked.of(QueryDict(back)) if back else None


class FlagFilter(forms.Form):
    """By tier, rule, age, and who looks after it; anything may be left open."""

    tier = forms.ChoiceField(
        label="Tier",
        required=False,
        choices=[("", "Every tier"), *((str(each.value), each.label) for each in TIERS)],
    )
    rule = forms.ChoiceField(
        label="Rule",
        required=False,
        choices=[("", "Every rule"), *((rule, rule) for rule in sorted(RULES))],
    )
    owner = forms.ChoiceField(label="Looked after by", required=False)
    age = forms.ChoiceField(
        label="Waits", required=False, choices=[("", "For any time"), *Age.choices]
    )

    def __init__(self, asked: Asked, request: ClinicRequest, without: tuple[str, ...] = ()) -> None:
        known = {name: asked[name] for name in FILTERS}
        super().__init__(known)
        self.request = request
        people = ((str(each.pk), each.name) for each in request.clinic.treating_staff())
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", "Everybody"),
            (NOBODY, "Nobody"),
            *people,
        ]
        for name in without:
            del self.fields[name]
        self.full_clean()

    @property
    def chosen(self) -> dict[str, Any]:
        """What is filtered by; a choice that does not exist filters nothing."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def among(self, men: StatusQuerySet, since: str) -> StatusQuerySet:
        """The men that answer; `since` names the day from which they wait."""
        chosen = self.chosen
        if tier := chosen.get("tier"):
            men = men.filter(rank=tier)
        if rule := chosen.get("rule"):
            men = men.fired(rule)
        if owner := chosen.get("owner"):
            men = men.looked_after_by(None if owner == NOBODY else int(owner))
        return men.filter(of_age(chosen.get("age", ""), since, self.request.today))
