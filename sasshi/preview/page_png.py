"""A page of a PDF → a picture of it, as PNG."""

from __future__ import annotations

import struct
import threading
import zlib

import pypdfium2

from sasshi.model import MM_PER_PT

#: PDFium works for one at a time.
_PDFIUM = threading.Lock()
#: Pages are mostly white: lines as they are, packed quickly, take a third of the time that a
#: filter chosen for each line does.
_LEVEL = 1
_RGB = (8, 2, 0, 0, 0)
_NO_FILTER = b"\0"


def page_png(pdf: bytes, px_per_mm: float, page: int = 0) -> bytes:
    """Draw a page, counted from 0, as a PNG of so many pixels for each of its millimetres."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        bitmap = document[page].render(scale=px_per_mm * MM_PER_PT, rev_byteorder=True)
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        pixels = bytes(bitmap.buffer)
        bitmap.close()
        document.close()
    row = 3 * width
    lines = (pixels[start : start + row] for start in range(0, height * stride, stride))
    data = _NO_FILTER + _NO_FILTER.join(lines)
    header = struct.pack(">2I5B", width, height, *_RGB)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(data, _LEVEL)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def sizes_mm(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Give the width and the height of every page of a PDF."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        sizes = [document.get_page_size(number) for number in range(len(document))]
        document.close()
    return tuple((round(w * MM_PER_PT, 2), round(h * MM_PER_PT, 2)) for w, h in sizes)


def _chunk(name: bytes, content: bytes) -> bytes:
    """Give a chunk of a PNG file (ISO 15948, 5.3)."""
    return struct.pack(">I", len(content)) + name + content + _checksum(name + content)


def _checksum(data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data))
