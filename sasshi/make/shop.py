"""The pages of a booklet → what goes to a print shop, checked."""

from __future__ import annotations

from sasshi.make.plan import Job
from sasshi.model import Edition
from sasshi.problems import BuildError, Place, Problem, error


def for_shop(job: Job, edition: Edition, pdf: bytes) -> tuple[bytes, list[Problem]]:
    """Separate pages into inks, for the press that the guide names, and check what came of it."""
    from sasshi.pdf.preflight import preflight
    from sasshi.pdf.shop import OWN_PROFILE, SeparationOptions, separate

    meta = job.guide.meta
    own = meta.shop.profile
    options = SeparationOptions(
        profile=(job.guide.root / own if own else OWN_PROFILE).read_bytes(),
        bleed_mm=edition.bleed_mm,
        black=(_color(str(job.tokens["ink"])),),
        date=meta.date,
    )
    try:
        data = separate(pdf, options)
    except ValueError as broken:  # its head was in order
        place = Place(job.guide.path, meta.lines.get("shop.profile"))
        raise BuildError([error("profile-wrong", place, name=own, found="?")]) from broken
    return data, preflight(data, edition.page_mm, edition.bleed_mm)


def _color(text: str) -> tuple[float, float, float]:
    """Read ``#RGB`` or ``#RRGGBB``."""
    digits = text.lstrip("#")
    wide = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    red, green, blue = (int(wide[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue
