"""What belongs to the start of a course: what is asked, and the two numbers that it needs.

None of it is a finding. What is not done at a start is overridden with a reason, and both are
kept with the start event as a mapping of item to entry:

    {"discussion": {"done_on": "2026-11-02"},
     "goals": {"done_on": "2026-11-02", "words": "Less fluid, keep his libido"},
     "other_prescriber": {"override": "He has no other prescriber."}}

An entry has either `done_on` or `override`. Consent is dated in a field of the event itself; only
its override stands in the mapping. Not yet checked by a clinician.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from protocols.targets.stated import stated

_OWN = "project default"


class StartItem(StrEnum):
    """One item of the start checklist."""

    CONSENT = "consent"
    DISCUSSION = "discussion"
    GOALS = "goals"
    DEFICIENCY = "aromatase_deficiency"
    DEXA = "baseline_dexa"
    PRESCRIBER = "other_prescriber"
    AGE = "age"
    TAMOXIFEN = "tamoxifen"


ITEM_WORDS: Mapping[StartItem, str] = {
    StartItem.CONSENT: "Off-label use agreed",
    StartItem.DISCUSSION: "Benefits, risks and gaps in the evidence discussed",
    StartItem.GOALS: "His own goals",
    StartItem.DEFICIENCY: "No aromatase deficiency known",
    StartItem.DEXA: "Baseline DEXA ordered or done",
    StartItem.PRESCRIBER: "Other prescriber told",
    StartItem.AGE: "Under age",
    StartItem.TAMOXIFEN: "Tamoxifen together with anastrozole",
}


@dataclass(frozen=True, slots=True)
class Starting:
    """The numbers that a start is held against."""

    adult_age_years: int = stated(
        18,
        "",
        "years",
        "Estradiol closes the growth plates; below this age a start needs a named override.",
        "source document: estradiol closes the growth plates",
    )
    restart_within_days: int = stated(
        90,
        "",
        "days",
        "A start this soon after a stop may be the old course going on; the form asks.",
        _OWN,
    )


STARTING = Starting()


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides which items a start needs; `age_years` is None where nobody is named yet."""

    age_years: int | None
    on_tamoxifen: bool = False
    is_long_term: bool = True


_ALWAYS = (
    StartItem.CONSENT,
    StartItem.DISCUSSION,
    StartItem.GOALS,
    StartItem.DEFICIENCY,
)


def items_for(situation: Situation) -> tuple[StartItem, ...]:
    """The items that a start in this situation needs, in the order in which they are asked."""
    scan = (StartItem.DEXA,) if situation.is_long_term else ()
    years = situation.age_years
    minor = (StartItem.AGE,) if years is not None and years < STARTING.adult_age_years else ()
    together = (StartItem.TAMOXIFEN,) if situation.on_tamoxifen else ()
    return (*_ALWAYS, *scan, StartItem.PRESCRIBER, *minor, *together)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was recorded about one item: done on a day, or overridden with a reason."""

    done_on: date | None = None
    override: str = ""
    words: str = ""

    @property
    def stored(self) -> dict[str, str]:
        """The entry as it is kept with the start event."""
        on = self.done_on.isoformat() if self.done_on else ""
        kept = {"done_on": on, "override": self.override, "words": self.words}
        return {name: text for name, text in kept.items() if text}


Entries = Mapping[StartItem, Entry]


def entries_from(stored: Mapping[str, Mapping[str, str]]) -> dict[StartItem, Entry]:
    """Read what a start event keeps; items that this version does not know are passed over."""
    known = {item.value: item for item in StartItem}
    return {known[name]: _entry(kept) for name, kept in stored.items() if name in known}


def _entry(kept: Mapping[str, str]) -> Entry:
    on = kept.get("done_on")
    done_on = date.fromisoformat(on) if on else None
    return Entry(done_on, kept.get("override", ""), kept.get("words", ""))


def stored_from(entries: Iterable[tuple[StartItem, Entry]]) -> dict[str, dict[str, str]]:
    """What the start event keeps: the items about which something was recorded."""
    return {item.value: entry.stored for item, entry in entries if entry.stored}


def resume_question(stopped_on: date, started_on: date) -> str | None:
    """What to confirm about a start soon after a stop, or None."""
    days = (started_on - stopped_on).days
    if not 0 <= days <= STARTING.restart_within_days:
        return None
    return (
        f"Anastrozole was stopped {days} days before this start ({stopped_on:%d-%b-%Y}). A new "
        "course begins a new exposure. If the old course goes on, amend the stop to a hold and "
        "record a resume; if this is a new course, confirm."
    )
