"""Pages laid out on their side → pages that stand: a quarter turn clockwise.

The content itself is turned, not the page by ``/Rotate``: imposition, and whatever else takes
pages as forms, then sees them as they are read. Tags stay what and where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import pikepdf

from sasshi.pdf.file import open_pdf, save_pdf

#: The boxes of a page (PDF 32000-1, 14.11.2).
_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
#: Views of a page that fit an edge to the window (12.3.2.2), and what they become.
_VIEWS = {"/FitH": "/FitV", "/FitBH": "/FitBV", "/FitV": "/FitH", "/FitBV": "/FitBH"}
#: The matrix that changes nothing.
_NO_CHANGE = (1, 0, 0, 1, 0, 0)

#: The first character of a text that is shown, in two bytes, and what parts it from the second.
_FIRST = re.compile(rb"^\[<([0-9a-f]{4})(?:>([^\]<]*<)|(?=[0-9a-f]))", re.MULTILINE)

#: By page (number and generation of its object) the sum of its left and right edge in points:
#: a point (x, y) becomes (y, sum - x).
_Edges = Mapping[tuple[int, int], float]


def rotate_pages(pdf: bytes) -> bytes:
    """Turn every page of a PDF clockwise, with its links, bookmarks and destinations.

    Viewers are told that the pages are read from right to left. Streams are shared; the same
    bytes give the same bytes.

    Raises:
        ValueError: the bytes are not a PDF that can be read.

    """
    with open_pdf(pdf) as document:
        _turn(document)
        return save_pdf(document)


def _turn(document: pikepdf.Pdf) -> None:
    """Turn everything that has a place on a page."""
    edges = {page.obj.objgen: _edges(page) for page in document.pages}
    for holder, key in list(_destinations(document)):
        holder[key] = _destination(holder[key], edges)
    _keep_order(document)
    _turn_contents(document)
    for page in document.pages:
        _turn_annotations(page, edges[page.obj.objgen])
        _turn_boxes(page, edges[page.obj.objgen])
    preferences = document.Root.get("/ViewerPreferences", pikepdf.Dictionary())
    preferences.Direction = pikepdf.Name.R2L
    document.Root.ViewerPreferences = preferences


def _edges(page: pikepdf.Page) -> float:
    """Give the sum of a page's left and right edge."""
    left, _, right, _ = map(float, page.mediabox.as_list())
    return left + right


def _keep_order(document: pikepdf.Pdf) -> None:
    """Show the first character of each text by itself, for those who search and copy.

    PDFium takes texts that begin at one height for one line, and puts them in order from the
    left: all the columns of a page backwards. What follows the first character begins lower.
    """
    for page in document.pages:
        page.contents_coalesce()
        content = page.obj.Contents.read_bytes()
        apart = _FIRST.sub(lambda m: b"[<%b>] TJ\n[%b" % (m[1], m[2] or b"<"), content)
        page.obj.Contents = document.make_stream(apart)


def _turn_contents(document: pikepdf.Pdf) -> None:
    """Turn what is drawn, and the patterns: those follow the page, whatever is drawn with them."""
    turns: dict[float, pikepdf.Stream] = {}
    patterns: dict[tuple[int, int], tuple[pikepdf.Object, float]] = {}
    for page in document.pages:
        edges = _edges(page)
        if edges not in turns:
            turns[edges] = document.make_stream(f"0 -1 1 0 0 {_number(edges)} cm\n".encode())
        page.contents_add(turns[edges], prepend=True)
        for pattern in page.resources.get("/Pattern", pikepdf.Dictionary()).as_dict().values():
            patterns.setdefault(pattern.objgen, (pattern, edges))
    for pattern, edges in patterns.values():
        own = pikepdf.Matrix(*map(float, pattern.get("/Matrix", pikepdf.Array(_NO_CHANGE))))
        pattern.Matrix = (own @ pikepdf.Matrix(0, -1, 1, 0, 0, edges)).as_array()


