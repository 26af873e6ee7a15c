"""Hematocrit, symptoms, start and dose at their edges. Judged on day 130."""

from tests.unit.judgement.men import (
    ALERT,
    BASELINE,
    COMPLAINT,
    INFO,
    NOTHING,
    NOTICE,
    ON_TESTOSTERONE,
    WARNING,
    changed,
    drawn,
    edge,
    he,
    held,
    moved,
    reported,
    resumed,
    started,
    stopped,
    treated,
)

_NEVER = {"without": (started(), BASELINE, ON_TESTOSTERONE)}
_FERTILITY = started(indication="fertility")
_ALONE = {"without": (started(), ON_TESTOSTERONE)}


def _rising(*points: tuple[int, str]):
    return he(*(drawn(number, hct=value) for number, value in points), without=[BASELINE])


HEMATOCRIT = [
    edge("HCT_HIGH", "just below", he(drawn(120, hct="53.9")), NOTHING),
    edge("HCT_HIGH", "at the limit", he(drawn(120, hct="54.0")), ALERT),
    edge("HCT_HIGH", "never on therapy", he(drawn(120, hct="54"), **_NEVER), ALERT),
    edge("HCT_HIGH", "missing", he(without=[BASELINE]), NOTHING),
    edge("HCT_HIGH", "stale", he(drawn(120, hct="55")), NOTHING, on=521),
    edge("HCT_HIGH", "stricter limit", moved(he(drawn(120, hct="52")), hct_limit=52), ALERT),
    edge("HCT_NEAR", "just below", he(drawn(120, hct="51.9")), NOTHING),
    edge("HCT_NEAR", "at the line", he(drawn(120, hct="52")), NOTICE),
    edge("HCT_NEAR", "just below the limit", he(drawn(120, hct="53.99")), NOTICE),
    edge("HCT_NEAR", "at the limit", he(drawn(120, hct="54")), NOTHING),
    edge("HCT_NEAR", "never on therapy", he(drawn(120, hct="52"), **_NEVER), NOTICE),
    edge("HCT_NEAR", "missing", he(without=[BASELINE]), NOTHING),
    edge("HCT_NEAR", "stale", he(drawn(120, hct="52")), NOTHING, on=521),
    edge(
        "HCT_TREND",
        "reaches it on the last day",
        _rising((0, "49"), (50, "50"), (120, "51.2")),
        NOTICE,
    ),
    edge("HCT_TREND", "in 180 days", _rising((30, "48"), (75, "49"), (120, "50")), NOTICE),
    edge("HCT_TREND", "in 181 days", _rising((30, "47.99"), (75, "49"), (120, "49.99")), NOTHING),
    edge("HCT_TREND", "never reaches it", _rising((0, "48"), (50, "49"), (120, "50.3")), NOTHING),
    edge("HCT_TREND", "not strictly rising", _rising((0, "49"), (50, "49"), (120, "53")), NOTHING),
    edge("HCT_TREND", "two results", _rising((0, "49"), (120, "53")), NOTHING),
    edge("HCT_TREND", "over 84 days", _rising((36, "49"), (50, "50"), (120, "53")), NOTICE),
    edge("HCT_TREND", "over 83 days", _rising((37, "49"), (50, "50"), (120, "53")), NOTHING),
    edge("HCT_TREND", "rise of 2.0", _rising((36, "51"), (50, "52"), (120, "53.0")), NOTICE),
    edge("HCT_TREND", "rise of 1.9", _rising((36, "51"), (50, "52"), (120, "52.9")), NOTHING),
    edge("HCT_TREND", "at the limit already", _rising((0, "49"), (50, "50"), (120, "54")), NOTHING),
    edge("HCT_TREND", "gap of 400 days", _rising((-300, "49"), (100, "51"), (120, "53.9")), NOTICE),
    edge(
        "HCT_TREND", "gap of 401 days", _rising((-301, "49"), (100, "51"), (120, "53.9")), NOTHING
    ),
    edge("HCT_TREND", "stale", _rising((0, "49"), (50, "50"), (120, "53")), NOTHING, on=521),
    edge("HCT_TREND", "missing", he(without=[BASELINE]), NOTHING),
]

