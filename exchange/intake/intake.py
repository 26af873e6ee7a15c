"""The file that is being taken in, and how."""

from __future__ import annotations

from collections.abc import Mapping as ByRow
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Clinic, User
from exchange.intake.report import Report
from exchange.mapping.declared import Mapping
from exchange.models import ImportedFile, ImportRun
from labs.catalogue import UsualMethods


@dataclass
class Intake:
    """What stays the same while one file is taken in.

    `usual` says how its laboratories measure. `authorities` are those whose record numbers
    count; empty where nobody said so. Rows that are `left_out` wait for a person; in `decided`
    stand rows about which one has decided, with why. In the queue unlikely values wait for that,
    and where `sure` is given so do rows that fit a man less than exactly and are not in it.
    """

    clinic: Clinic
    today: date
    mapping: Mapping
    create_patients: bool
    name: str
    file: ImportedFile
    run: ImportRun
    report: Report
    usual: UsualMethods
    authorities: tuple[str, ...] = ()
    by: User | None = None
    left_out: ByRow[int, bool] = field(default_factory=dict)
    decided: ByRow[int, str] = field(default_factory=dict)
    is_queue: bool = False
    sure: frozenset[int] | None = None
