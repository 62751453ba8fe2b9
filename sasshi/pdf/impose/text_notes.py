"""Notes, text boxes and stamps that bring no appearance → what viewers draw of them.

ISO 32000-2, 12.5.6.4, 12.5.6.6 and 12.5.6.12.
"""

from __future__ import annotations

import re

import pikepdf

from sasshi.pdf.impose.fields import FormFields, lettered_form, text_style
from sasshi.pdf.impose.lettering import Setting
from sasshi.pdf.impose.paint import color, made_form, stroke_width
from sasshi.pdf.impose.values import name_of, rectangle_of, text_of, whole

#: The sign of a note that is opened by a click: a sheet with lines, 20 pt wide.
_SIGN_PT = 20
_SIGN = (
    "0.6 w 0 G 1 3 18 14 re B 4 13 m 16 13 l 4 10 m 16 10 l 4 7 m 12 7 l S",
    "1 0.95 0.5 rg",
)
#: Viewers have drawings of their own for stamps: a frame and the stamp's name, in red.
_STAMP = "0.75 0.1 0.1"
_STAMP_EDGE_PT = 2.0


def text_note(fields: FormFields, annotation: pikepdf.Object) -> pikepdf.Object | None:
    """Make the appearance of a text box, a note or a stamp; ``None`` if it is neither, or empty.

    Raises:
        NotWritten: no font at hand can write its text.

    """
    kind = name_of(annotation.get("/Subtype"))
    rectangle = rectangle_of(annotation.get("/Rect"))
    if rectangle is None:
        return None
    box = rectangle.width, rectangle.height
    if kind == "/Text":
        lines, paper = _SIGN
        paper = color(annotation.get("/C"), paper) or paper
        return made_form(fields.pdf, f"{paper} {lines}", (0, 0, _SIGN_PT, _SIGN_PT))
    if kind == "/FreeText":
        return _free_text(fields, annotation, box)
    return _stamp(fields, annotation, box) if kind == "/Stamp" else None


def _free_text(
    fields: FormFields, annotation: pikepdf.Object, box: tuple[float, float]
) -> pikepdf.Object | None:
    size, paint, font = text_style(fields, annotation)
    edge = stroke_width(annotation, 0.0) if "/BS" in annotation or "/Border" in annotation else 0.0
    ground = []
    if paper := color(annotation.get("/C")):
        ground.append(f"q {paper} 0 0 {box[0]:.3f} {box[1]:.3f} re f Q")
    if edge:
        inner = f"{edge / 2:.3f} {edge / 2:.3f} {box[0] - edge:.3f} {box[1] - edge:.3f}"
        ground.append(f"q {paint.upper()} {edge:g} w {inner} re S Q")
    how = Setting(size, whole(annotation.get("/Q")), paint, lines=True)
    text = text_of(annotation.get("/Contents"))
    return lettered_form(fields, text, how, box, max(1.0, 2 * edge), ground, font)


def _stamp(
    fields: FormFields, annotation: pikepdf.Object, box: tuple[float, float]
) -> pikepdf.Object | None:
    name = name_of(annotation.get("/Name")).removeprefix("/") or "Draft"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).upper()
    edge = _STAMP_EDGE_PT
    frame = (
        f"q {_STAMP} RG {edge:g} w {edge:.3f} {edge:.3f}"
        f" {box[0] - 2 * edge:.3f} {box[1] - 2 * edge:.3f} re S Q"
    )
    bold = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name("/Helvetica-Bold"),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    how = Setting(0.0, 1, f"{_STAMP} rg")
    return lettered_form(fields, words, how, box, 3 * edge, [frame], bold)
