"""PDFs as others make them, for imposing: written by hand with pikepdf, one fault at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

#: A5 in points, as most programs have it.
A5_PT = (420, 595)


@contextmanager
def made(out: list[bytes]) -> Iterator[pikepdf.Pdf]:
    """Give an empty PDF to fill; its bytes go to the end of the list."""
    with pikepdf.new() as pdf:
        yield pdf
        out.append(saved(pdf))


def saved(pdf: pikepdf.Pdf) -> bytes:
    """Write a PDF as a plain program does."""
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    return out.getvalue()


def helvetica(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """Make the font that every viewer has."""
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        Encoding=Name.WinAnsiEncoding,
    )
    return pdf.make_indirect(font)


def add_page(
    pdf: pikepdf.Pdf, content: str = "", size: tuple[float, float] = A5_PT, **keys: Any
) -> pikepdf.Page:
    """Add a page with Helvetica as ``/F``; ``keys`` are entries of its own."""
    page = pdf.add_blank_page(page_size=size)
    page.Resources = Dictionary(Font=Dictionary(F=helvetica(pdf)))
    page.Contents = pdf.make_stream(content.encode())
    for key, value in keys.items():
        page.obj[f"/{key}"] = value
    return page


def say(text: str, x: float = 60, y: float = 400, size: float = 40) -> str:
    """Write a text."""
    return f"BT /F {size} Tf {x} {y} Td ({text}) Tj ET"


def numbered(pages: int, size: tuple[float, float] = A5_PT, **keys: Any) -> bytes:
    """Make pages that say their number, from 1, each with a bar as long as it."""
    out: list[bytes] = []
    with made(out) as pdf:
        for number in range(1, pages + 1):
            bar = f"40 60 {20 * number} 12 re f"
            add_page(pdf, f"{say(f'#{number}#', 40, 100)} {bar}", size, **keys)
    return out[0]


__all__ = [
    "A5_PT",
    "Array",
    "Dictionary",
    "Name",
    "add_page",
    "helvetica",
    "made",
    "numbered",
    "saved",
    "say",
]
