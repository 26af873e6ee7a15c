"""Numbers as they are shown."""

from fractions import Fraction


def decimal_text(number: Fraction | int, places: int = 3) -> str:
    """A fraction as a decimal number, half away from zero, without idle zeros."""
    whole = rounded(number, places)
    digits = f"{abs(whole):0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".")
    return f"-{text}" if whole < 0 else text


def rounded(number: Fraction | int, places: int) -> int:
    """So many tenths, hundredths, ... as a whole number, half away from zero."""
    scaled = Fraction(abs(number) * 10**places)
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return -whole if number < 0 else whole


def weekly_text(weekly_mg: Fraction) -> str:
    """A weekly dose."""
    return f"{decimal_text(weekly_mg)} mg a week"
