"""The fonts that the engine knows: those of one fontconfig file, and no others."""

from __future__ import annotations

import os
from pathlib import Path

from sasshi.engine.internals import FontConfiguration
from sasshi.engine.session import ENGINE


@ENGINE.session()  # the name of the file is the whole process's
def fonts_of(fonts_conf: Path) -> FontConfiguration:
    """Read the fonts of a ``fonts.conf``."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(fonts_conf)
    try:
        return FontConfiguration()
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before
