"""Pages of any PDF come onto sheets as a viewer shows them: shared streams, boxes, turns, sizes."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from sasshi.model import PAPERS
from sasshi.pdf.impose import SCHEMES, Imposition, impose
from sasshi.pdf.impose.sheet import make_grid, usual_size
from tests.odd_pdfs import A5_PT, add_page, helvetica, made, numbered, saved, say
from tests.reopen import MM_PER_PT, chars
from tests.viewing import SAME_TONE, VIEWERS, difference, has, printed, unlike


@pytest.fixture(params=VIEWERS)
def viewer(request: pytest.FixtureRequest) -> Iterator[str]:
    if not has(str(request.param)):
        pytest.skip(f"there is no {request.param}")
    yield str(request.param)


def looks_the_same(data: bytes, viewer: str) -> bool:
    """Tell whether every page looks as in the source, where the order has it."""
    return max(unlike(data, Imposition(), viewer)) <= SAME_TONE


# ---- what pages share


def with_shared_stream() -> bytes:
    """Scans after an optimiser: one content stream, each page its own picture under one name."""
    out: list[bytes] = []
    with made(out) as pdf:
        shared = pdf.make_stream(b"q 420 0 0 595 0 0 cm /Im0 Do Q")
        for red, green, blue in ((200, 0, 0), (0, 200, 0), (0, 0, 200), (90, 90, 0), (0, 90, 90)):
            picture = pdf.make_stream(bytes((red, green, blue)))
            picture.update(_picture_keys())
            page = pdf.add_blank_page(page_size=A5_PT)
            page.Resources = Dictionary(XObject=Dictionary(Im0=picture))
            page.Contents = shared
    return out[0]


def _picture_keys() -> dict[str, pikepdf.Object | int]:
    return {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": 1,
        "/Height": 1,
        "/BitsPerComponent": 8,
        "/ColorSpace": Name.DeviceRGB,
    }


def with_shared_array() -> bytes:
    """The same, with the content in an array that all pages share, of streams that they share."""
    with pikepdf.open(io.BytesIO(with_shared_stream())) as pdf:
        first = pdf.make_stream(b"q 1 0 0 1 0 0 cm")
        last = pdf.make_stream(b"Q")
        array = pdf.make_indirect(Array([first, pdf.pages[0].obj.Contents, last]))
        for page in pdf.pages:
            page.obj.Contents = array
        return saved(pdf)


def split_spread() -> bytes:
    """Two halves of a spread as pages: all is shared but the CropBox."""
    out: list[bytes] = []
    with made(out) as pdf:
        text = f"{say('LEFT', 60)} {say('RIGHT', 480)}".encode()
        font, content = helvetica(pdf), pdf.make_stream(text)
        resources = pdf.make_indirect(Dictionary(Font=Dictionary(F=font)))
        for left in (0, 420, 0, 420):
            page = pdf.add_blank_page(page_size=(840, 595))
            page.CropBox = Array([left, 0, left + 420, 595])
            page.Resources, page.Contents = resources, content
    return out[0]


def content_that_is_a_form() -> bytes:
    """The content of the first page is a form that the other pages draw smaller."""
    out: list[bytes] = []
    with made(out) as pdf:
        first = add_page(pdf, say("ONE"))
        form = first.obj.Contents
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.BBox, form.Resources = Array([0, 0, *A5_PT]), first.obj.Resources
        for _ in range(3):
            page = add_page(pdf, "q .5 0 0 .5 0 0 cm /Whole Do Q")
            page.Resources = Dictionary(XObject=Dictionary(Whole=form))
            page.CropBox = Array([0, 0, 300, 400])
    return out[0]


def the_same_page_twice() -> bytes:
    with pikepdf.open(io.BytesIO(numbered(2))) as pdf:
        for page in (pdf.pages[1], pdf.pages[0]):
            pdf.pages.append(page)
        return saved(pdf)


@pytest.mark.parametrize(
    "make",
    [
        with_shared_stream,
        with_shared_array,
        split_spread,
        content_that_is_a_form,
        the_same_page_twice,
    ],
)
def test_what_pages_share_stays_theirs(make: object, viewer: str) -> None:
    assert looks_the_same(make(), viewer)  # type: ignore[operator]


def test_backs_apart_have_their_own_pages_too() -> None:
    whole = impose(split_spread()).data
    apart = impose(split_spread(), Imposition(duplex="manual"))
    for side, (_, data) in enumerate(apart.files, 1):
        assert difference(printed(data, 1), printed(whole, side)) == 0


@pytest.mark.parametrize("filters", ["none", "flate", "ascii85", "parms"])
def test_every_kind_of_compression_is_taken_over(filters: str, viewer: str) -> None:
    with pikepdf.open(io.BytesIO(numbered(4))) as pdf:
        for page in pdf.pages:
            text = page.obj.Contents.read_bytes()
            packed = zlib.compress(text)
            if filters == "none":
                page.obj.Contents = pdf.make_stream(text)
            elif filters == "ascii85":
                page.obj.Contents.write(
                    packed.hex().encode() + b">",
                    filter=Array([Name.ASCIIHexDecode, Name.FlateDecode]),
                )
            else:
                parms = Dictionary(Predictor=1) if filters == "parms" else None
                page.obj.Contents.write(packed, filter=Name.FlateDecode, decode_parms=parms)
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert looks_the_same(out.getvalue(), viewer)


# ---- boxes


def seen_mm(data: bytes, **boxes: list[float]) -> tuple[float, float]:
    """Impose pages with such boxes, and measure the clip of the first that is drawn, in mm."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            for name, box in boxes.items():
                page.obj[f"/{name}"] = Array(box)
        source = saved(pdf)
    with pikepdf.open(io.BytesIO(impose(source).data)) as sheets:
        words = sheets.pages[0].Contents.read_bytes().decode().split()
    return float(words[3]) * MM_PER_PT, float(words[4]) * MM_PER_PT


