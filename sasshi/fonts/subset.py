"""From the characters of a document to the font files for it, and to what no font covers.

The whole fonts are never given to the layout engine: they are subset first, and the
folder with the subsets is the only one that fontconfig sees.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import pack_into, unpack_from
from typing import TYPE_CHECKING, Any

from sasshi.fonts.fontconfig import configuration
from sasshi.model import ASCENT
from sasshi.problems import BuildError, MachineError, Place, Problem, error

if TYPE_CHECKING:
    import uharfbuzz as hb

#: What the layout engine makes by itself, beside the document's text: list markers and
#: counters, hyphens, ellipses, and ``text-transform: full-width``.
BASIC = frozenset(
    [
        *map(chr, range(0x20, 0x7F)),
        *"\u00a0\u00ad\u2010\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u25aa\u25e6",
        *map(chr, range(0x3000, 0x3004)),
        *"「」『』〇一二三四五六七八九十百千万壱弐参",
        *map(chr, range(0x3041, 0x3097)),
        *map(chr, range(0x30A1, 0x30FD)),
        *map(chr, range(0xFF01, 0xFF5F)),
    ]
)

#: Features that no theme uses: other forms of kanji, and the list of all alternates. Six
#: faces, 1,200 characters, all features → without these: 18 → 13 ms, 3.41 → 2.97 MB; for
#: a few characters the Gothic falls from 92 to 33 kB (aalt alone is most of it).
DROPPED_FEATURES = (
    *("aalt", "expt", "hist", "hojo", "jp04", "jp78", "jp83", "jp90"),
    *("nalt", "nlck", "salt", "smpl", "tnam", "trad"),
)

#: Tables that only shaping needs.
SHAPING_TABLES = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"JSTF", b"DSIG", b"VORG", b"vhea", b"vmtx")

#: Categories that print nothing: control and format characters, spaces and separators.
INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: its family's name, CSS weight (100–900), slant, and where it lies."""

    family: str
    weight: int
    italic: bool
    path: Path


def load_faces(folder: Path) -> tuple[Face, ...]:
    """Read ``fonts.toml`` in ``folder``: its faces, in the order of the file.

    Raises ``MachineError`` if the list or a font is missing or not of its size, and
    ``BuildError`` if the list is not understood; both with every problem found.
    """
    path = folder / "fonts.toml"
    place = Place(str(path))
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["font"]
        found = [(_face(folder, entry), int(entry["size"])) for entry in entries]
    except OSError as reason:
        raise MachineError([error("fonts-missing", place, reason=_words(reason))]) from reason
    except (ValueError, KeyError, TypeError) as reason:
        raise BuildError([error("fonts-list-broken", place, reason=_words(reason))]) from reason
    problems = [problem for face, size in found for problem in _damage(face, size)]
    if problems:
        raise MachineError(problems)
    return tuple(face for face, _ in found)


def _face(folder: Path, entry: dict[str, Any]) -> Face:
    """Make a face of its table; ``ValueError``, ``KeyError``, ``TypeError`` if it is not one."""
    name = Path(entry["file"]).name
    return Face(str(entry["family"]), int(entry["weight"]), bool(entry["italic"]), folder / name)


def _words(reason: Exception) -> str:
    """Say the reason of an exception in words; a missing key by its name."""
    if isinstance(reason, OSError):
        return reason.strerror or str(reason)
    return f"no {reason}" if isinstance(reason, KeyError) else str(reason)


def _damage(face: Face, size: int) -> list[Problem]:
    """Compare the file's size in bytes with the list: a checksum of 30 MB would take longer."""
    place = Place(str(face.path))
    if not face.path.is_file():
        return [error("font-file-missing", place, family=face.family)]
    if face.path.stat().st_size != size:
        return [error("font-file-damaged", place, family=face.family)]
    return []


def _open(face: Face) -> hb.Face:
    """Map the file into memory. ``MachineError`` if it cannot be read or is not a font."""
    import uharfbuzz as hb

    place = Place(str(face.path))
    try:
        opened = hb.Face(hb.Blob.from_file_path(str(face.path)))
    except (OSError, hb.HarfBuzzError) as reason:
        raise MachineError([error("font-file-missing", place, family=face.family)]) from reason
    if not opened.glyph_count:
        raise MachineError([error("font-file-damaged", place, family=face.family)])
    return opened


def coverage(faces: Iterable[Face]) -> frozenset[int]:
    """Give the code points that at least one of the faces has.

    Raises ``MachineError`` if a file cannot be read.
    """
    import uharfbuzz as hb

    union = hb.Set()
    for face in faces:
        union.update(_open(face).unicodes)
    return frozenset(union)


def uncovered(text: str, faces: Sequence[Face]) -> tuple[str, ...]:
    """Give the characters of ``text`` that no face has, in order of first appearance.

    What prints nothing is left out: controls, spaces, joiners, soft hyphens, variation
    selectors. Raises ``MachineError`` if a font cannot be read.
    """
    covered = coverage(faces)
    lacking = (char for char in dict.fromkeys(text) if ord(char) not in covered)
    return tuple(char for char in lacking if not _invisible(char))


def _invisible(char: str) -> bool:
    """Tell whether the character prints nothing by itself."""
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return selector or unicodedata.category(char) in INVISIBLE


