"""Widgets of form fields without an appearance, or with an old one → what viewers show of them.

ISO 32000-2, 12.5.6.19 (widgets) and 12.7.5 (kinds of fields).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pikepdf

from sasshi.pdf.impose.fields import FormFields, lettered_form, text_style
from sasshi.pdf.impose.lettering import Setting, row_height
from sasshi.pdf.impose.paint import color, dashes, stroke_width
from sasshi.pdf.impose.values import (
    dictionary_of,
    items_of,
    name_of,
    rectangle_of,
    text_of,
    whole,
)

_MULTILINE, _PASSWORD, _COMB = 1 << 12, 1 << 13, 1 << 24
_RADIO, _PUSHBUTTON, _COMBO = 1 << 15, 1 << 16, 1 << 17
#: What lies behind a chosen row of a list.
_CHOSEN = "0.6 0.757 0.855 rg"
#: In pt: the size of the rows of a list that says none.
_ROW_PT = 12.0
#: Signs of ZapfDingbats for what is on, if a widget names none: a check mark, a disc.
_CHECK, _DISC = "4", "l"


@dataclass(frozen=True, slots=True)
class _Value:
    """What a field holds, how it is set, and the rows of a list that are chosen."""

    text: str
    how: Setting
    font: pikepdf.Object | None = None
    chosen: frozenset[int] = frozenset()


def is_written(fields: FormFields, widget: pikepdf.Object) -> bool:
    """Tell whether a widget's field holds a text."""
    return name_of(fields.get(widget, "/FT")) in ("/Tx", "/Ch")


def widget_form(fields: FormFields, widget: pikepdf.Object) -> pikepdf.Object | None:
    """Make the appearance of a widget: its ground and border, and what its field holds.

    Raises:
        NotWritten: no font at hand can write its value.

    """
    rectangle = rectangle_of(widget.get("/Rect"))
    if rectangle is None:
        return None
    looks = dictionary_of(widget.get("/MK"))
    turn = whole(looks.get("/R")) % 360
    wide, tall = rectangle.width, rectangle.height
    box = (tall, wide) if turn % 180 else (wide, tall)
    edge = stroke_width(widget)
    padding = max(1.0, 2 * edge)
    value = _value(fields, widget, looks)
    ground = [*_ground(widget, looks, box, edge)]
    ground += _chosen_rows(value, box, padding)
    return lettered_form(fields, value.text, value.how, box, padding, ground, value.font, turn)


def _ground(
    widget: pikepdf.Object, looks: pikepdf.Object, box: tuple[float, float], edge: float
) -> Iterator[str]:
    """Paint a widget's ground, and its border within its edges."""
    if ground := color(looks.get("/BG")):
        yield f"q {ground} 0 0 {box[0]:.3f} {box[1]:.3f} re f Q"
    border = color(looks.get("/BC"), stroke=True)
    if edge and border:
        inner = f"{edge / 2:.3f} {edge / 2:.3f} {box[0] - edge:.3f} {box[1] - edge:.3f}"
        yield f"q {border} {edge:g} w {dashes(widget)} {inner} re S Q"


def _chosen_rows(value: _Value, box: tuple[float, float], padding: float) -> Iterator[str]:
    tall = row_height(value.how)
    for row in sorted(value.chosen):
        bottom = box[1] - padding - (row + 1) * tall
        yield f"q {_CHOSEN} {padding:.3f} {bottom:.3f} {box[0] - 2 * padding:.3f} {tall:.3f} re f Q"


def _value(fields: FormFields, widget: pikepdf.Object, looks: pikepdf.Object) -> _Value:
    """Read what a widget shows of its field."""
    kind, flags = name_of(fields.get(widget, "/FT")), whole(fields.get(widget, "/Ff"))
    size, paint, font = text_style(fields, widget)
    how = Setting(size, whole(fields.get(widget, "/Q")), paint)
    if kind == "/Tx":
        return _Value(*_written(fields, widget, flags, how), font)
    if kind == "/Ch" and flags & _COMBO:
        return _Value(_choice(fields, widget), how, font)
    if kind == "/Ch":
        return _list(fields, widget, replace(how, size_pt=size or _ROW_PT, lines=True), font)
    if kind == "/Btn":
        return _button(fields, widget, flags, looks, _Value("", replace(how, align=1), font))
    return _Value("", how)


def _written(
    fields: FormFields, widget: pikepdf.Object, flags: int, how: Setting
) -> tuple[str, Setting]:
    text = text_of(fields.get(widget, "/V"))
    if flags & _PASSWORD:
        text = "*" * len(text)
    if flags & _MULTILINE:
        return text, replace(how, lines=True)
    return text, replace(how, cells=whole(fields.get(widget, "/MaxLen")) if flags & _COMB else 0)


def _choice(fields: FormFields, widget: pikepdf.Object) -> str:
    chosen = _chosen(fields, widget)
    shown = dict(_options(fields, widget))
    return ", ".join(shown.get(each, each) for each in chosen)


def _list(
    fields: FormFields, widget: pikepdf.Object, how: Setting, font: pikepdf.Object | None
) -> _Value:
    rows = list(_options(fields, widget))[whole(fields.get(widget, "/TI")) :]
    values = _chosen(fields, widget)
    chosen = frozenset(row for row, (value, _) in enumerate(rows) if value in values)
    return _Value("\n".join(shown for _, shown in rows), how, font, chosen)


def _chosen(fields: FormFields, widget: pikepdf.Object) -> list[str]:
    value = fields.get(widget, "/V")
    return [text_of(each) for each in (value if isinstance(value, pikepdf.Array) else [value])]


def _options(fields: FormFields, widget: pikepdf.Object) -> Iterator[tuple[str, str]]:
    """Give the options of a choice: the value of each, and what is shown of it."""
    for each in items_of(fields.get(widget, "/Opt")):
        pair = items_of(each)
        value, shown = pair[:2] if len(pair) > 1 else (each, each)
        yield text_of(value), text_of(shown)


def _button(
    fields: FormFields, widget: pikepdf.Object, flags: int, looks: pikepdf.Object, usual: _Value
) -> _Value:
    """Give what stands on a button, or the sign of a check box or radio button that is on."""
    caption = text_of(looks.get("/CA"))
    if flags & _PUSHBUTTON:
        return replace(usual, text=caption)
    state = widget.get("/AS", fields.get(widget, "/V"))
    if not isinstance(state, pikepdf.Name) or state == pikepdf.Name.Off:
        return usual
    if len(dictionary_of(dictionary_of(widget.get("/AP")).get("/N"))):
        return usual  # it brings appearances, but none for this state
    signs = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.ZapfDingbats
    )
    return replace(usual, text=caption or (_DISC if flags & _RADIO else _CHECK), font=signs)
