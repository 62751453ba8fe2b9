"""Layers that are hidden, or not for print, stay so on the sheets, in every viewer."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from PIL import Image

from sasshi.pdf.impose import Imposition, impose
from tests.odd_pdfs import Array, Dictionary, Name, add_page, made, say
from tests.reopen import picture
from tests.viewing import SAME_TONE, has, printed, unlike

#: What is set in a file of two layers: what its ``/D`` holds, and what layer B says of its use.
Setting = Callable[[pikepdf.Object, pikepdf.Object], None]


BARS = "/OC /A BDC 60 400 200 40 re f EMC /OC /B BDC 60 300 200 40 re f EMC"


def layered(setting: Setting, content: str = BARS) -> bytes:
    """Make four pages with a bar in layer A and one in layer B below it."""
    out: list[bytes] = []
    with made(out) as pdf:
        a, b = (
            pdf.make_indirect(Dictionary(Type=Name.OCG, Name=each)) for each in ("Text", "Answers")
        )
        default = Dictionary()
        setting(default, b)
        _aim(default, a, b)
        pdf.Root.OCProperties = Dictionary(OCGs=Array([a, b]), D=default)
        both = Dictionary(Type=Name.OCMD, OCGs=Array([a, b]), P=Name.AllOn)
        form = pdf.make_stream(
            b"0 0 100 100 re f",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 100, 100]),
            OC=b,
        )
        for _ in range(4):
            page = add_page(pdf, f"{content} {say('x', y=200)}")
            page.Resources.Properties = Dictionary(A=a, B=b, Both=both)
            page.Resources.XObject = Dictionary(Form=form)
    return out[0]


def _aim(default: pikepdf.Object, a: pikepdf.Object, b: pikepdf.Object) -> None:
    """Put the layers themselves where a setting only has their letters."""
    for key in ("/OFF", "/ON"):
        if key in default:
            default[key] = Array([{"/A": a, "/B": b}[str(each)] for each in default[key]])
    for each in default.get("/AS", ()):
        each.OCGs = Array([a, b])


def off(default: pikepdf.Object, b: pikepdf.Object) -> None:
    default.OFF = Array([Name.B])


def base_off(default: pikepdf.Object, b: pikepdf.Object) -> None:
    default.BaseState, default.ON = Name.OFF, Array([Name.A])


def not_for_print(default: pikepdf.Object, b: pikepdf.Object) -> None:
    b.Usage = Dictionary(Print=Dictionary(PrintState=Name.OFF))
    default.AS = Array([Dictionary(Event=Name.Print, Category=Array([Name.Print]))])


def not_for_print_without_saying_when(default: pikepdf.Object, b: pikepdf.Object) -> None:
    b.Usage = Dictionary(Print=Dictionary(PrintState=Name.OFF))


def for_print_only(default: pikepdf.Object, b: pikepdf.Object) -> None:
    off(default, b)
    b.Usage = Dictionary(Print=Dictionary(PrintState=Name.ON), View=Dictionary(ViewState=Name.OFF))
    default.AS = Array(
        [
            Dictionary(Event=Name.Print, Category=Array([Name.Print])),
            Dictionary(Event=Name.View, Category=Array([Name.View])),
        ]
    )


def shown(default: pikepdf.Object, b: pikepdf.Object) -> None:
    default.ON = Array([Name.B])


SETTINGS: dict[Setting, bool] = {
    off: False,
    base_off: False,
    not_for_print: False,
    not_for_print_without_saying_when: False,
    for_print_only: True,
    shown: True,
}


def dark(sheet: Image.Image) -> list[bool]:
    """Tell whether the bars of A and B are on the right half of the first sheet's front."""
    grey, per_pt = sheet.convert("L"), sheet.width / 841.89
    x, middle = int(sheet.width / 2 + 160 * per_pt), sheet.height / 2
    places = [(x, int(middle + (297.5 - y) * per_pt)) for y in (420, 320)]
    return [int(str(grey.getpixel(place))) < 128 for place in places]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.__name__)
def test_what_would_print_is_on_the_sheets_in_every_viewer(setting: Setting) -> None:
    sheets = impose(layered(setting)).data
    views = [picture(sheets, 1, 50), printed(sheets, 1)]
    views += [printed(sheets, 1, "poppler")] if has("poppler") else []
    assert [dark(view) for view in views] == [[True, SETTINGS[setting]]] * len(views)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.__name__)
@pytest.mark.parametrize(
    "content", ["/OC /Both BDC 60 300 200 40 re f EMC", "/Form Do", "q 2 0 0 2 0 0 cm /Form Do Q"]
)
def test_memberships_and_forms_obey(setting: Setting, content: str) -> None:
    assert max(unlike(layered(setting, content), Imposition())) <= SAME_TONE


def test_backs_apart_have_the_layers_too() -> None:
    for _, data in impose(layered(off), Imposition(duplex="manual")).files:
        with pikepdf.open(io.BytesIO(data)) as sheets:
            (group,) = sheets.Root.OCProperties.D.OFF
            named = sheets.pages[0].Resources.XObject.values()
            pages = [form.Resources.Properties.B.objgen for form in named]
            assert set(pages) == {group.objgen}


def test_what_has_no_layers_gets_none() -> None:
    out: list[bytes] = []
    with made(out) as pdf:
        add_page(pdf)
    with pikepdf.open(io.BytesIO(impose(out[0]).data)) as sheets:
        assert "/OCProperties" not in sheets.Root


@pytest.mark.parametrize("wrong", [Name.X, Array([]), 3])
def test_layers_that_are_none_are_passed_over(wrong: object) -> None:
    out: list[bytes] = []
    with made(out) as pdf:
        add_page(pdf)
        pdf.Root.OCProperties = wrong
    assert impose(out[0]).pages == 1
