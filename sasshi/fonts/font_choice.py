"""Where the font for a character is chosen: the order of families, and the style within one.

A style sheet names families (``templates/base/css/type.css``). Pango asks fontconfig for the
first of them that has a character, and for one that none of them has goes on by FALLBACKS, as
``fontconfig_file`` writes them. Within a family the nearest style stands in for one it lacks.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from pathlib import Path

from sasshi.fonts.faces import Face
from sasshi.fonts.vertical import UPRIGHT

#: By family, the one that a character is taken from which it lacks. Every family ends at one
#: that has kanji.
FALLBACKS = {
    "serif": "Sasshi Serif",
    "sans-serif": "Sasshi Gothic",
    "monospace": "Sasshi Mono",
    "system-ui": "Sasshi Gothic",
    "cursive": "Sasshi Maru",
    "fantasy": "Sasshi Maru",
    "Sasshi Latin": "Sasshi Serif",
    "Sasshi Latin Sans": "Sasshi Gothic",
    "Sasshi Maru": "Sasshi Gothic",
    "Sasshi Mono": "Sasshi Gothic",
}
#: The family for what nobody names.
LAST = "Sasshi Gothic"


def upright_family(families: str) -> str:
    """Give the family that stands upright among columns for a CSS list of families."""
    names = [name.strip(" \"'") for name in families.split(",")]
    for name in names:
        if name.startswith("Sasshi "):
            own = FALLBACKS.get(name, name)
            return own if own.endswith(UPRIGHT) else own + UPRIGHT
        if name in FALLBACKS:
            return FALLBACKS[name] + UPRIGHT
    return LAST + UPRIGHT


def fontconfig_file(folder: Path, families: Sequence[str]) -> str:
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
    """Let families stand in for one, in this order.

    ``same`` keeps the alias as strong as the name itself, or fontconfig puts the language of a
    subset before it.
    """
    accepted = "".join(f"<family>{other}</family>" for other in others)
    return f'<alias binding="same"><family>{family}</family><accept>{accepted}</accept></alias>'


def has_style(faces: Iterable[Face], family: str, weight: int, italic: bool = False) -> bool:
    """Tell whether the family has exactly this CSS weight and slant."""
    wanted = (family.casefold(), weight, italic)
    return any((face.family.casefold(), face.weight, face.italic) == wanted for face in faces)


def nearest_face(
    faces: Iterable[Face], family: str, weight: int, italic: bool = False
) -> Face | None:
    """Give the face that prints for this weight and slant; ``None`` if there is no such family.

    As CSS Fonts 4, section 5.2: slant first, then weight; from 400 to 500 look up to 500,
    then down, then up; below 400 down first, above 500 up first.
    """
    own = [face for face in faces if face.family.casefold() == family.casefold()]

    def distance(face: Face) -> tuple[bool, bool, int]:
        if 400 <= weight <= 500:
            far = face.weight < weight or face.weight > 500
            up = face.weight > 500
            return face.italic != italic, far and up, abs(face.weight - weight) + 1000 * far
        wrong_way = face.weight < weight if weight > 500 else face.weight > weight
        return face.italic != italic, wrong_way, abs(face.weight - weight)

    return min(own, key=distance, default=None)


def style_name(weight: int, italic: bool) -> str:
    """Name a style as fonts do: ``400``, ``700 italic``."""
    return f"{weight} italic" if italic else f"{weight}"
