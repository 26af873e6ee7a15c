"""Invented clinics: men who are all different, and second records of some with what goes wrong."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate, product

from patients.likeness import Identity, exchanged

GIVEN_NAMES = """
James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew
Anthony Mark Donald Steven Paul Andrew Joshua Kenneth Kevin Brian George Timothy Ronald Edward
Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin
Samuel Gregory Alexander Patrick Frank Raymond Jack Dennis Jerry Tyler Aaron Jose Adam Nathan
Henry Douglas Zachary Peter Kyle Ethan Walter Noah Jeremy Christian Keith Roger Terry Gerald
Harold Sean Austin Carl Arthur Lawrence Dylan Jesse Jordan Bryan Billy Joe Bruce Gabriel Logan
Albert Willie Alan Juan Wayne Elijah Randy Roy Vincent Ralph Eugene Russell Bobby Mason Philip
Louis
"""
GIVEN = GIVEN_NAMES.split()
FAMILY_NAMES = """
Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez
Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris
Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill
Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips
Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers
Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson
Watson Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders
Patel Myers Long Ross Foster Jimenez
"""
FAMILY = FAMILY_NAMES.split()
FIRST = "Hart Bel Stan Mor Wex Cald Ash Brad Thorn Wint Lang Kel Ost Fair Nor Sud Grim Holl Pem Rad"
LAST = "ley ton ford man well berg son wood stein mann ovic escu ini aux land by worth field er sen"
FAMILY += [one + other for one, other in product(FIRST.split(), LAST.split())]

OLDEST, DAYS = date(1950, 1, 1), 365 * 48
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _weights(count: int, flat: int) -> list[float]:
    """A few names are frequent and most are rare."""
    return list(accumulate(1 / (place + flat) for place in range(count)))


OFTEN = {"family": _weights(len(FAMILY), 60), "given": _weights(len(GIVEN), 12)}


def man(chance: random.Random, number: int) -> Identity:
    """One invented man; one in fifty shares the phone of somebody of another name."""
    (family,) = chance.choices(FAMILY, cum_weights=OFTEN["family"])
    (given,) = chance.choices(GIVEN, cum_weights=OFTEN["given"])
    born_on = OLDEST + timedelta(days=chance.randrange(DAYS))
    phone = f"555 {chance.randrange(number) if chance.random() < 0.02 else number:06d}"
    return Identity(family, given, born_on, phone=phone)


def clinic(chance: random.Random, count: int) -> list[Identity]:
    """Men who are all different, though some share names, days or a phone."""
    return [man(chance, number) for number in range(1, count + 1)]


def mistyped(name: str, chance: random.Random) -> str:
    """A letter too many, too few, another, or two exchanged."""
    at, letter = chance.randrange(len(name)), chance.choice(LETTERS)
    kind = chance.randrange(4)
    if kind == 0:
        return name[:at] + letter + name[at:]
    if kind == 1 and len(name) > 3:
        return name[:at] + name[at + 1 :]
    if kind == 2 and at + 1 < len(name):
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + letter + name[at + 1 :]


def typo_in_family(man: Identity, chance: random.Random) -> Identity:
    return replace(man, family=mistyped(man.family, chance))


def typo_in_both(man: Identity, chance: random.Random) -> Identity:
    return replace(typo_in_family(man, chance), given=mistyped(man.given, chance))


def day_and_month(man: Identity, chance: random.Random) -> Identity:
    return replace(man, born_on=exchanged(man.born_on) or man.born_on)


def day_month_and_typo(man: Identity, chance: random.Random) -> Identity:
    return typo_in_family(day_and_month(man, chance), chance)


def other_family(man: Identity, chance: random.Random) -> Identity:
    return replace(man, family=chance.choice(FAMILY))


def double_family(man: Identity, chance: random.Random) -> Identity:
    return replace(man, family=f"{man.family}-{chance.choice(FAMILY)}")


def names_exchanged(man: Identity, chance: random.Random) -> Identity:
    return replace(man, family=man.given, given=man.family)


def other_spelling(man: Identity, chance: random.Random) -> Identity:
    return replace(man, family=f" {man.family.upper()}", given=man.given.replace("e", "é"))


def wrong_year(man: Identity, chance: random.Random) -> Identity:
    year = man.born_on.year + chance.choice((-10, -1, 1, 10))
    return replace(man, born_on=man.born_on.replace(year=year))


def short_given(man: Identity, chance: random.Random) -> Identity:
    return replace(man, given=man.given[:3])


MISTAKES: list[tuple[int, Callable[[Identity, random.Random], Identity]]] = [
    (250, typo_in_family),
    (100, typo_in_both),
    (200, day_and_month),
    (50, day_month_and_typo),
    (100, other_family),
    (50, double_family),
    (50, names_exchanged),
    (50, other_spelling),
    (100, wrong_year),
    (50, short_given),
]
"""How many of a thousand second records are wrong in which way."""


def doubles(chance: random.Random) -> list[tuple[str, Identity, Identity]]:
    """A thousand men, each with a second record, and what is wrong in it."""
    return [
        (mistake.__name__, first, replace(mistake(first, chance), phone=""))
        for count, mistake in MISTAKES
        for first in _for(mistake, chance, count)
    ]


def _for(mistake: Callable[..., Identity], chance: random.Random, count: int) -> list[Identity]:
    """Men to whom it can happen: a day that can be exchanged, no 29 February."""
    found: list[Identity] = []
    while len(found) < count:
        one = man(chance, len(found) + 1)
        can_be = exchanged(one.born_on) is not None or not mistake.__name__.startswith("day_")
        if can_be and one.born_on.month != 2:
            found.append(one)
    return found