SYMPTOMS = [
    edge(
        "E2_HIGH_SYMPTOMATIC",
        "30 days before",
        he(drawn(120, e2="41"), reported(90, "edema")),
        ALERT,
    ),
    edge(
        "E2_HIGH_SYMPTOMATIC",
        "31 days before",
        he(drawn(120, e2="41"), reported(89, "edema")),
        NOTHING,
    ),
    edge(
        "E2_HIGH_SYMPTOMATIC",
        "30 days after",
        he(drawn(90, e2="41"), reported(120, "edema")),
        ALERT,
    ),
    edge(
        "E2_HIGH_SYMPTOMATIC",
        "31 days after",
        he(drawn(89, e2="41"), reported(120, "edema")),
        NOTHING,
    ),
    edge(
        "E2_HIGH_SYMPTOMATIC", "not high", he(drawn(120, e2="40"), reported(110, "edema")), NOTHING
    ),
    edge(
        "E2_HIGH_SYMPTOMATIC",
        "perhaps high",
        he(drawn(120, e2=">39"), reported(110, "edema")),
        NOTHING,
    ),
    edge(
        "E2_HIGH_SYMPTOMATIC",
        "a low symptom",
        he(drawn(120, e2="41"), reported(110, "joint_pain")),
        NOTHING,
    ),
    edge("E2_HIGH_SYMPTOMATIC", "baseline answered by the start", he(), NOTICE, on=10),
    edge(
        "E2_HIGH_SYMPTOMATIC",
        "never on therapy",
        he(drawn(120, e2="41"), reported(110, "edema"), **_NEVER),
        INFO,
    ),
    edge("E2_HIGH_SYMPTOMATIC", "missing", he(reported(110, "edema"), without=[BASELINE]), NOTHING),
    edge(
        "E2_HIGH_SYMPTOMATIC",
        "stale",
        he(drawn(120, e2="41"), reported(110, "edema")),
        NOTHING,
        on=521,
    ),
    edge(
        "E2_LOW_SYMPTOMATIC",
        "joint pain 30 days before",
        he(drawn(120, e2="19"), reported(90, "joint_pain")),
        ALERT,
    ),
    edge(
        "E2_LOW_SYMPTOMATIC",
        "low libido 31 days before",
        he(drawn(120, e2="19"), reported(89, "low_libido")),
        NOTHING,
    ),
    edge(
        "E2_LOW_SYMPTOMATIC",
        "erectile dysfunction",
        he(drawn(120, e2="<20"), reported(120, "erectile_dysfunction")),
        ALERT,
    ),
    edge(
        "E2_LOW_SYMPTOMATIC",
        "low mood is not judged",
        he(drawn(120, e2="19"), reported(120, "low_mood", "fatigue", "hot_flash")),
        NOTHING,
    ),
    edge(
        "E2_LOW_SYMPTOMATIC",
        "not low",
        he(drawn(120, e2="20"), reported(120, "joint_pain")),
        NOTHING,
    ),
    edge(
        "E2_LOW_SYMPTOMATIC",
        "perhaps low",
        he(drawn(120, e2="<24"), reported(120, "joint_pain")),
        NOTHING,
    ),
    edge(
        "E2_LOW_SYMPTOMATIC",
        "answered by less",
        he(drawn(120, e2="19"), reported(120, "joint_pain"), held(125)),
        NOTICE,
    ),
    edge(
        "E2_LOW_SYMPTOMATIC",
        "missing",
        he(reported(120, "joint_pain"), without=[BASELINE]),
        NOTHING,
    ),
    edge(
        "E2_LOW_SYMPTOMATIC",
        "stale",
        he(drawn(120, e2="19"), reported(120, "joint_pain")),
        NOTHING,
        on=521,
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT",
        "excess symptom, not high",
        he(drawn(120, e2="40"), reported(110, "edema")),
        NOTICE,
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT",
        "excess symptom, high",
        he(drawn(120, e2="40.1"), reported(110, "edema")),
        NOTHING,
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT",
        "excess symptom, perhaps high",
        he(drawn(120, e2=">39"), reported(110, "edema")),
        NOTHING,
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT",
        "low symptom, not low",
        he(drawn(120, e2="20"), reported(110, "low_libido")),
        NOTICE,
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT",
        "low symptom, perhaps low",
        he(drawn(120, e2="<24"), reported(110, "low_libido")),
        NOTHING,
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT",
        "low mood",
        he(drawn(120, e2="30"), reported(110, "low_mood")),
        NOTHING,
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT",
        "31 days apart",
        he(drawn(120, e2="30"), reported(89, "edema")),
        NOTHING,
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT",
        "on the start day",
        he(drawn(20, e2="30"), reported(0, "edema")),
        NOTICE,
        on=25,
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT",
        "before the start",
        he(drawn(20, e2="30"), reported(-1, "edema")),
        NOTHING,
        on=25,
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT",
        "held",
        he(drawn(120, e2="30"), reported(110, "edema"), held(125)),
        NOTHING,
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT",
        "explained by another symptom",
        he(drawn(120, e2="12"), reported(110, "edema"), reported(115, "joint_pain")),
        NOTHING,
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT", "missing", he(reported(110, "edema"), without=[BASELINE]), NOTHING
    ),
    edge(
        "SYMPTOM_LAB_DISCORDANT",
        "stale",
        he(drawn(120, e2="30"), reported(110, "edema")),
        NOTHING,
        on=521,
    ),
]