@pytest.mark.parametrize(
    ("boxes", "expected_pt"),
    [
        pytest.param({}, (300, 400), id="media only"),
        pytest.param({"TrimBox": [10, 10, 290, 390]}, (280, 380), id="trim"),
        pytest.param({"CropBox": [10, 20, 290, 380]}, (280, 360), id="crop only"),
        pytest.param(
            {"CropBox": [40, 40, 260, 350], "TrimBox": [0, 0, 300, 400]},
            (220, 310),
            id="crop in trim",
        ),
        pytest.param({"TrimBox": [-20, -20, 320, 420]}, (300, 400), id="trim beyond media"),
        pytest.param({"CropBox": [-20, 50, 320, 420]}, (300, 350), id="crop beyond media"),
        pytest.param({"TrimBox": [900, 900, 990, 990]}, (300, 400), id="trim elsewhere"),
        pytest.param({"CropBox": [50, 50, 50, 50]}, (300, 400), id="crop of nothing"),
        pytest.param({"TrimBox": [1, 2, 3]}, (300, 400), id="no box"),
        pytest.param({"TrimBox": [290, 390, 10, 10]}, (280, 380), id="corners the other way"),
        pytest.param({"MediaBox": [-100, -200, 200, 200]}, (300, 400), id="another origin"),
        pytest.param({"BleedBox": [50, 50, 60, 60]}, (300, 400), id="bleed within"),
    ],
)
def test_the_right_box(boxes: dict[str, list[float]], expected_pt: tuple[float, float]) -> None:
    expected = [edge * MM_PER_PT for edge in expected_pt]
    assert seen_mm(numbered(4, (300, 400)), **boxes) == pytest.approx(expected, abs=0.01)


def test_a_bleed_box_smaller_than_the_page_hides_nothing(viewer: str) -> None:
    assert looks_the_same(numbered(4, BleedBox=Array([100, 100, 200, 200])), viewer)


def test_boxes_and_turns_are_inherited(viewer: str) -> None:
    with pikepdf.open(io.BytesIO(numbered(4))) as pdf:
        for page in pdf.pages:
            del page.obj.MediaBox
            del page.obj.Resources
        node = pdf.Root.Pages
        node.MediaBox, node.CropBox = Array([0, 0, 500, 700]), Array([10, 20, 410, 560])
        node.Rotate, node.Resources = 180, Dictionary(Font=Dictionary(F=helvetica(pdf)))
        assert looks_the_same(saved(pdf), viewer)


