"""Every colour in a PDF → inks: in pages, forms, tiles, shadings and groups.

In a soft mask (PDF 32000-1, 11.5) colour means only how much shows: there it becomes a grey.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pikepdf

from sasshi.model.color import Color
from sasshi.pdf.shop.cielab import from_lab
from sasshi.pdf.shop.content_stream import (
    FILLING,
    NONE,
    SPACE_OF,
    STROKING,
    family,
    gradients,
    mask_of,
)
from sasshi.pdf.shop.press_profile import BLACK, Inks, PressProfile, limited

#: Marked content (14.6): nothing is printed of it, and its tags are gone.
_MARKED = frozenset({"BMC", "BDC", "EMC", "MP", "DP"})
#: Families of colour spaces whose colours can be turned into inks, and how many parts they have.
_CHANNELS = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4, "/Lab": 3}
#: The same object has this number and generation wherever it is found.
_Id = tuple[int, int]


def recolor(document: pikepdf.Pdf, press: PressProfile) -> None:
    """Turn every colour that is drawn into inks, in place; pictures are ``set_pictures``'s."""
    masks = set(_masks(document))
    for page in document.pages:
        content = _recolored(page.obj, page.resources, press, in_mask=False)
        page.obj.Contents = document.make_stream(content)
        _set_group(page.obj, in_mask=False)
    for item in list(document.objects):
        if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            continue
        in_mask = item.objgen in masks
        if item.get("/Subtype") == "/Form" or item.get("/PatternType") == 1:
            item.write(_recolored(item, item.get("/Resources", NONE), press, in_mask=in_mask))
            _set_group(item, in_mask=in_mask)
        elif "/ShadingType" in item:
            _set_shading(item, press, in_mask=in_mask)
    _drop_unused_spaces(document)


def _masks(document: pikepdf.Pdf) -> Iterator[_Id]:
    """Find the forms and shadings that make up soft masks."""
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            for state in item.get("/ExtGState", NONE).as_dict().values():
                yield from _below(mask_of(state))
            resources = item.get("/Resources", NONE)
            for state in resources.get("/ExtGState", NONE).as_dict().values():
                yield from _below(mask_of(state))


def _below(form: pikepdf.Object | None) -> Iterator[_Id]:
    """Give a form, and the forms and shadings that it uses."""
    if form is None:
        return
    yield form.objgen
    resources = form.get("/Resources", NONE)
    for kind in ("/Shading", "/Pattern"):
        yield from (item.objgen for item in resources.get(kind, NONE).as_dict().values())
    for inner in resources.get("/XObject", NONE).as_dict().values():
        if inner.get("/Subtype") == "/Form":
            yield from _below(inner)


def _recolored(
    stream: pikepdf.Object, resources: pikepdf.Object, press: PressProfile, *, in_mask: bool
) -> bytes:
    """Write a content stream anew, in inks, without marked content."""
    rewriter = _Rewriter(press, resources, in_mask=in_mask)
    written = (
        instruction
        for read in pikepdf.parse_content_stream(stream)
        for instruction in rewriter.rewritten(read)
    )
    return pikepdf.unparse_content_stream(list(written))


