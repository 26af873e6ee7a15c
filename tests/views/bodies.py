"""What a person types into each form so that it is accepted."""

from typing import Any

DETAILS = {
    "record_number": "AZ-01000",
    "family_name": "Oduya",
    "given_name": "Peter",
    "born_on": "2 Feb 1971",
    "email": "peter@example.org",
    "phone": "555 0100",
    "mail_consent": "granted",
    "note": "Prefers mornings",
}
DRAW = {
    "collected_on": "20 Nov 2026",
    "estradiol": "27",
    "estradiol_unit": "pg/mL",
    "estradiol_method": "lcms",
    "testosterone_total": "800",
    "testosterone_total_unit": "ng/dL",
    "testosterone_total_method": "lcms",
    "hematocrit": "47.1",
    "hematocrit_unit": "%",
    "laboratory": "Bay Laboratory",
    "note": "Fasting",
}
DEXA = {
    "scanned_on": "3 Nov 2026",
    "manufacturer": "Hologic",
    "device": "H-1",
    "lumbar_spine_bmd_g_cm2": "0.981",
    "lumbar_spine_t_score": "-1.1",
    "note": "Standing desk",
}
SYMPTOMS = {"reported_on": "18 Nov 2026", "joint_pain": "2", "note": "Both hands"}
CHANGE = {
    "step": "change",
    "occurred_on": "21 Nov 2026",
    "dose_mg": "0.5",
    "schedule": "w1",
    "reason_code": "e2_low",
}
CHECKLIST = {
    "consent_on": "20 Nov 2026",
    "discussion_on": "20 Nov 2026",
    "goals_words": "Less fluid, keep his libido",
    "aromatase_deficiency_on": "20 Nov 2026",
    "baseline_dexa_on": "20 Nov 2026",
    "other_prescriber_why": "He has no other prescriber",
}
START = {
    **CHECKLIST,
    "step": "start",
    "occurred_on": "21 Nov 2026",
    "dose_mg": "0.25",
    "schedule": "w2",
    "indication": "trt",
}
THERAPY = {
    "drug": "hcg",
    "step": "start",
    "occurred_on": "19 Nov 2026",
    "regimen": "500 IU",
    "note": "Evenings",
}
DECISION = {"kind": "acknowledge", "reason_code": "discussed", "until": "+14", "note": "Called"}

EARLIER = {"duty": "labs", "until": "+14", "note": "He travels"}

RECORDED: dict[str, dict[str, Any]] = {
    "draw-record": DRAW,
    "dexa-record": DEXA,
    "symptoms-record": SYMPTOMS,
    "anastrozole-record": CHANGE,
    "therapy-record": THERAPY,
    "decide": DECISION,
    "assign": {"assignee": ""},
    "due-date": EARLIER,
    "patient-register": DETAILS,
}
"""By the name of the route that takes them."""
