"""Fetch the fonts anew into ``templates/fonts/``: run by hand, never by a build.

Usage, with ``npm`` on the path: ``python tools/fetch_fonts.py [--tarballs FOLDER]``.

Packs the pinned registry packages, checks their SHA-256, and gives each face a family name
of our own: an installed font of the same name would win over ours, and the SIL Open Font
License asks for another name where one is reserved. Glyphs and layout tables stay whole.
The same tarballs give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

TARGET = Path(__file__).resolve().parent.parent / "templates" / "fonts"

#: Bytes that a file of the repository must stay below.
SIZE_LIMIT = 9_000_000

#: SHA-256 of the OFL 1.1 from its title to its end, each run of white space made one space.
OFL_SHA256 = "0339f4642e8741dea4841c236d258f360ffbe6e2cd3d032fbd0c10d1de8f58d1"
OFL_TITLE = "SIL OPEN FONT LICENSE Version 1.1"

#: Name table entries replaced: family, subfamily, unique, full, PostScript and typographic
#: names, the latter's WWS forms, and the prefix for variations.
RENAMED = frozenset({1, 2, 3, 4, 6, 16, 17, 18, 20, 21, 22, 25})

#: Hints are for screens, STAT describes the variable font that the file was cut from, and
#: a signature would no longer fit.
DROPPED_TABLES = ("fpgm", "prep", "cvt ", "STAT", "DSIG")

STYLES = {
    (400, False): "Regular",
    (400, True): "Italic",
    (700, False): "Bold",
    (700, True): "Bold Italic",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A family: its registry package, pinned, and the files in it by (weight, italic)."""

    family: str
    package: str
    version: str
    sha256: str
    files: dict[tuple[int, bool], str]
    #: Box drawings that are as wide as kanji, and are counted as wide as letters in code.
    halved: range = range(0)
    #: Where the low line is drawn, from and to, in units of the em: it is too thin in print.
    low_line: tuple[int, int] | None = None
    #: How wide the strokes of ' and " are, by weight, where the font's own are curly.
    straight_quotes: dict[int, int] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """The family's name without spaces, for file and PostScript names."""
        return self.family.replace(" ", "")


SOURCES = (
    Source(
        "Sasshi Serif",
        "@expo-google-fonts/noto-serif-jp",
        "0.4.3",
        "4805f4369a831140d0c1a5650e90296cff2641ff202da43ef5272edc2e0866ee",
        {
            (400, False): "400Regular/NotoSerifJP_400Regular.ttf",
            (700, False): "700Bold/NotoSerifJP_700Bold.ttf",
        },
    ),
    Source(
        "Sasshi Gothic",
        "@expo-google-fonts/biz-udpgothic",
        "0.4.2",
        "25b7863372a51cbed767be911076ebdaeaae9a687bcb57e052286f43416d9ea3",
        {
            (400, False): "400Regular/BIZUDPGothic_400Regular.ttf",
            (700, False): "700Bold/BIZUDPGothic_700Bold.ttf",
        },
    ),
    Source(
        "Sasshi Maru",
        "@expo-google-fonts/zen-maru-gothic",
        "0.4.1",
        "4511eb0b11847b3e4a7c9515271f65476f305458ebed04f55470bee92340cdb2",
        {
            (400, False): "400Regular/ZenMaruGothic_400Regular.ttf",
            (700, False): "700Bold/ZenMaruGothic_700Bold.ttf",
        },
    ),
    Source(
        "Sasshi Mono",
        "@expo-google-fonts/biz-udgothic",
        "0.4.0",
        "29bad69cc7094ac4adcba3af21b903b18e85e6829a521f42591ade9891f0b99d",
        {
            (400, False): "400Regular/BIZUDGothic_400Regular.ttf",
            (700, False): "700Bold/BIZUDGothic_700Bold.ttf",
        },
        halved=range(0x2500, 0x2580),
        low_line=(-300, -190),
        straight_quotes={400: 140, 700: 210},
    ),
    Source(
        "Sasshi Latin",
        "@expo-google-fonts/source-serif-4",
        "0.4.1",
        "84f0b412fbc9b0b666d6fe04620b2cd2e54bfd49ca61fe0663a9e5beb30afcc4",
        {
            (400, False): "400Regular/SourceSerif4_400Regular.ttf",
            (400, True): "400Regular_Italic/SourceSerif4_400Regular_Italic.ttf",
            (700, False): "700Bold/SourceSerif4_700Bold.ttf",
            (700, True): "700Bold_Italic/SourceSerif4_700Bold_Italic.ttf",
        },
    ),
    Source(
        "Sasshi Latin Sans",
        "@expo-google-fonts/source-sans-3",
        "0.4.1",
        "eb41834f563921e19b18b40bc924b97110983aef800d9cb67b9186f546311828",
        {
            (400, False): "400Regular/SourceSans3_400Regular.ttf",
            (400, True): "400Regular_Italic/SourceSans3_400Regular_Italic.ttf",
            (700, False): "700Bold/SourceSans3_700Bold.ttf",
        },
    ),
)


