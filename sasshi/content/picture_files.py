"""Bytes of a picture → what is wrong with it, before the engine sees it.

The engine prints a picture that is cut short as a black box, and says nothing; a picture of
12,000² pixels costs it a gigabyte, for it decodes the whole of it.
"""

from __future__ import annotations

import io
import re
import warnings
from pathlib import PurePosixPath
from xml.etree import ElementTree

from sasshi.problems import Place, Problem, error

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
#: A file is read whole, and decoded whole: two limits, of its bytes and of its pixels.
MAX_BYTES = 100_000_000
MAX_PIXELS = 50_000_000
MAX_SVG_DEPTH = 100

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_SIGNATURES = (
    (re.compile(rb".{4}ftyp(?:heic|heix|hevc|mif1|msf1)", re.DOTALL), "HEIC"),
    (re.compile(rb".{4}ftypavif", re.DOTALL), "AVIF"),
    (re.compile(rb"%PDF"), "PDF"),
    (re.compile(rb"II\*\x00|MM\x00\*"), "TIFF"),
    (re.compile(rb"BM.{4}\x00\x00\x00\x00", re.DOTALL), "BMP"),
)
_OUTSIDE = re.compile(r"""url\(\s*["']?(?!#|data:image/)([^"')]*)|@import\s+([^;]*)""", re.I)


def check_picture(data: bytes, name: str, place: Place) -> Problem | None:
    """Give the first thing wrong with a picture, shown as ``name`` and used at ``place``."""
    for signature, kind in _SIGNATURES:
        if signature.match(data):
            return error("image-type", place, name=name, found=kind)
    if PurePosixPath(name).suffix.lower() == ".svg":
        return _check_svg(data, name, place)
    return _check_pixels(data, name, place)


def _check_pixels(data: bytes, name: str, place: Place) -> Problem | None:
    """Decode the whole picture: only that tells whether it is complete."""
    from PIL import Image, ImageFile

    # Some programs, WeasyPrint among them, tell Pillow to put up with pictures cut short.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    return _too_large(name, place, width, height)
                image.load()
        except Image.DecompressionBombError:
            return _too_large(name, place, 0, 0)
        except Exception as fault:  # Pillow's decoders raise whatever they stumble over
            why = str(fault).partition("<")[0].strip()
            return error("image-broken", place, name=name, why=why)
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    return None


def _too_large(name: str, place: Place, width: int, height: int) -> Problem:
    size = f"{width} × {height}" if width else "> 178,000,000"
    return error("image-too-large", place, name=name, size=size, limit=MAX_PIXELS // 1_000_000)


def _check_svg(data: bytes, name: str, place: Place) -> Problem | None:
    if b"<!ENTITY" in data:
        return error("svg-unsafe", place, name=name, found="<!ENTITY")
    depth = 0
    root = None
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(data), ("start", "end")):
            depth += 1 if event == "start" else -1
            root = element if root is None else root
            if depth > MAX_SVG_DEPTH:
                return error("svg-unsafe", place, name=name, found=f"> {MAX_SVG_DEPTH} levels")
            if event == "end" and (danger := _unsafe(element)):
                return error("svg-unsafe", place, name=name, found=danger)
    except (ElementTree.ParseError, LookupError, ValueError) as fault:
        return error("image-broken", place, name=name, why=str(fault))
    kind = _local(root.tag) if root is not None else ""
    if kind != "svg":
        return error("image-broken", place, name=name, why=f"<{kind}>")
    return None


def _unsafe(element: ElementTree.Element) -> str | None:
    """Give what in an element would run, or would be fetched from elsewhere."""
    tag = _local(element.tag)
    if tag in ("script", "iframe", "object", "embed"):
        return f"<{tag}>"
    for key, value in element.attrib.items():
        attribute = _local(key)
        if attribute.lower().startswith("on"):
            return f"{attribute}="
        fetched = attribute in ("href", "src") and tag != "a"
        if fetched and not value.startswith(("#", "data:image/")):
            return f"{attribute}={value[:60]}"
        if outside := _OUTSIDE.search(value):
            return outside[0][:60]
    if tag == "style" and (outside := _OUTSIDE.search(element.text or "")):
        return outside[0][:60]
    return None


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
