"""Where published studies and the source document do not agree about low estradiol and bone.

Nothing is judged by these numbers. They stand beside the bone rules so that a reader sees how far
the evidence reaches. Not yet checked by a clinician.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Study:
    """One published finding: the line it draws, who was looked at, what was seen, and where."""

    line: str
    who: str
    seen: str
    source: str


CONFLICT = (
    "The source document names 20-26 pg/mL, for elderly men. Published studies draw the line "
    "between 10 and 26 pg/mL, depending on who was studied and how estradiol was measured. A line "
    "found with one assay can't be carried over to another."
)

STUDIES = (
    Study(
        "16 pg/mL",
        "3,014 older men, gas chromatography with mass spectrometry",
        "More fractures below this total estradiol.",
        "Mellström 2008",
    ),
    Study(
        "18.1 pg/mL",
        "793 men",
        "Hip fractures 3.1 times as frequent from 2.0 to 18.1 pg/mL; the curve steepens below "
        "about 20.",
        "Amin 2006",
    ),
    Study(
        "10 pg/mL",
        "Men of 20 to 50 years, 16 weeks",
        "Above this, estradiol was in general enough to keep bone resorption from rising.",
        "Finkelstein 2016",
    ),
    Study(
        "10 pg/mL",
        "Older men of a cohort study",
        "Below this, men were called estradiol-deficient.",
        "Fink, MrOS",
    ),
    Study(
        "10.0-42.0 pg/mL",
        "Men from 18 years, liquid chromatography with tandem mass spectrometry",
        "A laboratory's reference interval: 15 pg/mL lies inside it and below the target here. "
        "Read the two side by side.",
        "ARUP Laboratories",
    ),
    Study(
        "15 pg/mL",
        "69 older men before any treatment",
        "Where they began, untreated: numbers of different assays are not interchangeable.",
        "Burnett-Bowie 2009",
    ),
)
