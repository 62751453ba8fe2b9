"""Pixels of a picture: turned upright, in eight bits a colour, and no more than are needed."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

#: Of JPEG, in Pillow's scale: seen beside the original at 300 dpi, no difference is found.
_QUALITY = 88
_ORIENTATION = 0x0112
_KINDS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}
_HEADS = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF8", "gif"))


def kind_of(data: bytes) -> str:
    """Give ``jpeg``, ``png``, ``gif``, ``webp`` or ``svg`` by how a file begins, or ``""``."""
    for head, kind in _HEADS:
        if data.startswith(head):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "svg" if (start.startswith(b"<") and b"<svg" in data) or b":svg" in start else ""


def upright(data: bytes) -> bytes:
    """Turn a picture as its Exif orientation says; most stand already, and stay as they are."""
    with _opened(data) as image:
        if image is None or image.info.get("exif") is None:
            return data
        if image.getexif().get(_ORIENTATION, 1) in (0, 1) or _moves(image):
            return data
        from PIL import ImageOps

        return _saved(ImageOps.exif_transpose(image), image)


def in_eight_bits(data: bytes) -> bytes:
    """Give a grey picture of sixteen bits in eight: the engine takes its pixels for colours."""
    if not data.startswith(b"\x89PNG") or data[24:26] != b"\x10\x00":
        return data
    with _opened(data) as image:
        if image is None or not image.mode.startswith("I"):
            return data
        grey = image.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
        clear = image.info.get("transparency")
        if isinstance(clear, int):
            grey.info["transparency"] = clear // 257
        return _saved(grey, image)


def smaller(data: bytes, ratio: float) -> bytes:
    """Give a picture whose sides have so much of their pixels, below 1; if it is smaller at all."""
    with _opened(data) as image:
        if image is None or _moves(image):
            return data
        width, height = (max(1, round(side * ratio)) for side in image.size)
        if image.format == "JPEG":
            image.draft(None, (2 * width, 2 * height))  # decoded at a half, a quarter, an eighth
        made = _saved(_resized(image, width, height), image)
        return made if len(made) < len(data) else data


def within(data: bytes, side_px: int) -> bytes:
    """Give a picture whose longer side has so many pixels at most."""
    longest = max(size_of(data))
    return smaller(data, side_px / longest) if longest > side_px else data


def size_of(data: bytes) -> tuple[int, int]:
    """Give a picture's width and height in pixels; zeros if it has none."""
    with _opened(data) as image:
        return image.size if image is not None else (0, 0)


def is_line_art(data: bytes) -> bool:
    """Tell whether a picture has two colours, or a few from a table: its edges are to be sharp."""
    with _opened(data) as image:
        return image is not None and image.mode in ("1", "P")


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """Open a picture, or give ``None`` if it is none of those that are known."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "GIF", "WEBP"))
        except Exception:  # Pillow's readers raise whatever they stumble over
            yield None
            return
        with image:
            yield image


def _moves(image: Image) -> bool:
    """Tell whether a picture is a film. A JPEG of several pictures shows its first."""
    return image.format not in ("JPEG", "MPO") and getattr(image, "n_frames", 1) > 1


def _resized(image: Image, width: int, height: int) -> Image:
    from PIL.Image import Resampling

    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if image.mode in ("1", "P", "PA") or "transparency" in image.info:
        grey = image.mode == "1" and not clear
        image = image.convert("L" if grey else "RGBA" if clear else "RGB")
    return image.resize((width, height), Resampling.LANCZOS)


def _saved(image: Image, origin: Image) -> bytes:
    """Code pixels in the format that they came in, with their colour profile and nothing else."""
    kind = _KINDS[str(origin.format)]
    options: dict[str, Any] = {"icc_profile": origin.info.get("icc_profile"), "exif": b""}
    if kind == "jpeg":
        options |= {"quality": _QUALITY, "optimize": True}
    elif kind == "webp":
        options |= {"quality": _QUALITY}
    elif "transparency" in image.info:
        options["transparency"] = image.info["transparency"]
    written = io.BytesIO()
    image.info.pop("xmp", None)
    image.save(written, "PNG" if kind == "gif" else kind.upper(), **options)
    return written.getvalue()
