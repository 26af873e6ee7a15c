"""How strongly testosterone binds in blood: the constants of the Vermeulen calculation.

Source: Vermeulen and others, J Clin Endocrinol Metab 1999;84:3666. Not yet checked by a clinician.
"""

from decimal import Decimal

ALBUMIN_ASSOCIATION_L_MOL = Decimal(36000)
SHBG_ASSOCIATION_L_MOL = Decimal(1_000_000_000)
ALBUMIN_MOLAR_MASS_G_MOL = Decimal(69000)
ASSUMED_ALBUMIN_G_DL = Decimal("4.3")