def _baseline(number: int, **values: str):
    return he(drawn(number, **values), without=[BASELINE])


def _fertility(*baseline):
    return he(_FERTILITY, *baseline, without=[started(), ON_TESTOSTERONE, BASELINE])


INDICATIONS = [
    edge("BASELINE_INCOMPLETE", "complete", he(), NOTHING),
    edge("BASELINE_INCOMPLETE", "no hematocrit", _baseline(-7, tt="850", e2="60"), NOTICE),
    edge(
        "BASELINE_INCOMPLETE",
        "90 days before",
        _baseline(-90, tt="850", e2="60", hct="48"),
        NOTHING,
    ),
    edge(
        "BASELINE_INCOMPLETE", "91 days before", _baseline(-91, tt="850", e2="60", hct="48"), NOTICE
    ),
    edge(
        "BASELINE_INCOMPLETE",
        "on the start day",
        _baseline(0, tt="850", e2="60", hct="48"),
        NOTHING,
    ),
    edge("BASELINE_INCOMPLETE", "the day after", _baseline(1, tt="850", e2="60", hct="48"), NOTICE),
    edge(
        "BASELINE_INCOMPLETE",
        "on two days",
        he(drawn(-20, tt="850", e2="60"), drawn(-7, hct="48"), without=[BASELINE]),
        NOTHING,
    ),
    edge("BASELINE_INCOMPLETE", "held", he(held(100), without=[BASELINE]), NOTHING),
    edge("IND_E2_NOT_ELEVATED", "not above", _baseline(-7, tt="850", e2="40", hct="48"), NOTICE),
    edge(
        "IND_E2_NOT_ELEVATED", "just above", _baseline(-7, tt="850", e2="40.1", hct="48"), NOTHING
    ),
    edge("IND_E2_NOT_ELEVATED", "perhaps above", _baseline(-7, e2=">39"), NOTICE),
    edge("IND_E2_NOT_ELEVATED", "the latest counts", he(drawn(-3, e2="30")), NOTICE),
    edge("IND_E2_NOT_ELEVATED", "missing", he(without=[BASELINE]), NOTHING),
    edge("IND_E2_NOT_ELEVATED", "too old", _baseline(-91, e2="30"), NOTHING),
    edge("IND_E2_NOT_ELEVATED", "stopped", he(stopped(100), drawn(-3, e2="30")), NOTHING),
    edge("IND_E2_NOT_ELEVATED", "fertility", _fertility(drawn(-7, tt="300", e2="30")), NOTHING),
    edge("IND_NO_SYMPTOMS", "with a symptom", he(), NOTHING),
    edge("IND_NO_SYMPTOMS", "none on record", he(without=[COMPLAINT]), NOTICE),
    edge(
        "IND_NO_SYMPTOMS",
        "90 days before",
        he(reported(-90, "edema"), without=[COMPLAINT]),
        NOTHING,
    ),
    edge(
        "IND_NO_SYMPTOMS", "91 days before", he(reported(-91, "edema"), without=[COMPLAINT]), NOTICE
    ),
    edge(
        "IND_NO_SYMPTOMS",
        "on the start day",
        he(reported(0, "edema"), without=[COMPLAINT]),
        NOTHING,
    ),
    edge(
        "IND_NO_SYMPTOMS", "a day too late", he(reported(1, "edema"), without=[COMPLAINT]), NOTICE
    ),
    edge(
        "IND_NO_SYMPTOMS",
        "a low symptom",
        he(reported(-7, "joint_pain"), without=[COMPLAINT]),
        NOTICE,
    ),
    edge("IND_NO_SYMPTOMS", "fertility", _fertility(), NOTHING),
    edge("IND_RATIO_NOT_LOW", "ratio 10", _fertility(drawn(-7, tt="300", e2="30")), NOTICE),
    edge("IND_RATIO_NOT_LOW", "ratio below 10", _fertility(drawn(-7, tt="299", e2="30")), NOTHING),
    edge("IND_RATIO_NOT_LOW", "estradiol high", _fertility(drawn(-7, tt="500", e2="41")), NOTHING),
    edge("IND_RATIO_NOT_LOW", "no ratio", _fertility(drawn(-7, e2="30")), NOTICE),
    edge(
        "IND_RATIO_NOT_LOW", "undecidable ratio", _fertility(drawn(-7, tt="<300", e2="<20")), NOTICE
    ),
    edge("IND_RATIO_NOT_LOW", "missing", _fertility(), NOTHING),
    edge("IND_RATIO_NOT_LOW", "too old", _fertility(drawn(-91, tt="300", e2="30")), NOTHING),
    edge("IND_RATIO_NOT_LOW", "beside testosterone", he(drawn(-3, tt="800", e2="30")), NOTHING),
    edge("IND_THERAPY_MISMATCH", "beside testosterone", he(), NOTHING),
    edge("IND_THERAPY_MISMATCH", "without testosterone", he(without=[ON_TESTOSTERONE]), NOTICE),
    edge("IND_THERAPY_MISMATCH", "testosterone stopped today", he(treated(130, "stop")), NOTICE),
    edge(
        "IND_THERAPY_MISMATCH",
        "testosterone stopped tomorrow",
        he(treated(131, "stop")),
        NOTHING,
    ),
    edge("IND_THERAPY_MISMATCH", "fertility alone", he(_FERTILITY, **_ALONE), NOTHING),
    edge(
        "IND_THERAPY_MISMATCH",
        "fertility on testosterone",
        he(_FERTILITY, without=[started()]),
        NOTICE,
    ),
    edge("IND_THERAPY_MISMATCH", "held", he(held(100), without=[ON_TESTOSTERONE]), NOTHING),
]


