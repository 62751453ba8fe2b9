"""Pages given a quarter turn: what is drawn, and everything that points to a place on a page."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageChops
from weasyprint import HTML

from sasshi.pdf.impose import Imposition, impose, pad_to_sheets
from sasshi.pdf.rotate import rotate_pages
from tests.reopen import chars, picture

pytestmark = pytest.mark.usefixtures("our_fonts")

#: A page of 400 × 300 CSS pixels is one of 300 × 225 pt.
WIDTH, HEIGHT = 300.0, 225.0
DRAWN = """
    @page { size: 400px 300px; margin: 20px }
    body { margin: 0; font: 20px/30px serif }
    h1 { font-size: 30px; break-before: page; margin: 0 }
    h1:first-of-type { break-before: auto }
    .tiles { width: 100px; height: 60px; background: 10px 5px / 20px 15px url("data:image/svg+xml,\
<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'><path d='M0 0h4L0 3z'/></svg>") }
    .shade { width: 200px; height: 40px; background: linear-gradient(to right, black, white) }
    .faint { opacity: 0.5; border: 3px dotted black; border-radius: 9px; width: 90px; float: right }
"""
BODY = """<h1 id="a">One</h1><p><a href="#b">to two</a> <a href="https://example.org/">out</a></p>
    <div class="tiles"></div><div class="faint">Faint</div><div class="shade"></div>
    <h1 id="b">Two</h1><p><a href="#a">to one</a></p>"""


def pages(style: str = "", body: str = BODY) -> bytes:
    html = f"<html lang=en><title>T</title><style>{DRAWN}{style}</style><body>{body}"
    data: Any = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(data, bytes)
    return data


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def numbers(array: pikepdf.Object | list[Any]) -> list[float]:
    return [float(number) for number in list(array)]


@pytest.mark.parametrize("page", [1, 2])
@pytest.mark.parametrize("style", ["", "@page { bleed: 8px; marks: crop; background: #ccc }"])
def test_what_is_drawn_is_turned(page: int, style: str) -> None:
    """Text, tiles, shades and groups: patterns too, which follow the page by themselves."""
    flat = pages(style)
    before = picture(flat, page, 96).transpose(Image.Transpose.ROTATE_270)
    after = picture(rotate_pages(flat), page, 96)
    assert after.size == before.size
    far = ImageChops.difference(before, after).point([0] * 64 + [255] * 192)
    assert far.histogram()[255] < 0.004 * after.width * after.height


def test_boxes() -> None:
    with opened(rotate_pages(pages("@page { bleed: 8px }"))) as pdf:
        for page in pdf.pages:
            assert numbers(page.trimbox) == pytest.approx([0, 0, HEIGHT, WIDTH])
            assert numbers(page.mediabox) == pytest.approx([-6, -6, HEIGHT + 6, WIDTH + 6])
            assert "/Rotate" not in page.obj


def test_links_are_where_their_text_is() -> None:
    flat = pages()
    with opened(flat) as before, opened(rotate_pages(flat)) as after:
        for old, new in zip(before.pages, after.pages, strict=True):
            assert len(old.Annots) == len(new.Annots) > 0
            for link, turned in zip(old.Annots, new.Annots, strict=True):
                left, bottom, right, top = numbers(link.Rect)
                low, high = sorted((bottom, top))
                expected = [low, WIDTH - right, high, WIDTH - left]
                assert numbers(turned.Rect) == pytest.approx(expected)
                assert turned.get("/Dest") == link.get("/Dest")


def test_quad_points() -> None:
    with opened(pages()) as pdf:
        pdf.pages[0].Annots[0].QuadPoints = pikepdf.Array([10, 20, 30, 20, 10, 40, 30, 40])
        data = saved(pdf)
    with opened(rotate_pages(data)) as pdf:
        points = numbers(pdf.pages[0].Annots[0].QuadPoints)
    assert points == [20, WIDTH - 10, 20, WIDTH - 30, 40, WIDTH - 10, 40, WIDTH - 30]


def test_bookmarks_and_names_point_to_the_same_places() -> None:
    flat = pages()
    with opened(flat) as before, opened(rotate_pages(flat)) as after:
        for pdf in (before, after):
            named = dict(zip(*[iter(pdf.Root.Names.Dests.Names)] * 2, strict=True))
            bookmarks = [pdf.Root.Outlines.First.Dest, pdf.Root.Outlines.First.Next.Dest]
            for number, place in enumerate([*bookmarks, *named.values()]):
                page, view, left, top, _ = list(place)
                assert page.objgen == pdf.pages[number % 2].obj.objgen
                assert view == "/XYZ"
                if pdf is before:
                    assert float(left) == 15
                else:
                    assert left is None
                    assert float(top) == WIDTH - 15


@pytest.mark.parametrize(
    ("place", "turned"),
    [
        (["/XYZ", 10, 20, 2], ["/XYZ", None, 290, 2]),
        (["/XYZ", None, 20, None], ["/XYZ", None, None, None]),
        (["/Fit"], ["/Fit"]),
        (["/FitH", 20], ["/FitV", 20]),
        (["/FitBH", None], ["/FitBV", None]),
        (["/FitV", 10], ["/FitH", 290]),
        (["/FitBV", 10], ["/FitBH", 290]),
        (["/FitR", 10, 20, 30, 50], ["/FitR", 20, 270, 50, 290]),
    ],
)
@pytest.mark.parametrize("holder", ["outline", "action", "open", "names", "kids", "old", "link"])
def test_every_kind_of_destination(place: list[Any], turned: list[Any], holder: str) -> None:
    with opened(pages(body="<p>One")) as pdf:
        root, page = pdf.Root, pdf.pages[0]
        view = [pikepdf.Name(place[0]), *place[1:]]
        array = pikepdf.Array([page.obj, *view])
        action = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=array)
        name = pikepdf.String("x")
        leaf = pikepdf.Dictionary(Names=pikepdf.Array([name, pikepdf.Dictionary(D=array)]))
        if holder == "outline":
            root.Outlines = pikepdf.Dictionary(
                First=pdf.make_indirect(pikepdf.Dictionary(Dest=array))
            )
        elif holder == "action":
            root.Outlines = pikepdf.Dictionary(
                First=pdf.make_indirect(pikepdf.Dictionary(A=action))
            )
        elif holder == "open":
            root.OpenAction = array
        elif holder == "names":
            root.Names = pikepdf.Dictionary(
                Dests=pikepdf.Dictionary(Names=pikepdf.Array([name, array]))
            )
        elif holder == "kids":
            root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Kids=pikepdf.Array([leaf])))
        elif holder == "old":
            root.Dests = pikepdf.Dictionary(x=array)
        else:
            link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
            page.Annots = pikepdf.Array([pdf.make_indirect(link)])
        data = saved(pdf)
    with opened(rotate_pages(data)) as pdf:
        destination: Any = {
            "outline": lambda: pdf.Root.Outlines.First.Dest,
            "action": lambda: pdf.Root.Outlines.First.A.D,
            "open": lambda: pdf.Root.OpenAction,
            "names": lambda: pdf.Root.Names.Dests.Names[1],
            "kids": lambda: pdf.Root.Names.Dests.Kids[0].Names[1].D,
            "old": lambda: pdf.Root.Dests.x,
            "link": lambda: pdf.pages[0].Annots[0].A.D,
        }[holder]()
        target, kind, *rest = list(destination)
        assert target.objgen == pdf.pages[0].obj.objgen
        assert [str(kind), *(None if n is None else float(n) for n in rest)] == turned


def tags(item: Any) -> Any:
    """Give a tree of tags: kinds of element, and the numbers of marked content."""
    if isinstance(item, pikepdf.Array):
        return [tags(child) for child in item]
    if isinstance(item, pikepdf.Dictionary):
        return [str(item.get("/S")), tags(item.get("/K", item.get("/MCID")))]
    return item


def test_tags_and_content_stay() -> None:
    flat = pages()
    with opened(flat) as before, opened(rotate_pages(flat)) as after:
        assert tags(before.Root.StructTreeRoot) == tags(after.Root.StructTreeRoot)
        assert "H1" in str(tags(after.Root.StructTreeRoot))
        assert bool(after.Root.MarkInfo.Marked)
        assert str(after.Root.Lang) == "en"
        for old, new in zip(before.pages, after.pages, strict=True):
            turn, *content = list(new.Contents)
            assert turn.read_bytes() == b"0 -1 1 0 0 300 cm\n"
            texts = [b"".join(each.read_bytes() for each in content), old.Contents.read_bytes()]
            for pattern in (rb"<([0-9a-f]+)>", rb"MCID \d+|BDC|BMC|EMC", rb".* (?:Tm|Tf|re|Do)\n"):
                marked = [b"".join(re.findall(pattern, text)) for text in texts]
                assert marked[0] == marked[1] != b""
            assert new.obj.StructParents == old.obj.StructParents


def test_streams_are_shared() -> None:
    flat = pages()
    with opened(flat) as before, opened(rotate_pages(flat)) as after:
        streams = [
            sum(
                isinstance(item, pikepdf.Stream) and item.get("/Type") != "/ObjStm"
                for item in pdf.objects
            )
            for pdf in (before, after)
        ]
        assert streams[1] == streams[0] + 1
        assert after.pages[0].Contents[0].objgen == after.pages[1].Contents[0].objgen


def test_pages_read_from_right_to_left() -> None:
    with opened(rotate_pages(pages())) as pdf:
        assert str(pdf.Root.ViewerPreferences.Direction) == "/R2L"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_the_same_bytes_twice() -> None:
    flat = pages()
    assert rotate_pages(flat) == rotate_pages(flat)


def test_four_turns_are_none() -> None:
    flat = pages()
    data = flat
    for _ in range(4):
        data = rotate_pages(data)
    far = ImageChops.difference(picture(flat, 1, 96), picture(data, 1, 96))
    assert sum(far.histogram()[64:]) < 0.002 * far.width * far.height


def test_a_broken_pdf_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="not a PDF"):
        rotate_pages(b"not a PDF at all")


# ---- turned, then imposed


@pytest.mark.parametrize("count", range(1, 25))
def test_turned_pages_bound_on_the_right(count: int) -> None:
    """By arithmetic: of n places, side k holds 1 + k and n - k, the earlier left on fronts.

    The spine is at the right edge of the cover, so the cover is the left half of its sheet.
    """
    body = "".join(f"<p>#{number}#" for number in range(1, count + 1))
    sheets = impose(
        rotate_pages(pages("p { break-after: page }", body)), Imposition(binding="right")
    ).data
    held = [None if page is None else page + 1 for page in pad_to_sheets(count)]
    sides = chars(sheets)
    assert len(sides) == len(held) // 2
    for k, side in enumerate(sides):
        pair = (held[k], held[len(held) - 1 - k])
        left, right = pair if k % 2 == 0 else pair[::-1]
        text = "".join(char.text for char in side)
        left_of = {int(m[1]): side[m.start()].left for m in re.finditer(r"#(\d+)#", text)}
        assert left_of.keys() == {left, right} - {None}
        assert left is None or left_of[left] < 148.5
        assert right is None or left_of[right] > 148.5
