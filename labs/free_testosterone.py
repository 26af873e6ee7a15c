"""Free and bioavailable testosterone, calculated from total testosterone, SHBG and albumin.

The Vermeulen equation (J Clin Endocrinol Metab 1999;84:3666). The result is calculated, not
measured, and is shown as such; where no albumin was measured the usual one is assumed, and that is
shown too.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from protocols.targets.analytes import ANALYTES
from protocols.targets.binding import (
    ALBUMIN_ASSOCIATION_L_MOL,
    ALBUMIN_MOLAR_MASS_G_MOL,
    ASSUMED_ALBUMIN_G_DL,
    SHBG_ASSOCIATION_L_MOL,
)
from protocols.targets.measurands import ARITHMETIC
from protocols.targets.quantity import Quantity

_NMOL_PER_MOL = Decimal(10) ** 9
_DL_PER_L = 10


@dataclass(frozen=True, slots=True)
class FreeTestosterone:
    """A calculated result: free in nmol/L, ng/dL and percent of the total, bioavailable in ng/dL.

    `albumin_binding` is the bioavailable amount over the free one (N of the equation).
    """

    albumin_binding: Decimal
    free_nmol_l: Decimal
    free_ng_dl: Decimal
    free_percent: Decimal
    bioavailable_ng_dl: Decimal
    albumin_g_dl: Decimal
    albumin_was_assumed: bool


def free_testosterone(
    total: Quantity, shbg: Quantity, albumin: Quantity | None = None
) -> FreeTestosterone | None:
    """Calculate from canonical values of one draw (ng/dL, nmol/L, g/dL).

    None where a value is an open interval ("<10") or total testosterone is not above zero: a
    calculated number would claim more than the laboratory does.
    """
    given = [total, shbg] if albumin is None else [total, shbg, albumin]
    if total.value <= 0 or any(quantity.is_censored for quantity in given):
        return None
    albumin_g_dl = ASSUMED_ALBUMIN_G_DL if albumin is None else albumin.value
    with localcontext(ARITHMETIC):
        return _calculated(total.value, shbg.value, albumin_g_dl, was_assumed=albumin is None)


def _calculated(
    total_ng_dl: Decimal, shbg_nmol_l: Decimal, albumin_g_dl: Decimal, *, was_assumed: bool
) -> FreeTestosterone:
    ng_dl_per_nmol_l = ANALYTES["TT"].si_unit().to_canonical(Decimal(1))
    total_nmol_l = total_ng_dl / ng_dl_per_nmol_l
    binding = 1 + ALBUMIN_ASSOCIATION_L_MOL * albumin_g_dl * _DL_PER_L / ALBUMIN_MOLAR_MASS_G_MOL
    free_mol_l = _free_mol_l(total_nmol_l / _NMOL_PER_MOL, shbg_nmol_l / _NMOL_PER_MOL, binding)
    free_nmol_l = free_mol_l * _NMOL_PER_MOL
    free_ng_dl = free_nmol_l * ng_dl_per_nmol_l
    return FreeTestosterone(
        albumin_binding=binding,
        free_nmol_l=free_nmol_l,
        free_ng_dl=free_ng_dl,
        free_percent=free_nmol_l / total_nmol_l * 100,
        bioavailable_ng_dl=binding * free_ng_dl,
        albumin_g_dl=albumin_g_dl,
        albumin_was_assumed=was_assumed,
    )


def _free_mol_l(total_mol_l: Decimal, shbg_mol_l: Decimal, binding: Decimal) -> Decimal:
    """The positive root of a x free^2 + b x free - total = 0."""
    a = binding * SHBG_ASSOCIATION_L_MOL
    b = binding + SHBG_ASSOCIATION_L_MOL * (shbg_mol_l - total_mol_l)
    return (-b + (b * b + 4 * a * total_mol_l).sqrt()) / (2 * a)
