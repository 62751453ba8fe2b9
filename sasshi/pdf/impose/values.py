"""Values of a PDF that may be of any kind, read as what they should be, or as nothing."""

from __future__ import annotations

from decimal import Decimal

import pikepdf


def name_of(value: object) -> str:
    """Read a name, ``/Square``; anything else is an empty one.

    The bytes of a name need not be UTF-8: those of Japanese fonts are often Shift JIS.
    """
    return (
        bytes(value).decode("utf-8", "surrogateescape") if isinstance(value, pikepdf.Name) else ""
    )


def text_of(value: object) -> str:
    """Read a text, which may be a stream; anything else is an empty one."""
    if isinstance(value, pikepdf.Stream):
        value = pikepdf.String(value.read_bytes())
    if not isinstance(value, pikepdf.String | str):
        return ""
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def whole(value: object) -> int:
    """Read a whole number; anything else is 0."""
    return value if isinstance(value, int) else 0


def number(value: object, usual: float) -> float:
    """Read a number; anything else is the usual one."""
    return float(value) if isinstance(value, int | Decimal) else usual


def numbers(value: object) -> list[float]:
    """Read an array of numbers; anything else is an empty one."""
    if not isinstance(value, pikepdf.Array):
        return []
    items: list[object] = list(value)
    read = [float(each) for each in items if isinstance(each, int | Decimal)]
    return read if len(read) == len(items) else []


def rectangle_of(value: object) -> pikepdf.Rectangle | None:
    """Read a rectangle, its corners in any order."""
    edges = numbers(value)
    return pikepdf.Rectangle(pikepdf.Array(edges)) if len(edges) == 4 else None


def items_of(value: object) -> list[object]:
    """Read an array; anything else is an empty one."""
    return list(value) if isinstance(value, pikepdf.Array) else []


def dictionary_of(value: object) -> pikepdf.Object:
    """Read a dictionary; anything else is an empty one."""
    return value if isinstance(value, pikepdf.Dictionary) else pikepdf.Dictionary()


def entries(value: pikepdf.Object) -> dict[str, object]:
    """Read the entries of a dictionary or a stream, those of objects that there are not, too.

    Where a key is not UTF-8 there are none: pikepdf cannot read them.
    """
    try:
        return dict(value.items())
    except UnicodeDecodeError:
        return {}
