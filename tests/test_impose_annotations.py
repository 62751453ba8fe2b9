"""Annotations on the sheets as a viewer prints them: fitted, hidden, made up where they lack."""

from __future__ import annotations

import io
import math
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from sasshi.pdf.impose import Imposition, impose
from tests.odd_pdfs import A5_PT, add_page, made, saved, say
from tests.reopen import chars
from tests.viewing import SAME_TONE, count, has, printed, unlike

#: Entries of an annotation.
Keys = dict[str, Any]

PRINT, HIDDEN, NO_VIEW, NO_ROTATE = 4, 2, 32, 16
#: A picture in which no side is like another, in a box that does not begin at nought.
FLAG = b"1 0 0 rg 10 20 60 30 re f 0 0 1 rg 10 20 20 10 re f 0 .6 0 rg 50 40 20 10 re f"
FLAG_BOX = [10, 20, 70, 50]


def annotated(*annotations: Keys, flag: Keys | None = None, **page_keys: Any) -> bytes:
    """Make two pages with these annotations; ``FLAG`` stands for an appearance."""
    out: list[bytes] = []
    with made(out) as pdf:
        form = pdf.make_stream(
            FLAG, Type=Name.XObject, Subtype=Name.Form, BBox=Array(FLAG_BOX), **(flag or {})
        )
        for _ in range(2):
            page = add_page(pdf, say("page", 60, 520, 20), **page_keys)
            page.obj.Annots = Array([_annotation(pdf, each, form) for each in annotations])
    return out[0]


def _annotation(pdf: pikepdf.Pdf, keys: Keys, form: pikepdf.Object) -> pikepdf.Object:
    annotation = Dictionary(Type=Name.Annot, Subtype=Name.Square, F=PRINT)
    for key, value in keys.items():
        annotation[f"/{key}"] = Dictionary(N=form) if value is FLAG else value
    return pdf.make_indirect(annotation)


def stamp(**keys: Any) -> Keys:
    """Describe an annotation with an appearance."""
    return {
        "Subtype": Name.Stamp,
        "Rect": Array([100, 200, 280, 260]),
        "AP": FLAG,
        **keys,
    }


@pytest.fixture(params=["pdfium", "poppler"])
def viewer(request: pytest.FixtureRequest) -> str:
    if not has(str(request.param)):
        pytest.skip(f"there is no {request.param}")
    return str(request.param)


def differs(data: bytes, viewer: str = "pdfium") -> int:
    return max(unlike(data, Imposition(), viewer))


# ---- appearances that are brought


TURN = [math.cos(0.5), math.sin(0.5), -math.sin(0.5), math.cos(0.5), 30, -7]


@pytest.mark.parametrize(
    "flag",
    [
        pytest.param({}, id="plain"),
        pytest.param({"Matrix": Array([2, 0, 0, 3, 5, 5])}, id="scaled"),
        pytest.param({"Matrix": Array([0, 1, -1, 0, 0, 0])}, id="turned by a quarter"),
        pytest.param({"Matrix": Array(TURN)}, id="turned askew"),
        pytest.param({"Matrix": Array([-1, 0, 0, 1, 0, 0])}, id="mirrored"),
    ],
)
def test_appearances_are_fitted_as_the_standard_says(flag: Keys, viewer: str) -> None:
    assert differs(annotated(stamp(), flag=flag), viewer) <= SAME_TONE


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_annotations_turn_with_their_page(rotate: int, viewer: str) -> None:
    size = A5_PT if rotate == 180 else A5_PT[::-1]
    data = annotated(stamp(), Rotate=rotate, MediaBox=Array([0, 0, *size]))
    assert differs(data, viewer) <= SAME_TONE


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_what_does_not_turn_stays_upright(rotate: int) -> None:
    """PDFium turns it all the same; Poppler does as the standard says."""
    if not has("poppler"):
        pytest.skip("there is no poppler")
    size = A5_PT if rotate == 180 else A5_PT[::-1]
    signs = stamp(Subtype=Name.Text, F=PRINT | NO_ROTATE, Rect=Array([200, 200, 260, 230]))
    data = annotated(signs, Rotate=rotate, MediaBox=Array([0, 0, *size]))
    assert differs(data, "poppler") <= SAME_TONE


def test_the_corners_of_a_rectangle_come_in_any_order(viewer: str) -> None:
    data = annotated(stamp(Rect=Array([280, 260, 100, 200])))
    assert differs(data, viewer) <= SAME_TONE


