"""The edition for print shops: inks, marks and boxes, and a check that finds what is broken."""

from __future__ import annotations

import io
import itertools
import math
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageCms, ImageOps
from weasyprint import HTML

from sasshi.make import Request, build
from sasshi.model.color import Color
from sasshi.pdf.preflight import preflight
from sasshi.pdf.shop import OWN_PROFILE, SeparationOptions, separate
from sasshi.pdf.shop.cielab import from_lab
from sasshi.pdf.shop.content_stream import family, operations
from sasshi.pdf.shop.crop_marks import crop_marks
from sasshi.pdf.shop.pdfx_metadata import NO_DATE, read_date
from sasshi.pdf.shop.pictures import drawn_picture
from sasshi.pdf.shop.press_profile import INK_ASKED, PressProfile, limited, most_ink
from sasshi.problems import BuildError, Severity
from tests.conftest import ROOT
from tests.reopen import Char, chars, open_pdf, picture
from tools import make_profile

pytestmark = pytest.mark.slow

PROFILE = OWN_PROFILE.read_bytes()
INK = (0x20 / 255, 0x28 / 255, 0x2D / 255)
PAGE_MM = (60.0, 40.0)
MM = 72 / 25.4


@pytest.fixture(scope="module")
def press() -> PressProfile:
    return PressProfile(PROFILE, [INK])


# ---- the profile


def test_the_profile_is_what_the_script_makes() -> None:
    """Its first table whole, and some inks of the others: all of it takes a minute."""
    tags = {}
    for at in range(int.from_bytes(PROFILE[128:132], "big")):
        name, start, size = struct.unpack(">4sII", PROFILE[132 + 12 * at : 144 + 12 * at])
        tags[name] = PROFILE[start : start + size]
    assert tags[b"A2B1"] == tags[b"A2B0"] == make_profile._a_to_b()
    nodes = make_profile.COLOR_NODES
    first = 52 + 2 * 3 * make_profile.CURVE
    for indexes in [(20, 10, 10), (0, 10, 10), (10, 10, 10), (10, 14, 13), (6, 8, 7)]:
        inks, _ = make_profile.inks_for(make_profile.node_lab(indexes, nodes))
        at = first + 8 * (indexes[0] * nodes**2 + indexes[1] * nodes + indexes[2])
        node = struct.unpack(">4H", tags[b"B2A1"][at : at + 8])
        assert node == pytest.approx([ink * 65535 for ink in inks], abs=2)


def test_the_profile_opens_as_one_of_a_press() -> None:
    profile = ImageCms.getOpenProfile(io.BytesIO(PROFILE)).profile
    assert (profile.device_class, profile.xcolor_space, profile.connection_space) == (
        *("prtr", "CMYK"),
        "Lab ",
    )
    assert len(PROFILE) < 300_000


def test_solids_print_as_the_standard_has_them() -> None:
    """Relative to paper, so that the paper's own L* 95 is 100."""
    assert make_profile.neugebauer((0, 0, 0, 0)) == pytest.approx((100, 0, 0), abs=0.01)
    cyan = make_profile.neugebauer((1, 0, 0, 0))
    white = make_profile.to_xyz(make_profile.PAPER)
    xyz = make_profile.to_xyz(cyan)
    seen = (v * w / d for v, w, d in zip(xyz, white, make_profile.D50, strict=True))
    assert make_profile.to_lab(seen) == pytest.approx(make_profile.SOLIDS[1, 0, 0], abs=0.01)