@pytest.mark.parametrize("rotate", [90, 180, 270, -90, 450])
def test_turned_pages_look_as_they_are_seen(rotate: int, viewer: str) -> None:
    media = Array([30, -40, 30 + 595, 380] if rotate % 180 else [30, -40, 450, 555])
    assert looks_the_same(numbered(4, Rotate=rotate, MediaBox=media), viewer)


@pytest.mark.parametrize("rotate", [0, 90])
def test_a_user_unit_enlarges_the_page(rotate: int) -> None:
    size = (210, 297.5) if not rotate else (297.5, 210)
    sheets = impose(numbered(4, size, UserUnit=2, Rotate=rotate))
    assert sheets.scale == 1
    letters = [char for char in chars(sheets.data)[0] if char.text == "#"]
    assert letters[0].size == pytest.approx(80, abs=0.1)


# ---- sizes


@pytest.mark.parametrize(
    "odd",
    [(595, 420), (842, 1191), (200, 900), (100, 100)],
    ids=lambda size: f"{size[0]}x{size[1]}",
)
@pytest.mark.parametrize("scheme", ["saddle", "cut-stack", "4up"])
def test_one_odd_page_leaves_the_others_as_they_are(scheme: str, odd: tuple[int, int]) -> None:
    small = (297, 420) if scheme == "4up" else A5_PT
    with pikepdf.open(io.BytesIO(numbered(8, small))) as pdf:
        pdf.pages[3].obj.MediaBox = Array([0, 0, *odd])
        sheets = impose(saved(pdf), Imposition(scheme))
    sizes = {
        int(number): round(first.size, 1)
        for side in chars(sheets.data)
        for first, number in zip(side, [char.text for char in side[1:]], strict=False)
        if first.text == "#" and number.isdigit()
    }
    whole = {size for number, size in sizes.items() if number != 4}
    assert whole == {40.0}
    grid = make_grid(SCHEMES[scheme], PAPERS["A4"], [tuple(e * MM_PER_PT for e in small)])  # type: ignore[list-item]
    fit = min(
        1.0,
        *(
            sheet / (count * edge * MM_PER_PT)
            for sheet, count, edge in zip(
                grid.sheet, (grid.scheme.columns, grid.scheme.rows), odd, strict=True
            )
        ),
    )
    assert sizes[4] == pytest.approx(40 * fit, abs=0.1)
    told = {problem.code: dict(problem.params) for problem in sheets.problems}
    assert "sizes-mixed" in told
    assert ("some-pages-reduced" in told) is (fit < 1)
    if fit < 1:
        assert told["some-pages-reduced"]["pages"] == "4"
        assert told["some-pages-reduced"]["percent"] == f"{100 * fit:.3g}"


def test_the_usual_size_is_that_of_most_pages() -> None:
    assert usual_size([(100.0, 200.0), (300.0, 100.0), (100.2, 200.1)]) == (100.2, 200.1)
    assert usual_size([(100.0, 200.0), (300.0, 100.0)]) == (300.0, 100.0)


# ---- where the spine is


@pytest.mark.parametrize(
    ("direction", "asked", "expected"),
    [
        (None, None, "left"),
        ("/L2R", None, "left"),
        ("/R2L", None, "right"),
        ("/R2L", "left", "left"),
        (None, "right", "right"),
    ],
)
def test_the_spine_is_where_the_pdf_or_the_user_says(
    direction: str | None, asked: str | None, expected: str
) -> None:
    with pikepdf.open(io.BytesIO(numbered(8))) as pdf:
        if direction:
            pdf.Root.ViewerPreferences = Dictionary(Direction=Name(direction))
        source = saved(pdf)
    sheets = impose(source, Imposition(binding=asked))
    assert sheets.binding == expected
    assert sheets.data == impose(source, Imposition(binding=expected)).data
    first = "".join(char.text for char in chars(sheets.data)[0])
    assert first.startswith("#8#" if expected == "left" else "#1#")
