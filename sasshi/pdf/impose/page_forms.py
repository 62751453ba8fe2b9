"""A page of any PDF → a form XObject in another: fonts stay shared, and text stays text."""

from __future__ import annotations

import pikepdf

from sasshi.pdf.impose.boxes import PageArea


def page_form(
    target: pikepdf.Pdf, source: pikepdf.Pdf, page: pikepdf.Page, area: PageArea
) -> pikepdf.Object:
    """Bring a page into the target as a form of its own that shows its bleed, too.

    Pages may share streams and resources, with each other and with forms: nothing that is
    shared is changed. A content of one stream is taken over compressed as it is: half the time
    of imposing went into compressing it anew.
    """
    contents = page.obj.get("/Contents")
    if isinstance(contents, pikepdf.Array) and len(contents) == 1:
        contents = contents[0]
    if isinstance(contents, pikepdf.Stream) and (as_it_is := _filters(contents)) is not None:
        form: pikepdf.Object = target.make_stream(contents.read_raw_bytes(), as_it_is)
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.Resources = _copied(target, source, page.resources)
        if "/Group" in page.obj:
            form.Group = _copied(target, source, page.obj.Group)
    else:
        form = target.copy_foreign(page.as_form_xobject(handle_transformations=False))
    form.BBox = area.bled.as_array()
    return form


def _filters(contents: pikepdf.Object) -> dict[str, pikepdf.Object] | None:
    """Say how a stream is compressed; ``None`` if its bytes cannot be taken over as they are."""
    if any(key in contents for key in ("/DecodeParms", "/F")):
        return None
    filters = contents.get("/Filter")
    if filters is None:
        return {}
    names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    if not all(isinstance(name, pikepdf.Name) and name != "/Crypt" for name in names):
        return None
    copied = [pikepdf.Name(str(name)) for name in names]
    return {"/Filter": copied[0] if filters == copied[0] else pikepdf.Array(copied)}


def _copied(target: pikepdf.Pdf, source: pikepdf.Pdf, value: pikepdf.Object) -> pikepdf.Object:
    """Copy an object, which need not be one of its own in the source."""
    return target.copy_foreign(value if value.is_indirect else source.make_indirect(value))