def test_colors_come_back_from_the_press() -> None:
    """CIELAB to inks and back, within what can be printed."""
    own = ImageCms.getOpenProfile(io.BytesIO(PROFILE))
    lab = ImageCms.createProfile("LAB")
    there = ImageCms.buildTransform(lab, own, "LAB", "CMYK", ImageCms.Intent.RELATIVE_COLORIMETRIC)
    back = ImageCms.buildTransform(own, lab, "CMYK", "LAB", ImageCms.Intent.RELATIVE_COLORIMETRIC)
    cube = itertools.product([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], repeat=3)
    colors = [make_profile.printed(cmy) for cmy in cube]  # type: ignore[arg-type]
    image = Image.new("LAB", (len(colors), 1))
    image.putdata([(round(c[0] * 2.55), round(c[1] + 128), round(c[2] + 128)) for c in colors])
    inks = ImageCms.applyTransform(image, there)
    assert inks is not None
    seen = ImageCms.applyTransform(inks, back)
    assert seen is not None
    labs = zip(*(band.tobytes() for band in seen.split()), strict=True)
    off = sorted(
        math.dist(color, (lightness / 2.55, a - 128, b - 128))
        for color, (lightness, a, b) in zip(colors, labs, strict=True)
    )
    assert sum(off) / len(off) < 2
    assert off[len(off) * 95 // 100] < 4.5


# ---- a press


@pytest.mark.parametrize(
    ("color", "inks"),
    [
        ((1, 1, 1), (0, 0, 0, 0)),
        ((0, 0, 0), (0, 0, 0, 1)),
        (INK, (0, 0, 0, 1)),
        ((0.15, 0.14, 0.13), (0, 0, 0, 1)),
    ],
)
def test_white_and_black(press: PressProfile, color: Color, inks: tuple[float, ...]) -> None:
    assert press.inks(color) == inks


def test_light_tints_keep_their_color(press: PressProfile) -> None:
    """A cream paper, a pale blue: hardly more than grey in numbers, but not to the eye."""
    cream, blue = press.inks((0.957, 0.914, 0.878)), press.inks((0.9, 0.94, 0.97))
    assert cream[2] > cream[0]
    assert blue[0] > blue[2]
    assert press.inks((0x8A / 255, 0x94 / 255, 0x99 / 255))[:3] == (0, 0, 0)


def test_greys_are_black_ink_alone_and_in_order(press: PressProfile) -> None:
    blacks = []
    for level in range(60, 256, 5):
        *colored, black = press.inks((level / 255, level / 255, level / 255))
        assert colored == [0, 0, 0]
        blacks.append(black)
    assert blacks == sorted(blacks, reverse=True)
    assert 0.4 < press.inks((0.5, 0.5, 0.5))[3] < 0.65


@pytest.mark.parametrize(
    ("color", "most", "least"),
    [
        ((1, 0, 0), "my", "ck"),
        ((0, 1, 0), "cy", "mk"),
        ((0, 0, 1), "cm", "yk"),
        ((0, 1, 1), "c", "mk"),
        ((1, 0, 1), "m", "yk"),
        ((1, 1, 0), "y", "mk"),
    ],
)
def test_strong_colors(press: PressProfile, color: Color, most: str, least: str) -> None:
    inks = dict(zip("cmyk", press.inks(color), strict=True))
    assert min(inks[name] for name in most) > 0.4
    assert max(inks[name] for name in least) < 0.05


def test_lines_take_three_inks_at_most(press: PressProfile) -> None:
    """The accent and the second colour of the theme."""
    for color in ((0xB5, 0x43, 0x2F), (0x2F, 0x48, 0x58)):
        inks = press.inks((color[0] / 255, color[1] / 255, color[2] / 255))
        assert min(inks[:3]) == 0
        assert inks[3] > 0.1


def test_no_color_takes_too_much_ink(press: PressProfile) -> None:
    side = range(0, 256, 15)
    cube = Image.new("RGB", (len(side) ** 2, len(side)))
    cube.putdata(list(itertools.product(side, repeat=3)))
    assert most_ink(press.picture(cube)) <= 2.82
    for color in itertools.product([0, 0.1, 0.2], repeat=3):
        assert sum(press.inks((color[0], color[1], color[2]))) <= 2.82


def test_limits() -> None:
    assert limited((1, 1, 1, 1)) == pytest.approx((0.6, 0.6, 0.6, 1))
    assert limited((0.5, 0.2, 0, 0.3)) == (0.5, 0.2, 0, 0.3)


def test_pictures_in_inks_are_limited(press: PressProfile) -> None:
    dark = Image.new("CMYK", (3, 2), (255, 240, 230, 250))
    assert most_ink(dark) > 3.8
    made = press.picture(dark)
    assert most_ink(made) == pytest.approx(INK_ASKED, abs=0.02)
    assert made.getpixel((0, 0))[3] == 250  # type: ignore[index]


def test_grey_pictures_are_black_ink_alone(press: PressProfile) -> None:
    grey = Image.new("RGB", (2, 1), (128, 130, 127))
    grey.putpixel((1, 0), (255, 255, 255))
    made = press.picture(grey)
    assert made.mode == "L"
    assert made.getpixel((1, 0)) == 255
    assert made.tobytes()[0] == pytest.approx(255 * (1 - press.inks((0.5, 0.5, 0.5))[3]), abs=4)


def test_the_profile_of_a_picture_counts(press: PressProfile) -> None:
    """A profile of no use counts as none."""
    red = Image.new("RGB", (1, 1), (200, 30, 40))
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    plain = press.picture(red).tobytes()
    assert press.picture(red, b"nonsense").tobytes() == plain
    assert press.picture(red, wide).tobytes() == plain
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert press.picture(red, srgb).tobytes() == plain


@pytest.mark.parametrize("profile", [b"", b"nonsense", PROFILE[:500]])
def test_what_is_no_profile_is_a_value_error(profile: bytes) -> None:
    with pytest.raises(ValueError, match="profile of a press"):
        PressProfile(profile)


def test_a_profile_of_a_screen_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="profile of a press"):
        PressProfile(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def test_colors_given_in_cielab() -> None:
    assert from_lab((100, 0, 0)) == pytest.approx((1, 1, 1), abs=0.01)
    assert from_lab((54.3, 80.8, 69.9)) == pytest.approx((1, 0, 0), abs=0.03)


# ---- separating pages

DRAWN = """
    @page { size: 60mm 40mm; margin: 2mm; bleed: 3mm; background: #f4e9e0 }
    body { margin: 0; font: 9px serif; color: #20282d }
    p, div { margin: 0 }
    .grey { color: #8a9499 } .lab { color: lab(54% 81 70) } .inks { color: device-cmyk(1 1 1 1) }
    .shade { width: 90px; height: 9px; background: linear-gradient(to right, #b5432f, #2f485800) }
    .faint { opacity: 0.5; border: 2px dotted #b5432f; border-radius: 5px; width: 60px }
    .tiles { width: 90px; height: 9px; background: 0 0 / 9px 9px url("data:image/svg+xml,\
<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'><path fill='rgb(0,90,160)' \
d='M0 0h4L0 3z'/></svg>") }
    img { height: 30px }
"""
MASKED = """<svg xmlns='http://www.w3.org/2000/svg' width='30' height='20'><defs>
    <linearGradient id='g'><stop offset='0' stop-color='white'/><stop offset='1'/></linearGradient>
    <mask id='m'><rect width='30' height='20' fill='url(#g)'/></mask></defs>
    <rect width='30' height='20' fill='#0a3c7d' mask='url(#m)'/></svg>"""


def image_url(image: Image.Image, kind: str) -> str:
    import base64

    out = io.BytesIO()
    image.save(out, kind)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(out.getvalue()).decode()}"


