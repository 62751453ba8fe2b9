"""For a print shop: finished pages → PDF/X-4, in inks, with bleed and crop marks."""

from sasshi.pdf.shop.press import OWN_PROFILE
from sasshi.pdf.shop.separate import Order, separate

__all__ = ["OWN_PROFILE", "Order", "separate"]
