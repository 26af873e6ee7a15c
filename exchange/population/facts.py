"""The columns of each table, as expressions over a man's number `i` and his draw's number `k`.

`n` is how many draws he has, `apart` the days between two, `started` his first day on anastrozole.
"""

from __future__ import annotations

from exchange.population.men import BORN, FAMILY, LATEST_AGO, LONGEST, NAME, VALUES
from labs.models import SiteName
from monitoring.models import DecisionKind
from protocols.models import Drug, EventReason, Indication, Planned, Step

FACTS_BEFORE_DRAWS = 4
"""His details, testosterone, anastrozole and the scan are recorded before the first draw."""


def _fact(kind: str, position: str, on: str, apart: str = "''") -> dict[str, str]:
    """What a fact's row says beside its content; its document is made of its name."""
    return {
        "document": f"md5('{kind} ' || i || {apart})::uuid",
        "version": "1",
        "patient_id": "i",
        "position": position,
        "recorded_at": f"({on})::timestamp AT TIME ZONE 'UTC' + interval '12 hours'",
    }


def patients() -> dict[str, str]:
    """The row of the man himself."""
    return {
        "id": "i",
        "clinic_id": "(%(clinics)s::bigint[])[1 + mod(i, %(clinic_count)s)]",
        "opaque_id": "md5('man ' || i)::uuid",
        "facts_version": "1",
        "facts_count": f"{FACTS_BEFORE_DRAWS} + n + 1",
        "created_at": "now()",
    }


def details() -> dict[str, str]:
    """Who he is."""
    return _fact("details", "1", "started - 30") | {
        "clinic_id": "(%(clinics)s::bigint[])[1 + mod(i, %(clinic_count)s)]",
        "record_number": "'P' || lpad(i::text, 9, '0')",
        "given_name": NAME,
        "family_name": FAMILY,
        "born_on": BORN,
        "email": "'man-' || i || '@example.org'",
    }


def testosterone() -> dict[str, str]:
    """Testosterone once a week, begun long before."""
    return _fact("testosterone", "2", "started - 200") | {
        "drug": f"'{Drug.TESTOSTERONE}'",
        "step": f"'{Step.START}'",
        "occurred_on": "started - 200",
        "regimen": "'cypionate'",
        "dose_mg": "100",
        "every_days": "7",
    }


def anastrozole() -> dict[str, str]:
    """One of six doses, begun after his first draw."""
    return _fact("anastrozole", "3", "started") | {
        "drug": f"'{Drug.ANASTROZOLE}'",
        "step": f"'{Step.START}'",
        "occurred_on": "started",
        "dose_mg": "0.25 * (1 + mod(i, 2))",
        "per_week": "1 + mod(i, 3)",
        "indication": f"'{Indication.TRT}'",
        "planned": f"'{Planned.LONG_TERM}'",
        "reason_code": f"'{EventReason.BREAST_TENDERNESS}'",
        "consent_on": "started",
    }


def scans() -> dict[str, str]:
    """A baseline scan."""
    return _fact("scan", "4", "started - 10") | {
        "id": "i",
        "scanned_on": "started - 10",
        "manufacturer": "'Hologic'",
        "device": "'H-' || mod(i, 20)",
    }


def sites() -> dict[str, str]:
    """What the scan measured."""
    return {
        "scan_id": "i",
        "site": f"'{SiteName.TOTAL_HIP}'",
        "bmd_g_cm2": "0.85 + mod(i * 7, 300) / 1000.0",
        "t_score": "-2.8 + mod(i * 13, 45) / 10.0",
    }


_DRAWN = f"%(today)s::date - {LATEST_AGO} - (k * apart)::int"
_DRAW_KEY = f"(i - 1) * {LONGEST} + k + 1"
"""Each man has as many keys as he could need: a draw's follows from the two numbers."""


def draws() -> dict[str, str]:
    """Draw `k`, the latest being 0."""
    oldest_first = f"{FACTS_BEFORE_DRAWS} + n - k"
    return _fact("draw", oldest_first, f"{_DRAWN} + 1", "'/' || k") | {
        "id": _DRAW_KEY,
        "collected_on": _DRAWN,
    }


def every_draw(numbered: str) -> str:
    """Each man with each of his draws."""
    return f"{numbered}, generate_series(0, n - 1) AS k"


def results(analyte: str) -> dict[str, str]:
    """One analyte of every draw."""
    unit, method, value = VALUES[analyte]
    text = f"trim_scale(({value})::numeric)::text"
    return {
        "draw_id": _DRAW_KEY,
        "analyte": f"'{analyte}'",
        "typed": text,
        "number": text,
        "unit": "'" + unit.replace("%", "%%") + "'",
        "canonical": f"({value})::numeric",
        "method": f"'{method}'",
    }


def signed(numbered: str) -> str:
    """Each man with the draws that were read: one signature for all of them."""
    draw = "md5('draw ' || i || '/' || k)::uuid::text"
    return (
        f"(SELECT i, max(n) AS n, jsonb_object_agg({draw}, 1) AS marks "
        f"FROM {numbered}, generate_series(0, n - 1) AS k "
        f"WHERE {_DRAWN} < %(today)s::date - %(signed_until)s::int GROUP BY i) signed"
    )


def signatures() -> dict[str, str]:
    """That somebody has seen the older results."""
    return _fact(
        "signature",
        f"{FACTS_BEFORE_DRAWS} + n + 1",
        "%(today)s::date - 7",
    ) | {
        "kind": f"'{DecisionKind.SIGN}'",
        "marks": "marks",
        "decided_on": "%(today)s::date - 7",
    }