def _on_dose(dose: str, weekly: str, indication: str = "trt"):
    return he(started(dose=dose, weekly=weekly, indication=indication), without=[started()])


_IN_RANGE = (drawn(100, tt="700", e2="30"), drawn(200, tt="700", e2="32"), reported(200))

DOSES = [
    edge("DOSE_ABOVE_RANGE", "largest beside testosterone", _on_dose("0.5", "2"), NOTHING),
    edge("DOSE_ABOVE_RANGE", "single too large", _on_dose("0.501", "1"), WARNING),
    edge("DOSE_ABOVE_RANGE", "weekly too large", _on_dose("0.5", "2.01"), WARNING),
    edge("DOSE_ABOVE_RANGE", "largest for fertility", _on_dose("1", "3.5", "fertility"), NOTHING),
    edge(
        "DOSE_ABOVE_RANGE",
        "single too large for fertility",
        _on_dose("1.001", "1", "fertility"),
        WARNING,
    ),
    edge(
        "DOSE_ABOVE_RANGE",
        "weekly too large for fertility",
        _on_dose("1", "3.51", "fertility"),
        WARNING,
    ),
    edge("DOSE_ABOVE_RANGE", "held", he(changed(10, "1"), held(100)), NOTHING),
    edge("DOSE_ABOVE_RANGE", "missing", he(without=[started()]), NOTHING),
    edge("DOSE_INCREASED_WITHOUT_FOLLOWUP", "no draw at all", he(changed(60, "0.5")), WARNING),
    edge(
        "DOSE_INCREASED_WITHOUT_FOLLOWUP",
        "13 days after the start",
        he(drawn(13, e2="50"), changed(60, "0.5")),
        WARNING,
    ),
    edge(
        "DOSE_INCREASED_WITHOUT_FOLLOWUP",
        "14 days after the start",
        he(drawn(14, e2="50"), changed(60, "0.5")),
        NOTHING,
    ),
    edge(
        "DOSE_INCREASED_WITHOUT_FOLLOWUP",
        "on the day",
        he(drawn(60, e2="50"), changed(60, "0.5")),
        NOTHING,
    ),
    edge(
        "DOSE_INCREASED_WITHOUT_FOLLOWUP",
        "13 days later",
        he(changed(60, "0.5"), drawn(73, e2="30")),
        WARNING,
    ),
    edge(
        "DOSE_INCREASED_WITHOUT_FOLLOWUP",
        "14 days later",
        he(changed(60, "0.5"), drawn(74, e2="30")),
        NOTHING,
    ),
    edge(
        "DOSE_INCREASED_WITHOUT_FOLLOWUP",
        "lowered again later",
        he(changed(60, "0.5"), changed(90, "0.25")),
        NOTHING,
    ),
    edge(
        "DOSE_INCREASED_WITHOUT_FOLLOWUP",
        "raised again after it was lowered",
        he(changed(60, "0.125"), changed(90, "0.25")),
        WARNING,
    ),
    edge("DOSE_INCREASED_WITHOUT_FOLLOWUP", "same dose", he(changed(60, "0.25")), NOTHING),
    edge(
        "DOSE_INCREASED_WITHOUT_FOLLOWUP",
        "a later refill",
        he(changed(60, "0.5"), changed(90, "0.5")),
        WARNING,
    ),
    edge(
        "DOSE_INCREASED_WITHOUT_FOLLOWUP",
        "censored result counts",
        he(drawn(30, e2="<24"), changed(60, "0.5")),
        NOTHING,
    ),
    edge("DOSE_INCREASED_WITHOUT_FOLLOWUP", "held", he(changed(60, "0.5"), held(100)), NOTHING),
    edge("DOSE_REDUCED_WITHOUT_FOLLOWUP", "no draw at all", he(changed(60, "0.125")), NOTICE),
    edge(
        "DOSE_REDUCED_WITHOUT_FOLLOWUP",
        "raised before, then lowered",
        he(changed(60, "0.5"), changed(90, "0.25")),
        NOTICE,
    ),
    edge(
        "DOSE_REDUCED_WITHOUT_FOLLOWUP",
        "low one on the day of the start",
        he(drawn(0, e2="19"), changed(60, "0.125")),
        NOTHING,
    ),
    edge(
        "DOSE_REDUCED_WITHOUT_FOLLOWUP",
        "low one the day before the start",
        he(drawn(-1, e2="19"), changed(60, "0.125")),
        NOTICE,
    ),
    edge(
        "DOSE_REDUCED_WITHOUT_FOLLOWUP",
        "low one the day after",
        he(drawn(61, e2="19"), changed(60, "0.125")),
        NOTICE,
    ),
    edge(
        "DOSE_REDUCED_WITHOUT_FOLLOWUP",
        "low one between",
        he(drawn(13, e2="19"), changed(60, "0.125")),
        NOTHING,
    ),
    edge(
        "DOSE_REDUCED_WITHOUT_FOLLOWUP",
        "not low between",
        he(drawn(13, e2="20"), changed(60, "0.125")),
        NOTICE,
    ),
    edge(
        "DOSE_REDUCED_WITHOUT_FOLLOWUP",
        "perhaps low between",
        he(drawn(13, e2="<24"), changed(60, "0.125")),
        NOTICE,
    ),
    edge(
        "DOSE_REDUCED_WITHOUT_FOLLOWUP",
        "settled one between",
        he(drawn(14, e2="30"), changed(60, "0.125")),
        NOTHING,
    ),
    edge(
        "DOSE_REDUCED_WITHOUT_FOLLOWUP",
        "14 days later",
        he(changed(60, "0.125"), drawn(74, e2="30")),
        NOTHING,
    ),
    edge("DOSE_REDUCED_WITHOUT_FOLLOWUP", "missing", he(without=[started()]), NOTHING),
    edge("E2_LOW_DOSE_NOT_REDUCED", "14 days later", he(drawn(100, e2="19")), NOTHING, on=114),
    edge("E2_LOW_DOSE_NOT_REDUCED", "15 days later", he(drawn(100, e2="19")), WARNING, on=115),
    edge("E2_LOW_DOSE_NOT_REDUCED", "not low", he(drawn(100, e2="20")), NOTHING),
    edge("E2_LOW_DOSE_NOT_REDUCED", "perhaps low", he(drawn(100, e2="<24")), NOTHING),
    edge("E2_LOW_DOSE_NOT_REDUCED", "early draw", he(drawn(13, e2="12")), NOTHING),
    edge("E2_LOW_DOSE_NOT_REDUCED", "settled draw", he(drawn(14, e2="12")), WARNING),
    edge(
        "E2_LOW_DOSE_NOT_REDUCED",
        "lowered enough",
        he(drawn(100, e2="12"), changed(105, "0.2")),
        NOTHING,
    ),
    edge(
        "E2_LOW_DOSE_NOT_REDUCED",
        "lowered too little",
        he(drawn(100, e2="12"), changed(105, "0.21")),
        WARNING,
    ),
    edge(
        "E2_LOW_DOSE_NOT_REDUCED",
        "lowered, labs overdue",
        he(drawn(100, e2="12"), changed(105, "0.2")),
        NOTHING,
        on=200,
    ),
    edge("E2_LOW_DOSE_NOT_REDUCED", "baseline before any dose", he(drawn(-3, e2="12")), NOTHING),
    edge(
        "E2_LOW_DOSE_NOT_REDUCED",
        "drawn while held",
        he(held(60), drawn(90, e2="12"), resumed(95)),
        NOTHING,
    ),
    edge(
        "E2_LOW_DOSE_NOT_REDUCED",
        "held the day before the draw",
        he(held(99), drawn(100, e2="12"), resumed(105)),
        NOTHING,
    ),
    edge(
        "E2_LOW_DOSE_NOT_REDUCED",
        "held on the day of the draw",
        he(held(100), drawn(100, e2="12"), resumed(105)),
        WARNING,
    ),
    edge(
        "E2_LOW_DOSE_NOT_REDUCED",
        "lowered on the day of the draw",
        he(changed(100, "0.2"), drawn(100, e2="12")),
        NOTHING,
    ),
    edge("E2_LOW_DOSE_NOT_REDUCED", "held", he(drawn(100, e2="12"), held(105)), NOTHING),
    edge("E2_LOW_DOSE_NOT_REDUCED", "stale", he(drawn(100, e2="12")), NOTHING, on=501),
    edge(
        "LOWEST_DOSE_PROMPT",
        "180 days on one dose",
        he(changed(20, "0.25"), *_IN_RANGE),
        INFO,
        on=200,
    ),
    edge("LOWEST_DOSE_PROMPT", "179 days", he(changed(21, "0.25"), *_IN_RANGE), NOTHING, on=200),
    edge(
        "LOWEST_DOSE_PROMPT",
        "one out of range",
        he(*_IN_RANGE[1:], drawn(100, e2="41")),
        NOTHING,
        on=200,
    ),
    edge(
        "LOWEST_DOSE_PROMPT",
        "at both ends",
        he(drawn(100, e2="20"), drawn(200, e2="40"), reported(200)),
        INFO,
        on=200,
    ),
    edge(
        "LOWEST_DOSE_PROMPT",
        "censored",
        he(drawn(100, e2="30"), drawn(200, e2="<30"), reported(200)),
        NOTHING,
        on=200,
    ),
    edge(
        "LOWEST_DOSE_PROMPT",
        "one before it settled",
        he(drawn(13, e2="30"), *_IN_RANGE[1:]),
        NOTHING,
        on=200,
    ),
    edge("LOWEST_DOSE_PROMPT", "settled", he(drawn(14, e2="30"), *_IN_RANGE[1:]), INFO, on=200),
    edge(
        "LOWEST_DOSE_PROMPT",
        "settled since the start, not since the change",
        he(changed(20, "0.25"), drawn(33, e2="30"), *_IN_RANGE[1:]),
        NOTHING,
        on=200,
    ),
    edge(
        "LOWEST_DOSE_PROMPT",
        "settled since the change",
        he(changed(20, "0.25"), drawn(34, e2="30"), *_IN_RANGE[1:]),
        INFO,
        on=200,
    ),
    edge(
        "LOWEST_DOSE_PROMPT", "asked 180 days ago", he(*_IN_RANGE[:2], reported(30)), INFO, on=210
    ),
    edge(
        "LOWEST_DOSE_PROMPT",
        "asked 181 days ago",
        he(*_IN_RANGE[:2], reported(30)),
        NOTHING,
        on=211,
    ),
    edge(
        "LOWEST_DOSE_PROMPT",
        "excess symptom",
        he(*_IN_RANGE, reported(150, "edema")),
        NOTHING,
        on=200,
    ),
    edge("LOWEST_DOSE_PROMPT", "one stale", he(*_IN_RANGE[:2], reported(450)), NOTHING, on=501),
    edge("LOWEST_DOSE_PROMPT", "one 400 days old", he(*_IN_RANGE[:2], reported(450)), INFO, on=500),
    edge("LOWEST_DOSE_PROMPT", "held", he(*_IN_RANGE, held(199)), NOTHING, on=200),
    edge("LOWEST_DOSE_PROMPT", "missing", he(reported(200), without=[BASELINE]), NOTHING, on=200),
]

EDGES = [*HEMATOCRIT, *SYMPTOMS, *INDICATIONS, *DOSES]
