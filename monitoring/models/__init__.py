"""What the facts mean (status, findings), what is due, and whom it was told."""

from monitoring.models.findings import Decision, DecisionKind, DecisionReason, Finding, Severity
from monitoring.models.obligations import Obligation, ObligationKind
from monitoring.models.outbox import Message, MessageState, Notice, ScanRun
from monitoring.models.status import Status

__all__ = [
    "Decision",
    "DecisionKind",
    "DecisionReason",
    "Finding",
    "Message",
    "MessageState",
    "Notice",
    "Obligation",
    "ObligationKind",
    "ScanRun",
    "Severity",
    "Status",
]