def images() -> str:
    """Give one picture of every kind: JPEG, PNG with alpha, grey, and in inks."""
    photo = Image.radial_gradient("L").resize((400, 200))
    rgb = Image.merge("RGB", [photo, Image.linear_gradient("L").resize(photo.size), photo])
    clear = rgb.copy()
    clear.putalpha(photo)
    inks = Image.new("CMYK", (200, 100), (250, 250, 250, 200))
    kinds = [(rgb, "JPEG"), (clear, "PNG"), (photo, "PNG"), (photo.convert("RGB"), "JPEG")]
    return "".join(f'<img src="{image_url(*kind)}">' for kind in [*kinds, (inks, "JPEG")])


def page(style: str = "", body: str = "") -> bytes:
    body = (
        body
        or f"""<p><a href="https://example.org/">Text</a> <b class=grey>grey</b>
        <b class=lab>lab</b> <b class=inks>inks</b></p><div class=shade></div>
        <div class=faint>faint</div><div class=tiles></div>{MASKED}{images()}"""
    )
    html = f"<html lang=en><title>A & B</title><style>{DRAWN}{style}</style><body>{body}"
    data: Any = HTML(string=html).write_pdf()
    assert isinstance(data, bytes)
    return data


@pytest.fixture(scope="module")
def drawn(latin_fonts: Path) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", str(latin_fonts))
        return page()


OPTIONS = SeparationOptions(PROFILE, 3.0, (INK,), "5 November 2026")


@pytest.fixture(scope="module")
def separated(drawn: bytes) -> bytes:
    return separate(drawn, OPTIONS)


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def codes(data: bytes) -> list[str]:
    return [p.code for p in preflight(data, PAGE_MM, 3.0)]


