"""Fonts for text that a PDF asks for but does not draw: its own, standard ones, or ours.

A font is asked for by its dictionary; what it cannot write, Helvetica or a font of ours writes.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pikepdf

from sasshi.pdf.impose.standard_widths import HELVETICA, HELVETICA_BOLD, TIMES, TIMES_BOLD
from sasshi.pdf.impose.values import name_of, numbers, whole

#: Bytes of Encodings that are written here, by their names in a PDF.
_CODECS = {
    "/WinAnsiEncoding": "cp1252",
    "/MacRomanEncoding": "mac_roman",
    "/PDFDocEncoding": "latin-1",
    "/StandardEncoding": "ascii",
}
_COURIER, _DINGBATS = (600,) * len(HELVETICA), (770,) * len(HELVETICA)
#: Predefined CMaps that read UTF-16, or UCS-2 which is the same but for rare characters.
_UNICODE_CMAPS = ("UniJIS", "UniGB", "UniCNS", "UniKS")
#: Above and below the baseline, in em: of Helvetica, near enough for all.
_ASCENT, _DESCENT = 0.75, -0.22


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A font file cut down to some characters: of each its glyph, and width in 1/1000 em."""

    data: bytes
    name: str
    glyphs: Mapping[str, tuple[int, int]]


#: Makes a font of ours for a text; ``None`` if it has not all of its characters.
GlyphsOf = Callable[[str], Glyphs | None]


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font that can write a text: how it encodes it, and how wide characters are, in em."""

    font: pikepdf.Object
    encode: Callable[[str], bytes]
    width: Callable[[str], float]
    ascent: float = _ASCENT
    descent: float = _DESCENT

    def measure(self, text: str) -> float:
        """Give the width of a text in em."""
        return sum(map(self.width, text))


def typeface(
    pdf: pikepdf.Pdf, asked: pikepdf.Object | None, text: str, ours: GlyphsOf | None
) -> Typeface | None:
    """Choose a font for a text: the one that is asked for, Helvetica, ours; ``None``: none can.

    One of Japanese that is not in the file is the last choice: not every machine has such.
    """
    shown = text.replace("\n", "")
    wanted = _own(pdf, asked) if isinstance(asked, pikepdf.Dictionary) else None
    wide = wanted is not None and wanted.font.get("/Subtype") == pikepdf.Name.Type0
    for face in (None if wide else wanted, _own(pdf, _helvetica())):
        if face and _can_write(face, shown):
            return face
    glyphs = ours(shown) if ours else None
    return _embedded(pdf, glyphs) if glyphs else wanted if wide else None


def _can_write(face: Typeface, text: str) -> bool:
    try:
        face.encode(text)
    except UnicodeEncodeError:
        return False
    return True


def _helvetica() -> pikepdf.Object:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )


def _own(pdf: pikepdf.Pdf, font: pikepdf.Object) -> Typeface | None:
    """Read a font dictionary, if its encoding is one that is written here."""
    indirect = font if font.is_indirect else pdf.make_indirect(font)
    if font.get("/Subtype") == pikepdf.Name.Type0:
        encoding = name_of(font.get("/Encoding")).removeprefix("/")
        if encoding.startswith(_UNICODE_CMAPS) and encoding.endswith("-H"):
            return Typeface(indirect, _utf16, _east_asian_width)
        return None
    codec = _codec(font)
    if codec is None or font.get("/Subtype") == pikepdf.Name.Type3:
        return None
    return Typeface(indirect, lambda text: text.encode(codec), _widths(font))


def _codec(font: pikepdf.Object) -> str | None:
    encoding = font.get("/Encoding")
    if isinstance(encoding, pikepdf.Dictionary):
        # Differences of forms' fonts are those of PDFDocEncoding, Latin-1 but for a few.
        base = name_of(encoding.get("/BaseEncoding")) or "/PDFDocEncoding"
        if "/Differences" in encoding:
            return "latin-1" if base == "/PDFDocEncoding" else "ascii"
        return _CODECS.get(base)
    if encoding is None:
        return "ascii"
    return _CODECS.get(name_of(encoding))


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be")


def _east_asian_width(char: str) -> float:
    if char.isascii():
        return HELVETICA[ord(char) - 32] / 1000 if char >= " " else 0.0
    return 0.5 if unicodedata.east_asian_width(char) == "H" else 1.0


def _widths(font: pikepdf.Object) -> Callable[[str], float]:
    """Give the widths that a simple font says, or those of the standard font it is like."""
    codec = _codec(font) or "ascii"
    said, first = numbers(font.get("/Widths")), whole(font.get("/FirstChar"))
    if not said:
        said, first = [float(each) for each in _standard(font)], 32
    widths = {first + place: each for place, each in enumerate(said)}

    def width(char: str) -> float:
        return sum(widths.get(code, 0.0) for code in char.encode(codec, "replace")) / 1000

    return width


def _standard(font: pikepdf.Object) -> tuple[int, ...]:
    name = name_of(font.get("/BaseFont")).lower()
    if "dingbats" in name:
        return _DINGBATS
    if "courier" in name or "mono" in name:
        return _COURIER
    if "times" in name or "serif" in name.replace("sans", ""):
        return TIMES_BOLD if "bold" in name else TIMES
    return HELVETICA_BOLD if "bold" in name else HELVETICA


def _embedded(pdf: pikepdf.Pdf, own: Glyphs) -> Typeface:
    """Embed a font of ours: glyphs by their numbers, two bytes each (9.7.4)."""
    name = pikepdf.Name(f"/{_subset_tag(own.glyphs)}+{own.name}")
    file = pdf.make_stream(own.data)
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=name,
        Flags=4,
        FontBBox=pikepdf.Array([0, -250, 1000, 900]),
        ItalicAngle=0,
        Ascent=880,
        Descent=-120,
        CapHeight=733,
        StemV=80,
        FontFile2=file,
    )
    system = pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0)
    widths = [part for glyph, width in sorted(own.glyphs.values()) for part in (glyph, [width])]
    below = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=system,
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=1000,
        W=pikepdf.Array(widths),
        CIDToGIDMap=pikepdf.Name.Identity,
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=name,
        Encoding=pikepdf.Name("/Identity-H"),
        DescendantFonts=pikepdf.Array([pdf.make_indirect(below)]),
        ToUnicode=pdf.make_stream(_to_unicode(own.glyphs)),
    )
    return Typeface(
        pdf.make_indirect(font),
        lambda text: b"".join(own.glyphs[char][0].to_bytes(2, "big") for char in text),
        lambda char: own.glyphs[char][1] / 1000 if char in own.glyphs else 0.0,
        ascent=0.88,
        descent=-0.12,
    )


def _subset_tag(characters: Iterable[str]) -> str:
    """Give the six letters that tell subsets of a font apart (9.9.2)."""
    digest = hashlib.sha256("".join(sorted(characters)).encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _to_unicode(glyphs: Mapping[str, tuple[int, int]]) -> bytes:
    """Say which character each glyph is, so that the text can be found and copied (9.10.3)."""
    lines = [
        f"<{glyph:04x}> <{char.encode('utf-16-be').hex()}>" for char, (glyph, _) in glyphs.items()
    ]
    parts = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    ranges = "\n".join(
        f"{len(part)} beginbfchar\n{chr(10).join(part)}\nendbfchar" for part in parts
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{ranges}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
