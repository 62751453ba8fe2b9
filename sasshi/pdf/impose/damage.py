"""What had to be repaired in a damaged PDF, and what of its pages is lost → problems.

qpdf mends what it can and goes on with empty pages: what it says of that is read here.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

import pikepdf

from sasshi.pdf.impose.page_forms import PageContent
from sasshi.pdf.impose.page_runs import page_runs
from sasshi.pdf.impose.values import entries
from sasshi.problems import Problem, error, note, warning

#: What qpdf says when an object, or the data of a stream, is gone.
_LOST = re.compile(
    r"treating stream as empty|parse error|unexpected EOF|EOF while reading|error decoding"
    r"|input stream is complete|inflate"
)
_REBUILT = re.compile(r"reconstruct cross-reference|file is damaged")
_LOST_KID = re.compile(r"Pages tree includes non-dictionary object")
_NO_SIZE = re.compile(r"MediaBox is undefined")
_OBJECT = re.compile(r"\(object (\d+) (\d+)")
#: In a file that is read by a tool for people: which stream in memory it was.
_WHERE = re.compile(r"^(?:stream <[^>]*>|empty PDF)[,:]?\s*")
_PAGES_NODE = re.compile(
    rb"\bobj\b(?:(?!endobj).){0,100000}?/Type\s*/Pages\b.*?\bendobj", re.DOTALL
)
_COUNT = re.compile(rb"/Count\s+(\d+)")
#: In bytes: how much is unpacked at once, and looked through at all. A page has less.
_AT_ONCE, _MOST_UNPACKED = 1 << 20, 1 << 27
#: Ways from a page to what it is drawn with.
_DRAWN = ("/Contents", "/Resources", "/Annots")
#: Ways from a page that lead to other pages, or to what is not printed.
_AWAY = frozenset({"/Parent", "/P", "/Popup", "/Dest", "/A", "/AA", "/StructParent", "/IRT"})


def damages(pdf: pikepdf.Pdf, data: bytes, contents: Sequence[PageContent]) -> Iterator[Problem]:
    """Say what is wrong with an open PDF: repaired, strange, or lost, and on which page.

    What is lost from a damaged file is an error: sheets with a hole in them are of no use.
    ``data`` are its bytes, ``contents`` those of its pages.
    """
    said = pdf.get_warnings()
    if not any(_REBUILT.search(each) for each in said):
        yield from _small_damages(contents)
        yield from _oddities([*said, *pdf.get_warnings()])
        return
    lost = _lost_content(pdf, said)
    count = max(_said_count(data), len(pdf.pages) + sum(bool(_LOST_KID.search(s)) for s in said))
    if count > len(pdf.pages):
        yield error("pages-lost", count=count, read=len(pdf.pages))
    if lost:
        yield error("content-lost", pages=page_runs(lost))
    if count == len(pdf.pages) and not lost:
        yield warning("pdf-repaired", reason=_reason(said), read=len(pdf.pages))


def _reason(said: Sequence[str]) -> str:
    """Give the first that qpdf says beside that there is damage."""
    reasons = [each for each in said if not _REBUILT.search(each)]
    return plain_reason(reasons[0] if reasons else said[0])


def _oddities(said: Sequence[str]) -> Iterator[Problem]:
    if any(_NO_SIZE.search(each) for each in said):
        yield warning("page-without-size")
    rest = [each for each in said if not _NO_SIZE.search(each)]
    if any(_LOST.search(each) for each in rest):
        worst = next(each for each in rest if _LOST.search(each))
        yield warning("pdf-damaged", reason=plain_reason(worst))
    elif rest:
        yield note("pdf-odd", reason=plain_reason(rest[0]), count=len(rest))


def plain_reason(said: str) -> str:
    """Give what qpdf says without the name that it has for bytes in memory."""
    return _WHERE.sub("", said)


def _said_count(data: bytes) -> int:
    """Give how many pages the file itself counts, as far as that can still be read."""
    nodes = (match[0] for match in _PAGES_NODE.finditer(data))
    return max((int(each[1]) for node in nodes for each in _COUNT.finditer(node)), default=0)


def _small_damages(contents: Sequence[PageContent]) -> Iterator[Problem]:
    """Look, in a file that seems to be whole, for contents that are missing or cut short."""
    pages = [number for number, content in enumerate(contents, 1) if _is_spoilt(content)]
    if pages:
        yield warning("content-lost", pages=page_runs(pages))


def _is_spoilt(content: PageContent) -> bool:
    flate = content.filters == ("/FlateDecode",)
    return not content.whole or (flate and _is_cut_short(content.packed, lenient=True))


def _is_cut_short(packed: bytes, *, lenient: bool) -> bool:
    """Tell whether packed data can be unpacked in part only, or not at all.

    A wrong checksum at the end is passed over, as viewers do: all that is before it is there.
    So is, if ``lenient``, an end that lacks. Nothing at all is an empty page; where there should
    have been something, qpdf says so.
    """
    if not packed:
        return False
    unpacking, size = zlib.decompressobj(), 0
    try:
        while packed and size < _MOST_UNPACKED:
            size += len(unpacking.decompress(packed, _AT_ONCE))
            packed = unpacking.unconsumed_tail
    except zlib.error as broken:
        return "incorrect data check" not in str(broken)
    return not (unpacking.eof or packed or (lenient and size))


def _lost_content(pdf: pikepdf.Pdf, said: Sequence[str]) -> list[int]:
    """Give the numbers of the pages that need something that is not in the file any more."""
    reached = [_reach(page.obj) for page in pdf.pages]
    every = [*said, *pdf.get_warnings()]
    gone = {
        (int(match[1]), int(match[2]))
        for each in every
        if _LOST.search(each) and (match := _OBJECT.search(each))
    }
    return [
        number
        for number, (objects, holes) in enumerate(reached, 1)
        if holes or not gone.isdisjoint(objects)
    ]


def _reach(page: pikepdf.Object) -> tuple[set[tuple[int, int]], bool]:
    """Walk through all that a page is drawn with; give the objects, and whether one lacks."""
    objects: set[tuple[int, int]] = set()
    holes = False
    left: list[object] = [
        value
        for key, value in entries(page).items()
        if key in ("/Contents", "/Resources", "/Annots")
    ]
    while left:
        value = left.pop()
        if value is None:
            holes = True
        if not isinstance(value, pikepdf.Object):
            continue
        if value.is_indirect:
            if value.objgen in objects:
                continue
            objects.add(value.objgen)
        if isinstance(value, pikepdf.Stream):
            flate = value.get("/Filter") == pikepdf.Name.FlateDecode
            holes |= flate and _is_cut_short(value.read_raw_bytes(), lenient=False)
        if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            left += [each for key, each in entries(value).items() if key not in _AWAY]
        elif isinstance(value, pikepdf.Array):
            left += list(value)
    return objects, holes
