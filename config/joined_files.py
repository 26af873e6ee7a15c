"""Small style sheets and scripts go out as one file each, where files are gathered beforehand.

Every behaviour has a script of its own, so the page of a course would ask for eleven. On a slow
network each request costs more than what it brings: joined, that page is painted some tenths of a
second earlier (`python -m benchmarks.lighthouse`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

JOINED: Mapping[str, tuple[str, ...]] = {
    "css/site.css": ("css/bootstrap_used.css", "css/app.css"),
    "js/site.js": (
        "js/bar.js",
        "js/keys.js",
        "js/forms.js",
        "js/conversions.js",
        "js/swaps.js",
        "js/days.js",
        "js/session.js",
        "js/drafts.js",
    ),
    "js/course.js": ("js/chart.js", "js/chart_reading.js"),
}
"""What each file is joined of, in the order in which a page would load it."""


class GatheredFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Files as they are served: joined, named by their content, compressed."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Join what is to be joined, and then treat it like every other file."""
        if not dry_run:
            for name, parts in JOINED.items():
                self._join(name, parts)
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _join(self, name: str, parts: tuple[str, ...]) -> None:
        self.delete(name)
        self.save(name, ContentFile(b"\n".join(self._content(part) for part in parts)))

    def _content(self, name: str) -> bytes:
        with self.open(name) as file:
            return bytes(file.read())