def test_a_page_with_everything_on_it_passes(separated: bytes) -> None:
    assert codes(separated) == []
    with opened(separated) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_the_same_bytes_twice(drawn: bytes, separated: bytes) -> None:
    assert separate(drawn, OPTIONS) == separated


def test_it_looks_the_same(drawn: bytes, separated: bytes) -> None:
    """But for the marks around it, and for what inks and PDFium's idea of them change."""
    before, after = picture(drawn, 1, 96), picture(separated, 1, 96)
    edge = round(10 * 96 / 25.4)
    after = after.crop((edge, edge, edge + before.width, edge + before.height))
    far = ImageChops.difference(before, after).point([0] * 70 + [255] * 186)
    assert far.histogram()[255] < 0.03 * before.width * before.height
    text = "".join(char.text for char in chars(separated)[0])
    assert "".join(char.text for char in chars(drawn)[0]) == text


def test_text_is_black_ink_alone(separated: bytes) -> None:
    with opened(separated) as pdf:
        colors = [
            tuple(float(n) for n in operation.operands)
            for operation in operations(pdf)
            if operation.operator == "k"
        ]
    assert (0, 0, 0, 1) in colors
    greys = [color for color in colors if not any(color[:3])]
    assert any(0.3 < color[3] < 0.7 for color in greys)
    assert (0.6, 0.6, 0.6, 1) in colors, "device-cmyk(1 1 1 1), within limits"
    assert any(color[1] > 0.8 and color[2] > 0.8 and color[0] < 0.1 for color in colors), "lab()"


def test_purple_text_is_black_and_a_purple_drawing_is_not(latin_fonts: Path) -> None:
    purple = (0x35 / 255, 0x17 / 255, 0x41 / 255)
    box = "<p style='color: #351741; border-bottom: 3px solid #351741'>One <b>two</b></p>"
    leaf = "<div style='width: 9px; height: 9px; background: #351741'></div>"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", str(latin_fonts))
        data = separate(page(body=f"{leaf}{box}{leaf}"), SeparationOptions(PROFILE, 3.0, (purple,)))
    with opened(data) as pdf:
        fill: tuple[float, ...] = ()
        drawn_in = []
        for operation in operations(pdf):
            if operation.operator == "k":
                fill = tuple(float(n) for n in operation.operands)
            elif operation.operator in ("TJ", "Tj", "f", "f*"):
                drawn_in.append((operation.operator.upper()[:2], fill))
    drawn = PressProfile(PROFILE, [purple]).inks(purple)
    assert max(drawn[:2]) > 0.3
    assert {inks for operator, inks in drawn_in if operator == "TJ"} == {(0, 0, 0, 1)}
    assert drawn in [inks for operator, inks in drawn_in if operator != "TJ"]
    assert (0, 0, 0, 1) not in [inks for operator, inks in drawn_in if operator != "TJ"]


def test_soft_masks_stay_grey(separated: bytes) -> None:
    with opened(separated) as pdf:
        groups = [str(item.Group.CS) for item in pdf.objects if "/Group" in item_or_none(item)]
        shadings = [
            family(item.ColorSpace) for item in pdf.objects if "/ShadingType" in item_or_none(item)
        ]
    assert set(groups) == {"/DeviceGray", "/DeviceCMYK"}
    assert set(shadings) == {"/DeviceGray", "/DeviceCMYK"}


def item_or_none(item: Any) -> Any:
    return item if isinstance(item, pikepdf.Dictionary | pikepdf.Stream) else {}


def test_pictures_are_as_fine_as_the_press(separated: bytes) -> None:
    """They are 8 mm high, 200 pixels before: 300 to an inch are 94."""
    with opened(separated) as pdf:
        pictures = [
            drawn
            for operation in operations(pdf)
            if (drawn := drawn_picture(operation)) is not None
        ]
        spaces = [str(drawn.ColorSpace) for drawn in pictures]
        heights = [int(drawn.Height) for drawn in pictures]
    cmyk, grey = "/DeviceCMYK", "/DeviceGray"
    assert spaces == [cmyk, cmyk, grey, grey, cmyk]
    assert heights == [pytest.approx(94, abs=1)] * 5


