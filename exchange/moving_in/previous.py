"""The last results of a man before a draw, so that a slipped unit shows."""

from __future__ import annotations

from collections.abc import Iterable

from exchange.moving_in.on_record import OnRecord
from exchange.moving_in.reading import Row
from exchange.moving_in.stated import Stated
from labs.models import Draw, Result


class PreviousResults:
    """His draws on record and those of the file that were read before."""

    def __init__(self, known: OnRecord | None) -> None:
        self._draws: list[tuple[str, list[Result]]] = []
        for fact in known.of_kind(Draw) if known else ():
            if isinstance(fact, Draw):
                self._add(fact, fact.results.all())

    def note(self, stated: Stated) -> None:
        """Note a draw of the file."""
        if isinstance(stated.fact, Draw):
            self._add(stated.fact, (part for part in stated.parts if isinstance(part, Result)))

    def _add(self, draw: Draw, results: Iterable[Result]) -> None:
        found = list(results)
        for result in found:
            result.draw = draw
        self._draws.append((draw.collected_on.isoformat(), found))

    def before(self, row: Row) -> dict[str, Result]:
        """His latest result of each analyte before the day of the row."""
        day = row.typed.get("collected_on", "")
        earlier = sorted((each for each in self._draws if each[0] < day), key=lambda each: each[0])
        return {result.analyte: result for _, results in earlier for result in results}
