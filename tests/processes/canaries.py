"""Words about two invented men that nothing else would ever write."""

from datetime import date

HIM = {
    "family_name": "Zwiebelquast",
    "given_name": "Ottokar",
    "record_number": "KXQ-90417",
    "phone": "555 73 90 418",
    "email": "ottokar@kxqmail.example",
    "note": "Fagott-Anmerkung 6116",
}
"""On record before the run begins, and long overdue."""

SECOND = {
    "family_name": "Quittenbaum",
    "given_name": "Balduin",
    "record_number": "WQX-55102",
    "phone": "555 61 77 209",
    "email": "balduin@wqxmail.example",
    "note": "Posaune-Anmerkung 7227",
}
"""Registered on the page."""

BORN_ON = date(1957, 2, 13)
LOW, TYPED = "9.1373", "13.5791"
DECIDED, DRAWN = "Oboe-Anmerkung 8338", "Harfe-Anmerkung 9449"
RECORDED = (*HIM.values(), *SECOND.values(), LOW, TYPED, DECIDED, DRAWN)
CANARIES = (*RECORDED, "1957-02-13", "13-Feb-1957", "13 Feb 1957")