def test_one_appearance_serves_many(viewer: str) -> None:
    rectangles = ([100, 200, 280, 260], [50, 50, 80, 180], [300, 300, 360, 330])
    data = annotated(*(stamp(Rect=Array(each)) for each in rectangles))
    assert differs(data, viewer) <= SAME_TONE


def test_a_reduced_page_has_its_annotations_where_they_belong() -> None:
    big = annotated(stamp(Rect=Array([200, 400, 560, 520])), MediaBox=Array([0, 0, 840, 1190]))
    sheet = printed(impose(big).data, 1)
    right = sheet.crop((sheet.width // 2, 0, sheet.width, sheet.height))
    whole = printed(big, 1).resize((round(210 / 297 * 210 / 25.4 * 100), sheet.height))
    assert count(right, RED) == pytest.approx(count(whole, RED), rel=0.05)


@pytest.mark.parametrize("state", ["On", "Off", "Gone", None])
def test_an_appearance_has_states(state: str | None, viewer: str) -> None:
    out: list[bytes] = []
    with made(out) as pdf:
        forms = {
            f"/{name}": pdf.make_stream(
                paint, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 10, 10])
            )
            for name, paint in (("On", b"1 0 0 rg 0 0 10 10 re f"), ("Off", b"0 0 9 9 re f"))
        }
        for _ in range(2):
            page = add_page(pdf)
            box = Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Btn,
                F=PRINT,
                Rect=Array([100, 100, 140, 140]),
                AP=Dictionary(N=Dictionary(forms)),
                V=Name.On,
            )
            if state:
                box.AS = Name(f"/{state}")
            page.obj.Annots = Array([pdf.make_indirect(box)])
        boxes = [page.obj.Annots[0] for page in pdf.pages]
        pdf.Root.AcroForm = Dictionary(Fields=Array(boxes))
    expected = {"On": RED, "Off": (0, 0, 0), "Gone": None, None: RED}[state]
    sheet = printed(impose(out[0]).data, 1, viewer)
    for color in (RED, (0, 0, 0)):
        assert (count(sheet, color) > 100) is (color == expected)


# ---- what is printed at all


RED = (255, 0, 0)


def shows(annotation: Keys, color: tuple[int, int, int] = RED) -> bool:
    """Tell whether an annotation is on the sheet, in a colour."""
    return count(printed(impose(annotated(annotation)).data, 1), color) > 20


@pytest.mark.parametrize(
    ("flags", "seen"),
    [
        (PRINT, True),
        (0, False),
        (PRINT | HIDDEN, False),
        (PRINT | NO_VIEW, True),
        (NO_VIEW, False),
        (PRINT | 1, True),
        (PRINT | 64 | 128 | 512, True),
    ],
)
def test_flags_say_what_is_printed(flags: int, seen: bool) -> None:
    data = annotated(stamp(F=flags))
    assert shows(stamp(F=flags)) is seen
    assert (count(printed(data, 1), RED) > 20) is seen, "the viewer agrees"


def test_popups_are_never_printed() -> None:
    assert not shows(stamp(Subtype=Name.Popup))


def test_annotations_of_a_hidden_layer_are_not_printed() -> None:
    with pikepdf.open(
        io.BytesIO(annotated(stamp(), {**stamp(), "Rect": Array([9, 9, 40, 24])}))
    ) as pdf:
        shown, hidden = (
            pdf.make_indirect(Dictionary(Type=Name.OCG, Name=each)) for each in ("a", "b")
        )
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([shown, hidden]), D=Dictionary(OFF=Array([hidden]))
        )
        both = Dictionary(Type=Name.OCMD, OCGs=Array([shown, hidden]))
        for page in pdf.pages:
            page.obj.Annots[0].OC, page.obj.Annots[1].OC = hidden, both
        sheet = printed(impose(saved(pdf)).data, 1)
    assert 20 < count(sheet, RED) < 2000


# ---- appearances that are made up


def quads(*boxes: tuple[float, float, float, float]) -> Array:
    """Mark lines of text, from the upper left as programs do."""
    places = [(l, t, r, t, l, b, r, b) for l, b, r, t in boxes]  # noqa: E741
    return Array([edge for each in places for edge in each])