def test_nothing_for_screens_is_left(separated: bytes) -> None:
    with opened(separated) as pdf:
        kept = {"/Type", "/Pages", "/Lang", "/ViewerPreferences", "/Metadata", "/OutputIntents"}
        assert pdf.Root.keys() <= kept
        assert "/Annots" not in pdf.pages[0].obj
        operators = {operation.operator for operation in operations(pdf)}
    assert not operators & {"BDC", "BMC", "EMC", "rg", "RG"}


def test_what_the_file_says_of_itself(separated: bytes) -> None:
    assert separated.startswith(b"%PDF-1.6")
    with opened(separated) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        xmp = pdf.Root.Metadata.read_bytes().decode()
        (intent,) = pdf.Root.OutputIntents
        assert intent.DestOutputProfile.read_bytes() == PROFILE
        assert str(intent.OutputCondition) == "sasshi generic coated offset"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "A & B"
            assert metadata["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
    assert info["/Title"] == "A & B"
    assert info["/Trapped"] == "/False"
    assert info["/CreationDate"] == info["/ModDate"] == "D:20261105000000Z"
    for tag in ("CreateDate", "ModifyDate", "MetadataDate"):
        assert f"<xmp:{tag}>2026-11-05T00:00:00Z<" in xmp


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026年11月", "2026-11-01"),
        ("2026年11月3日", "2026-11-03"),
        ("2026-11-23", "2026-11-23"),
        ("November 2026", "2026-11-01"),
        ("5 Nov. 2026", "2026-11-05"),
        ("November 5, 2026", "2026-11-05"),
        ("2026-13-01", NO_DATE),
        ("in spring", NO_DATE),
        ("Room 2026", NO_DATE),
        (None, NO_DATE),
    ],
)
def test_dates(text: str | None, date: str) -> None:
    assert read_date(text) == date


def test_a_broken_pdf_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="not a PDF"):
        separate(b"not a PDF at all", OPTIONS)


# ---- marks


def test_marks_stand_beyond_the_bleed_and_show_where_to_cut() -> None:
    lines = list(crop_marks(148.5, 210, 3))
    points = [point for line in lines for point in line]
    assert len(lines) == 8 + 8
    for x, y in points:
        assert not (-3 < x < 151.5 and -3 < y < 213)
        assert -12 <= x <= 160.5
        assert -12 <= y <= 222
    level = {line[i][1] for line in lines for i in (0, 1) if line[0][1] == line[1][1]}
    assert {0, 210, -3, 213, 105} <= level
    upright = {line[-1][0] for line in lines if line[-1][0] == line[-2][0]}
    assert {0, 148.5, -3, 151.5, 74.25} <= upright


def test_marks_are_the_same_from_all_sides() -> None:
    lines = {frozenset(line) for line in crop_marks(40, 60, 3)}
    assert lines == {frozenset((40 - x, y) for x, y in line) for line in lines}
    assert lines == {frozenset((x, 60 - y) for x, y in line) for line in lines}


def test_boxes_and_marks_on_the_page(separated: bytes) -> None:
    with opened(separated) as pdf:
        pdf_page = pdf.pages[0]
        boxes = [
            [float(edge) / MM for edge in box.as_list()]
            for box in (pdf_page.trimbox, pdf_page.bleedbox, pdf_page.mediabox)
        ]
        plates = [operation for operation in operations(pdf) if operation.operator == "CS"]
        assert family(plates[-1].operands[0], plates[-1].resources) == "/Separation"
    assert boxes[0] == pytest.approx([0, 0, 60, 40], abs=0.01)
    assert boxes[1] == pytest.approx([-3, -3, 63, 43], abs=0.01)
    assert boxes[2] == pytest.approx([-13, -13, 73, 53], abs=0.01)
    image = picture(separated, 1, 254)
    assert image.getpixel((40, 130)) < 180, "where the page is cut"  # type: ignore[operator]
    assert image.getpixel((40, 115)) == 255
    assert image.getpixel((105, 105)) < 250, "the bleed is printed"  # type: ignore[operator]
    assert image.getpixel((95, 115)) == 255, "and nothing beyond"


# ---- the check finds what is broken


