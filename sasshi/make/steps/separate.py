"""The step ``separate``: pages → what goes to a print shop, in inks, checked."""

from __future__ import annotations

from sasshi.make.job import placed
from sasshi.make.open_job import OpenJob
from sasshi.make.steps.made import Made
from sasshi.model import Edition
from sasshi.problems import BuildError, Place, error


def separate_inks(work: OpenJob, edition: Edition, made: Made) -> Made:
    """Separate pages into inks, for the press that the guide names, and check what came of it.

    Raises:
        BuildError: the guide's ICC profile is none of a press.

    """
    from sasshi.pdf.preflight import preflight
    from sasshi.pdf.shop import OWN_PROFILE, SeparationOptions, separate

    job = work.job
    meta = job.guide.meta
    own = meta.shop.profile
    options = SeparationOptions(
        profile=(job.guide.root / own if own else OWN_PROFILE).read_bytes(),
        bleed_mm=edition.bleed_mm,
        black=(_color(str(job.tokens["ink"])),),
        date=meta.date,
    )
    try:
        pdf = separate(made.pdf, options)
    except ValueError as broken:  # its head was in order
        place = Place(job.guide.path, meta.lines.get("shop.profile"))
        raise BuildError([error("profile-wrong", place, name=own, found="?")]) from broken
    return made.with_file(pdf, placed(job, preflight(pdf, edition.page_mm, edition.bleed_mm)))


def _color(text: str) -> tuple[float, float, float]:
    """Read ``#RGB`` or ``#RRGGBB``."""
    digits = text.lstrip("#")
    wide = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    red, green, blue = (int(wide[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue
