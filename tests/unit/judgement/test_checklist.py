"""The start checklist: done, overridden or missing, and what warns; never a finding."""

from datetime import date

import pytest

from monitoring.judgement.checklist import Checked, StartRecord, State, checklist
from monitoring.judgement.snapshot import AnastrozoleEvent
from protocols.targets.starting import (
    Entry,
    Situation,
    StartItem,
    entries_from,
    items_for,
    resume_question,
    stored_from,
)
from tests.unit.judgement.men import (
    SCANNED,
    START,
    day,
    he,
    held,
    resumed,
    scanned,
    started,
    stopped,
)

DONE, OVERRIDDEN, MISSING = State


def checked(item: StartItem, *facts: object, on: int = 50, **more: object) -> Checked | None:
    """One item of the ordinary man without his scan."""
    entries = more.pop("entries", {})
    record = StartRecord(entries, bool(more.pop("tamoxifen", False)))  # type: ignore[arg-type]
    man = he(*facts, without=[SCANNED, *more.pop("without", [])], **more)  # type: ignore[arg-type,misc]
    told = checklist(man, day(on), record)
    return next((each for each in told if each.item is item), None)


@pytest.mark.parametrize(
    ("born_on", "asked"),
    [
        pytest.param(date(2008, 1, 6), True, id="a day before his 18th birthday"),
        pytest.param(date(2008, 1, 5), False, id="on his 18th birthday"),
        pytest.param(date(2008, 1, 4), False, id="a day after it"),
    ],
)
def test_age_is_asked_about_below_eighteen(born_on: date, asked: bool) -> None:
    told = checked(StartItem.AGE, born_on=born_on)
    assert told == (Checked(StartItem.AGE, MISSING, warns=True) if asked else None)


@pytest.mark.parametrize(
    ("scan", "state"),
    [
        pytest.param(date(2024, 1, 4), MISSING, id="a day older than two years"),
        pytest.param(date(2024, 1, 5), DONE, id="two years before the start"),
        pytest.param(date(2026, 1, 20), DONE, id="after the start"),
        pytest.param(date(2026, 3, 1), MISSING, id="later than the day of judgement"),
    ],
)
def test_a_scan_on_record_is_the_baseline(scan: date, state: State) -> None:
    told = checked(StartItem.DEXA, scanned((scan - START).days))
    assert told is not None
    assert (told.state, told.on) == (state, scan if state is DONE else None)


@pytest.mark.parametrize(
    ("planned", "asked"),
    [
        pytest.param({}, True, id="beside testosterone"),
        pytest.param({"planned": "short_term"}, False, id="short"),
        pytest.param({"indication": "fertility"}, False, id="fertility"),
        pytest.param({"indication": "fertility", "planned": "long_term"}, True, id="long"),
    ],
)
def test_a_baseline_is_asked_for_in_a_long_course(planned: dict[str, str], asked: bool) -> None:
    told = checked(StartItem.DEXA, started(**planned), without=[started()])  # type: ignore[arg-type]
    assert (told is not None) is asked


@pytest.mark.parametrize(
    ("entry", "state", "warns"),
    [
        pytest.param(Entry(), MISSING, False, id="nothing recorded"),
        pytest.param(Entry(START), DONE, False, id="asked, none known"),
        pytest.param(Entry(override="Weighed"), OVERRIDDEN, True, id="known, given all the same"),
    ],
)
def test_a_known_deficiency_warns(entry: Entry, state: State, warns: bool) -> None:
    told = checked(StartItem.DEFICIENCY, entries={StartItem.DEFICIENCY: entry})
    assert told is not None
    assert (told.state, told.warns) == (state, warns)


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        pytest.param({}, MISSING, id="no reason"),
        pytest.param({StartItem.TAMOXIFEN: Entry(override="Two weeks")}, OVERRIDDEN, id="reason"),
    ],
)
def test_tamoxifen_warns_whatever_was_said(entries: dict[StartItem, Entry], state: State) -> None:
    told = checked(StartItem.TAMOXIFEN, entries=entries, tamoxifen=True)
    assert told is not None
    assert (told.state, told.warns) == (state, True)
    assert checked(StartItem.TAMOXIFEN, entries=entries) is None


@pytest.mark.parametrize(
    ("events", "asked"),
    [
        pytest.param([], True, id="active"),
        pytest.param([held(20)], True, id="held"),
        pytest.param([held(20), resumed(30)], True, id="resumed"),
        pytest.param([stopped(20)], False, id="stopped"),
        pytest.param([stopped(51)], True, id="stopped later"),
        pytest.param([stopped(20), started(30)], True, id="restarted"),
    ],
)
def test_a_course_that_ended_asks_nothing(events: list[AnastrozoleEvent], asked: bool) -> None:
    assert bool(checklist(he(*events), day(50), StartRecord())) is asked


def test_what_a_start_will_need_is_known_before_it() -> None:
    told = checklist(he(without=[started(), SCANNED]), day(50), StartRecord())
    assert [each.item for each in told] == list(items_for(Situation(45)))
    assert {each.state for each in told} == {MISSING}


def test_entries_are_kept_and_read_back() -> None:
    entries = {
        StartItem.DISCUSSION: Entry(START),
        StartItem.GOALS: Entry(START, words="Less fluid"),
        StartItem.PRESCRIBER: Entry(override="He has none"),
        StartItem.DEXA: Entry(),
    }
    stored = stored_from(entries.items())
    assert stored == {
        "discussion": {"done_on": "2026-01-05"},
        "goals": {"done_on": "2026-01-05", "words": "Less fluid"},
        "other_prescriber": {"override": "He has none"},
    }
    assert entries_from(stored) == {name: entry for name, entry in entries.items() if entry.stored}
    assert entries_from({"of another version": {"override": "yes"}}) == {}


@pytest.mark.parametrize(
    ("days", "asks"),
    [
        pytest.param(-1, False, id="a stop after it"),
        pytest.param(0, True, id="the same day"),
        pytest.param(89, True, id="89 days"),
        pytest.param(90, True, id="90 days"),
        pytest.param(91, False, id="91 days"),
    ],
)
def test_a_start_soon_after_a_stop_asks_whether_it_goes_on(days: int, asks: bool) -> None:
    question = resume_question(day(0), day(days))
    assert (question is not None) is asks
    assert question is None or f"{days} days before this start (05-Jan-2026)" in question
