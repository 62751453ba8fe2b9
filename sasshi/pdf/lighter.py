"""A PDF → one that takes no more than some bytes, if coarser pictures are enough for that."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from PIL import Image

from sasshi.pdf.file import open_pdf, save_pdf

#: What pictures become, one after the other, until the file is small enough: the part of their
#: pixels a side, and the quality of JPEG. At 300 dpi to begin with, the last has 120.
_STAGES = ((1.0, 85), (0.75, 82), (2 / 3, 78), (0.5, 75), (0.4, 70))
#: Smaller pictures weigh little, and are mostly signs and drawings.
_LEAST_PIXELS = 250 * 250
_SHOWN = {"L": "/DeviceGray", "RGB": "/DeviceRGB"}


def lighter(data: bytes, most_bytes: int, *, version: str) -> bytes:
    """Give a PDF with its pictures as coarse as it takes, and no coarser; the last try at worst."""
    for ratio, quality in _STAGES:
        if len(data) <= most_bytes:
            break
        data = _with_pictures(data, ratio, quality, version)
    return data


def _with_pictures(data: bytes, ratio: float, quality: int, version: str) -> bytes:
    with open_pdf(data) as pdf:
        for stream in _pictures(pdf):
            _code(stream, ratio, quality)
        return save_pdf(pdf, force_version=version)


def _pictures(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Stream]:
    """Find the pictures of a file but for masks."""
    streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
    masks = {s.SMask.objgen for s in streams if isinstance(s.get("/SMask"), pikepdf.Stream)}
    for stream in streams:
        if stream.get("/Subtype") == "/Image" and stream.objgen not in masks:
            yield stream


def _code(stream: pikepdf.Stream, ratio: float, quality: int) -> None:
    """Code a picture anew as JPEG, unless it is small, masked by colours, or of inks."""
    if int(stream.Width) * int(stream.Height) < _LEAST_PIXELS or "/Decode" in stream:
        return
    try:
        image = pikepdf.PdfImage(stream).as_pil_image()
    except Exception:  # what Pillow or pikepdf does not decode stays as it is
        return
    if image.mode not in _SHOWN or stream.get("/ImageMask") or "/Mask" in stream:
        return
    width, height = (max(1, round(side * ratio)) for side in image.size)
    if ratio < 1:
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    coded = io.BytesIO()
    image.save(coded, "JPEG", quality=quality, optimize=True)
    if len(coded.getvalue()) >= len(stream.read_raw_bytes()):
        return
    stream.write(coded.getvalue(), filter=pikepdf.Name.DCTDecode)
    stream.Width, stream.Height, stream.BitsPerComponent = width, height, 8
    stream.ColorSpace = pikepdf.Name(_SHOWN[image.mode])
