"""How laboratories write a unit, mapped to its UCUM code: a closed list, never a guess.

A spelling outside the list is unknown. Nothing is relabelled: every spelling of one code means the
same quantity. A text wholly in capitals is read in UCUM's case-insensitive form, where mega is MA
and peta PT, so that NG/DL and PG/ML mean one thing only; G/L is left out because French
laboratories write it for giga per litre.
"""

import re
from types import MappingProxyType

_WRITTEN = {
    "ng/dL": ("ng/dL",),
    "nmol/L": ("nmol/L",),
    "ng/mL": ("ng/mL",),
    "ug/L": ("ug/L", "mcg/L"),
    "pg/mL": ("pg/mL",),
    "pmol/L": ("pmol/L",),
    "ng/L": ("ng/L",),
    "%": ("%",),
    "L/L": ("L/L",),
    "g/dL": ("g/dL",),
    "g/L": ("g/L",),
    "[IU]/L": ("[IU]/L", "IU/L"),
    "m[IU]/mL": ("m[IU]/mL", "mIU/mL"),
    "U/L": ("U/L",),
    "mg/dL": ("mg/dL",),
    "mmol/L": ("mmol/L",),
    "10*6/mL": ("10*6/mL", "10^6/mL", "10⁶/mL", "million/mL"),
    "mL": ("mL",),
}
_TWO_MEANINGS = {"G/L"}
_MICRO_SIGNS = str.maketrans({"\u00b5": "u", "\u03bc": "u"})
_LONGEST = 24


def _cases(written: str) -> set[str]:
    """The ways one spelling is written: litre as L or l, or the whole of it in capitals."""
    return {written, written.replace("L", "l"), written.upper()} - _TWO_MEANINGS


SPELLINGS = MappingProxyType(
    {
        case: code
        for code, several in _WRITTEN.items()
        for written in several
        for case in _cases(written)
    }
)


def unit_code(text: str) -> str | None:
    """The UCUM code a written unit stands for; None where it is not a known spelling."""
    if len(text) > _LONGEST:
        return None
    return SPELLINGS.get(re.sub(r"\s*/\s*", "/", text.strip().translate(_MICRO_SIGNS)))
