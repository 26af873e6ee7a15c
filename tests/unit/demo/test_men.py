"""The invented men: as many and as varied as promised, and the same every time."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from exchange.demo.courses import PLANS
from exchange.demo.men import demo_men
from exchange.demo.plans import Other, Plan, Said
from exchange.demo.records import Blood, Course, Man, Scan
from labs.results import read_result

LONG = 24


def happenings(man: Man, kind: type) -> list:
    return [each for each in man.happenings if isinstance(each, kind)]


def steps(man: Man) -> list[str]:
    return [str(each.move.step) for each in happenings(man, Course)]


def methods(man: Man) -> set[str]:
    return {str(value.method) for blood in man.draws if (value := blood.value("estradiol"))}


def days_between_draws(man: Man) -> list[int]:
    days = [blood.ago for blood in man.draws]
    return [early - late for early, late in pairwise(days)]


def drugs(man: Man) -> set[str]:
    return {str(each.regimen.drug) for each in happenings(man, Other)}


def scanners(man: Man) -> set[str]:
    return {each.scanner for each in happenings(man, Scan)}


def prints(man: Man, text: str) -> bool:
    return any(value.typed == text for blood in man.draws for value in blood.values)


def lacks(man: Man, analyte: str) -> bool:
    return any(blood.value(analyte) is None for blood in man.draws if blood.values)


def excess_or_low(man: Man) -> bool:
    return any(each.severities for each in happenings(man, Said))


def beyond_ascii(man: Man) -> bool:
    return not (man.family_name + man.given_name).isascii()


def test_there_are_about_sixty_men(men: tuple[Man, ...]) -> None:
    assert 55 <= len(men) <= 70


def test_the_men_are_the_same_every_time(men: tuple[Man, ...]) -> None:
    assert demo_men.__wrapped__() == men


@pytest.mark.parametrize(
    ("holds", "at_least"),
    [
        pytest.param(lambda man: "hold" in steps(man) and "resume" in steps(man), 3, id="resumed"),
        pytest.param(lambda man: steps(man)[-1:] == ["hold"], 1, id="held"),
        pytest.param(lambda man: steps(man)[-1:] == ["stop"], 4, id="stopped"),
        pytest.param(lambda man: steps(man).count("start") > 1, 2, id="begun again"),
        pytest.param(lambda man: max(days_between_draws(man), default=0) > 365, 1, id="was away"),
        pytest.param(lambda man: man.draws and man.draws[-1].ago > 365, 3, id="gone for a year"),
        pytest.param(lambda man: steps(man) and not scanners(man), 5, id="never scanned"),
        pytest.param(lambda man: len(scanners(man)) > 1, 4, id="another scanner"),
        pytest.param(lambda man: {"lcms", "immunoassay"} <= methods(man), 2, id="another assay"),
        pytest.param(lambda man: "unknown" in methods(man), 3, id="method not known"),
        pytest.param(lambda man: not man.draws, 2, id="no draw"),
        pytest.param(lambda man: man.draws and not steps(man), 2, id="baseline only"),
        pytest.param(lambda man: any(b.awaiting for b in man.draws), 1, id="awaiting results"),
        pytest.param(lambda man: lacks(man, "hematocrit"), 4, id="hematocrit missing"),
        pytest.param(lambda man: lacks(man, "testosterone_total"), 2, id="testosterone missing"),
        pytest.param(lambda man: prints(man, "<5.0"), 1, id="below 5.0"),
        pytest.param(lambda man: prints(man, "<15"), 1, id="below 15"),
        pytest.param(lambda man: prints(man, "<24"), 2, id="below 24"),
        pytest.param(lambda man: prints(man, ">1500"), 1, id="above 1500"),
        pytest.param(lambda man: "clomiphene" in drugs(man), 1, id="clomiphene"),
        pytest.param(lambda man: "hcg" in drugs(man), 2, id="hCG"),
        pytest.param(lambda man: man.glucocorticoids_3m, 2, id="glucocorticoids"),
        pytest.param(lambda man: man.fragility_fracture, 2, id="fragility fracture"),
        pytest.param(lambda man: man.deceased is not None, 1, id="deceased"),
        pytest.param(lambda man: man.discharged is not None, 1, id="discharged"),
        pytest.param(lambda man: man.owner is None, 3, id="no owner"),
        pytest.param(lambda man: man.decided, 3, id="decided"),
        pytest.param(excess_or_low, 20, id="symptoms"),
        pytest.param(lambda man: "'" in man.family_name, 2, id="apostrophe"),
        pytest.param(
            lambda man: not (man.family_name + man.given_name).isascii(), 6, id="beyond ASCII"
        ),
        pytest.param(lambda man: len(man.family_name) + len(man.given_name) > LONG, 3, id="long"),
    ],
)
def test_every_kind_of_course_occurs(
    men: tuple[Man, ...], holds: Callable[[Man], object], at_least: int
) -> None:
    assert sum(1 for man in men if holds(man)) >= at_least


@pytest.mark.parametrize(
    ("holds", "at_least"),
    [
        pytest.param(lambda plan: plan.fertility, 5, id="fertility"),
        pytest.param(lambda plan: plan.scans and plan.age < 50, 8, id="scanned before fifty"),
        pytest.param(lambda plan: any(s.sites for s in plan.scans), 2, id="spine only"),
        pytest.param(lambda plan: any(s.lost_percent > 6 for s in plan.scans), 2, id="bone lost"),
        pytest.param(lambda plan: any(0 < s.lost_percent < 3 for s in plan.scans), 4, id="little"),
    ],
)
def test_every_kind_of_plan_occurs(holds: Callable[[Plan], object], at_least: int) -> None:
    assert sum(1 for plan in PLANS if holds(plan)) >= at_least


def test_every_way_of_putting_right_occurs(men: tuple[Man, ...]) -> None:
    reasons = Counter(amendment.reason for man in men for amendment in man.amendments)
    withdrawn = [a for man in men for a in man.amendments if a.becomes is None]
    assert len(reasons) == 5
    assert len(withdrawn) == 1


def test_every_amendment_changes_something(men: tuple[Man, ...]) -> None:
    for man in men:
        for amendment in man.amendments:
            assert man.happenings[amendment.place] != amendment.becomes, man.family_name


def test_two_men_are_easily_confused(men: tuple[Man, ...]) -> None:
    (one, other) = sorted(
        (man for man in men if man.family_name.startswith("Novotn")), key=lambda man: man.born_ago
    )
    assert one.family_name != other.family_name
    assert other.born_ago - one.born_ago < 31


def test_no_two_men_share_what_identifies_them(men: tuple[Man, ...]) -> None:
    assert len({man.record_number for man in men}) == len(men)
    assert len({(man.family_name, man.given_name) for man in men}) == len(men)
    phones = [man.phone for man in men if man.phone]
    assert len(set(phones)) == len(phones)


def test_nobody_can_be_reached_by_accident(men: tuple[Man, ...]) -> None:
    assert all(man.email.endswith("@example.org") for man in men if man.email)
    assert all(") 555-01" in man.phone for man in men if man.phone)


def test_happenings_stand_in_the_order_of_their_days(men: tuple[Man, ...]) -> None:
    for man in men:
        days = [each.ago for each in man.happenings]
        assert days == sorted(days, reverse=True), man.family_name
        assert min(days, default=0) >= 0


def versions(men: tuple[Man, ...]) -> Iterator[Blood]:
    for man in men:
        yield from happenings(man, Blood)
        yield from (each.becomes for each in man.amendments if each.becomes)


def test_every_value_can_be_read(men: tuple[Man, ...]) -> None:
    entries = [
        read_result(value.analyte, value.typed, value.unit, method=value.method)
        for blood in versions(men)
        for value in blood.values
    ]
    assert len(entries) > 1500
