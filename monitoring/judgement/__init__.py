"""The judgement of one man: rules, due dates, exposure; pure, exact, without a clock.

    evaluation = evaluate(snapshot, as_of)

The snapshot is checked by `validate` when its facts are recorded.
"""

from monitoring.judgement.evaluation import Evaluation, evaluate
from monitoring.judgement.finding import Finding, TopicLine
from monitoring.judgement.positions import Positions, draw_positions
from monitoring.judgement.refusals import Refused
from monitoring.judgement.rules import RULES
from monitoring.judgement.snapshot import Snapshot
from monitoring.judgement.validity import validate

__all__ = [
    "RULES",
    "Evaluation",
    "Finding",
    "Positions",
    "Refused",
    "Snapshot",
    "TopicLine",
    "draw_positions",
    "evaluate",
    "validate",
]
