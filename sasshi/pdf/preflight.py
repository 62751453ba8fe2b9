"""A finished PDF for a print shop → what is wrong with it: what a shop would send it back for.

It trusts nothing that ``separate`` did, and reads the file as it will be handed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf

from sasshi.model import PT_PER_MM
from sasshi.pdf.file import open_pdf
from sasshi.pdf.shop.content_stream import (
    FILLING,
    NONE,
    SPACE_OF,
    STROKING,
    Operation,
    family,
    gradients,
    operations,
)
from sasshi.pdf.shop.pictures import coarse, drawn_picture, opened_picture
from sasshi.pdf.shop.press_profile import INK_LIMIT, most_ink
from sasshi.problems import Place, Problem, error, warning

#: Colour spaces whose colours are amounts of ink.
_INKS = ("/DeviceGray", "/DeviceCMYK", "/Pattern", "/Separation", "/ICCBased/4")
#: What does something, or is filled in or shown on screens only (ISO 15930-7, 6.14 to 6.16).
_ACTIVE = ("/OpenAction", "/AA", "/AcroForm", "/Names", "/OCProperties")
#: How far boxes may be off: a tenth of a millimetre.
_EXACT_PT = 0.3


def preflight(pdf: bytes, page_mm: tuple[float, float], bleed_mm: float) -> list[Problem]:
    """Check a PDF: fonts, colours, ink, pictures, boxes, the press it is for, things to click.

    ``page_mm`` is (width, height) of a page when it is cut. Each problem is told once, at the first
    page that has it.

    Raises:
        ValueError: the bytes are not a PDF that can be read.

    """
    with open_pdf(pdf) as document:
        drawn = list(operations(document))
        problems = [
            *_check_file(document),
            *_check_fonts(document),
            *_check_boxes(document, page_mm, bleed_mm),
            *_check_drawn(drawn),
            *_check_pictures(drawn),
            *(warning("shop-coarse", _page(page), dpi=dpi) for page, dpi in coarse(drawn)),
        ]
    return list({(p.code, p.params): p for p in reversed(problems)}.values())[::-1]


def _page(number: int) -> Place:
    return Place(page=number)


def _check_file(document: pikepdf.Pdf) -> Iterator[Problem]:
    if not _has_intent(document.Root.get("/OutputIntents", ())):
        yield error("shop-intent")
    version = b"GTS_PDFXVersion>PDF/X-4<"
    if "/Metadata" not in document.Root or version not in document.Root.Metadata.read_bytes():
        yield error("shop-version")
    active = [key for key in _ACTIVE if key in document.Root]
    if document.is_encrypted:
        active.append("/Encrypt")
    for key in active:
        yield error("shop-active", what=key)
    for number, page in enumerate(document.pages, 1):
        for key in ("/Annots", "/AA"):
            if key in page.obj:
                yield error("shop-active", _page(number), what=key)


def _has_intent(intents: Iterable[Any]) -> bool:
    """Tell whether there is an output intent with the CMYK profile of a press in it."""
    for intent in intents:
        profile = intent.get("/DestOutputProfile")
        if intent.get("/S") == "/GTS_PDFX" and isinstance(profile, pikepdf.Stream):
            head = profile.read_bytes()[:128]
            return profile.get("/N") == 4 and head[12:20] == b"prtrCMYK"
    return False


def _check_fonts(document: pikepdf.Pdf) -> Iterator[Problem]:
    """Check that the glyphs of every font are in the file (PDF 32000-1, 9.9)."""
    for item in document.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/Font":
            continue
        for font in item.get("/DescendantFonts", [item]):
            described = font.get("/FontDescriptor", NONE)
            embedded = any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            if not embedded and font.get("/Subtype") != "/Type3":  # whose glyphs are its own
                yield error("shop-font", font=str(font.get("/BaseFont", "?")).lstrip("/"))


def _check_boxes(
    document: pikepdf.Pdf, page_mm: tuple[float, float], bleed_mm: float
) -> Iterator[Problem]:
    width, height = (edge * PT_PER_MM for edge in page_mm)
    bleed_pt = bleed_mm * PT_PER_MM
    for number, page in enumerate(document.pages, 1):
        trim, bleed = pikepdf.Rectangle(page.trimbox), pikepdf.Rectangle(page.bleedbox)
        media = pikepdf.Rectangle(page.mediabox)
        size = max(abs(trim.width - width), abs(trim.height - height)) < _EXACT_PT
        around = _reaches(bleed, trim, bleed_pt) and _reaches(media, bleed, 0)
        if not ("/TrimBox" in page.obj and size and around and "/UserUnit" not in page.obj):
            yield error("shop-boxes", _page(number), width=page_mm[0], height=page_mm[1])


def _reaches(outer: pikepdf.Rectangle, inner: pikepdf.Rectangle, by_pt: float) -> bool:
    """Tell whether one box lies around another, by so much on each side."""
    beyond = (
        inner.llx - outer.llx,
        inner.lly - outer.lly,
        outer.urx - inner.urx,
        outer.ury - inner.ury,
    )
    return min(beyond) > by_pt - _EXACT_PT


def _check_drawn(drawn: Iterable[Operation]) -> Iterator[Problem]:
    for operation in drawn:
        if operation.operator in FILLING | STROKING:
            yield from _check_color(operation)
        elif operation.operator == "sh":
            shading = operation.resources.get("/Shading", NONE).get(str(operation.operands[0]))
            yield from _check_shading(operation, shading)
        elif operation.operator == "INLINE IMAGE":
            yield error("shop-color", _page(operation.page), space="BI")


def _check_color(operation: Operation) -> Iterator[Problem]:
    small = operation.operator.lower()
    if small in SPACE_OF or small == "cs":
        space = SPACE_OF.get(small) or family(operation.operands[0], operation.resources)
        if not space.startswith(_INKS) or "RGB" in space or "Lab" in space:
            yield error("shop-color", _page(operation.page), space=space.lstrip("/"))
    if small in ("k", "sc", "scn") and len(operation.operands) == 4:
        yield from _check_ink(operation, sum(map(float, operation.operands)))
    if small in ("sc", "scn") and isinstance(operation.operands[-1], pikepdf.Name):
        pattern = operation.resources.get("/Pattern", NONE).get(str(operation.operands[-1]), NONE)
        yield from _check_shading(operation, pattern.get("/Shading"))


def _check_shading(operation: Operation, shading: pikepdf.Object | None) -> Iterator[Problem]:
    if shading is None:
        return
    space = family(shading.get("/ColorSpace"), operation.resources)
    if space not in ("/DeviceGray", "/DeviceCMYK"):
        yield error("shop-color", _page(operation.page), space=space.lstrip("/"))
    elif space == "/DeviceCMYK":
        for function in gradients(shading.get("/Function", NONE)):
            for key in ("/C0", "/C1"):
                yield from _check_ink(operation, sum(map(float, function[key])))


def _check_ink(operation: Operation, ink: float) -> Iterator[Problem]:
    if ink > INK_LIMIT + 1e-6:
        yield error("shop-ink", _page(operation.page), percent=f"{ink * 100:.0f}")


def _check_pictures(drawn: Iterable[Operation]) -> Iterator[Problem]:
    seen: set[tuple[int, int]] = set()
    for operation in drawn:
        picture = drawn_picture(operation)
        if picture is None or picture.objgen in seen:
            continue
        seen.add(picture.objgen)
        space = family(picture.get("/ColorSpace"), operation.resources)
        if space not in ("/DeviceGray", "/DeviceCMYK"):
            yield error("shop-color", _page(operation.page), space=space.lstrip("/"))
            continue
        try:
            ink = most_ink(opened_picture(picture))
        except ValueError:
            yield error(
                "shop-color", _page(operation.page), space=f"{picture.BitsPerComponent} bit"
            )
            continue
        if ink > INK_LIMIT:
            yield error("shop-picture-ink", _page(operation.page), percent=f"{ink * 100:.0f}")
