"""Bytes of a text file → text, or a problem that says what the file really is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from sasshi.dialect.source_lines import split_lines
from sasshi.problems import Place, Problem, error, warning
from sasshi.schema.bidi import without_bidi

#: No guide text is longer; a larger file is not text, or would keep the engine busy for hours.
MAX_BYTES = 4_000_000

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_NOT_CONTROL = "\t\n\r"
_WHITE = dict.fromkeys(map(ord, _NOT_CONTROL))
_KANA = re.compile("[\u3041-\u309f\u30a0-\u30ff]")
_COMMON = re.compile("[\u3001-\u30ff\u4e00-\u9fff\uff01-\uff5e]")


def decode(data: bytes, path: str) -> tuple[str | None, tuple[Problem, ...]]:
    """Decode a file shown as ``path``: UTF-8, with or without a byte order mark.

    Characters that turn the direction of text are left out, with a warning for each line.
    """
    if len(data) > MAX_BYTES:
        return None, (error("file-too-large", Place(path), size=len(data), limit=MAX_BYTES),)
    if wide := _wide_encoding(data):
        return None, (error("encoding", Place(path), encoding=wide),)
    if b"\x00" in data:
        return None, (error("binary-file", Place(path)),)
    if re.search(rb"\x1b\$[@B]", data):
        return None, (error("encoding", Place(path), encoding="ISO-2022-JP"),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return None, (_not_utf8(data, path, fault),)
    plain, turning = without_bidi(text)
    return plain, (*_control_characters(text, path), *_turning(text, turning, path))


def _wide_encoding(data: bytes) -> str | None:
    """Recognise UTF-16 and UTF-32, by their marks or by where their zero bytes lie."""
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "UTF-32"
    if data.startswith(b"\xff\xfe"):
        return "UTF-16"
    if data.startswith(b"\xfe\xff"):
        return "UTF-16"
    for name, zeros in (("UTF-16LE", data[1::2]), ("UTF-16BE", data[0::2])):
        if 0 < zeros.count(0) == data.count(0) and _reads_well(data, name):
            return name
    return None


def _reads_well(data: bytes, codec: str) -> bool:
    """Tell whether nearly everything decodes to characters that stand in texts."""
    try:
        text = data[:4000].decode(codec)
    except UnicodeDecodeError:
        return False
    strange = sum(unicodedata.category(char) in ("Cn", "Co", "Cs") for char in text)
    return strange * 20 < len(text) and not _CONTROL.search(text.translate(_WHITE))


def _not_utf8(data: bytes, path: str, fault: UnicodeDecodeError) -> Problem:
    """Say which other encoding the file is in, or where its first broken byte stands."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f" and char != "\ufffd")
    if broken * 10 > good and (encoding := _guess(data)):
        return error("encoding", Place(path), encoding=encoding)
    before = data[: fault.start].decode("utf-8", "replace")
    line = len(split_lines(before))
    broken_bytes = " ".join(f"{byte:02X}" for byte in data[fault.start : fault.end])
    return error("not-utf8", Place(path, line), found=broken_bytes)


def _guess(data: bytes) -> str | None:
    """Give the encoding in which the bytes make the most sense, as ``iconv`` names it."""
    best, best_score = None, 0.5
    for name, codec in (("SHIFT_JIS", "cp932"), ("EUC-JP", "euc_jp")):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        foreign = [char for char in text if char > "\x7f"]
        if foreign:
            sense = len(_COMMON.findall(text)) + len(_KANA.findall(text))
            score = sense / len(foreign)
            if score > best_score:
                best, best_score = name, score
    if best is None and not re.search(rb"[\x80-\xbf\xf7\xd7]{2}|[\x81\x8d\x8f\x90\x9d]", data):
        return "WINDOWS-1252"
    return best


def _control_characters(text: str, path: str) -> list[Problem]:
    """Report each line that holds a control character, once."""
    by_line: dict[int, str] = {}
    for match in _CONTROL.finditer(text):
        if match[0] not in _NOT_CONTROL:
            line = len(split_lines(text[: match.start()]))
            by_line.setdefault(line, f"U+{ord(match[0]):04X}")
            if len(by_line) >= 20:
                break
    return [
        error("control-character", Place(path, line), found=name) for line, name in by_line.items()
    ]


def _turning(text: str, places: Sequence[tuple[int, str]], path: str) -> Iterator[Problem]:
    """Report each line that held characters which turn the direction of text, once."""
    by_line: dict[int, str] = {}
    line, end = 1, 0
    for at, name in places:
        line += len(split_lines(text[end:at])) - 1
        end = at
        by_line.setdefault(line, name)
    for line, name in by_line.items():
        yield warning("bidi-control", Place(path, line), found=name)