def drop_font(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if "/FontFile2" in item_or_none(item):
            del item["/FontFile2"]


def drop_boxes(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj["/TrimBox"]


def shrink_bleed(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj["/BleedBox"] = pdf.pages[0].obj["/TrimBox"]


def add(content: bytes) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_add(pdf.make_stream(content))

    return change


def drop_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


def swap_intent(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile.write(bytes(200))


def drop_metadata(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Metadata"]


def add_link(pdf: pikepdf.Pdf) -> None:
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(link)])


def add_action(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")


def add_picture(space: Any, pixel: bytes, bits: int = 8) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        stream = pdf.make_stream(pixel)
        stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        stream.Width = stream.Height = 1
        stream.BitsPerComponent, stream.ColorSpace = bits, space
        pdf.pages[0].resources.XObject["/Added"] = stream
        pdf.pages[0].contents_add(pdf.make_stream(b"q 0.2 0 0 0.2 5 5 cm /Added Do Q"))

    return change


def color_shading(space: str, ends: list[int]) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if "/ShadingType" in item_or_none(item) and item.ColorSpace == "/DeviceCMYK":
                item.ColorSpace = pikepdf.Name(space)
                item.Function.Functions[0].C0 = ends

    return change


BROKEN: dict[str, tuple[str, Callable[[pikepdf.Pdf], None]]] = {
    "font": ("shop-font", drop_font),
    "no trim": ("shop-boxes", drop_boxes),
    "no bleed": ("shop-boxes", shrink_bleed),
    "rgb": ("shop-color", add(b"1 0 0 rg")),
    "rgb lines": ("shop-color", add(b"1 0 0 RG")),
    "rgb space": ("shop-color", add(b"/DeviceRGB cs 1 0 0 sc")),
    "unknown space": ("shop-color", add(b"/Unknown cs")),
    "inline": ("shop-color", add(b"BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI")),
    "ink": ("shop-ink", add(b"0.9 0.9 0.8 0.6 k")),
    "ink of lines": ("shop-ink", add(b"/DeviceCMYK CS 1 1 1 0.1 SCN")),
    "rgb shading": ("shop-color", color_shading("/DeviceRGB", [1, 0, 0])),
    "ink of a shading": ("shop-ink", color_shading("/DeviceCMYK", [1, 1, 1, 1])),
    "rgb picture": ("shop-color", add_picture(pikepdf.Name.DeviceRGB, b"abc")),
    "picture of one bit": ("shop-color", add_picture(pikepdf.Name.DeviceGray, b"\x80", bits=1)),
    "ink of a picture": ("shop-picture-ink", add_picture(pikepdf.Name.DeviceCMYK, b"\xf0" * 4)),
    "no intent": ("shop-intent", drop_intent),
    "wrong intent": ("shop-intent", swap_intent),
    "no metadata": ("shop-version", drop_metadata),
    "link": ("shop-active", add_link),
    "script": ("shop-active", add_action),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_found(separated: bytes, name: str) -> None:
    code, change = BROKEN[name]
    with opened(separated) as pdf:
        change(pdf)
        data = saved(pdf)
    assert set(codes(data)) == {code}
    problems = preflight(data, PAGE_MM, 3.0)
    assert all(p.severity is Severity.ERROR for p in problems)
    for lang in ("en", "ja"):
        assert all(p.text(lang) for p in problems)


def test_other_sizes_are_found(separated: bytes) -> None:
    assert [p.code for p in preflight(separated, (61.0, 40.0), 3.0)] == ["shop-boxes"]
    assert [p.code for p in preflight(separated, PAGE_MM, 5.0)] == ["shop-boxes"]


def test_locked_files_are_found(separated: bytes) -> None:
    with opened(separated) as pdf:
        locked = saved(pdf, encryption=pikepdf.Encryption(owner="x", user=""))
    assert codes(locked) == ["shop-active"]


def test_coarse_pictures_are_a_warning(separated: bytes) -> None:
    with opened(separated) as pdf:
        add_picture(pikepdf.Name.DeviceGray, b"\0")(pdf)
        pdf.pages[0].contents_add(pdf.make_stream(b"q 9 0 0 9 5 5 cm /Added Do Q"))
        problems = preflight(saved(pdf), PAGE_MM, 3.0)
    assert [(p.code, p.severity, p.params, p.place.page) for p in problems] == [
        ("shop-coarse", Severity.WARNING, (("dpi", 8),), 1)
    ]


# ---- the edition

GUIDE = """---
title: 見本
lang: ja
date: 2026年11月
%s---

## 一

本文です。*大切な*ことと[つながり](https://example.org/)。

![図](plan.png)

- [ ] 約束
"""


#: The direction of lines, and files by their names.
Both = tuple[str, dict[str, bytes]]


def built(folder: Path, front: str = "", *editions: str) -> dict[str, bytes]:
    """Build a guide with a picture 100 pixels wide; give its files by their names."""
    content = folder / "content"
    content.mkdir(exist_ok=True)
    Image.radial_gradient("L").resize((300, 200)).save(content / "plan.png")
    (content / "one.md").write_text(GUIDE % front, encoding="utf-8")
    request = Request(content, ROOT / "templates", folder / "output", editions=editions)
    made = build(request)
    assert [p.code for p in made.problems] == (["shop-coarse"] if "shop" in editions else [])
    return {path.name: path.read_bytes() for path in made.files}


@pytest.fixture(scope="module", params=["horizontal", "vertical"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Build the booklet and the edition for print shops, once for each direction."""
    folder = tmp_path_factory.mktemp(request.param)
    return request.param, built(folder, f"writing: {request.param}\n", "booklet", "shop")


def test_the_edition_is_sound_and_has_the_pages_of_the_booklet(both: Both) -> None:
    writing, files = both
    data = files["one-shop.pdf"]
    assert [p.code for p in preflight(data, (148.5, 210), 3.0)] == ["shop-coarse"]
    booklet, shop = open_pdf(files["one-booklet.pdf"]), open_pdf(data)
    assert len(booklet) == len(shop)
    for own, other in zip(chars(data), chars(files["one-booklet.pdf"]), strict=True):
        (texts, mine), (others, theirs) = places(own), places(other)
        assert texts == others
        assert mine[::2] == pytest.approx(theirs[::2], abs=0.02)
        assert mine[1::2] == pytest.approx([y + 2 * 13 for y in theirs[1::2]], abs=0.02)
    with opened(data) as pdf:
        assert ("/Direction" in pdf.Root.get("/ViewerPreferences", {})) == (writing == "vertical")


def places(on_page: Sequence[Char]) -> tuple[list[str], list[float]]:
    """Give characters in the order of their places, and these in mm, left and baseline."""
    seen = [char for char in on_page if char.text.strip()]
    seen.sort(key=lambda c: (c.text, round(c.baseline), round(c.left, 1)))
    return [c.text for c in seen], [edge for c in seen for edge in (c.left, c.baseline)]


def test_the_cover_runs_into_the_bleed(both: Both) -> None:
    """At home it stays 6 mm from the edge instead. The edge is the one that the book opens at."""
    writing, files = both
    shop = picture(files["one-shop.pdf"], 1, 127)
    home = picture(files["one-booklet.pdf"], 1, 127)
    if writing == "vertical":
        shop, home = ImageOps.mirror(shop), ImageOps.mirror(home)
    beyond = shop.crop((round((13 + 148.5) * 5) + 1, 300, round((13 + 151.5) * 5) - 1, 900))
    assert min(beyond.tobytes()) < 200
    assert min(home.crop(((143 * 5), 0, home.width, home.height)).tobytes()) > 250


def test_it_is_made_when_asked_for_only(tmp_path: Path) -> None:
    files = ("booklet", "booklet-print", "booklet-print-howto", "checklist")
    usual = {f"one-{file}.pdf" for file in files}
    assert built(tmp_path).keys() == usual
    request = Request(tmp_path / "content", ROOT / "templates", tmp_path / "o", editions=("all",))
    assert {path.name for path in build(request).files} >= usual | {"one-shop.pdf"}


def test_the_shop_s_own_profile(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    own = PROFILE.replace(b"sasshi generic", b"their special ")
    (tmp_path / "content" / "press.icc").write_bytes(own)
    data = built(tmp_path, "shop:\n  profile: press.icc\n", "shop")["one-shop.pdf"]
    with opened(data) as pdf:
        assert pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes() == own
        assert str(pdf.Root.OutputIntents[0].Info) == "their special  coated offset"


def test_a_broken_profile_of_the_shop(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    broken = PROFILE[:132] + bytes(len(PROFILE) - 132)
    (tmp_path / "content" / "press.icc").write_bytes(broken)
    with pytest.raises(BuildError) as caught:
        built(tmp_path, "shop:\n  profile: press.icc\n", "shop")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.line) == ("profile-wrong", 6)
