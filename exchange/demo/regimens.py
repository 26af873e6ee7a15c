"""Doses and regimens as prescriptions write them. Numbers are text until a fact is made of them."""

from __future__ import annotations

from dataclasses import dataclass

from protocols.models import Drug, Route


@dataclass(frozen=True)
class Dose:
    """A single dose in mg with its schedule: so many a week, or one every so many days."""

    mg: str
    per_week: str | None = None
    every_days: str | None = None

    @property
    def weekly_mg(self) -> float:
        """Mg in a week."""
        if self.per_week is not None:
            return float(self.mg) * float(self.per_week)
        return float(self.mg) * 7 / float(self.every_days or 7)


QUARTER_WEEKLY = Dose("0.25", per_week="1")
QUARTER_TWICE = Dose("0.25", per_week="2")
THREE_EIGHTHS_TWICE = Dose("0.375", per_week="2")
HALF_WEEKLY = Dose("0.5", per_week="1")
HALF_TWICE = Dose("0.5", per_week="2")
HALF_THRICE = Dose("0.5", per_week="3")
HALF_ALTERNATE = Dose("0.5", every_days="2")
ONE_ALTERNATE = Dose("1", every_days="2")
ONE_TWICE = Dose("1", per_week="2")


@dataclass(frozen=True)
class Regimen:
    """How another drug is taken; `hematocrit_rise` is what it adds in the long run, in points."""

    drug: str
    name: str
    dose: Dose | None = None
    route: str = ""
    hematocrit_rise: float = 0.0

    @property
    def injection_days(self) -> float | None:
        """Days between two injections; None for what is not injected."""
        if self.dose is None or self.route not in {Route.INTRAMUSCULAR, Route.SUBCUTANEOUS}:
            return None
        return (
            7 / float(self.dose.per_week)
            if self.dose.per_week
            else float(self.dose.every_days or 7)
        )


def _testosterone(name: str, dose: Dose, route: str, rise: float) -> Regimen:
    return Regimen(Drug.TESTOSTERONE, name, dose, route, rise)


_IM, _SC, _SKIN = Route.INTRAMUSCULAR, Route.SUBCUTANEOUS, Route.TRANSDERMAL

CYPIONATE_100 = _testosterone("cypionate", Dose("100", per_week="1"), _IM, 2.9)
CYPIONATE_120 = _testosterone("cypionate", Dose("120", per_week="1"), _IM, 3.4)
CYPIONATE_140 = _testosterone("cypionate", Dose("140", per_week="1"), _IM, 3.8)
CYPIONATE_160 = _testosterone("cypionate", Dose("160", per_week="1"), _IM, 4.3)
CYPIONATE_200_BIWEEKLY = _testosterone("cypionate", Dose("200", every_days="14"), _IM, 4.0)
CYPIONATE_60_TWICE = _testosterone("cypionate", Dose("60", per_week="2"), _SC, 2.7)
CYPIONATE_70_TWICE = _testosterone("cypionate", Dose("70", per_week="2"), _SC, 3.1)
ENANTHATE_50_TWICE = _testosterone("enanthate", Dose("50", per_week="2"), _SC, 2.3)
ENANTHATE_75_WEEKLY = _testosterone("enanthate", Dose("75", per_week="1"), _SC, 2.1)
ENANTHATE_110 = _testosterone("enanthate", Dose("110", per_week="1"), _IM, 3.2)
UNDECANOATE = _testosterone("undecanoate", Dose("750", every_days="70"), _IM, 2.4)
GEL_40 = _testosterone("gel", Dose("40.5", every_days="1"), _SKIN, 1.1)
GEL_81 = _testosterone("gel", Dose("81", every_days="1"), _SKIN, 1.5)
PELLETS = _testosterone("pellets", Dose("900", every_days="112"), Route.PELLET, 2.2)

CLOMIPHENE = Regimen(Drug.CLOMIPHENE, "citrate", Dose("25", every_days="2"), Route.ORAL)
ENCLOMIPHENE = Regimen(Drug.ENCLOMIPHENE, "", Dose("12.5", every_days="1"), Route.ORAL)
HCG = Regimen(Drug.HCG, "1500 IU three times a week", None, _SC)
HCG_LOW = Regimen(Drug.HCG, "500 IU twice a week", None, _SC)
FSH = Regimen(Drug.FSH, "75 IU three times a week", None, _SC)
PREDNISONE = Regimen(Drug.GLUCOCORTICOID, "prednisone", Dose("7.5", every_days="1"), Route.ORAL)
BUDESONIDE = Regimen(Drug.GLUCOCORTICOID, "budesonide", Dose("9", every_days="1"), Route.ORAL)
ALENDRONATE = Regimen(Drug.BISPHOSPHONATE, "alendronate", Dose("70", per_week="1"), Route.ORAL)
DENOSUMAB = Regimen(Drug.DENOSUMAB, "", Dose("60", every_days="182"), _SC)
VITAMIN_D = Regimen(Drug.VITAMIN_D_CALCIUM, "2000 IU D3 daily", None, Route.ORAL)
