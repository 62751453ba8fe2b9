"""Pages → the same pages for a copier: no filled areas, greys that stay visible.

Works on the finished PDF, whatever theme it comes from. Areas become outlines, colours greys that a
copier does not lose, pictures grey; white stays white, and all text is black. Tags, links and fonts
stay what they are.
"""

from __future__ import annotations

import pikepdf
from PIL import UnidentifiedImageError

from sasshi.pdf.file import open_pdf, save_pdf
from sasshi.pdf.ink.rewriter import Rewriter

__all__ = ["save_ink"]


def save_ink(pdf: bytes) -> bytes:
    """Give a PDF for a copier: without filled areas and faint colours, in greys.

    Raises:
        ValueError: the bytes are not a PDF that can be read.

    """
    with open_pdf(pdf) as document:
        done: set[tuple[int, int]] = set()
        for page in document.pages:
            page.Contents = document.make_stream(Rewriter(page.resources, done).content(page))
        for item in document.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
                _grey_picture(item)
            elif isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/ExtGState":
                _opaque(item)
        return save_pdf(document)


def _opaque(state: pikepdf.Dictionary) -> None:
    """Let nothing shine through: outlines need no transparency. What is unseen stays so."""
    for key in ("/ca", "/CA"):
        if float(state.get(key, 0)) > 0:
            state[key] = 1
    if "/BM" in state:
        state.BM = pikepdf.Name.Normal


def _grey_picture(stream: pikepdf.Stream) -> None:
    """Make a picture grey; one that cannot be read stays."""
    if stream.get("/ColorSpace") == "/DeviceGray" or "/ImageMask" in stream:
        return
    try:
        picture = pikepdf.PdfImage(stream).as_pil_image().convert("L")
    except (pikepdf.PdfError, NotImplementedError, UnidentifiedImageError):
        return
    stream.write(picture.tobytes())
    stream.ColorSpace, stream.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    stream.Width, stream.Height = picture.size
    for key in ("/Decode", "/DecodeParms"):
        if key in stream:
            del stream[key]
