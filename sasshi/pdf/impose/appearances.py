"""Which form shows an annotation: the appearance that it brings, or one that is made for it."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf

from sasshi.pdf.impose.fields import FormFields, NotWritten
from sasshi.pdf.impose.markup import draw_markup, is_drawn
from sasshi.pdf.impose.paint import made_form
from sasshi.pdf.impose.text_notes import text_note
from sasshi.pdf.impose.values import name_of, number, rectangle_of
from sasshi.pdf.impose.widgets import is_written, widget_form

#: Kinds of which nothing is printed if they bring no appearance: what is opened or played by a
#: click, and what is for printers' proofs.
_UNSEEN = frozenset(
    {
        "/Popup",
        "/FileAttachment",
        "/Sound",
        "/Movie",
        "/PrinterMark",
        "/TrapNet",
        "/Watermark",
    }
)


@dataclass(frozen=True, slots=True)
class Appearance:
    """The form that shows an annotation; it is ``lacking`` if there should be one, but is none.

    One that is ``in_place`` is drawn in the page's space, and not fitted into the rectangle.
    """

    form: pikepdf.Object | None = None
    lacking: bool = False
    in_place: bool = False


def appearance_of(fields: FormFields, annotation: pikepdf.Object) -> Appearance:
    """Give what shows an annotation when it is printed."""
    brought = _brought(fields, annotation)
    widget = annotation.get("/Subtype") == pikepdf.Name.Widget
    if brought is not None and not (widget and fields.stale and is_written(fields, annotation)):
        return brought
    try:
        made = _made(fields, annotation, widget=widget)
    except NotWritten as lack:
        return Appearance(brought.form if brought else lack.ground, lacking=True)
    return made if made.form is not None or brought is None else brought


def _brought(fields: FormFields, annotation: pikepdf.Object) -> Appearance | None:
    """Give the normal appearance in its state (12.5.5); ``None`` if it brings none for that."""
    appearances = annotation.get("/AP")
    normal = appearances.get("/N") if isinstance(appearances, pikepdf.Dictionary) else None
    if isinstance(normal, pikepdf.Stream):
        return Appearance(_sound(fields, annotation, normal))
    if not isinstance(normal, pikepdf.Dictionary):
        return None
    state: object = annotation.get("/AS")
    if not isinstance(state, pikepdf.Name):
        value = fields.get(annotation, "/V")
        known = isinstance(value, pikepdf.Name) and value in normal
        state = value if known else pikepdf.Name.Off
    form = normal.get(state) if isinstance(state, pikepdf.Name) else None
    return (
        Appearance(_sound(fields, annotation, form)) if isinstance(form, pikepdf.Stream) else None
    )


def _sound(fields: FormFields, annotation: pikepdf.Object, form: pikepdf.Object) -> pikepdf.Object:
    """Add what a form must have and some programs leave out."""
    if form.get("/Subtype") != pikepdf.Name.Form:
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    if "/BBox" not in form and (rectangle := rectangle_of(annotation.get("/Rect"))):
        form.BBox = pikepdf.Array([0, 0, rectangle.width, rectangle.height])
    if "/Resources" not in form and (shared := fields.get(annotation, "/DR")) is not None:
        form.Resources = shared
    return form


def _made(fields: FormFields, annotation: pikepdf.Object, *, widget: bool) -> Appearance:
    if widget:
        return Appearance(widget_form(fields, annotation))
    kind = name_of(annotation.get("/Subtype"))
    if kind in ("/FreeText", "/Stamp", "/Text"):
        return Appearance(text_note(fields, annotation))
    if not is_drawn(kind):
        return Appearance(lacking=kind not in _UNSEEN)
    mark = draw_markup(annotation)
    if mark is None:
        return Appearance()
    opacity = number(annotation.get("/CA"), 1.0)
    form = made_form(fields.pdf, mark.content, mark.box, opacity=opacity, blend=mark.blend)
    return Appearance(form, in_place=True)