TEXT = quads((60, 400, 200, 420))
ISO_TEXT = Array([60, 400, 200, 400, 200, 420, 60, 420])
RECT = Array([60, 380, 210, 440])
MADE: dict[str, Keys] = {
    "highlight": {"Subtype": Name.Highlight, "QuadPoints": TEXT},
    "highlight as in the standard": {"Subtype": Name.Highlight, "QuadPoints": ISO_TEXT},
    "underline": {"Subtype": Name.Underline, "QuadPoints": TEXT},
    "strike out": {"Subtype": Name.StrikeOut, "QuadPoints": TEXT},
    "squiggly": {"Subtype": Name.Squiggly, "QuadPoints": TEXT},
    "square": {"Subtype": Name.Square, "BS": Dictionary(W=2)},
    "circle": {"Subtype": Name.Circle, "Border": Array([0, 0, 2])},
    "line": {"Subtype": Name.Line, "L": Array([70, 390, 200, 430])},
    "arrow": {
        "Subtype": Name.Line,
        "L": Array([70, 390, 200, 430]),
        "LE": Array([Name.OpenArrow, Name.ClosedArrow]),
    },
    "polygon": {"Subtype": Name.Polygon, "Vertices": Array([70, 390, 200, 390, 130, 430])},
    "polyline": {"Subtype": Name.PolyLine, "Vertices": Array([70, 390, 200, 390, 130, 430])},
    "ink": {"Subtype": Name.Ink, "InkList": Array([Array([70, 390, 90, 430, 130, 400])])},
    "link": {"Subtype": Name.Link},
    "note": {"Subtype": Name.Text},
}


@pytest.mark.parametrize("name", MADE)
def test_marks_without_an_appearance_are_drawn(name: str) -> None:
    mark = {"Rect": RECT, "C": Array([1, 0, 0]), **MADE[name]}
    sheets = impose(annotated(mark))
    assert sheets.problems == ()
    sheet = printed(sheets.data, 1)
    middle, foot = sheet.width / 2, sheet.height / 2 + 297.5 / 72 * 100
    per_pt = 100 / 72
    place = tuple(
        round(each)
        for each in (
            middle + 55 * per_pt,
            foot - 445 * per_pt,
            middle + 215 * per_pt,
            foot - 375 * per_pt,
        )
    )
    inside = count(sheet.crop((place[0], place[1], place[2], place[3])), RED)
    right = sheet.crop((int(middle), 0, sheet.width, sheet.height))
    assert inside > 20
    assert count(right, RED) == inside, "nothing of it lies elsewhere"


