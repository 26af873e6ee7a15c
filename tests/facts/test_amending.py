"""Whatever was typed wrong, amended or taken back: he is judged as if it had been right at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from accounts.models import Clinic
from labs.models import DexaScan, DexaSite
from monitoring.judgement import Refused
from patients.facts import Fact, Part
from patients.models import Patient, PatientDetails, SymptomReport
from patients.recording import FactBook, record_facts
from protocols.models import Drug, Step, TargetOverride, TherapyEvent
from tests.conftest import TODAY, admitted, draw, recorded
from tests.facts.states import judged

pytestmark = pytest.mark.django_db

Made = tuple[Fact, list[Part]]
Make = Callable[[], Made]
"""A fact that was not written yet; each call gives another one that says the same."""

# Few days, so that facts meet on one and the recorded order decides.
DAYS = st.sampled_from([TODAY - timedelta(days=back) for back in (560, 300, 180, 60, 5)])
DOSES = st.sampled_from(["0.125", "0.25", "0.5", "1"]).map(Decimal)
TYPED = {
    "estradiol": st.sampled_from(["8", "19.9", "20", "26", "41", "<5", "<30", ">60"]),
    "testosterone_total": st.sampled_from(["280", "742", "1101"]),
    "hematocrit": st.sampled_from(["44", "52", "55.2"]),
}
SCORES = st.sampled_from(["-2.6", "-1.4", "0.3"]).map(Decimal)


def made[**P](build: Callable[P, Made], *args: Any, **more: Any) -> st.SearchStrategy[Make]:
    """Facts built from drawn values, again at each call."""
    values = st.tuples(st.tuples(*args), st.fixed_dictionaries(more))
    return values.map(lambda drawn: lambda: build(*drawn[0], **drawn[1]))


def draws() -> st.SearchStrategy[Make]:
    typed = st.fixed_dictionaries({}, optional=TYPED)
    return made(lambda on, values: draw(on, **values), DAYS, typed)


def steps(drug: Drug, allowed: tuple[Step, ...]) -> st.SearchStrategy[Make]:
    def event(on: date, step: Step, dose_mg: Decimal) -> Made:
        dosed = step in {Step.START, Step.CHANGE}
        given = {"dose_mg": dose_mg, "per_week": Decimal(2)} if dosed else {}
        starts = drug == Drug.ANASTROZOLE and step == Step.START
        about = {"indication": "trt"} if starts else {}
        return TherapyEvent(drug=drug, step=step, occurred_on=on, **given, **about), []

    # A start comes first: what can't follow is refused, and says nothing.
    return made(event, DAYS, st.sampled_from((Step.START, *allowed)), DOSES)


def reports() -> st.SearchStrategy[Make]:
    said = st.dictionaries(st.sampled_from(["joint_pain", "edema", "fatigue"]), st.just(2))
    return made(lambda on, s: (SymptomReport(reported_on=on, severities=s), []), DAYS, said)


def scans() -> st.SearchStrategy[Make]:
    def scan(on: date, device: str, bmd: Decimal, score: Decimal) -> Made:
        site = DexaSite(site="total_hip", bmd_g_cm2=bmd, t_score=score, z_score=score)
        return DexaScan(scanned_on=on, manufacturer="Hologic", device=device), [site]

    densities = st.sampled_from(["0.8", "0.95"]).map(Decimal)
    return made(scan, DAYS, st.sampled_from(["A", "B"]), densities, SCORES)


def overrides() -> st.SearchStrategy[Make]:
    numbers = st.sampled_from([{"e2_lo": "25"}, {"e2_hi": "35"}, {"hct_limit": "52"}])
    return made(
        lambda on, moved: (TargetOverride(valid_from=on, numbers=moved, why="His"), []),
        DAYS,
        numbers,
    )


COURSE = (Step.CHANGE, Step.HOLD, Step.RESUME, Step.STOP)
KINDS = {
    "draw": draws(),
    "anastrozole": steps(Drug.ANASTROZOLE, COURSE),
    "testosterone": steps(Drug.TESTOSTERONE, (Step.CHANGE, Step.STOP)),
    "report": reports(),
    "scan": scans(),
    "override": overrides(),
}
NEVER_AMENDED = {"override"}
BORN = st.sampled_from([date(1969, 3, 14), date(1980, 2, 29)])


@dataclass
class Document:
    """One document on record: its kind, the version that stands, and how to write it again."""

    kind: str
    standing: Fact
    make: Make


class Amending(RuleBasedStateMachine):
    """A man about whom facts are entered, amended and taken back; what is refused is left out."""

    clinic: ClassVar[Clinic]

    def __init__(self) -> None:
        super().__init__()
        self.man = admitted(self.clinic, None)
        self.details = {"born_on": self.man.details.born_on, "fragility_fracture": False}
        self.documents: list[Document] = []

    @rule(data=st.data())
    def enter(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(list(KINDS)))
        self.enter_fact(kind, data.draw(KINDS[kind]))

    def enter_fact(self, kind: str, make: Make) -> None:
        fact, parts = make()
        fact.patient = self.man
        if self._written(lambda book: book.record(fact, parts)):
            self.documents.append(Document(kind, fact, make))

    @precondition(lambda self: self.documents)
    @rule(number=st.integers(0, 50), data=st.data())
    def amend(self, number: int, data: st.DataObject) -> None:
        document = self.documents[number % len(self.documents)]
        if document.kind in NEVER_AMENDED:
            return
        self.amend_with(document, data.draw(KINDS[document.kind]))

    def amend_with(self, document: Document, make: Make) -> None:
        fact, parts = make()
        if self._written(lambda book: book.amend(document.standing, fact, parts)):
            document.standing, document.make = fact, make

    @precondition(lambda self: self.documents)
    @rule(number=st.integers(0, 50))
    def take_back(self, number: int) -> None:
        document = self.documents[number % len(self.documents)]
        if self._written(lambda book: book.withdraw(document.standing)):
            self.documents.remove(document)

    @rule(born_on=BORN, fractured=st.booleans())
    def correct_him(self, born_on: date, fractured: bool) -> None:
        self.details = {"born_on": born_on, "fragility_fracture": fractured}
        current = PatientDetails.objects.current().get(patient=self.man)
        said = current.content() | self.details
        named = {name: said[name] for name in ("record_number", "family_name", "given_name")}
        right = PatientDetails(clinic=self.clinic, **named, **self.details)
        assert self._written(lambda book: book.amend(current, right))

    def _written(self, write: Callable[[FactBook], Any]) -> bool:
        try:
            with record_facts(
                self.clinic, by=None, today=TODAY, about=[self.man], reason="Typed wrong"
            ) as book:
                write(book)
        except Refused:
            return False
        return True

    def teardown(self) -> None:
        """Enter what is right at once, in the order recorded and in another one."""
        right = [document.make for document in self.documents]
        stands = judged(self.man)
        assert judged(self._entered(right)) == stands
        assert judged(self._entered(arriving_otherwise(right))) == stands

    def _entered(self, facts: list[Make]) -> Patient:
        twin = admitted(self.clinic, None, **self.details)
        recorded(twin, *(make() for make in facts))
        return twin


def arriving_otherwise(facts: list[Make]) -> list[Make]:
    """Another order of arrival; facts of one day keep theirs, which is part of them."""
    days = sorted({on_day(make) for make in facts})
    order = Random(len(facts)).sample(days, len(days))
    return sorted(facts, key=lambda make: order.index(on_day(make)))


def on_day(make: Make) -> date:
    fact, _ = make()
    names = ("collected_on", "occurred_on", "reported_on", "scanned_on", "valid_from")
    (on,) = (getattr(fact, name) for name in names if hasattr(fact, name))
    return on


def test_a_man_with_amended_facts_is_judged_as_one_with_the_right_ones(clinic: Clinic) -> None:
    machine = type("Amending", (Amending,), {"clinic": clinic})
    health = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    how = settings(max_examples=20, stateful_step_count=12, suppress_health_check=health)
    run_state_machine_as_test(machine, settings=how)


SUCCEED = FactBook._succeed


def out_of_order(self: FactBook, current: Fact, successor: Fact) -> None:
    """An amendment that counts as recorded when it was amended."""
    SUCCEED(self, current, successor)
    successor.position += 100


def nothing(*_given: Any) -> None:
    """What was entered in error stands."""


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        pytest.param("_succeed", out_of_order, id="the recorded order is lost"),
        pytest.param("withdraw", nothing, id="what was wrong stands"),
    ],
)
def test_a_fault_is_noticed(
    step: str, fault: Any, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told_twice(clinic) == []
    monkeypatch.setattr(FactBook, step, fault)
    assert told_twice(clinic) == ["differs"]


def told_twice(clinic: Clinic) -> list[str]:
    """Two draws of one day, the first amended, and a third taken back: what the machine says."""
    machine = type("Amending", (Amending,), {"clinic": clinic})()
    for typed in ("30", "8", "60"):
        machine.enter_fact("draw", lambda typed=typed: draw(TODAY, estradiol=typed))
    machine.amend_with(machine.documents[0], lambda: draw(TODAY, estradiol="39"))
    machine.take_back(2)
    try:
        machine.teardown()
    except AssertionError:
        return ["differs"]
    return []