class _Rewriter:
    """Rewrites one content stream; knows which colour spaces are set at each operator.

    A colour that text is to have in black, and drawings as it is, is set anew where text begins
    and ends: ``drawn`` then has the inks for drawings.
    """

    def __init__(self, press: PressProfile, resources: pikepdf.Object, *, in_mask: bool) -> None:
        self.press = press
        self.resources = resources
        self.in_mask = in_mask
        self.spaces = {"fill": "/DeviceGray", "stroke": "/DeviceGray"}
        self.drawn: Inks | None = None
        self.in_text = False
        self.kept: list[tuple[dict[str, str], Inks | None]] = []

    def rewritten(self, instruction: Any) -> Iterator[Any]:
        operator = str(instruction.operator)
        if operator == "q":
            self.kept.append((dict(self.spaces), self.drawn))
        elif operator == "Q" and self.kept:
            self.spaces, self.drawn = self.kept.pop()
        if operator in FILLING | STROKING:
            yield self._color(operator, instruction)
        elif operator not in _MARKED:
            yield instruction
        if operator in ("BT", "ET"):
            self.in_text = operator == "BT"
            if self.drawn:
                yield _set(BLACK if self.in_text else self.drawn, "k")

    def _color(self, operator: str, instruction: Any) -> Any:
        """Give the operator that sets a colour in inks; patterns stay."""
        target = "fill" if operator in FILLING else "stroke"
        small, operands = operator.lower(), list(instruction.operands)
        if small == "cs":
            self.spaces[target] = family(operands[0], self.resources)
            numbers = [0.0] * _CHANNELS.get(self.spaces[target], 0)
            if self.spaces[target] == "/DeviceCMYK":
                numbers[3] = 1.0
        else:
            self.spaces[target] = SPACE_OF.get(small, self.spaces[target])
            numbers = [float(n) for n in operands] if self.spaces[target] in _CHANNELS else []
        if self.spaces[target] not in _CHANNELS:
            return instruction
        space = self.spaces[target]
        if self.in_mask:
            return _set([_luminosity(space, numbers)], "g" if target == "fill" else "G")
        inks = inks_of(space, numbers, self.press)
        if target == "stroke":
            return _set(inks, "K")
        black = space != "/DeviceCMYK" and self.press.is_of_text(_rgb(space, numbers))
        self.drawn = inks if black and inks != BLACK else None
        return _set(BLACK if self.drawn and self.in_text else inks, "k")


def _set(values: Sequence[float], operator: str) -> pikepdf.ContentStreamInstruction:
    return pikepdf.ContentStreamInstruction(_numbers(values), pikepdf.Operator(operator))


def inks_of(space: str, numbers: Sequence[float], press: PressProfile) -> Inks:
    """Give the inks of a colour: its numbers in a colour space such as ``/DeviceRGB``."""
    if space == "/DeviceCMYK":
        c, m, y, k = numbers
        return limited((c, m, y, k))
    return press.inks(_rgb(space, numbers))


def _rgb(space: str, numbers: Sequence[float]) -> Color:
    if space == "/DeviceGray":
        return numbers[0], numbers[0], numbers[0]
    first, second, third = numbers
    return from_lab((first, second, third)) if space == "/Lab" else (first, second, third)


def _luminosity(space: str, numbers: Sequence[float]) -> float:
    """Give how much shows through a soft mask of a colour (11.5.3)."""
    if space == "/DeviceCMYK":
        c, m, y, k = numbers
        return 1 - min(1.0, 0.3 * c + 0.59 * m + 0.11 * y + k)
    red, green, blue = _rgb(space, numbers)
    return 0.3 * red + 0.59 * green + 0.11 * blue


def _set_group(item: pikepdf.Object, *, in_mask: bool) -> None:
    """Let a transparency group blend in the colours of what is in it."""
    if "/Group" in item:
        item.Group.CS = pikepdf.Name.DeviceGray if in_mask else pikepdf.Name.DeviceCMYK


def _set_shading(shading: pikepdf.Object, press: PressProfile, *, in_mask: bool) -> None:
    """Turn a shading's colours, if it is between two or more of them (7.10.3, 7.10.4).

    A grey one shows how much of another is seen, and stays.
    """
    space = family(shading.get("/ColorSpace"))
    if space not in _CHANNELS or space == "/DeviceGray":
        return
    functions = list(gradients(shading.get("/Function", NONE)))
    for function in functions:
        for key in ("/C0", "/C1"):
            numbers = [float(number) for number in function[key]]
            values = [_luminosity(space, numbers)] if in_mask else inks_of(space, numbers, press)
            function[key] = pikepdf.Array(_numbers(values))
    if functions:
        shading.ColorSpace = pikepdf.Name.DeviceGray if in_mask else pikepdf.Name.DeviceCMYK


def _drop_unused_spaces(document: pikepdf.Pdf) -> None:
    for item in [*document.objects, *(page.obj for page in document.pages)]:
        if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            continue
        for holder in (item, item.get("/Resources", NONE)):
            spaces = holder.get("/ColorSpace")
            if isinstance(spaces, pikepdf.Dictionary):
                for name in [n for n, space in spaces.items() if family(space) in _CHANNELS]:
                    del spaces[name]


def _numbers(values: Sequence[float]) -> list[Decimal]:
    return [Decimal(f"{value:.4f}").normalize() + 0 for value in values]