def pack(source: Source, folder: Path) -> Path:
    """Give the package's tarball in ``folder``, packed by npm unless it is there already."""
    name = source.package.lstrip("@").replace("/", "-")
    tarball = folder / f"{name}-{source.version}.tgz"
    if not tarball.exists():
        npm = shutil.which("npm")
        if npm is None:
            sys.exit("npm is not on the path: install Node.js, or give --tarballs")
        wanted = f"{source.package}@{source.version}"
        subprocess.run([npm, "pack", wanted, "--silent"], cwd=folder, check=True)
    return tarball


def unpack(source: Source, tarball: Path) -> dict[str, bytes]:
    """Give the package's files by their path in it.

    Exits if the tarball is not the pinned one.
    """
    found = hashlib.sha256(tarball.read_bytes()).hexdigest()
    if found != source.sha256:
        sys.exit(f"{tarball.name}: sha256 is {found}, pinned is {source.sha256}")
    files = {}
    with tarfile.open(tarball) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is not None:
                files[member.name.partition("/")[2]] = stream.read()
    return files


def rename(font: TTFont, source: Source, style: str) -> None:
    """Put our names in the name table; copyright, licence, authors and version stay."""
    names = font["name"]
    revision = f"{font['head'].fontRevision:.3f}"
    names.names = [record for record in names.names if record.nameID not in RENAMED]
    plain = style.replace("Medium", "Regular")
    postscript = f"{source.stem}-{style.replace(' ', '')}"
    texts = {
        1: source.family,
        2: plain,
        3: f"{revision};{postscript}",
        4: f"{source.family} {style}",
        6: postscript,
    }
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)
    names.removeUnusedNames(font)
    names.names.sort()


def strip(font: TTFont) -> None:
    """Drop the hints (print has none), the glyph names, and what no longer holds."""
    for tag in DROPPED_TABLES:
        if tag in font:
            del font[tag]
    font["glyf"].removeHinting()
    font["post"].formatType = 3.0


def halve(font: TTFont, code_points: range) -> None:
    """Make glyphs half as wide."""
    glyphs, advances = font["glyf"], font["hmtx"]
    half = font["head"].unitsPerEm // 2
    for code, name in font.getBestCmap().items():
        if code not in code_points or advances[name][0] <= half:
            continue
        glyph = glyphs[name]
        if glyph.isComposite():
            sys.exit(f"{name}: a composite glyph cannot be made narrower")
        if glyph.numberOfContours:
            glyph.coordinates.scale((0.5, 1))
            glyph.coordinates.toInt()
            glyph.recalcBounds(glyphs)
        advances[name] = half, getattr(glyph, "xMin", 0)


def thicken(font: TTFont, edges: tuple[int, int]) -> None:
    """Draw the low line anew between two heights."""
    glyph = font["glyf"][font.getBestCmap()[0x5F]]
    glyph.coordinates = GlyphCoordinates(
        (x, edges[0] if y == glyph.yMin else edges[1]) for x, y in glyph.coordinates
    )
    glyph.recalcBounds(font["glyf"])


