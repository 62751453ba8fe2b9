"""The instruction beside a print file: how many sheets, and a way to bind them that can be done."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from sasshi import cli
from sasshi.make.steps.instruction import handwork, sheets_of_copies
from sasshi.pdf.impose import MOST_NESTED, SCHEMES, Imposition, impose
from tests.odd_pdfs import Dictionary, Name, numbered
from tests.reopen import spaced_text


def written(tmp_path: Path, pages: int, *options: str, size: tuple[float, float]) -> str:
    """Impose so many pages, and give the text of the instruction."""
    source = tmp_path / "a.pdf"
    source.write_bytes(numbered(pages, size))
    assert cli.main(("impose", str(source), *options, "-o", str(tmp_path / "o"))) == 0
    (howto,) = (tmp_path / "o").glob("*-howto.pdf")
    return " ".join(spaced_text(howto.read_bytes()).split())


@pytest.mark.parametrize(
    ("scheme", "pages", "copies", "expected"),
    [
        ("4up", 2, 10, 6),  # three sheets of each page: twelve of each, two over
        ("4up", 1, 8, 2),
        ("2up", 1, 10, 5),
        ("2up", 3, 1, 3),
        ("mini", 8, 10, 10),
        ("saddle", 8, 10, 20),
        ("cut-stack", 9, 10, 30),
    ],
)
def test_sheets_of_copies(scheme: str, pages: int, copies: int, expected: int) -> None:
    how = Imposition(scheme)
    sheets = impose(numbered(pages, (140, 200)), how)
    assert sheets_of_copies(sheets, SCHEMES[scheme], copies) == expected


def test_ten_leaflets_of_two_pages(tmp_path: Path) -> None:
    assert "6 sheets" in written(tmp_path, 2, "--scheme", "4up", size=(297, 420))


@pytest.mark.parametrize("sheets", [MOST_NESTED, MOST_NESTED + 1, 50])
def test_a_thick_booklet_is_not_stapled(sheets: int, tmp_path: Path) -> None:
    how = Imposition()
    imposed = impose(numbered(4 * sheets), how)
    thick = sheets > MOST_NESTED
    assert ("staple" in handwork(imposed, how)) is not thick
    assert ("stitch" in handwork(imposed, how)) is thick
    warned = [each for each in imposed.problems if each.code == "too-thick-to-fold"]
    assert len(warned) == thick
    if thick:
        words = written(tmp_path, 4 * sheets, size=(420, 595))
        assert "sections of four" in words
        assert "corrugated" not in words


def test_signatures_make_a_thick_booklet_foldable() -> None:
    source = numbered(64)
    for how in (Imposition(signature=4), Imposition("perfect"), Imposition("cut-stack")):
        told = impose(source, how).problems
        assert [each.code for each in told] == []
    told = impose(source, Imposition(signature=16)).problems
    assert [each.code for each in told] == ["too-thick-to-fold"]


@pytest.mark.parametrize(("pages", "step"), [(40, "bind"), (44, "bind-thick")])
def test_a_thick_stack_is_not_stapled_either(pages: int, step: str) -> None:
    how = Imposition("cut-stack")
    sheets = impose(numbered(pages), how)
    assert handwork(sheets, how)[-1] == step


@pytest.mark.parametrize(
    ("options", "side"), [((), "right"), (("--binding", "left"), "left"), (("--lang", "ja"), "右")]
)
def test_the_instruction_knows_where_the_spine_is(
    options: tuple[str, ...], side: str, tmp_path: Path
) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(numbered(8))
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.Root.ViewerPreferences = Dictionary(Direction=Name.R2L)
        pdf.save(source)
    assert cli.main(("impose", str(source), *options, "-o", str(tmp_path / "o"))) == 0
    text = spaced_text((tmp_path / "o/a-saddle-howto.pdf").read_bytes()).replace("\r\n", " ")
    other = {"right": "left", "left": "right", "右": "左"}[side]
    wording = f"spine is on the {side}" if side.isascii() else f"{side}側"
    assert wording in text
    assert wording.replace(side, other) not in text


def test_a_reduction_is_said_without_asking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path, 4, size=(595, 842))
    assert "printed at 70.7 % of their size" in capsys.readouterr().err