def _turn_boxes(page: pikepdf.Page, edges: float) -> None:
    """Turn the boxes of a page; one that it inherits becomes its own."""
    boxes = {name: page.obj[name] for name in _BOXES if name in page.obj}
    for name, box in {"/MediaBox": page.mediabox, **boxes}.items():
        page.obj[name] = _rectangle(box, edges)


def _turn_annotations(page: pikepdf.Page, edges: float) -> None:
    """Turn the places of a page's links."""
    for annotation in page.obj.get("/Annots", pikepdf.Array()):
        annotation.Rect = _rectangle(annotation.Rect, edges)
        if "/QuadPoints" in annotation:
            points = [float(number) for number in annotation.QuadPoints]
            turned = [_point(x, y, edges) for x, y in zip(points[::2], points[1::2], strict=True)]
            annotation.QuadPoints = _numbers([number for point in turned for number in point])


def _destinations(document: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, str | int]]:
    """Find every destination (12.3.2): what holds it, and under which key or at which place."""
    root = document.Root
    items = [root, *_outline(root.get("/Outlines", pikepdf.Dictionary()))]
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
        yield from _named(root.Names.Dests)


def _outline(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Walk the bookmarks below an item."""
    child = item.get("/First")
    while child is not None:
        yield child
        yield from _outline(child)
        child = child.get("/Next")


def _named(tree: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, str | int]]:
    """Walk a tree of names (7.9.6) and find its destinations."""
    for child in tree.get("/Kids", pikepdf.Array()):
        yield from _named(child)
    if "/Names" in tree:
        for at in range(1, len(tree.Names), 2):
            yield _holder(tree.Names, at)


def _holder(holder: pikepdf.Object, key: str | int) -> tuple[pikepdf.Object, str | int]:
    """Give what holds a named destination: a dictionary between, if there is one."""
    value = holder[key]
    return (value, "/D") if isinstance(value, pikepdf.Dictionary) else (holder, key)


def _destination(destination: pikepdf.Object, edges: _Edges) -> pikepdf.Object:
    """Turn a destination; a name of one stays.

    Of ``/XYZ`` only the height is set: the corner that was the upper left one is the upper right
    one now, and a window that began there would show what comes before.
    """
    if not isinstance(destination, pikepdf.Array):
        return destination
    page, view, *numbers = list(destination)
    sum_x, name = edges.get(page.objgen, 0.0), str(view)
    turned: list[object] = list(numbers)
    if name == "/XYZ":
        turned = [None, _mirrored(numbers[0], sum_x), *numbers[2:]]
    elif name in ("/FitV", "/FitBV"):
        turned = [_mirrored(number, sum_x) for number in numbers]
    elif name == "/FitR":
        turned = list(_rectangle(numbers, sum_x))
    return pikepdf.Array([page, pikepdf.Name(_VIEWS.get(name, name)), *turned])


def _mirrored(x: object, edges: float) -> Decimal | None:
    """Give the height that a distance from the left becomes; ``None`` leaves it to the viewer."""
    return None if x is None else _number(edges - float(str(x)))


def _rectangle(corners: Iterable[object], edges: float) -> pikepdf.Array:
    """Turn a rectangle; whichever corners it is given by, the lower left one comes first."""
    left, bottom, right, top = (float(str(number)) for number in corners)
    (x1, y1), (x2, y2) = _point(left, bottom, edges), _point(right, top, edges)
    return _numbers([min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)])


def _point(x: float, y: float, edges: float) -> tuple[float, float]:
    """Turn a point."""
    return y, edges - x


def _numbers(numbers: Sequence[float]) -> pikepdf.Array:
    """Give an array of numbers."""
    return pikepdf.Array([_number(number) for number in numbers])


def _number(number: float) -> Decimal:
    """Give a number as a PDF holds it, to a millionth of a point."""
    return Decimal(f"{number:.6f}").normalize() + 0
