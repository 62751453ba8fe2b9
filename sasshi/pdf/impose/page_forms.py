"""A page of any PDF → a form XObject in another: fonts stay shared, and text stays text."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf

from sasshi.pdf.impose.boxes import PageArea

#: What the dictionary of a content stream has if its bytes can be taken over as they are.
_PLAIN = frozenset({"/Length", "/Filter"})


@dataclass(frozen=True, slots=True)
class PageContent:
    """The content of a page that is one stream: its bytes, and how they are packed."""

    packed: bytes
    filters: tuple[str, ...] = ()


def page_content(page: pikepdf.Page) -> PageContent | None:
    """Read the content of a page as it is packed; ``None`` if it is none, or not one stream."""
    contents = page.obj.get("/Contents")
    if isinstance(contents, pikepdf.Array) and len(contents) == 1:
        contents = contents[0]
    if not isinstance(contents, pikepdf.Stream) or not contents.keys() <= _PLAIN:
        return None
    filters = contents.get("/Filter")
    if filters is None:
        return PageContent(contents.read_raw_bytes())
    names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    if not all(isinstance(name, pikepdf.Name) and name != "/Crypt" for name in names):
        return None
    return PageContent(contents.read_raw_bytes(), tuple(map(str, names)))


def page_form(
    target: pikepdf.Pdf,
    source: pikepdf.Pdf,
    page: pikepdf.Page,
    area: PageArea,
    content: PageContent | None,
) -> pikepdf.Object:
    """Bring a page into the target as a form of its own that shows its bleed, too.

    Pages may share streams and resources, with each other and with forms: nothing that is
    shared is changed. A content of one stream is taken over packed as it is: half the time of
    imposing went into packing it anew.
    """
    if content is None:
        joined = target.copy_foreign(page.as_form_xobject(handle_transformations=False))
        joined.BBox = area.bled.as_array()
        return joined
    form: pikepdf.Object = target.make_stream(content.packed)
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = area.bled.as_array()
    form.Resources = _copied(target, source, page.resources)
    filters = [pikepdf.Name(name) for name in content.filters]
    if filters:
        form.Filter = filters[0] if len(filters) == 1 else pikepdf.Array(filters)
    if "/Group" in page.obj:
        form.Group = _copied(target, source, page.obj.Group)
    return form


def _copied(target: pikepdf.Pdf, source: pikepdf.Pdf, value: pikepdf.Object) -> pikepdf.Object:
    """Copy an object, which need not be one of its own in the source."""
    return target.copy_foreign(value if value.is_indirect else source.make_indirect(value))
