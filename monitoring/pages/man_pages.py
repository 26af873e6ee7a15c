"""The pages about one man beside his first: treatment, bones, symptoms, everything on record."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from accounts.access import ClinicRequest
from monitoring.pages.banner import banner
from monitoring.pages.scope import Man

PAGES = {
    "patient": "Course",
    "protocol": "Treatment",
    "bone-density": "Bone density",
    "symptoms": "Symptoms",
    "history": "Everything on record",
}
"""Each page by the name of its route, in the order of the tabs."""


def man_page(request: ClinicRequest, man: Man, page: str) -> dict[str, Any]:
    """What every one of these pages needs: who it is about, and the way to the others."""
    return {
        "section": "patients",
        "opaque_id": man.patient.opaque_id,
        "tabs": [_tab(man, name, current=name == page) for name in PAGES],
        "steps": man_steps(man, PAGES[page]),
        **banner(request, man),
    }


def man_steps(man: Man, here: str) -> list[dict[str, str]]:
    """The way from the patients by his page to a page about him."""
    return [
        {"label": "Patients", "url": reverse("monitoring:patients")},
        {"label": "Patient", "url": man.url},
        {"label": here},
    ]


def _tab(man: Man, name: str, *, current: bool) -> dict[str, Any]:
    url = reverse(f"monitoring:{name}", args=[man.patient.opaque_id])
    return {"label": PAGES[name], "url": url, "current": current, "count": None}
