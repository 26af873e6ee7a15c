"""What the symptom checklist asks, and which way each answer points. Pure."""

from enum import StrEnum


class Symptom(StrEnum):
    """One line of the checklist."""

    GYNECOMASTIA = "gynecomastia"
    BREAST_TENDERNESS = "breast_tenderness"
    EDEMA = "edema"
    JOINT_PAIN = "joint_pain"
    LOW_LIBIDO = "low_libido"
    ERECTILE_DYSFUNCTION = "erectile_dysfunction"
    LOW_MOOD = "low_mood"
    FATIGUE = "fatigue"
    HOT_FLASH = "hot_flash"


LABELS: dict[Symptom, str] = {
    Symptom.GYNECOMASTIA: "Breast tissue growth",
    Symptom.BREAST_TENDERNESS: "Breast tenderness",
    Symptom.EDEMA: "Fluid retention",
    Symptom.JOINT_PAIN: "Joint pain",
    Symptom.LOW_LIBIDO: "Low libido",
    Symptom.ERECTILE_DYSFUNCTION: "Erectile change",
    Symptom.LOW_MOOD: "Low mood",
    Symptom.FATIGUE: "Fatigue",
    Symptom.HOT_FLASH: "Hot flashes",
}

SEVERITIES = {0: "None", 1: "Mild", 2: "Moderate", 3: "Severe"}

EXCESS_SYMPTOMS = frozenset({Symptom.GYNECOMASTIA, Symptom.BREAST_TENDERNESS, Symptom.EDEMA})
LOW_SYMPTOMS = frozenset(Symptom) - EXCESS_SYMPTOMS
# Low mood, fatigue and hot flashes are recorded and shown, but no rule reads them: the evidence
# is limited, or they point at nothing in particular.
LOW_SYMPTOMS_JUDGED = frozenset(
    {Symptom.JOINT_PAIN, Symptom.LOW_LIBIDO, Symptom.ERECTILE_DYSFUNCTION}
)
