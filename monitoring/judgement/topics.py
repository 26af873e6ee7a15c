"""Findings that explain one another are one line; this table says which, and which one leads.

Among findings of one severity the earlier one of its topic heads the line.
"""

from enum import StrEnum


class Topic(StrEnum):
    """What a line of the worklist is about."""

    ESTRADIOL = "estradiol"
    TESTOSTERONE = "testosterone"
    HEMATOCRIT = "hematocrit"
    LABS = "labs"
    DOSE = "dose"
    START = "start"
    BONE = "bone_density"


# A low ratio belongs to its cause: see `topic_of`.
MEMBERS: dict[Topic, tuple[str, ...]] = {
    Topic.ESTRADIOL: (
        "E2_VERY_LOW",
        "E2_LOW_SYMPTOMATIC",
        "BONE_EXPOSURE_DEFINITE",
        "E2_LOW",
        "E2_LOW_DOSE_NOT_REDUCED",
        "BONE_EXPOSURE_POSSIBLE",
        "E2_HIGH_SYMPTOMATIC",
        "E2_HIGH",
        "E2_BONE_ZONE",
        "E2_CENSORED_UNRESOLVED",
        "E2_ASSAY_CAUTION",
        "E2_ASSAY_CHANGED",
        "EARLY_DRAW",
        "SYMPTOM_LAB_DISCORDANT",
        "LOWEST_DOSE_PROMPT",
    ),
    Topic.TESTOSTERONE: (
        "TT_LOW",
        "TT_HIGH",
        "TT_CENSORED_UNRESOLVED",
        "RATIO_LOW",
        "DRAW_INCOMPLETE",
    ),
    Topic.HEMATOCRIT: ("HCT_HIGH", "HCT_NEAR", "HCT_TREND", "HCT_OVERDUE"),
    Topic.LABS: ("LABS_OVERDUE",),
    Topic.DOSE: (
        "DOSE_ABOVE_RANGE",
        "DOSE_INCREASED_WITHOUT_FOLLOWUP",
        "DOSE_REDUCED_WITHOUT_FOLLOWUP",
    ),
    Topic.START: (
        "BASELINE_INCOMPLETE",
        "IND_E2_NOT_ELEVATED",
        "IND_NO_SYMPTOMS",
        "IND_RATIO_NOT_LOW",
        "IND_THERAPY_MISMATCH",
    ),
    Topic.BONE: (
        "DEXA_OSTEOPOROSIS_RANGE",
        "DEXA_BELOW_EXPECTED",
        "DEXA_SIGNIFICANT_LOSS",
        "DEXA_BASELINE_MISSING",
        "DEXA_OVERDUE",
        "DEXA_LOW_BONE_MASS",
        "DEXA_SCORE_MISSING",
        "DEXA_NOT_COMPARABLE",
    ),
}

TOPIC_OF = {rule_id: topic for topic, members in MEMBERS.items() for rule_id in members}
TOPIC_ORDER = {topic: place for place, topic in enumerate(MEMBERS)}
LEADS = {rule_id: place for place, rule_id in enumerate(TOPIC_OF)}
LOW_RATIO, HIGH_ESTRADIOL = "RATIO_LOW", "E2_HIGH"


def topic_of(rule_id: str, fired: set[str]) -> Topic:
    """The topic of a finding; a low ratio is the estradiol's where estradiol is high."""
    if rule_id == LOW_RATIO and HIGH_ESTRADIOL in fired:
        return Topic.ESTRADIOL
    return TOPIC_OF[rule_id]


def leads(rule_id: str, topic: Topic) -> tuple[int, int]:
    """Sort key within a topic: earlier leads; a guest from another topic comes last."""
    return (int(TOPIC_OF[rule_id] is not topic), LEADS[rule_id])
