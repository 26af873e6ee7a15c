"""The rules about results, in words: (condition, what it looks at, why) by rule."""

_E2 = "Latest estradiol, at most {windows.fresh_days} days old"
_TT = "Latest total testosterone, at most {windows.fresh_days} days old"
_HCT = "Latest hematocrit, at most {windows.fresh_days} days old"
_SYMPTOMS = ", and symptoms within {windows.symptom_days} days of its draw"
_INTERVAL = (
    "The laboratory gave a limit of its assay, not a value: an interval is never called in target."
)

SAID: dict[str, tuple[str, str, str]] = {
    "E2_VERY_LOW": (
        "Certainly below {cautions.estradiol_very_low} pg/mL.",
        _E2,
        "Around this value studies see bone resorption rise and call men deficient.",
    ),
    "E2_LOW_SYMPTOMATIC": (
        "Certainly below {estradiol.at_least} pg/mL, with joint pain, low libido or erectile "
        "dysfunction.",
        _E2 + _SYMPTOMS,
        "Joints, libido and erections depend on estradiol in men too.",
    ),
    "E2_LOW": (
        "Certainly below {estradiol.at_least} pg/mL.",
        _E2,
        "The drug is meant to control the excess, not to take estradiol away.",
    ),
    "E2_HIGH_SYMPTOMATIC": (
        "Certainly above {estradiol.at_most} pg/mL, with gynecomastia, breast tenderness or fluid "
        "retention.",
        _E2 + _SYMPTOMS,
        "Excess symptoms and a high result together are the usual reason for the drug.",
    ),
    "E2_HIGH": (
        "Certainly above {estradiol.at_most} pg/mL.",
        _E2,
        "Above the typical target during therapy.",
    ),
    "E2_BONE_ZONE": (
        "In target, and from {exposure.definite_below} to {exposure.possible_below} pg/mL; a "
        "censored result is left out.",
        _E2,
        "The range is linked to fractures in elderly men although it lies inside the target.",
    ),
    "E2_CENSORED_UNRESOLVED": (
        "A result with < or > that may lie on either side of an end of the target.",
        _E2,
        _INTERVAL,
    ),
    "E2_ASSAY_CAUTION": (
        "Not measured by mass spectrometry, and either reported with < or not above "
        "{exposure.possible_below} pg/mL.",
        _E2 + " and its method",
        "Immunoassays are uncertain at a man's low values.",
    ),
    "E2_ASSAY_CHANGED": (
        "The last two results were measured by known and different methods.",
        "The last two estradiol results, the latest at most {windows.fresh_days} days old",
        "A step between two methods may be the method's.",
    ),
    "EARLY_DRAW": (
        "While he takes the drug, drawn less than {windows.steady_state_days} days after a change "
        "of treatment.",
        _E2 + ", and the last change of treatment before it",
        "Estradiol is still moving in the first weeks of a dose.",
    ),
    "SYMPTOM_LAB_DISCORDANT": (
        "While he takes the drug: symptoms of excess although estradiol is certainly not above "
        "{estradiol.at_most}, or joint pain, low libido or erectile dysfunction although it is "
        "certainly not below {estradiol.at_least} pg/mL.",
        _E2 + _SYMPTOMS + " and since the start",
        "Other causes, the timing of the draw and the assay may explain it.",
    ),
    "TT_LOW": (
        "Certainly below {testosterone.at_least} ng/dL.",
        _TT,
        "Symptoms of a low testosterone may not be relieved.",
    ),
    "TT_HIGH": (
        "Certainly above {testosterone.at_most} ng/dL.",
        _TT,
        "More testosterone is more for aromatase to work on; the time since the dose matters.",
    ),
    "TT_CENSORED_UNRESOLVED": (
        "A result with < or > that may lie on either side of an end of the target.",
        _TT,
        _INTERVAL,
    ),
    "RATIO_LOW": (
        "The displayed ratio is certainly below {ratio.at_least}.",
        "Testosterone (ng/dL) over estradiol (pg/mL) of the last draw with both, at most "
        "{windows.fresh_days} days old",
        "About ten to one or more is often taken as the goal; it is a view, not a diagnosis.",
    ),
    "DRAW_INCOMPLETE": (
        "The latest draw with testosterone or estradiol holds only one of them.",
        "The latest draw, at most {windows.fresh_days} days old",
        "A ratio is never formed across draws.",
    ),
    "HCT_HIGH": (
        "{hematocrit.under} % or more.",
        _HCT,
        "Testosterone can raise the red cell volume.",
    ),
    "HCT_NEAR": (
        "{cautions.hematocrit_near} % or more, and below {hematocrit.under} %.",
        _HCT,
        "Close enough to the limit to look at it again sooner.",
    ),
    "HCT_TREND": (
        "Below {hematocrit.under} %, rising over {cautions.trend_points} results by at least "
        "{cautions.trend_least_rise} points in {cautions.trend_least_span_days} days or more, and "
        "at the limit within {cautions.trend_horizon_days} days if it went on.",
        "The last {cautions.trend_points} hematocrits, neighbours at most "
        "{cautions.trend_widest_gap_days} days apart",
        "A rise is seen before the limit is reached. It is drawn out, not a forecast.",
    ),
}
