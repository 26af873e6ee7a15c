"""What a clinic has noted about the codes and units of its laboratories.

The table is the catalogue's: each entry was made by a person whose role allows it, holds for one
laboratory, and is set aside rather than edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from accounts.models import Clinic
from exchange.mapping.declared import Mapping as Columns
from exchange.sent.result import Code
from labs.assays import LONGEST_WORD, Spelling, SpellingKind


@dataclass(frozen=True)
class Aliases:
    """Meanings by laboratory (its name folded), kind of word, and word as the laboratory has it."""

    known: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    def code(self, laboratory: str, codes: Iterable[Code]) -> tuple[Code, str] | None:
        """The first code of a result that something was noted about, and its meaning."""
        for each in codes:
            place = (laboratory.casefold(), SpellingKind.CODE.value, written(each))
            if means := self.known.get(place):
                return each, means
        return None

    def words(self, laboratory: str) -> dict[str, str]:
        """What the words of a laboratory for analytes mean."""
        place = (laboratory.casefold(), SpellingKind.ANALYTE.value)
        return {
            word: means for (name, kind, word), means in self.known.items() if (name, kind) == place
        }

    def unit(self, laboratory: str, sent: str) -> str:
        """The unit that a word of a laboratory stands for; the word itself where none is noted."""
        return self.known.get((laboratory.casefold(), SpellingKind.UNIT.value, sent.strip()), sent)


NO_ALIASES = Aliases()


def written(code: Code) -> str:
    """A code with its system, as the catalogue has it."""
    return f"{code.code}^{code.system}"


def can_be_noted(code: Code) -> bool:
    """Whether the catalogue has room for a code."""
    return bool(code.code) and len(written(code)) <= LONGEST_WORD


def aliases_of(clinic: Clinic) -> Aliases:
    """Everything noted about the laboratories of a clinic, and still in use."""
    rows = Spelling.objects.of(clinic).select_related("laboratory")
    return Aliases(
        {(row.laboratory.name.casefold(), row.kind, row.written): row.means for row in rows}
    )


def with_words(columns: Columns, aliases: Aliases) -> Columns:
    """The columns of a long table, with what is noted about the words of its laboratory now."""
    if columns.long is None or columns.laboratory is None:
        return columns
    words = aliases.words(columns.laboratory.fixed)
    return replace(columns, long=replace(columns.long, words=words))