def straighten(font: TTFont, stroke: int) -> None:
    """Draw ' and " anew, as upright strokes from the height of capitals down."""
    names, glyphs, advances = font.getBestCmap(), font["glyf"], font["hmtx"]
    top = glyphs[names[ord("H")]].yMax
    for char, apart in (("'", (0,)), ('"', (-2, 2))):
        pen = TTGlyphPen(None)
        advance, _ = advances[names[ord(char)]]
        for step in apart:
            left = (advance - stroke) // 2 + step * stroke * 2 // 3
            corners = ((left, top), (left + stroke, top), (left + stroke, top * 2 // 3))
            pen.moveTo((left, top * 2 // 3))
            for corner in corners:
                pen.lineTo(corner)
            pen.closePath()
        glyph = glyphs[names[ord(char)]] = pen.glyph()
        glyph.recalcBounds(glyphs)
        advances[names[ord(char)]] = advance, glyph.xMin


def convert(data: bytes, source: Source, key: tuple[int, bool]) -> tuple[bytes, str]:
    """Give the face under our name, and its copyright line.

    Exits for anything but a static TrueType font of the weight asked for.
    """
    font = TTFont(BytesIO(data), recalcTimestamp=False, recalcBBoxes=False)
    path = source.files[key]
    if "fvar" in font or "glyf" not in font:
        sys.exit(f"{path}: not a static TrueType font")
    if font["OS/2"].usWeightClass != key[0] or bool(font["head"].macStyle & 2) != key[1]:
        sys.exit(f"{path}: weight or slant is not {key}")
    copyright_line = font["name"].getDebugName(0)
    strip(font)
    halve(font, source.halved)
    if source.low_line:
        thicken(font, source.low_line)
    if source.straight_quotes:
        straighten(font, source.straight_quotes[key[0]])
    rename(font, source, STYLES[key])
    out = BytesIO()
    font.save(out)
    return out.getvalue(), copyright_line


def licence(package_text: str, copyright_line: str) -> str:
    """Give the licence under the font's own copyright line, then the package's.

    Exits unless the text is the whole SIL OFL 1.1, word for word.
    """
    body = package_text[package_text.index(OFL_TITLE) :]
    if hashlib.sha256(" ".join(body.split()).encode()).hexdigest() != OFL_SHA256:
        sys.exit("the package's licence is not the SIL Open Font License 1.1")
    lines = [line.rstrip() for line in package_text.splitlines()]
    return "\n".join([copyright_line, *lines]).rstrip() + "\n"


def entry(source: Source, key: tuple[int, bool], file: str, data: bytes) -> str:
    """Give the face's table for ``fonts.toml``."""
    return f"""
[[font]]
file = "{file}"
family = "{source.family}"
weight = {key[0]}
italic = {str(key[1]).lower()}
size = {len(data)}
sha256 = "{hashlib.sha256(data).hexdigest()}"
licence = "OFL-{source.stem}.txt"
package = "{source.package}"
version = "{source.version}"
source = "{source.files[key]}"
"""


def build(source: Source, files: dict[str, bytes]) -> str:
    """Write the family's fonts and licence; give its part of ``fonts.toml``."""
    entries, copyrights = [], set()
    for key, path in source.files.items():
        data, copyright_line = convert(files[path], source, key)
        if len(data) >= SIZE_LIMIT:
            sys.exit(f"{path}: {len(data)} bytes are too many")
        file = f"{source.stem}-{key[0]}{'-Italic' if key[1] else ''}.ttf"
        (TARGET / file).write_bytes(data)
        entries.append(entry(source, key, file, data))
        copyrights.add(copyright_line)
    text = licence(files["LICENSE_FONT"].decode(), "\n".join(sorted(copyrights)))
    (TARGET / f"OFL-{source.stem}.txt").write_text(text, encoding="utf-8", newline="\n")
    return "".join(entries)


def main() -> None:
    """Fetch, check, rename and write every family."""
    parser = argparse.ArgumentParser(description="Fetch the fonts anew into templates/fonts/.")
    parser.add_argument("--tarballs", type=Path, help="folder that holds packed tarballs")
    given = parser.parse_args().tarballs
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = given or Path(scratch)
        parts = [build(source, unpack(source, pack(source, folder))) for source in SOURCES]
    head = "# Written by tools/fetch_fonts.py: change that, not this.\n"
    (TARGET / "fonts.toml").write_text(head + "".join(parts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
