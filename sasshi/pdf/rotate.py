"""Pages laid out on their side → pages that stand: a quarter turn clockwise.

The content itself is turned, not the page by ``/Rotate``: imposition, and whatever else takes
pages as forms, then sees them as they are read. Tags stay what and where they are. Lengths are
points: a point (x, y) becomes (y, ``edges`` - x), with the sum of a page's left and right edge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import pikepdf

from sasshi.model import Pt
from sasshi.pdf.file import open_pdf, save_pdf

#: The boxes of a page (PDF 32000-1, 14.11.2).
_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
#: Views of a page that fit an edge to the window (12.3.2.2), and what they become.
_VIEWS = {"/FitH": "/FitV", "/FitBH": "/FitBV", "/FitV": "/FitH", "/FitBV": "/FitBH"}
#: The matrix that changes nothing.
_NO_CHANGE = (1, 0, 0, 1, 0, 0)

#: The first character of a text that is shown, in two bytes, and what parts it from the second.
_FIRST = re.compile(rb"^\[<([0-9a-f]{4})(?:>([^\]<]*<)|(?=[0-9a-f]))", re.MULTILINE)

#: By page (number and generation of its object) the sum of its left and right edge.
_EdgesByPage = Mapping[tuple[int, int], Pt]


def rotate_pages(pdf: bytes) -> bytes:
    """Turn every page of a PDF clockwise by 90°, with its links, bookmarks and destinations.

    Viewers are told that the pages are read from right to left. Streams are shared; the same
    bytes give the same bytes.

    Raises:
        ValueError: the bytes are not a PDF that can be read.

    """
    with open_pdf(pdf) as document:
        _rotate(document)
        return save_pdf(document)


def _rotate(document: pikepdf.Pdf) -> None:
    edges = {page.obj.objgen: _left_plus_right(page) for page in document.pages}
    for holder, key in list(_destinations(document)):
        holder[key] = _rotated_destination(holder[key], edges)
    _show_first_characters_apart(document)
    _rotate_contents(document)
    for page in document.pages:
        _rotate_links(page, edges[page.obj.objgen])
        _rotate_boxes(page, edges[page.obj.objgen])
    preferences = document.Root.get("/ViewerPreferences", pikepdf.Dictionary())
    preferences.Direction = pikepdf.Name.R2L
    document.Root.ViewerPreferences = preferences


def _left_plus_right(page: pikepdf.Page) -> Pt:
    left, _, right, _ = map(float, page.mediabox.as_list())
    return Pt(left + right)


def _show_first_characters_apart(document: pikepdf.Pdf) -> None:
    """Show the first character of each text by itself, for those who search and copy.

    PDFium takes texts that begin at one height for one line, and puts them in order from the
    left: all the columns of a page backwards. What follows the first character begins lower.
    """
    for page in document.pages:
        page.contents_coalesce()
        content = page.obj.Contents.read_bytes()
        apart = _FIRST.sub(lambda m: b"[<%b>] TJ\n[%b" % (m[1], m[2] or b"<"), content)
        page.obj.Contents = document.make_stream(apart)


def _rotate_contents(document: pikepdf.Pdf) -> None:
    """Rotate what is drawn, and patterns: those follow the page, whatever is drawn with them."""
    turns: dict[Pt, pikepdf.Stream] = {}
    patterns: dict[tuple[int, int], tuple[pikepdf.Object, Pt]] = {}
    for page in document.pages:
        edges = _left_plus_right(page)
        if edges not in turns:
            turns[edges] = document.make_stream(f"0 -1 1 0 0 {_number(edges)} cm\n".encode())
        page.contents_add(turns[edges], prepend=True)
        for pattern in page.resources.get("/Pattern", pikepdf.Dictionary()).as_dict().values():
            patterns.setdefault(pattern.objgen, (pattern, edges))
    for pattern, edges in patterns.values():
        own = pikepdf.Matrix(*map(float, pattern.get("/Matrix", pikepdf.Array(_NO_CHANGE))))
        pattern.Matrix = (own @ pikepdf.Matrix(0, -1, 1, 0, 0, edges)).as_array()


def _rotate_boxes(page: pikepdf.Page, edges: Pt) -> None:
    """Rotate the boxes of a page; one that it inherits becomes its own."""
    boxes = {name: page.obj[name] for name in _BOXES if name in page.obj}
    for name, box in {"/MediaBox": page.mediabox, **boxes}.items():
        page.obj[name] = _rotated_rectangle(box, edges)


def _rotate_links(page: pikepdf.Page, edges: Pt) -> None:
    for annotation in page.obj.get("/Annots", pikepdf.Array()):
        annotation.Rect = _rotated_rectangle(annotation.Rect, edges)
        if "/QuadPoints" in annotation:
            numbers = [float(number) for number in annotation.QuadPoints]
            points = zip(numbers[::2], numbers[1::2], strict=True)
            rotated = [_rotated_point(x, y, edges) for x, y in points]
            annotation.QuadPoints = _numbers([number for point in rotated for number in point])


def _destinations(document: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, str | int]]:
    """Find every destination (12.3.2): what holds it, and under which key or at which place."""
    root = document.Root
    items = [root, *_bookmarks(root.get("/Outlines", pikepdf.Dictionary()))]
    items += [a for page in document.pages for a in page.obj.get("/Annots", pikepdf.Array())]
    for item in items:
        for key in ("/Dest", "/OpenAction"):
            if isinstance(item.get(key), pikepdf.Array):
                yield item, key
        for key in ("/A", "/OpenAction"):
            if isinstance(item.get(key), pikepdf.Dictionary) and "/D" in item[key]:
                yield item[key], "/D"
    for name in root.get("/Dests", pikepdf.Dictionary()).keys():  # noqa: SIM118
        yield _holder(root.Dests, name)
    if "/Names" in root and "/Dests" in root.Names:
        yield from _named_destinations(root.Names.Dests)


def _bookmarks(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
    child = item.get("/First")
    while child is not None:
        yield child
        yield from _bookmarks(child)
        child = child.get("/Next")


def _named_destinations(tree: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, str | int]]:
    """Walk a tree of names (7.9.6)."""
    for child in tree.get("/Kids", pikepdf.Array()):
        yield from _named_destinations(child)
    if "/Names" in tree:
        for at in range(1, len(tree.Names), 2):
            yield _holder(tree.Names, at)


def _holder(holder: pikepdf.Object, key: str | int) -> tuple[pikepdf.Object, str | int]:
    """Give what holds a named destination: a dictionary between, if there is one."""
    value = holder[key]
    return (value, "/D") if isinstance(value, pikepdf.Dictionary) else (holder, key)


def _rotated_destination(destination: pikepdf.Object, edges: _EdgesByPage) -> pikepdf.Object:
    """Rotate a destination; a name of one stays.

    Of ``/XYZ`` only the height is set: the corner that was the upper left one is the upper right
    one now, and a window that began there would show what comes before.
    """
    if not isinstance(destination, pikepdf.Array):
        return destination
    page, view, *numbers = list(destination)
    own_edges, name = edges.get(page.objgen, Pt(0.0)), str(view)
    rotated: list[object] = list(numbers)
    if name == "/XYZ":
        rotated = [None, _height_of(numbers[0], own_edges), *numbers[2:]]
    elif name in ("/FitV", "/FitBV"):
        rotated = [_height_of(number, own_edges) for number in numbers]
    elif name == "/FitR":
        rotated = list(_rotated_rectangle(numbers, own_edges))
    return pikepdf.Array([page, pikepdf.Name(_VIEWS.get(name, name)), *rotated])


def _height_of(x: object, edges: Pt) -> Decimal | None:
    """Give the height that a distance from the left becomes; ``None`` leaves it to the viewer."""
    return None if x is None else _number(edges - float(str(x)))


def _rotated_rectangle(corners: Iterable[object], edges: Pt) -> pikepdf.Array:
    """Rotate a rectangle; whichever corners it is given by, the lower left one comes first."""
    left, bottom, right, top = (float(str(number)) for number in corners)
    x1, y1 = _rotated_point(left, bottom, edges)
    x2, y2 = _rotated_point(right, top, edges)
    return _numbers([min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)])


def _rotated_point(x: float, y: float, edges: Pt) -> tuple[float, float]:
    return y, edges - x


def _numbers(numbers: Sequence[float]) -> pikepdf.Array:
    return pikepdf.Array([_number(number) for number in numbers])


def _number(number: float) -> Decimal:
    """Give a number as a PDF holds it, to a millionth of a point."""
    return Decimal(f"{number:.6f}").normalize() + 0