def needed(characters: Iterable[str]) -> frozenset[int]:
    """Give the code points to keep for ``characters`` (strings of any length).

    Adds what layout makes of them: BASIC, the other case (``text-transform``), and the
    composed form of a base and a mark, which shaping prefers (か + ゙ → が).
    """
    chars = set("".join(characters))
    marks = [char for char in chars if unicodedata.combining(char)]
    composed = (unicodedata.normalize("NFC", char + mark) for mark in marks for char in chars)
    cased = (char.upper() + char.lower() for char in chars)
    return frozenset(map(ord, chars.union(BASIC, *composed, *cased)))


def subset_face(face: Face, characters: Iterable[str]) -> bytes:
    """Give the face as a TrueType file with the glyphs of ``characters`` only.

    Layout features stay, so that alternates can be reached, but for DROPPED_FEATURES.
    What the face has not is passed over. Raises ``MachineError`` if the file is no font.
    """
    return _subset(face, needed(characters))


def _subset(face: Face, code_points: frozenset[int]) -> bytes:
    """Subset the face to the code points."""
    import uharfbuzz as hb

    plan = hb.SubsetInput()
    plan.unicode_set.update(code_points)
    features = plan.layout_feature_tag_set
    features.clear()
    features.update(int.from_bytes(tag.encode(), "big") for tag in DROPPED_FEATURES)
    features.invert()
    return bytes(hb.subset(_open(face), plan).blob.data)


def _evened(font: bytes) -> bytes:
    """Give a font the ascent and descent of all others, an em in all (OpenType, hhea, OS/2).

    So every face has its baseline at the same height in a line, and none makes a line higher.
    """
    data = bytearray(font)
    (count,) = unpack_from(">H", data, 4)
    tables = (unpack_from(">4s4xI", data, 12 + 16 * number) for number in range(count))
    places = dict(tables)
    (em,) = unpack_from(">H", data, places[b"head"] + 18)
    ascent, descent = round(ASCENT * em), round(ASCENT * em) - em
    pack_into(">hhh", data, places[b"hhea"] + 4, ascent, descent, 0)
    if b"OS/2" in places:
        pack_into(">hhhHH", data, places[b"OS/2"] + 68, ascent, descent, 0, ascent, -descent)
    return bytes(data)


def keep_glyphs(font: bytes, glyphs: Iterable[int]) -> bytes:
    """Cut a font file down to the glyphs that a finished PDF shows, their numbers unchanged.

    Layout tables go: nothing is shaped any more. What is beyond the last glyph goes too.
    """
    import uharfbuzz as hb

    wanted = set(glyphs)
    face = hb.Face(hb.Blob(font))
    for numbers, flags in (
        (wanted, hb.SubsetFlags.RETAIN_GIDS),
        (range(max(wanted) + 1), hb.SubsetFlags.DEFAULT),
    ):
        plan = hb.SubsetInput()
        plan.glyph_set.update(numbers)
        plan.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in SHAPING_TABLES)
        plan.flags = flags | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
        face = hb.subset(face, plan)
    return bytes(face.blob.data)


def install(
    faces: Sequence[Face], characters: Iterable[str], folder: Path, *, vertical: bool = False
) -> Path:
    """Write the subsets of ``faces`` and a ``fonts.conf`` that knows only ``folder``.

    With ``vertical`` the families are those for columns (``sasshi.fonts.vertical``), and each has a
    twin that stands as it was: ``Sasshi Serif Upright``.

    Gives the path to put into ``FONTCONFIG_FILE``. The same arguments give the same bytes.
    Raises ``MachineError`` if there are no faces: with none the layout engine crashes.
    """
    if not faces:
        raise MachineError([error("no-fonts")])
    code_points = needed(characters)
    folder.mkdir(parents=True, exist_ok=True)
    for face in faces:
        subset = _evened(_subset(face, code_points))
        if not vertical:
            _replace(folder / face.path.name, subset)
        else:
            from sasshi.fonts import vertical as turned

            _replace(folder / face.path.name, turned.turn(subset))
            twin = face.path.stem + turned.UPRIGHT.replace(" ", "-") + face.path.suffix
            _replace(folder / twin, turned.upright(subset))
    conf = folder / "fonts.conf"
    families = tuple(dict.fromkeys(face.family for face in faces))
    _replace(conf, configuration(folder.resolve(), families).encode())
    return conf


def _replace(path: Path, data: bytes) -> None:
    """Put a new file in the place of an old one.

    An engine that has mapped the old one keeps it, and the folder's time changes, by which
    fontconfig knows that what it remembers of the fonts is out of date.
    """
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(data)
    new.replace(path)


def space_of(font: bytes) -> tuple[int, int]:
    """Give a font file's space: its glyph, and its advance in thousandths of an em."""
    import uharfbuzz as hb

    face = hb.Face(hb.Blob(font))
    sized = hb.Font(face)
    glyph = sized.get_nominal_glyph(0x20) or 0
    return glyph, round(sized.get_glyph_h_advance(glyph) * 1000 / face.upem)


def has(faces: Iterable[Face], family: str, weight: int, italic: bool = False) -> bool:
    """Tell whether the family has exactly this weight and slant."""
    wanted = (family.casefold(), weight, italic)
    return any((face.family.casefold(), face.weight, face.italic) == wanted for face in faces)


def nearest(faces: Iterable[Face], family: str, weight: int, italic: bool = False) -> Face | None:
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
