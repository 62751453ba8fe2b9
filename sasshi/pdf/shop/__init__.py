"""For a print shop: finished pages → PDF/X-4, in inks, with bleed and crop marks."""

from sasshi.pdf.shop.press_profile import OWN_PROFILE
from sasshi.pdf.shop.separate import SeparationOptions, separate

__all__ = ["OWN_PROFILE", "SeparationOptions", "separate"]
