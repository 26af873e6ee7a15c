"""What every man of the population is made of: SQL expressions over his number `i` alone.

No course is meant to be likely; together they are spread over every tier, every due date and the
whole range of values. Of 1,000 men or more, 100 have 40 draws (ten years of quarters) and ten
have 400, because the longest course is what a page must bear.
"""

SELDOM_FROM = 1_000
"""From so many men on, some have the long courses."""

LONG, LONGEST = 40, 400
QUARTER_DAYS, LONGEST_APART_DAYS = 91, 9
LATEST_WITHIN_DAYS = 180

GIVEN = (
    "Aaron,Albert,Andre,Arthur,Benedict,Boris,Bruno,Caleb,Cedric,Clement,Conrad,Cyrus,Damian,"
    "Dexter,Edgar,Elias,Emil,Ernest,Felix,Floyd,Gideon,Gustav,Harvey,Hector,Ivan,Jasper,Julian,"
    "Kurt,Leander,Magnus,Nestor,Oscar,Percy,Quentin,Rufus,Silas,Tobias,Ulric,Victor,Wendell"
)
FIRST = (
    "Alder,Birch,Cedar,Dover,Elder,Fern,Gorse,Hazel,Iron,Juniper,Kestrel,Larch,Maple,Nettle,Oak,"
    "Pine,Quarry,Rowan,Sorrel,Thorn,Umber,Vale,Willow,Yarrow"
)
SECOND = "bank,bourne,cliff,croft,dale,field,ford,gate,ham,hurst,land,ley,mere,ridge,stead,ton"


def one_of(words: str, number: str) -> str:
    """The word that a number leads to, of words with commas between."""
    count = words.count(",") + 1
    return f"(string_to_array('{words}', ','))[1 + mod({number}, {count})]"


NAME = one_of(GIVEN, "i * 7919")
FAMILY = f"{one_of(FIRST, 'i * 104729')} || {one_of(SECOND, 'i / 24')}"
BORN = "date '1950-01-01' + mod(i * 48271, 18000)::int"
LATEST_AGO = f"mod(i * 613, {LATEST_WITHIN_DAYS})::int"


def draws_of(per_man: float, men: int) -> str:
    """How many draws a man has; a fraction is the share of the men who have one more."""
    whole, share = int(per_man), round((per_man - int(per_man)) * 100)
    usual = f"{whole} + CASE WHEN mod(i * 37, 100) < {share} THEN 1 ELSE 0 END"
    if men < SELDOM_FROM:
        return f"({usual})"
    return f"(CASE WHEN i <= 100 THEN {LONG} WHEN i <= 110 THEN {LONGEST} ELSE {usual} END)"


def days_apart(men: int) -> str:
    """The days between two draws of a man."""
    if men < SELDOM_FROM:
        return str(QUARTER_DAYS)
    return f"(CASE WHEN i BETWEEN 101 AND 110 THEN {LONGEST_APART_DAYS} ELSE {QUARTER_DAYS} END)"


VALUES = {
    "estradiol": (
        "pg/mL",
        "lcms",
        "12 + mod(i * 7919, 260) / 10.0 + mod(i * 31 + k * 104729, 80) / 10.0",
    ),
    "testosterone_total": ("ng/dL", "lcms", "420 + mod(i * 7919, 560) + mod(i + k * 48271, 120)"),
    "hematocrit": ("%", "unknown", "42 + mod(i * 613, 110) / 10.0 + mod(k * 7919, 20) / 10.0"),
    "shbg": ("nmol/L", "unknown", "18 + mod(i * 31, 400) / 10.0"),
}
"""Each analyte: unit, method, and the value of draw `k` of man `i`, the latest being 0."""
