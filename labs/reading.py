"""Read a result as it was typed or pasted: sign, number, perhaps a unit and the lab's mark.

What can be read in two ways is not read at all: the person is asked. "At most" and "at least" (<=,
>=) are neither of the two open intervals a result can be, and are refused rather than weakened to
"<" or ">".
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from labs.unit_spellings import unit_code

LONGEST_TEXT = 40
MOST_DIGITS = 20

_SHAPE = re.compile(
    r"(?P<sign>[<>]?)\s*(?P<digits>[0-9]*[.,]?[0-9]+)(?P<rest>[^0-9.,].*)?", re.DOTALL
)
_LAB_MARK = re.compile(r"\(?(HH|LL|H|L|N|AA|A|\*)\)?")
_OR_EQUAL = re.compile(r"[<>]\s*(=|or\b)|[≤≥]|=\s*[<>]", re.IGNORECASE)
_UNIT_SHAPE = re.compile(r"[A-Za-zµμ\[\]]+/[A-Za-z]+")
_EXPONENT = re.compile(r"[0-9]\s*[eE]\s*[+-]?[0-9]")


class Unreadable(ValueError):
    """The text cannot be read as one result; the message says what to type instead."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One result as typed: `digits` keeps every digit, `flag` is the laboratory's own H or L."""

    comparator: str
    number: Decimal
    digits: str
    unit_text: str | None = None
    flag: str | None = None


def read_typed(text: str) -> Typed:
    """Read one typed result, such as "17", "<15", "17 pg/mL" or "747.4 H"; raises Unreadable."""
    typed = text.strip()
    if not typed:
        raise Unreadable("Enter the result, for example 17 or <15.")
    if len(typed) > LONGEST_TEXT:
        raise Unreadable(f"A result has at most {LONGEST_TEXT} characters. Enter one number.")
    shape = _SHAPE.fullmatch(typed)
    if shape is None:
        raise Unreadable(_what_to_do(typed))
    digits, sign = shape["digits"], shape["sign"]
    number = _number(digits)
    if sign == "<" and number == 0:
        raise Unreadable("No result lies below zero. Enter the limit printed after the < sign.")
    unit_text, flag = _unit_and_mark(shape["rest"] or "", typed)
    return Typed(sign, number, digits, unit_text, flag)


def _number(digits: str) -> Decimal:
    if len(digits) > MOST_DIGITS:
        raise Unreadable(f"A result has at most {MOST_DIGITS} digits. Check the number.")
    if _comma_is_ambiguous(digits):
        whole, rest = digits.split(",")
        raise Unreadable(
            f'"{digits}" can mean {whole}{rest} or {whole}.{rest}. Type the number without a '
            "comma, with a point before the decimals."
        )
    return Decimal(digits.replace(",", "."))


def _comma_is_ambiguous(digits: str) -> bool:
    """Three digits after a comma may be thousands, unless a zero or nothing stands before it."""
    whole, comma, rest = digits.partition(",")
    return bool(comma) and len(rest) == 3 and whole not in {"", "0"}  # noqa: PLR2004


def _unit_and_mark(rest: str, typed: str) -> tuple[str | None, str | None]:
    """Sort the words after the number into one unit and one lab mark, in either order."""
    words = re.sub(r"\s*/\s*", "/", rest).split()
    marks = [word for word in words if _LAB_MARK.fullmatch(word)]
    units = [word for word in words if word not in marks]
    if len(marks) > 1 or len(units) > 1 or not all(_looks_like_unit(word) for word in units):
        raise Unreadable(_what_to_do(typed))
    return (units[0] if units else None), (marks[0].strip("()") if marks else None)


def _looks_like_unit(word: str) -> bool:
    return unit_code(word) is not None or _UNIT_SHAPE.fullmatch(word) is not None


def _what_to_do(typed: str) -> str:
    """Say why a text is no result and what to type instead."""
    if _OR_EQUAL.search(typed):
        return (
            'A result can be "below" (<) or "above" (>) a limit, not "at most" or "at least". '
            "Ask the laboratory for the value, or leave the result empty and put what is "
            "printed into the note."
        )
    if typed[0] in "-−–+":
        return "A result has no plus or minus sign. Check the number."
    if _EXPONENT.search(typed):
        return "Write the number out, for example 1500 and not 1.5e3."
    if any(not ch.isascii() and ch.isnumeric() for ch in typed):
        return "Type the number with the digits 0 to 9."
    if len(re.findall(r"[0-9]+", typed)) > 1:
        return "Enter one number, with nothing between its digits and a point before its decimals."
    return "Enter one number, for example 17, <15 or 17 pg/mL. Put words into the note."
