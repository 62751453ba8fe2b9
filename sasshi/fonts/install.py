"""Faces and a text → a folder of fonts, and the fontconfig file that knows nothing else.

The whole fonts are never given to the layout engine: they are subset first, and the
folder with the subsets is the only one that fontconfig sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from struct import pack_into, unpack_from

from sasshi.fonts.faces import Face
from sasshi.fonts.font_choice import fontconfig_file
from sasshi.fonts.subset import needed_code_points, subset_face
from sasshi.model import ASCENT
from sasshi.problems import MachineError, error


def install(
    faces: Sequence[Face], characters: Iterable[str], folder: Path, *, vertical: bool = False
) -> Path:
    """Write the subsets of ``faces`` and a ``fonts.conf`` that knows only ``folder``.

    With ``vertical`` the families are those for columns (``sasshi.fonts.vertical``), and each has a
    twin that stands as it was: ``Sasshi Serif Upright``.

    Gives the path to put into ``FONTCONFIG_FILE``. The same arguments give the same bytes.

    Raises:
        MachineError: there are no faces (with none the layout engine crashes), or one is no font.

    """
    if not faces:
        raise MachineError([error("no-fonts")])
    code_points = needed_code_points(characters)
    folder.mkdir(parents=True, exist_ok=True)
    for face in faces:
        for name, font in _files(face, code_points, vertical):
            _replace(folder / name, font)
    conf = folder / "fonts.conf"
    families = tuple(dict.fromkeys(face.family for face in faces))
    _replace(conf, fontconfig_file(folder.resolve(), families).encode())
    return conf


def _files(face: Face, code_points: frozenset[int], vertical: bool) -> Iterator[tuple[str, bytes]]:
    subset = even_metrics(subset_face(face, code_points))
    if not vertical:
        yield face.path.name, subset
        return
    from sasshi.fonts.vertical import UPRIGHT, upright_twin, vertical_font

    yield face.path.name, vertical_font(subset)
    yield face.path.stem + UPRIGHT.replace(" ", "-") + face.path.suffix, upright_twin(subset)


def even_metrics(font: bytes) -> bytes:
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


def _replace(path: Path, data: bytes) -> None:
    """Put a new file in the place of an old one.

    An engine that has mapped the old one keeps it, and the folder's time changes, by which
    fontconfig knows that what it remembers of the fonts is out of date.
    """
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(data)
    new.replace(path)
