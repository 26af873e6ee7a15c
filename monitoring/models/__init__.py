"""What the facts mean (status, findings), what is due, and whom it was told."""

from monitoring.models.findings import (
    CallOutcome,
    Decision,
    DecisionKind,
    DecisionReason,
    Finding,
    Severity,
)
from monitoring.models.obligations import Obligation, ObligationKind
from monitoring.models.outbox import (
    Channel,
    Message,
    MessageKind,
    MessageState,
    Notice,
    ScanRun,
)
from monitoring.models.reminders import MailPreference, ReminderSettings
from monitoring.models.status import Status

__all__ = [
    "CallOutcome",
    "Channel",
    "Decision",
    "DecisionKind",
    "DecisionReason",
    "Finding",
    "MailPreference",
    "Message",
    "MessageKind",
    "MessageState",
    "Notice",
    "Obligation",
    "ObligationKind",
    "ReminderSettings",
    "ScanRun",
    "Severity",
    "Status",
]
