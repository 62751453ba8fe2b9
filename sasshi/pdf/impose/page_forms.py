"""A page of any PDF → a form XObject in another: fonts stay shared, and text stays text."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

import pikepdf

from sasshi.pdf.impose.boxes import PageArea
from sasshi.pdf.impose.values import entries, items_of, name_of

#: What the dictionary of a content stream has if its bytes can be taken over as they are.
_PLAIN = frozenset({"/Length", "/Filter"})
_FILTERS = frozenset(
    {
        "/FlateDecode",
        "/LZWDecode",
        "/ASCII85Decode",
        "/ASCIIHexDecode",
        "/RunLengthDecode",
    }
)


@dataclass(frozen=True, slots=True)
class PageContent:
    """The content of a page as one stream: its bytes, and the filters that pack them.

    It may have been ``joined`` of several; ``whole`` tells whether all of it could be read.
    """

    packed: bytes
    filters: tuple[str, ...] = ()
    joined: bool = False
    whole: bool = True


def page_content(page: pikepdf.Page) -> PageContent:
    """Read the content of a page, packed as it is where that can be."""
    contents: object = page.obj.get("/Contents")
    if contents is None:
        # An empty page; unless it names an object that there is not.
        return PageContent(b"", whole="/Contents" not in entries(page.obj))
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    if len(parts) == 1 and (as_it_is := _packed(parts[0])) is not None:
        return as_it_is
    unpacked = [_unpacked(part) for part in parts]
    readable = [each for each in unpacked if each is not None]
    # Words do not go on from one piece to the next (7.8.2).
    apart = (each if each.endswith(b"\n") else each + b"\n" for each in readable[:-1])
    text = b"".join([*apart, *readable[-1:]])
    return PageContent(text, joined=True, whole=len(readable) == len(parts))


def _packed(stream: object) -> PageContent | None:
    """Take a stream over as it is; ``None`` if it is packed in a rare way, or no stream."""
    if not isinstance(stream, pikepdf.Stream) or not stream.keys() <= _PLAIN:
        return None
    filters = stream.get("/Filter")
    packing = items_of(filters) if isinstance(filters, pikepdf.Array) else [filters]
    names = tuple(name_of(each) for each in packing if each is not None)
    return PageContent(stream.read_raw_bytes(), names) if _FILTERS.issuperset(names) else None


def _unpacked(stream: object) -> bytes | None:
    try:
        return stream.read_bytes() if isinstance(stream, pikepdf.Stream) else None
    except pikepdf.PdfError:
        return None


def page_form(
    target: pikepdf.Pdf,
    source: pikepdf.Pdf,
    page: pikepdf.Page,
    area: PageArea,
    content: PageContent,
) -> pikepdf.Object:
    """Bring a page into the target as a form of its own that shows its bleed, too.

    Pages may share streams and resources, with each other and with forms: nothing that is
    shared is changed. A content of one stream is taken over packed as it is: half the time of
    imposing went into packing it anew.
    """
    form: pikepdf.Object = target.make_stream(content.packed)
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = area.bled.as_array()
    resources = _copied(target, source, _resources(page))
    # As qpdf has it: what is joined anew has resources of its own.
    form.Resources = copy(resources) if content.joined else resources
    filters = [pikepdf.Name(name) for name in content.filters]
    if filters:
        form.Filter = filters[0] if len(filters) == 1 else pikepdf.Array(filters)
    if "/Group" in page.obj:
        form.Group = _copied(target, source, page.obj.Group)
    return form


def _resources(page: pikepdf.Page) -> pikepdf.Object:
    try:
        return page.resources
    except TypeError:  # it has some, but they are no dictionary
        return pikepdf.Dictionary()


def _copied(target: pikepdf.Pdf, source: pikepdf.Pdf, value: pikepdf.Object) -> pikepdf.Object:
    """Copy an object, which need not be one of its own in the source."""
    return target.copy_foreign(value if value.is_indirect else source.make_indirect(value))
