"""What is typed into the catalogue: an assay or a spelling of one laboratory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from labs.catalogue import is_word_of_ours
from labs.models import Assay, Method, Spelling, SpellingKind
from protocols.targets.analytes import BY_SLUG

MEASURED = [(slug, each.name) for slug, each in BY_SLUG.items() if not each.is_calculated]
METHODS = [(each.value, each.label) for each in Method if each is not Method.UNKNOWN]
UNITS = sorted({unit.code for each in BY_SLUG.values() for unit in each.units})


def _of(kind: SpellingKind, meanings: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """A group of choices, each with its kind before it."""
    return kind.label, [(f"{kind}:{means}", label) for means, label in meanings]


MEANINGS = [
    ("", "Choose"),
    _of(SpellingKind.ANALYTE, MEASURED),
    _of(SpellingKind.UNIT, [(code, code) for code in UNITS]),
    _of(SpellingKind.METHOD, METHODS),
]


class CatalogueForm(forms.ModelForm):  # type: ignore[type-arg]
    """Something new about a laboratory; `ONCE` names what may stand in the catalogue once."""

    ONCE: ClassVar[Sequence[str]]

    def clean(self) -> dict[str, Any]:
        """Refuse what stands there already: the same form sent again, or another method."""
        cleaned = super().clean() or {}
        once = {name: cleaned.get(name) for name in self.ONCE}
        rows = self._meta.model._default_manager.filter(is_used=True)
        if all(once.values()) and rows.filter(**once).exists():
            raise forms.ValidationError("The catalogue has this already. Set that aside first.")
        return cleaned


class AssayForm(CatalogueForm):
    """How a laboratory measures an analyte from a day on."""

    ONCE = ("laboratory", "analyte", "since")

    analyte = forms.ChoiceField(choices=[("", "Choose"), *MEASURED])
    method = forms.ChoiceField(choices=[("", "Choose"), *METHODS])
    since = forms.DateField(
        label="From",
        input_formats=["%Y-%m-%d"],
        help_text="The first day on which it measured so, for example 2026-10-01.",
        error_messages={"invalid": "Write the day as 2026-10-01."},
    )

    class Meta:
        model = Assay
        fields = ("laboratory", "analyte", "method", "since")


class SpellingForm(CatalogueForm):
    """A word of a laboratory, and the one thing that it means."""

    ONCE = ("laboratory", "kind", "written")

    means = forms.ChoiceField(choices=MEANINGS)

    class Meta:
        model = Spelling
        fields = ("laboratory", "written", "means")

    def clean_written(self) -> str:
        """Refuse a word that has its meaning here: a catalogue never relabels a unit."""
        written = " ".join(str(self.cleaned_data["written"]).split())
        if is_word_of_ours(written):
            raise forms.ValidationError(
                "This word has its meaning here already. It needs no entry, and gets no other."
            )
        return written

    def clean_means(self) -> str:
        """Part the choice into its kind and what it means."""
        kind, _, means = str(self.cleaned_data["means"]).partition(":")
        self.cleaned_data["kind"] = self.instance.kind = kind
        return means
