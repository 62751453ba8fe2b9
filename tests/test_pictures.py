"""Pictures of a guide: what they tell stays at home, large ones shrink, SVG is drawn as meant."""

from __future__ import annotations

import ast
import base64
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import weasyprint
from PIL import Image, ImageChops, ImageDraw, PngImagePlugin

from sasshi.engine.log_words import WORDS
from sasshi.engine.svg import prepared
from sasshi.engine.svg_path import Walk
from sasshi.engine.svg_styles import put_in
from sasshi.engine.svg_values import font_longhands
from sasshi.make import Built, Request, build
from sasshi.pictures import clean
from sasshi.pictures.pixels import size_of, within
from sasshi.problems import messages
from tests.conftest import ROOT
from tests.reopen import picture, text_of

ORIENTATION, MAKER, DATE, GPS = 0x0112, 0x010F, 0x0132, 0x8825
SECRET = "SecretMaker"


def exif(orientation: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[ORIENTATION], told[MAKER], told[DATE] = orientation, SECRET, "2026:04:01 12:00:00"
    told.get_ifd(GPS).update({1: "N", 2: (35.0, 41.0, 22.0)})
    return told


def scene(width: int = 120, height: int = 80) -> Image.Image:
    """Draw what can be told apart however it is turned: red at the left above."""
    image = Image.merge("RGB", [Image.linear_gradient("L").resize((width, height))] * 3)
    ImageDraw.Draw(image).rectangle((0, 0, width // 3, height // 3), fill="red")
    return image


def coded(kind: str, image: Image.Image | None = None, **options: Any) -> bytes:
    written = io.BytesIO()
    (image or scene()).save(written, kind, **options)
    return written.getvalue()


def text_chunks() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>", zip=True)
    return info


TELLING: dict[str, Callable[[], bytes]] = {
    "a.jpg": lambda: coded("JPEG", exif=exif(), comment=SECRET.encode()) + SECRET.encode(),
    "progressive.jpg": lambda: coded("JPEG", exif=exif(), progressive=True),
    "a.png": lambda: coded("PNG", pnginfo=text_chunks(), exif=exif()) + SECRET.encode(),
    "a.webp": lambda: coded("WEBP", exif=exif(), xmp=SECRET.encode()),
    "a.gif": lambda: coded("GIF", comment=SECRET.encode()),
}


@pytest.mark.parametrize("name", TELLING)
def test_nothing_is_told_and_no_pixel_changes(name: str) -> None:
    data = TELLING[name]()
    cleaned = clean(data)
    assert len(cleaned) < len(data)
    for told in (SECRET.encode(), b"Exif", b"EXIF", b"2026:04", b"xmp", b"XMP"):
        assert told not in cleaned
    before, after = (Image.open(io.BytesIO(each)).convert("RGB") for each in (data, cleaned))
    assert ImageChops.difference(before, after).getbbox() is None
    assert clean(cleaned) == cleaned


def test_what_is_no_picture_stays_as_it_is() -> None:
    for data in (b"", b"\xff\xd8\xff\xe0\x00", b"GIF89a", b"\x89PNG\r\n\x1a\n\x00", b"wOFF" * 9):
        assert clean(data) == data


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_are_turned_upright(kind: str, orientation: int) -> None:
    turns = {
        **{2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE"},
        **{6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270"},
    }
    stored = scene().transpose(Image.Transpose[turns[orientation]])
    data = coded(kind, stored, exif=exif(orientation))
    image = Image.open(io.BytesIO(clean(data))).convert("RGB")
    assert image.size == (120, 80)
    red, green, _ = image.getpixel((10, 10))  # type: ignore[misc]
    assert red > 200 > 60 > green
    assert SECRET.encode() not in clean(data)


def test_svg_tells_nothing_of_its_maker() -> None:
    inner = base64.b64encode(TELLING["a.jpg"]()).decode()
    svg = (
        f'<?xml version="1.0"?><!-- {SECRET} --><svg xmlns="http://www.w3.org/2000/svg"'
        f' xmlns:i="http://www.inkscape.org/" i:file="/home/{SECRET}" viewBox="0 0 9 9">'
        f"<metadata>{SECRET}</metadata><i:view>{SECRET}</i:view><rect width='5' height='5'/>"
        f'<image href="data:image/jpeg;base64,{inner}" width="9" height="9"/></svg>'
    )
    cleaned = clean(svg.encode()).decode()
    assert SECRET not in cleaned
    assert "rect" in cleaned
    (data,) = re.findall(r"base64,([^\"]+)", cleaned)
    assert SECRET.encode() not in base64.b64decode(data)
    plain = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="5" height="5"/></svg>'
    assert clean(plain) == plain


def test_pictures_of_the_web_have_a_longest_side() -> None:
    assert size_of(within(coded("JPEG", scene(3000, 2000)), 1600)) == (1600, 1067)
    small = coded("JPEG")
    assert within(small, 1600) is small


# ---- on pages


def made(folder: Path, body: str, files: dict[str, bytes], *editions: str, **more: Any) -> Built:
    """Build a guide with files beside it."""
    guide = folder / "guide"
    guide.mkdir()
    for name, data in files.items():
        (guide / name).write_bytes(data)
    text = f"---\ntitle: T\nlang: en\n---\n\n## A\n\n{body}\n\n- [ ] Rule\n"
    (guide / "index.md").write_text(text, encoding="utf-8")
    request = Request(folder / "c", ROOT / "templates", folder / "out", (str(guide),), **more)
    return build(replace(request, editions=editions or ("booklet",)))


def told(built: Built, *codes: str) -> list[tuple[str, str, int | None]]:
    return [
        (p.code, Path(p.place.path or "").name, p.place.line)
        for p in built.problems
        if not codes or p.code in codes
    ]


def raw(data: bytes) -> bytes:
    """Give all that is in a PDF, decoded; or on a page of the web."""
    if not data.startswith(b"%PDF"):
        urls = re.findall(rb"base64,([A-Za-z0-9+/=]+)", data)
        return data + b"".join(map(base64.b64decode, urls))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        return data + b"".join(stream.read_raw_bytes() for stream in streams)


def images(data: bytes) -> list[tuple[int, int]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        return [(int(i.Width), int(i.Height)) for i in found if i.get("/Subtype") == "/Image"]


def test_no_edition_tells_where_a_photograph_was_taken(tmp_path: Path) -> None:
    files = {name: make() for name, make in TELLING.items()}
    body = "\n\n".join(f"![a]({name})" for name in files)
    built = made(tmp_path, body, files, "booklet", "web", "konbini", "shop")
    assert len(built.files) == 4
    for path in built.files:
        assert SECRET.encode() not in raw(path.read_bytes()), path.name
        assert b"Exif\0" not in raw(path.read_bytes()), path.name


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_photographs_are_brought_to_print_resolution(tmp_path: Path, writing: str) -> None:
    photo = coded("JPEG", scene(3000, 2000), exif=exif(6))
    body = "![a](a.jpg){width=60mm}"
    built = made(tmp_path, body, {"a.jpg": photo}, tokens=(("writing", writing),))
    ((width, height),) = images(built.files[0].read_bytes())
    assert width == pytest.approx(60 / 25.4 * 300, abs=2)
    assert height == pytest.approx(width * 1.5, abs=2), "it stands"


def test_small_pictures_keep_their_bytes(tmp_path: Path) -> None:
    data = coded("JPEG")
    built = made(tmp_path, "![a](a.jpg){width=60mm}", {"a.jpg": data})
    assert data in raw(built.files[0].read_bytes())


def test_a_grey_picture_of_sixteen_bits(tmp_path: Path) -> None:
    ramp = Image.linear_gradient("L").rotate(90).convert("I").point(lambda v: v * 257.0 + 0.0)
    built = made(tmp_path, "![a](a.png)", {"a.png": coded("PNG", ramp.convert("I;16"))})
    assert told(built) == []
    page = picture(built.files[0].read_bytes(), 3, 40).convert("L")
    assert len(set(page.crop((60, 60, 200, 140)).get_flattened_data())) > 50


def test_a_picture_without_words_is_a_warning(tmp_path: Path) -> None:
    built = made(tmp_path, "![](a.png)", {"a.png": coded("PNG")}, "booklet", "large-print")
    assert told(built) == [("image-without-alt", "index.md", 8)]
    assert len(built.files) == 2


def test_names_in_nfd_are_found(tmp_path: Path) -> None:
    name = "ガイド図.png"
    decomposed = unicodedata.normalize("NFD", name)
    built = made(tmp_path, f"![a]({name})\n\n![b]({decomposed})", {decomposed: coded("PNG")})
    assert told(built) == []
    assert len(images(built.files[0].read_bytes())) == 1


# ---- SVG


def svg(inner: str, head: str = 'viewBox="0 0 200 100"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>{inner}</svg>'.encode()


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_fonts_have_the_characters_of_drawings(tmp_path: Path, writing: str) -> None:
    drawing = svg('<text x="9" y="40" font-size="20">鋸と鉋の置場</text>')
    built = made(tmp_path, "![a](a.svg)", {"a.svg": drawing}, tokens=(("writing", writing),))
    assert told(built) == []
    assert "鋸と鉋の置場" in text_of(built.files[0].read_bytes())


def test_characters_that_no_font_has(tmp_path: Path) -> None:
    drawing = svg('\n<text x="9" y="40">a</text>\n<text x="9" y="60">b &#x1F600;</text>')
    built = made(tmp_path, "![a](a.svg)", {"a.svg": drawing})
    assert told(built) == [("glyph-missing", "a.svg", 3)]
    assert built.files


def page_of(folder: Path, drawing: bytes) -> tuple[Image.Image, Built]:
    built = made(folder, "![a](a.svg){width=90mm}", {"a.svg": drawing})
    return picture(built.files[0].read_bytes(), 3, 60), built


def pixels(image: Image.Image, grey: int) -> int:
    """Count the pixels of a grey, or nearly."""
    return sum(image.convert("L").histogram()[grey - 1 : grey + 2])


def test_variables_and_media(tmp_path: Path) -> None:
    style = (
        ":root{--a:var(--b);--b:purple}@media print{.x{fill:var(--a)}}@media screen{.x{fill:red}}"
    )
    drawing = svg(f'<style>{style}</style><rect class="x" width="200" height="100"/>')
    image, built = page_of(tmp_path, drawing)
    assert pixels(image, round(128 * (0.299 + 0.114))) > 9000
    assert told(built) == []


def test_the_shorthand_of_fonts(tmp_path: Path) -> None:
    drawing = svg('<style>text{font:italic 20px serif}</style><text x="9" y="40">shorthand</text>')
    built = made(tmp_path, "![a](a.svg)", {"a.svg": drawing})
    assert "shorthand" in text_of(built.files[0].read_bytes())
    assert font_longhands("bold italic 1.2em/1.5 'A B', serif") == {
        "font-style": "italic",
        "font-weight": "bold",
        "font-size": "1.2em",
        "font-family": "'A B', serif",
    }
    assert font_longhands("20px") == {}


@pytest.mark.parametrize("size", ["small", "calc(10px + 2mm)", "2ch", "12PX"])
def test_sizes_of_type_that_the_engine_does_not_read(tmp_path: Path, size: str) -> None:
    drawing = svg(f'<text x="9" y="40" style="font-size:{size}">words</text>')
    built = made(tmp_path, "![a](a.svg)", {"a.svg": drawing})
    assert "words" in text_of(built.files[0].read_bytes())
    assert told(built) == []


def test_lengths_without_a_view_box(tmp_path: Path) -> None:
    drawing = svg('<rect width="50%" height="50%" fill="teal"/>', 'width="4cm" height="2cm"')
    image, _ = page_of(tmp_path, drawing)
    assert b'viewBox="0 0 151.181 75.5906"' in prepared(drawing)[0]
    whole = 90 / 25.4 * 60 * 45 / 25.4 * 60
    assert pixels(image, round(128 * (0.587 + 0.114))) == pytest.approx(whole / 4, rel=0.05)


def test_texts_on_paths(tmp_path: Path) -> None:
    path = '<path id="p" d="M10 90 A90 80 0 0 1 190 90" fill="none"/>'
    text = (
        '<text text-anchor="middle"><textPath href="#p" startOffset="50%">along</textPath></text>'
    )
    built = made(tmp_path, "![a](a.svg){width=90mm}", {"a.svg": svg(path + text)})
    assert told(built) == []
    assert "along" in re.sub(r"\s", "", text_of(built.files[0].read_bytes()))
    walk = Walk("M0 0 h10 v10 H0 z")
    assert walk.length == pytest.approx(40)
    assert walk.at(15) == pytest.approx((10, 5, 1.5708), abs=1e-4)
    assert walk.at(41) is None
    half = Walk("M0 0 a5 5 0 0 1 10 0")
    assert half.length == pytest.approx(15.7, abs=0.05)
    assert half.at(half.length / 2)[:2] == pytest.approx((5, -5), abs=0.05)  # type: ignore[index]


def test_html_in_drawings_is_set_as_lines(tmp_path: Path) -> None:
    html = '<div xmlns="http://www.w3.org/1999/xhtml">one<br/>two <b>three</b></div>'
    inner = f'\n<foreignObject width="90" height="50">{html}</foreignObject>'
    other = f'<switch><foreignObject>{html}</foreignObject><text y="90">four</text></switch>'
    built = made(tmp_path, "![a](a.svg)", {"a.svg": svg(inner + other)})
    assert told(built) == [("svg-foreign", "a.svg", 2)]
    words = text_of(built.files[0].read_bytes())
    assert all(word in words for word in ("one", "twothree", "four"))
    assert words.count("one") == 1


UNDRAWN = {
    "<filter id='f'><feGaussianBlur stdDeviation='3'/></filter>": "<feGaussianBlur>",
    "<text y='30' writing-mode='vertical-rl'>a</text>": "writing-mode: vertical-rl",
    "<rect style='mix-blend-mode:multiply' width='9' height='9'/>": "mix-blend-mode: multiply",
    "<text y='30'><textPath href='#none'>a</textPath></text>": "<textPath>",
}


@pytest.mark.parametrize("inner", UNDRAWN)
def test_what_is_not_drawn_is_told(inner: str) -> None:
    _, remarks = prepared(svg("<!-- <a> -->\n" + inner))
    assert [(r.code, r.line, dict(r.params)["what"]) for r in remarks] == [
        ("svg-undrawn", 2, UNDRAWN[inner])
    ]


def test_a_length_that_nobody_understands_is_told() -> None:
    data, remarks = prepared(svg("<rect width='calc(1px + 5%)' height='9'/>"))
    assert [(r.code, r.line) for r in remarks] == [("svg-length", 1)]
    assert b"calc" not in data


def test_variables_that_go_round_in_circles_have_no_value() -> None:
    circle = {"--a": "var(--b)", "--b": "var(--a)"}
    assert put_in("var(--a)", circle) is None
    assert put_in("var(--a, red)", circle) == "red"
    assert put_in("rgb(var(--x, 1, 2, 3))", {}) == "rgb( 1, 2, 3)".replace("( ", "(")


# ---- what the engine says


def said_by_the_engine() -> set[str]:
    """Give the words of every warning and error of the modules that draw."""
    folder = Path(weasyprint.__file__).parent
    files = [
        folder / "images.py",
        *(p for d in ("pdf", "draw", "svg") for p in folder.glob(f"{d}/*.py")),
    ]
    words = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("warning", "error")
                and ast.unparse(node.func.value) == "LOGGER"
            ):
                first = node.args[0]
                start = first.values[0] if isinstance(first, ast.JoinedStr) else first
                assert isinstance(start, ast.Constant)
                words.add(str(start.value))
    return words


def test_all_that_the_engine_says_has_words_of_ours() -> None:
    said = said_by_the_engine()
    assert len(said) > 15
    for words in said - {"Failed to load image at %r: %s"}:
        assert [start for start in WORDS if words.startswith(start)], words
    assert {words.code for words in WORDS.values()} <= set(messages())


@pytest.mark.slow
def test_what_goes_to_a_store_is_small_enough(tmp_path: Path) -> None:
    noise = Image.merge("RGB", [Image.effect_noise((2200, 3000), 90) for _ in "rgb"])
    files = {f"{name}.png": coded("PNG", noise.rotate(90 * at)) for at, name in enumerate("abcd")}
    body = "\n\n".join(f"![a]({name})" for name in files)
    built = made(tmp_path, body, files, "konbini", "booklet")
    sizes = {path.stem: path.stat().st_size for path in built.files}
    assert sizes["guide-konbini"] <= 10_000_000 < sizes["guide-booklet"]
    assert told(built) == []
    data = (tmp_path / "out" / "guide-konbini.pdf").read_bytes()
    assert data.startswith(b"%PDF-1.7")
    assert len(images(data)) == 4
