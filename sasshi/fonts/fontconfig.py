"""The fontconfig file for a folder of fonts: what stands in for a family, and nothing else."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from sasshi.fonts.vertical import UPRIGHT

#: Every family ends at one that has kanji, and the order is ours: ``same`` keeps the alias as
#: strong as the name itself, or fontconfig puts the language of a subset before it.
FALLBACKS = {
    "serif": "Sasshi Serif",
    "sans-serif": "Sasshi Gothic",
    "monospace": "Sasshi Gothic",
    "system-ui": "Sasshi Gothic",
    "cursive": "Sasshi Maru",
    "fantasy": "Sasshi Maru",
    "Sasshi Latin": "Sasshi Serif",
    "Sasshi Latin Sans": "Sasshi Gothic",
    "Sasshi Maru": "Sasshi Gothic",
}
#: What every pattern ends with.
LAST = "Sasshi Gothic"


def configuration(folder: Path, families: Sequence[str]) -> str:
    """Give a fontconfig file: one folder, no includes, no made-up bold or slant.

    The rules name each family and its upright twin (``sasshi.fonts.vertical``), whether the
    folder has twins or not: a process keeps to the rules of the first file that it has loaded.
    None may stand in for one of the other kind, so each kind is named to its last family.

    The cache's name begins with a dot: fontconfig does not look for fonts there.
    """
    twins = [family + UPRIGHT for family in families]
    aliases = [_alias(family, [other]) for family, other in FALLBACKS.items()]
    for family, twin in zip(families, twins, strict=True):
        own = [FALLBACKS[family] + UPRIGHT] if family in FALLBACKS else []
        aliases.append(_alias(twin, own + twins))
    last = "".join(f"<string>{family}</string>" for family in dict.fromkeys((LAST, *families)))
    lines = "\n".join(aliases)
    return f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<dir>{html.escape(str(folder))}</dir>
<cachedir>{html.escape(str(folder / ".cache"))}</cachedir>
{lines}
<match target="pattern">
<edit name="family" mode="append_last">{last}</edit>
</match>
</fontconfig>
"""


def _alias(family: str, others: Sequence[str]) -> str:
    """Let families stand in for one, in this order."""
    accepted = "".join(f"<family>{other}</family>" for other in others)
    return f'<alias binding="same"><family>{family}</family><accept>{accepted}</accept></alias>'
