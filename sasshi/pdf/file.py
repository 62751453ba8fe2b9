"""Bytes → a PDF that can be changed, and back: the same bytes in, the same bytes out."""

from __future__ import annotations

import io

import pikepdf


def open_pdf(pdf: bytes) -> pikepdf.Pdf:
    """Open a PDF.

    Raises:
        ValueError: the bytes are not a PDF that can be read.

    """
    try:
        return pikepdf.open(io.BytesIO(pdf))
    except pikepdf.PdfError as broken:
        raise ValueError(f"not a PDF that can be read: {broken}") from broken


def save_pdf(
    document: pikepdf.Pdf, *, min_version: str = "", force_version: str = "", packed: bool = True
) -> bytes:
    """Write a PDF, of at least or of exactly some version, such as ``1.7``.

    ``packed`` has it written with object streams, which machines before PDF 1.5 do not read.
    """
    out = io.BytesIO()
    modes = pikepdf.ObjectStreamMode
    document.save(
        out,
        min_version=min_version,
        force_version=force_version,
        deterministic_id=True,
        object_stream_mode=modes.generate if packed else modes.disable,
    )
    return out.getvalue()
