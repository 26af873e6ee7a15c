"""A whole case file: every case answered or refused, one refusal never stops the others."""

from collections.abc import Mapping
from typing import Any

from monitoring.judgement.cases.answers import Answer, answer
from monitoring.judgement.cases.checks import CHECKS
from monitoring.judgement.cases.facts import read_case
from monitoring.judgement.cases.fields import Fields
from monitoring.judgement.cases.parameters import read_targets
from monitoring.judgement.evaluation import evaluate
from monitoring.judgement.refusals import Refused
from protocols.targets.book import RULES_VERSION, Targets

FILE = (
    "schema",
    "rules_version",
    "generated",
    "note",
    "parameters",
    "constants",
    "vignettes",
    *CHECKS,
)
REFUSED = "refused"
NAMELESS = "id: every case needs an id of its own"


def answer_document(raw: object) -> tuple[dict[str, Any], bool]:
    """The answers by case id and the filled-in lists, and whether nothing was refused.

    Numbers of the file are to be read as Decimal or int. Raises `Refused` where
    the file as a whole is no case file.
    """
    document = Fields(raw, "", FILE)
    _refuse_other_rules(document)
    answers: dict[str, Any] = {}
    for path, case in document.objects("vignettes"):
        name = _name(case, taken=answers)
        answers[name or path] = _answered(document, case) if name else {REFUSED: NAMELESS}
    complete = not any(REFUSED in each for each in answers.values())
    for name in CHECKS:
        answers[name] = [_checked(name, check, path) for path, check in document.objects(name)]
        complete = complete and not any(_is_refused(check) for check in answers[name])
    return answers, complete


def _refuse_other_rules(document: Fields) -> None:
    version = document.text("rules_version", RULES_VERSION)
    if version != RULES_VERSION:
        raise Refused("rules_version", f"these are the rules {RULES_VERSION}, not {version}")


def _name(case: object, taken: Mapping[str, Any]) -> str | None:
    """The id of a case, if it has one that no other has."""
    name = case.get("id") if isinstance(case, Mapping) else None
    if not isinstance(name, str) or name in taken or name in CHECKS:
        return None
    return name


def _answered(document: Fields, case: object) -> Answer:
    try:
        snapshot, as_of = read_case(case, read_targets(document, Targets()))
    except Refused as refusal:
        return {REFUSED: str(refusal)}
    return answer(evaluate(snapshot, as_of))


def _checked(name: str, check: object, path: str) -> Any:
    given = dict(check) if isinstance(check, Mapping) else {"given": check}
    try:
        return given | {"expected": CHECKS[name](check, path)}
    except Refused as refusal:
        return given | {"expected": {REFUSED: str(refusal)}}


def _is_refused(check: Mapping[str, Any]) -> bool:
    expected = check["expected"]
    return isinstance(expected, Mapping) and REFUSED in expected
