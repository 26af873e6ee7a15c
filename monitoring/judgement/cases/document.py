"""A whole case file: every case answered or refused, one refusal never stops the others."""

from collections.abc import Mapping
from typing import Any

from monitoring.judgement.cases.answers import Answer, answer
from monitoring.judgement.cases.checks import CHECKS
from monitoring.judgement.cases.facts import read_case
from monitoring.judgement.cases.fields import Fields
from monitoring.judgement.cases.parameters import read_targets
from monitoring.judgement.cases.reading import FILE
from monitoring.judgement.evaluation import evaluate
from monitoring.judgement.refusals import Refused
from protocols.targets.book import RULES_VERSION, Targets

REFUSED = "refused"
NAMELESS = "id: every case needs an id of its own"
VIGNETTES = "vignettes"
KNOWN = (
    "schema",
    "rules_version",
    "generated",
    "note",
    "parameters",
    "constants",
    VIGNETTES,
    *CHECKS,
)


def answer_document(raw: object) -> tuple[dict[str, Any], bool]:
    """The answers by case id and the filled-in lists, and whether nothing was refused.

    Numbers of the file are to be read as Decimal or int. Raises `Refused` where
    the file as a whole is no case file.
    """
    document = _document(raw)
    answers: dict[str, Any] = {}
    for path, case in document.objects(VIGNETTES):
        name = _name(case, taken=answers)
        answers[name or path] = _answered(document, case) if name else {REFUSED: _nameless(case)}
    complete = not any(REFUSED in each for each in answers.values())
    for name in CHECKS:
        answers[name] = _all_checked(document, name)
        complete = complete and not any(_is_refused(check) for check in answers[name])
    return answers, complete


def _document(raw: object) -> Fields:
    if not isinstance(raw, Mapping):
        raise Refused(FILE, "must be an object")
    document = Fields(raw, "", KNOWN)
    _refuse_other_rules(document)
    return document


def _refuse_other_rules(document: Fields) -> None:
    version = document.text("rules_version", RULES_VERSION)
    if version != RULES_VERSION:
        raise Refused("rules_version", f"these are the rules {RULES_VERSION}, not {version}")


def _name(case: object, taken: Mapping[str, Any]) -> str | None:
    """The id of a case, if it has one that nothing else in the answers has."""
    name = case.get("id") if isinstance(case, Mapping) else None
    if not isinstance(name, str) or name in taken or name in (*CHECKS, REFUSED):
        return None
    return None if name.startswith(f"{VIGNETTES}[") else name


def _nameless(case: object) -> str:
    return NAMELESS if isinstance(case, Mapping) else "case: must be an object"


def _answered(document: Fields, case: object) -> Answer:
    try:
        snapshot, as_of = read_case(case, read_targets(document, Targets()))
    except Refused as refusal:
        return {REFUSED: str(refusal)}
    return answer(evaluate(snapshot, as_of))


def _all_checked(document: Fields, name: str) -> list[dict[str, Any]]:
    """The checks of one kind; where there is no list of them, the one refusal that says so."""
    try:
        return [_checked(name, check, path) for path, check in document.objects(name)]
    except Refused as refusal:
        return [{"expected": {REFUSED: str(refusal)}}]


def _checked(name: str, check: object, path: str) -> dict[str, Any]:
    fields = check if isinstance(check, Mapping) else {"given": check}
    given = {field: value for field, value in fields.items() if not _is_nested(value)}
    try:
        return given | {"expected": CHECKS[name](check, path)}
    except Refused as refusal:
        return given | {"expected": {REFUSED: str(refusal)}}


def _is_nested(value: object) -> bool:
    """Whether it is a list or an object, which no field of a check is."""
    return isinstance(value, list | Mapping)


def _is_refused(check: Mapping[str, Any]) -> bool:
    expected = check["expected"]
    return isinstance(expected, Mapping) and REFUSED in expected
