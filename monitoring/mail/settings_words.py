"""When a clinic reminds whom, in sentences."""

from __future__ import annotations

from monitoring.models import ReminderSettings


def settings_in_words(chosen: ReminderSettings) -> list[str]:
    """What holds at a clinic, one sentence for each thing."""
    return [
        f"The clinician responsible is told {_after(chosen.first_owner_days)}, and again "
        f"{_after(chosen.second_owner_days)}. Where nobody is responsible or can be reached, "
        "the lead clinicians are told.",
        "The lead clinicians are told of an Act finding about which nobody decided within "
        f"{_days(chosen.review_working_days, 'working day')}.",
        _digest(chosen),
        f"Messages go out from {chosen.opens:%H:%M} to {chosen.closes:%H:%M}, at most one a day to "
        "one person.",
        _patients(chosen),
    ]


def _digest(chosen: ReminderSettings) -> str:
    if not chosen.digest:
        return "No summary is sent."
    return (
        f"On working days at {chosen.opens:%H:%M} a summary goes to those for whom something waits."
    )


def _patients(chosen: ReminderSettings) -> str:
    if not chosen.patient_mail:
        return "Patients are not written to."
    return (
        f"A patient who agreed to it is asked {_after(chosen.patient_days)} to call "
        f"{chosen.patient_phone}, in the name of {chosen.patient_sender}."
    )


def _after(days: int) -> str:
    return (
        f"{_days(days, 'day')} after the first overdue day" if days else "on the first overdue day"
    )


def _days(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"
