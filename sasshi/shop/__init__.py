"""For a print shop: finished pages → PDF/X-4, in inks, with bleed and crop marks; and its check."""

from sasshi.shop.preflight import preflight
from sasshi.shop.press import OWN_PROFILE
from sasshi.shop.separate import Order, separate

__all__ = ["OWN_PROFILE", "Order", "preflight", "separate"]
