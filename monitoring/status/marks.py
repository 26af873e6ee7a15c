"""How a finding is told apart: its severity as a row holds it, and the mark of what it rests on."""

from __future__ import annotations

import hashlib

from monitoring.judgement import Finding as Fired
from monitoring.models import Severity

SEVERITIES = {
    "alert": Severity.ALERT,
    "warning": Severity.WARNING,
    "notice": Severity.NOTICE,
    "info": Severity.INFO,
}


def mark_of(fired: Fired) -> str:
    """What the finding rests on, in short: another mark is new evidence."""
    rests_on = [fired.rule_id, str(fired.draw_key), *(repr(each) for each in fired.inputs)]
    return hashlib.sha256("|".join(rests_on).encode()).hexdigest()[:32]
