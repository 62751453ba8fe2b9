"""Damaged PDFs: what was repaired is told, and what is lost stops the work."""

from __future__ import annotations

import io
import re
import zlib
from pathlib import Path

import pikepdf
import pytest

from sasshi import cli
from sasshi.pdf.impose import Refused, impose
from sasshi.pdf.impose.page_runs import page_runs
from sasshi.problems import has_errors
from tests.odd_pdfs import Array, Dictionary, Name, numbered, saved
from tests.reopen import chars


def told(data: bytes) -> dict[str, dict[str, object]]:
    """Impose, and give what is told: parameters by code."""
    return {each.code: dict(each.params) for each in impose(data).problems}


def cut(data: bytes, before: bytes) -> bytes:
    """Break a file off before the last place where it says so."""
    return data[: data.rindex(before)]


def test_a_sound_file_has_nothing_to_tell() -> None:
    assert told(numbered(8)) == {}


def test_a_lost_table_of_objects_is_repaired_and_told() -> None:
    problems = told(cut(numbered(5), b"xref\n0 "))
    assert set(problems) == {"pdf-repaired"}
    assert problems["pdf-repaired"]["read"] == 5


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_file_that_breaks_off_is_never_silent(tenth: int) -> None:
    data = numbered(5)
    short = data[: len(data) * tenth // 10]
    try:
        sheets = impose(short)
    except Refused as refused:
        assert refused.reason
        return
    assert {each.code for each in sheets.problems} & {"pdf-repaired", "pages-lost", "content-lost"}
    if not has_errors(sheets.problems):
        text = "".join(char.text for side in chars(sheets.data) for char in side)
        assert sorted(re.findall(r"#(\d)#", text)) == list("12345")


def without_object(data: bytes, that_says: bytes) -> bytes:
    """Leave the first object out that says so, and so spoil the table of objects, too."""
    start = data.rindex(b" 0 obj", 0, data.index(that_says))
    start = data.rindex(b"\n", 0, start) + 1
    return data[:start] + data[data.index(b"endobj", start) + 7 :]


def test_lost_pages_are_counted() -> None:
    problems = told(without_object(numbered(6), b"/Type /Page "))
    assert problems["pages-lost"] == {"count": 6, "read": 5}


def test_a_picture_that_is_lost_is_told_with_its_page() -> None:
    with pikepdf.open(io.BytesIO(numbered(4))) as pdf:
        for page in pdf.pages:
            picture = pdf.make_stream(bytes(3), Type=Name.XObject, Subtype=Name.Image)
            picture.Width, picture.Height, picture.BitsPerComponent = 1, 1, 8
            picture.ColorSpace = Name.DeviceRGB
            page.Resources.XObject = Dictionary(Im=picture)
        data = saved(pdf)
    assert told(without_object(data, b"/Width"))["content-lost"] == {"pages": "1"}


@pytest.mark.parametrize("number", [b"99", b"1"], ids=["none", "no stream"])
def test_a_page_whose_content_is_none_is_told(number: bytes) -> None:
    with pikepdf.open(io.BytesIO(numbered(4))) as pdf:
        for _ in range(100):
            pdf.pages[3].obj[f"/X{_}"] = pdf.make_indirect(Dictionary(A=1))
        data = saved(pdf)
    first = re.search(rb"/Contents (\d+) 0 R", data)
    assert first
    wrong = data[: first.start(1)] + number + data[first.end(1) :]
    assert told(wrong)["content-lost"] == {"pages": "1"}


@pytest.mark.parametrize("at", [0.05, 0.5])
def test_packed_content_that_cannot_be_unpacked_is_told(at: float) -> None:
    with pikepdf.open(io.BytesIO(numbered(4))) as pdf:
        lines = "\n".join(f"{x * 17 % 97} {x * 31 % 89} 5 5 re f" for x in range(900))
        packed = bytearray(zlib.compress(lines.encode()))
        middle = int(len(packed) * at)
        packed[middle : middle + 200] = b"\xff" * 200
        pdf.pages[2].obj.Contents.write(bytes(packed), filter=Name.FlateDecode)
        out = io.BytesIO()
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert told(out.getvalue())["content-lost"] == {"pages": "3"}


def test_a_page_without_a_size_is_told() -> None:
    with pikepdf.open(io.BytesIO(numbered(4))) as pdf:
        for page in pdf.pages:
            del page.obj.MediaBox
        assert "page-without-size" in told(saved(pdf))


@pytest.mark.parametrize("part", [b"none", b"packed", b"no stream"])
def test_a_piece_of_a_content_that_cannot_be_read_is_told(part: bytes) -> None:
    with pikepdf.open(io.BytesIO(numbered(4))) as pdf:
        page = pdf.pages[1].obj
        spoilt: object = pikepdf.Dictionary(A=1)
        if part == b"packed":
            spoilt = pdf.make_stream(b"")
            assert isinstance(spoilt, pikepdf.Stream)
            spoilt.write(b"x" * 99, filter=Name.ASCII85Decode)
        page.Contents = Array([page.Contents, spoilt if part != b"none" else None])
        out = io.BytesIO()
        pdf.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    sheets = impose(out.getvalue())
    assert told(out.getvalue())["content-lost"] == {"pages": "2"}
    assert "#2#" in "".join(char.text for char in chars(sheets.data)[1])


def test_resources_that_are_none_break_nothing() -> None:
    with pikepdf.open(io.BytesIO(numbered(4))) as pdf:
        pdf.pages[0].obj.Resources = Array([])
        assert impose(saved(pdf)).pages == 4


def test_an_empty_page_is_no_damage() -> None:
    with pikepdf.open(io.BytesIO(numbered(4))) as pdf:
        del pdf.pages[1].obj.Contents
        pdf.pages[2].obj.Contents = Array([])
        pdf.pages[3].obj.Contents = pdf.make_stream(b"")
        assert told(saved(pdf)) == {}


def test_runs_of_pages_have_names() -> None:
    assert page_runs([3]) == "3"
    assert page_runs([1, 2, 3, 7, 9, 10]) == "1–3, 7, 9–10"
    assert page_runs(list(range(1, 40, 2))).endswith("15 …")


@pytest.mark.parametrize(("before", "code"), [(b"xref\n0 ", 0), (b"endstream", 1)])
def test_the_verb_tells_and_writes_nothing_with_holes(
    before: bytes, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(cut(numbered(5), before))
    assert cli.main(("impose", str(source), "-o", str(tmp_path / "o"))) == code
    assert "damaged" in (said := capsys.readouterr().err) or "missing" in said
    assert (tmp_path / "o").exists() is (code == 0)
