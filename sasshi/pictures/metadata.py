"""JPEG, PNG, GIF, WebP without metadata: segments are left out, pixels stay coded as they are."""

from __future__ import annotations

from collections.abc import Iterator
from struct import pack, unpack_from

#: Beside the critical chunks of a PNG: what its colours are, transparency, size, animation.
_PNG_KEPT = frozenset(
    {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"cICP", b"mDCV"}
    | {b"cLLI", b"acTL", b"fcTL", b"fdAT"}
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
#: The bits of a WebP's head that tell of Exif and XMP.
_WEBP_TOLD = 0x08 | 0x04
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def without_metadata(data: bytes) -> bytes:
    """Give a picture without Exif, XMP, IPTC, thumbnails, texts, dates, and what stands after it.

    Colour profiles stay. What cannot be walked through stays as it is: it is found broken when it
    is decoded.
    """
    try:
        if data.startswith(b"\xff\xd8"):
            return b"".join(_jpeg(data))
        if data.startswith(_PNG_HEAD):
            return b"".join(_png(data))
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            chunks = b"".join(_webp(data))
            return b"RIFF" + pack("<I", len(chunks) + 4) + b"WEBP" + chunks
        if data[:6] in (b"GIF87a", b"GIF89a"):
            return b"".join(_gif(data))
    except (IndexError, ValueError, _Broken):
        pass
    except Exception as fault:  # struct.error: the file ends within a number
        if type(fault).__module__ != "struct":
            raise
    return data


class _Broken(Exception):
    """The file is not as its format has it."""


def _jpeg(data: bytes) -> Iterator[bytes]:
    """Give the segments of a JPEG (ITU-T T.81, B.1) that its pixels need; the last is its end."""
    yield data[:2]
    at = 2
    while True:
        if data[at] != 0xFF:
            raise _Broken
        while data[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker = data[at + 1]
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        end = at + 2 + int(unpack_from(">H", data, at + 2)[0])
        yield _jpeg_segment(marker, data[at:end])
        at = end
        if marker == 0xDA:
            end = _end_of_scan(data, at)
            yield data[at:end]
            at = end


def _jpeg_segment(marker: int, segment: bytes) -> bytes:
    """Give what is to be kept of a segment; JFIF may hold a thumbnail."""
    head = segment[4:16]
    if marker == 0xE0 and head.startswith(b"JFIF\0") and len(segment) >= 18:
        return b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"
    if marker == 0xE2 and head.startswith(b"ICC_PROFILE\0"):
        return segment
    if marker == 0xEE and head.startswith(b"Adobe"):
        return segment
    return b"" if marker == 0xFE or 0xE0 <= marker <= 0xEF else segment


def _end_of_scan(data: bytes, at: int) -> int:
    """Find the next marker that is none of coded pixels: stuffed bytes, restarts."""
    while True:
        at = data.index(b"\xff", at)
        following = data[at + 1]
        if following not in (0x00, 0xFF) and not 0xD0 <= following <= 0xD7:
            return at
        at += 2 if following != 0xFF else 1


def _png(data: bytes) -> Iterator[bytes]:
    yield _PNG_HEAD
    at = len(_PNG_HEAD)
    while True:
        length, kind = unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise _Broken
        if kind[:1].isupper() or kind in _PNG_KEPT:
            yield data[at:end]
        if kind == b"IEND":
            return
        at = end


def _webp(data: bytes) -> Iterator[bytes]:
    at, end = 12, min(len(data), 8 + int(unpack_from("<I", data, 4)[0]))
    while at + 8 <= end:
        kind, length = unpack_from("<4sI", data, at)
        chunk = data[at : at + 8 + length + length % 2]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_TOLD]) + chunk[9:]
        if kind in _WEBP_KEPT:
            yield chunk
        at += len(chunk)


def _gif(data: bytes) -> Iterator[bytes]:
    """Give the blocks of a GIF but for remarks and what programs put in (XMP among it)."""
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    yield data[:at]
    while True:
        start, kind = at, data[at]
        if kind == 0x3B:
            yield b"\x3b"
            return
        if kind == 0x21:
            label = data[at + 1]
            at = _end_of_blocks(data, at + 2)
            told = label == 0xFE or (
                label == 0xFF and data[start + 3 : start + 14] not in _GIF_LOOPS
            )
            yield b"" if told else data[start:at]
        elif kind == 0x2C:
            colors = 3 << ((data[at + 9] & 7) + 1) if data[at + 9] & 0x80 else 0
            at = _end_of_blocks(data, at + 11 + colors)
            yield data[start:at]
        else:
            raise _Broken


def _end_of_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1