@pytest.mark.parametrize("name", ["highlight", "square", "circle", "ink", "polygon"])
def test_viewers_draw_such_marks_in_the_same_place(name: str) -> None:
    """Widths and ends of lines are their own: compared is where the ink lies on the whole."""
    if not has("poppler"):
        pytest.skip("there is no poppler")
    data = annotated({"Rect": RECT, "C": Array([1, 0, 0]), **MADE[name]})
    source, sheet = printed(data, 1, "poppler"), printed(impose(data).data, 1, "poppler")
    page = sheet.crop((sheet.width // 2, 0, sheet.width // 2 + source.width, source.height))
    for view in (source, page):
        assert count(view, RED) > 100
    mine, theirs = box(page), box(source)
    assert mine == pytest.approx(theirs, abs=7)  # Poppler rounds the ends of highlights


def box(image: Image.Image) -> tuple[int, int, int, int]:
    """Give the box around all that is red."""
    red, green, _ = image.convert("RGB").split()
    found = Image.merge("RGB", (red, green, green)).convert("RGB")
    mask = found.point(lambda tone: 255 if tone < 120 else 0).split()[1]
    place = mask.getbbox()
    assert place is not None
    return place


def test_a_highlight_leaves_the_text_black() -> None:
    mark = {
        "Rect": Array([55, 510, 130, 545]),
        "Subtype": Name.Highlight,
        "QuadPoints": quads((55, 510, 130, 545)),
        "C": Array([1, 1, 0]),
    }
    sheet = printed(impose(annotated(mark)).data, 1)
    assert count(sheet, (255, 255, 0)) > 500
    assert count(sheet, (0, 0, 0)) > 50


@pytest.mark.parametrize(
    ("keys", "seen"),
    [
        ({"Border": Array([0, 0, 0])}, False),
        ({"BS": Dictionary(W=0)}, False),
        ({"BS": Dictionary(W=2)}, True),
        ({}, True),
        ({"F": 0}, False),
        ({"C": Array([])}, False),
    ],
)
def test_links_have_the_border_that_they_say(keys: Keys, seen: bool) -> None:
    link = {"Subtype": Name.Link, "Rect": RECT, "C": Array([1, 0, 0]), **keys}
    assert shows(link) is seen


def test_colours_have_one_three_or_four_parts() -> None:
    for parts, color in (
        ([0.5], (128, 128, 128)),
        ([0, 0, 1], (0, 0, 255)),
        ([0, 0, 0, 1], (35, 31, 32)),
    ):
        square = {"Rect": RECT, "C": Array([]), "IC": Array(parts)}
        assert shows(square, color)


def test_opacity_is_kept() -> None:
    square = {"Rect": RECT, "C": Array([]), "IC": Array([1, 0, 0]), "CA": 0.5}
    assert shows(square, (255, 128, 128))


@pytest.mark.parametrize("kind", [Name.Caret, Name.Redact, Name.Screen, Name("/3D"), Name.Unheard])
def test_what_cannot_be_drawn_is_told(kind: Name) -> None:
    (problem,) = impose(annotated({"Subtype": kind, "Rect": RECT})).problems
    assert problem.code == "annotation-undrawn"
    assert dict(problem.params) == {"kind": str(kind)[1:], "pages": "1–2"}


@pytest.mark.parametrize(
    "broken",
    [
        {"Rect": Array([1, 2])},
        {"Rect": Array([1, 2, 1, 2]), "AP": FLAG},
        {"AP": FLAG},
        {"Subtype": Name.Ink, "Rect": RECT, "InkList": Array([3])},
        {"Subtype": Name.Line, "Rect": RECT, "L": Array([1, 2])},
        {"Subtype": Name.Highlight, "Rect": RECT, "QuadPoints": Array([1, 2, 3])},
        {"Subtype": Name.Square, "Rect": RECT, "C": String("red"), "BS": 3, "F": PRINT},
        {"Subtype": Name.FreeText, "Rect": RECT, "DA": String("/F Tf g"), "Contents": String("x")},
        {"F": String("x"), "Rect": RECT},
        {"AP": Dictionary(), "Rect": RECT},
    ],
)
def test_broken_annotations_break_nothing(broken: Keys) -> None:
    assert impose(annotated(broken)).pages == 2


def test_annots_that_are_none_are_passed_over() -> None:
    for wrong in (Array([]), Array([3, Name.X]), Dictionary()):
        assert impose(annotated(Annots=wrong)).pages == 2


# ---- text of one's own


def text_at(data: bytes) -> dict[str, tuple[float, float]]:
    """Give the words on a side with where each begins, in mm."""
    words: dict[str, tuple[float, float]] = {}
    word, start, end = "", (0.0, 0.0), 0.0
    for char in chars(data)[0]:
        if word and (char.text == " " or abs(char.left - end) > 1 or char.baseline != start[1]):
            words.setdefault(word, start)
            word = ""
        if char.text != " ":
            start = start if word else (char.left, char.baseline)
            word, end = word + char.text, char.right
    return {**words, word: start}


def test_text_boxes_and_stamps_are_written() -> None:
    note = {
        "Subtype": Name.FreeText,
        "Rect": Array([60, 300, 160, 340]),
        "DA": String("/Helv 10 Tf 1 0 0 rg"),
        "Contents": String("typed upon the page in two lines"),
    }
    stamp = {"Subtype": Name.Stamp, "Rect": Array([60, 200, 200, 240]), "Name": Name.TopSecret}
    sheets = impose(annotated(note, stamp))
    assert sheets.problems == ()
    words = text_at(sheets.data)
    assert {"typed", "upon", "page", "lines", "TOP", "SECRET"} <= set(words)
    assert words["lines"][1] > words["typed"][1]
    assert count(printed(sheets.data, 1), RED) > 50


def test_our_own_links_have_no_border(shipped: object) -> None:
    files = shipped.files  # type: ignore[attr-defined]
    booklets = [data for name, data in files.items() if name.endswith("-booklet.pdf")]
    for data in booklets:
        with pikepdf.open(io.BytesIO(impose(data).data)) as sheets:
            names = [name for page in sheets.pages for name in page.Resources.XObject]
        assert [name for name in names if "-" in name] == []
