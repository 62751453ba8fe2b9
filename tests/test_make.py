"""The pipeline from a request to files: written whole or not at all, every problem at once."""

from __future__ import annotations

import errno
import io
import os
import pickle
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import ImageFile

from sasshi.editions import BY_NAME, EDITIONS
from sasshi.fonts.faces import load_faces
from sasshi.make import Built, Job, Progress, Request, build, plan, produce, read_guides, write
from sasshi.make.open_job import OpenJob
from sasshi.make.print_options import PrintOptions
from sasshi.make.steps import Made, check_row, walk
from sasshi.model import PT_PER_MM, Edition, Product
from sasshi.problems import BuildError, MachineError, SasshiError, UsageError, warning
from tests.reopen import spaced_text

GOOD = "---\ntitle: Small\nlang: en\n---\n\n## One {#one}\n\nText.\n\n- [ ] A rule\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("content").mkdir()


def put(name: str, text: str = GOOD) -> Path:
    path = Path("content") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def request_(root: Path) -> Request:
    return Request(Path("content"), root / "templates", Path("output"))


def asked(request: Request, *editions: str, **changes: object) -> Request:
    return replace(request, editions=editions, **changes)  # type: ignore[arg-type]


def failed(request: Request, kind: type[SasshiError]) -> list[str]:
    """Build, and give the problems of the error as ``place: code``."""
    before = listing(request.output)
    with pytest.raises(kind) as caught:
        build(request)
    assert listing(request.output) == before, "an error leaves the output as it was"
    return [f"{p.place}: {p.code}" for p in caught.value.problems]


def listing(folder: Path) -> dict[str, bytes] | None:
    if not folder.is_dir():
        return None
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# ---- a whole build


def test_a_single_file_and_a_folder(request_: Request) -> None:
    put("one.md")
    put("two/index.md", "---\ntitle: Two\nlang: en\n---\n\nLead.\n")
    put("two/10-a.md", "# A\n\n- [ ] Rule of two\n")
    seen: list[Progress] = []
    built = build(request_, seen.append)
    files = ("booklet", "checklist", "booklet-print", "booklet-print-howto")
    names = [f"{guide}-{file}.pdf" for guide in ("one", "two") for file in files]
    assert [file.name for file in built.files] == names
    assert {file.parent for file in built.files} == {Path("output")}
    assert set(listing(Path("output")) or ()) == set(names)
    assert [(each.done, each.total) for each in seen] == [(n, 8) for n in range(8)]
    assert [each.label for each in seen] == names
    assert built.problems == ()
    assert "Rule of two" in spaced_text(Path("output/two-checklist.pdf").read_bytes())


@pytest.mark.parametrize(
    ("options", "files"),
    [
        (PrintOptions(), 2),
        (PrintOptions(duplex="manual"), 3),
        (PrintOptions(scheme="2up", duplex="manual"), 2),
        (PrintOptions(howto=False), 1),
    ],
)
def test_progress_counts_every_file_of_the_print_edition(
    request_: Request, options: PrintOptions, files: int
) -> None:
    put("one.md")
    seen: list[Progress] = []
    built = build(asked(request_, "booklet", "print", print_options=options), seen.append)
    assert [each.label for each in seen] == [file.name for file in built.files]
    assert [(each.done, each.total) for each in seen] == [(n, 1 + files) for n in range(1 + files)]


def test_guides_and_editions_may_be_chosen(request_: Request) -> None:
    put("one.md")
    put("two.md")
    built = build(asked(request_, "print", guides=("two",)))
    names = ["two-booklet-print.pdf", "two-booklet-print-howto.pdf"]
    assert [file.name for file in built.files] == names
    assert set(listing(Path("output")) or ()) == set(names)


def test_a_guide_may_be_a_path(request_: Request, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.md"
    elsewhere.write_text(GOOD)
    built = build(asked(request_, "checklist", guides=("elsewhere.md",)))
    assert built.files == (Path("output/elsewhere-checklist.pdf"),)


def test_a_guide_without_rules_has_no_checklist(request_: Request) -> None:
    put("one.md", GOOD.replace("- [ ] A rule\n", ""))
    built = build(request_)
    files = ("booklet", "booklet-print", "booklet-print-howto")
    assert [f.name for f in built.files] == [f"one-{file}.pdf" for file in files]
    assert [(p.code, str(p.severity)) for p in built.problems] == [("no-rules", "warning")]


def test_only_the_checklist_of_a_guide_without_rules(request_: Request) -> None:
    put("one.md", GOOD.replace("- [ ] A rule\n", ""))
    told = failed(asked(request_, "checklist"), BuildError)
    assert told == ["content/one.md: no-rules", ": nothing-made"]


def test_no_run_ends_without_its_files_and_says_nothing(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object, **options: object) -> object:
        raise BuildError([warning("engine-warning", reason="odd")])

    put("one.md")
    monkeypatch.setattr("sasshi.make.open_job.make_typesetter", fails)
    told = failed(asked(request_, "booklet"), BuildError)
    assert told == [": engine-warning", ": nothing-made"]


def test_two_guides_of_one_name(request_: Request) -> None:
    put("one.md")
    other = put("more/One.md")
    told = failed(asked(request_, "booklet", guides=("one", str(other))), UsageError)
    assert told == ["content/more/One.md: guides-alike"]


def pages(built: Built, number: int = 0) -> int:
    with pikepdf.open(built.files[number]) as pdf:
        return len(pdf.pages)


def test_the_print_file_is_made_of_whole_sheets(request_: Request) -> None:
    put("one.md")
    built = build(asked(request_, "booklet", "print"))
    assert pages(built, 1) == -(-pages(built) // 4) * 2


def test_tokens_reach_the_page(request_: Request) -> None:
    put("one.md", GOOD.replace("lang: en", "lang: en\ntokens: {accent: '#123456', lines: 20}"))

    def red(data: bytes) -> bool:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            content = b"".join(p.Contents.read_bytes() for p in pdf.pages)
        return b"0.66667 0.73333 0.8 " in content or b"0.666667 0.733333 0.8 " in content

    own = build(asked(request_, "booklet")).files[0].read_bytes()
    given = build(asked(request_, "booklet", tokens=(("accent", "#aabbcc"),))).files[0].read_bytes()
    assert (red(own), red(given)) == (False, True)


# ---- rows and their steps


def test_every_row_is_a_whole() -> None:
    for edition in EDITIONS:
        check_row(edition)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"steps": ("render", "tpyeset")}, "there is no step tpyeset"),
        ({"steps": ("typeset", "rotate")}, "typeset takes html, not guide"),
        ({"steps": ("render", "typeset", "impose", "ink")}, "ink takes pdf, not sheets"),
        ({"steps": ("render",)}, "its steps end before there is a file"),
        ({"steps": ()}, "its steps end before there is a file"),
        ({"steps": ("impose",), "source": "print"}, "no pages to take from print"),
        ({"steps": ("impose",), "source": "bookelt"}, "no pages to take from bookelt"),
        ({"steps": ("impose",), "source": "web"}, "impose takes pdf, not page"),
    ],
)
def test_a_row_that_is_no_whole_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        check_row(replace(BY_NAME["booklet"], **changes))


def job_of(request: Request) -> Job:
    guides, _ = read_guides(request)
    ((job,), _) = plan(request, guides)
    return job


def test_a_new_row_is_made_by_the_table_as_it_is(request_: Request) -> None:
    put("one.md")
    a3 = (297.0, 420.0)
    poster = Edition("poster", "booklet.html", a3, steps=("render", "typeset"), file="poster-a3")
    sheet = replace(poster, name="a4", page_mm=(148.5, 210.0), steps=(*poster.steps, "impose"))
    rows = (poster, replace(sheet, scheme="2up", marks=("cut",), file=""))
    job = replace(job_of(request_), editions=rows)
    products, problems = produce([job], load_faces(request_.templates / "fonts"), lambda p: None)
    assert problems == []
    assert [product.filename for product in products] == ["one-poster-a3.pdf", "one-a4.pdf"]
    for product, size_mm in zip(products, (a3, (297.0, 210.0)), strict=True):
        with pikepdf.open(io.BytesIO(product.data)) as pdf:
            size = [float(edge) / PT_PER_MM for edge in pdf.pages[0].mediabox][2:]
        assert size == pytest.approx(size_mm, abs=0.1)


def test_rows_and_what_steps_make_can_be_pickled(request_: Request) -> None:
    put("one.md")
    assert pickle.loads(pickle.dumps(EDITIONS)) == EDITIONS
    edition = BY_NAME["checklist"]
    job = replace(job_of(request_), editions=(edition,))
    faces = load_faces(request_.templates / "fonts")
    made = Made()
    with OpenJob(job, faces) as work:
        made = walk(work, edition, made, edition.steps[:1])
    with OpenJob(job, faces, made.html) as work:
        made = walk(work, edition, made, (*edition.steps[1:], "impose", "instruction"))
    assert [part for part, _ in made.files] == ["", "howto"]
    assert pickle.loads(pickle.dumps(made)) == made


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_all_files_of_all_editions_are_counted(request_: Request, writing: str) -> None:
    put("one.md", GOOD.replace("lang: en", f"lang: ja\nwriting: {writing}"))
    seen: list[Progress] = []
    options = PrintOptions(duplex="manual")
    built = build(asked(request_, "all", print_options=options), seen.append)
    assert [each.label for each in seen] == [file.name for file in built.files]
    assert {each.total for each in seen} == {len(built.files)} == {len(EDITIONS) + 2}


# ---- what is asked for


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("on", "one"), ("toolibrary", "tool-library"), ("zzzz", "one, tool-library")],
)
def test_unknown_guides(request_: Request, name: str, nearest: str) -> None:
    put("one.md")
    put("tool-library.md")
    with pytest.raises(UsageError) as caught:
        build(asked(request_, guides=(name,)))
    (problem,) = caught.value.problems
    assert (problem.code, dict(problem.params)["nearest"]) == ("unknown-guide", nearest)


def test_all_unknown_guides_are_told(request_: Request) -> None:
    put("one.md")
    codes = failed(asked(request_, guides=("on", "one", "two")), UsageError)
    assert codes == [": unknown-guide"] * 2


@pytest.mark.parametrize(("name", "nearest"), [("cheklist", "checklist"), ("Print", "print")])
def test_unknown_editions(request_: Request, name: str, nearest: str) -> None:
    put("one.md")
    with pytest.raises(UsageError) as caught:
        build(asked(request_, name))
    (problem,) = caught.value.problems
    assert (problem.code, dict(problem.params)["nearest"]) == ("unknown-edition", nearest)


def test_an_unknown_edition_with_nothing_near(request_: Request) -> None:
    put("one.md")
    with pytest.raises(UsageError) as caught:
        build(asked(request_, "zzzz", "qqqq"))
    params = [dict(problem.params) for problem in caught.value.problems]
    assert [p["nearest"] for p in params] == [", ".join(e.name for e in EDITIONS)] * 2


def test_an_unknown_theme(request_: Request) -> None:
    put("one.md", GOOD.replace("lang: en", "lang: en\ntheme: shizuke"))
    assert failed(request_, BuildError) == ["content/one.md:4: unknown-theme"]
    put("one.md")
    assert failed(asked(request_, theme="shizuke"), UsageError) == [": unknown-theme"]


@pytest.mark.parametrize(
    ("token", "value", "code"),
    [
        ("accent", "red", "bad-token"),
        ("size", "40pt", "bad-token"),
        ("size", "9", "bad-token"),
        ("acent", "#fff", "unknown-token"),
    ],
)
def test_wrong_settings(request_: Request, token: str, value: str, code: str) -> None:
    put("one.md")
    assert failed(asked(request_, tokens=((token, value),)), UsageError) == [f"--set: {code}"]


def test_wrong_settings_in_the_guide(request_: Request) -> None:
    put("one.md", GOOD.replace("lang: en", "lang: en\ntokens:\n  accent: red\n  acent: '#fff'"))
    expected = ["content/one.md:5: bad-token", "content/one.md:6: unknown-token"]
    assert failed(request_, BuildError) == expected


def test_a_type_area_that_does_not_fit(request_: Request) -> None:
    put("one.md")
    with pytest.raises(SasshiError) as caught:
        build(asked(request_, "booklet", tokens=(("chars", "60"),)))
    assert [p.code for p in caught.value.problems] == ["type-area-too-large"]
    assert not request_.output.exists()


def test_no_guides(request_: Request) -> None:
    assert failed(request_, BuildError) == ["content: no-guides"]


# ---- every error of a run


def test_errors_of_all_guides_at_once(request_: Request) -> None:
    put("one.md")
    build(asked(request_, "checklist"))
    put("one.md", GOOD + "\n![p](none.png)\n\n[x](#none)\n")
    put("two.md", GOOD.replace("lang: en", "lang: en\nauthr: x"))
    put("three.md", GOOD)
    found = [line.partition(": ")[0] for line in failed(request_, BuildError)]
    assert sorted(found) == ["content/one.md:12", "content/one.md:14", "content/two.md:4"]


def test_errors_while_typesetting_are_told_together(request_: Request) -> None:
    put("one.md", GOOD.replace("Text.", "Text \U0001f408."))
    put("two.md", GOOD.replace("Text.", "Text.\n\nText \u0e01."))
    put("three.md", GOOD)
    expected = ["content/one.md:8: no-glyph", "content/two.md:10: no-glyph"]
    assert failed(request_, BuildError) == expected


def test_every_character_without_a_font_is_told_once(request_: Request) -> None:
    put("one.md", GOOD + "\nA \U0001f408 and \u0e01.\n\n## Two \u0e02\n\nx\n")
    with pytest.raises(BuildError) as caught:
        build(request_)
    found = {str(dict(p.params)["codepoint"]): str(p.place) for p in caught.value.problems}
    assert found == {
        "U+1F408": "content/one.md:12",
        "U+0E01": "content/one.md:12",
        "U+0E02": "content/one.md:14",
    }


def test_a_character_is_told_where_it_first_stands(request_: Request) -> None:
    put("one.md", GOOD.replace("Text.", "A \U0001f408.\n\nAgain \U0001f408."))
    assert failed(request_, BuildError) == ["content/one.md:8: no-glyph"]


def test_a_character_in_the_front_matter_has_its_line(request_: Request) -> None:
    put("one.md", GOOD.replace("title: Small", "title: Small\nsubtitle: \U0001f408"))
    (found,) = failed(request_, BuildError)
    assert found.startswith("content/one.md")
    assert found.endswith("no-glyph")


def test_what_is_too_wide_has_its_line(request_: Request) -> None:
    put(
        "one.md",
        GOOD.replace("lang: en", "lang: ja") + f"\n| a | b |\n| --- | --- |\n| {'W' * 90} | c |\n",
    )
    (found,) = failed(asked(request_, "booklet"), BuildError)
    assert found.startswith("content/one.md:1")
    assert found.endswith("too-wide")


@pytest.mark.parametrize("edition", ["print", "ink-saver"])
def test_what_is_wrong_with_the_pages_is_told_of_an_edition_that_takes_them(
    request_: Request, edition: str
) -> None:
    put("one.md", GOOD + f"\n| a | b |\n| --- | --- |\n| {'W' * 90} | c |\n")
    assert failed(asked(request_, edition), BuildError) == ["content/one.md:14: too-wide"]


def test_images_outside_the_guide_are_refused(request_: Request, tmp_path: Path) -> None:
    outside = tmp_path / "secret.svg"
    outside.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    put("one/index.md", GOOD.replace("## One {#one}\n\nText.\n\n- [ ] A rule\n", ""))
    put("one/link.svg").unlink()
    Path("content/one/link.svg").symlink_to(outside)
    names = ("../../secret.svg", outside.as_uri(), "https://example.org/a.png", "link.svg")
    put("one/10-a.md", "# A\n\n- [ ] r\n\n" + "\n\n".join(f"![x]({name})" for name in names) + "\n")
    found = failed(request_, BuildError)
    assert [line.rpartition(":")[0] for line in found] == [
        f"content/one/10-a.md:{line}" for line in (5, 7, 9, 11)
    ]


def test_pictures_cut_short_are_found_in_a_second_build(
    request_: Request, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as after a first build
    data = (root / "tests/errors/images/guide/images/cut.png").read_bytes()
    put("one.md", GOOD + "\n![cut](cut.png)\n")
    Path("content/cut.png").write_bytes(data)
    assert failed(request_, BuildError) == ["content/one.md:12: image-broken"]


# ---- writing

OLD = b"what was here before"
TWO = (Product("a.pdf", b"A" * 5000), Product("b.pdf", b"B" * 5000))


def test_files_are_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    assert write(TWO, folder) == (folder / "a.pdf", folder / "b.pdf")
    (folder / "a.pdf").write_bytes(OLD)
    (folder / "other.txt").write_bytes(OLD)
    write(TWO, folder)
    assert listing(folder) == {"a.pdf": b"A" * 5000, "b.pdf": b"B" * 5000, "other.txt": OLD}


def test_files_are_readable_by_others(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write(TWO, tmp_path / "out")
    finally:
        os.umask(before)
    assert {p.stat().st_mode & 0o777 for p in (tmp_path / "out").iterdir()} == {0o644}


def refuse(number: int, reason: int, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a function of ``os`` fail when it is called for the n-th time."""
    real, calls = getattr(os, name), iter(range(1, 100))

    def call(*args: object, **kwargs: object) -> object:
        if next(calls) == number:
            raise OSError(reason, os.strerror(reason))
        return real(*args, **kwargs)

    monkeypatch.setattr(os, name, call)


@pytest.mark.parametrize("number", [1, 2])
def test_a_full_disk_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(OLD)
    refuse(number, errno.ENOSPC, "fsync", monkeypatch)
    with pytest.raises(MachineError, match="No space left on device") as caught:
        write(TWO, folder)
    assert [(p.code, p.place.path) for p in caught.value.problems] == [("cannot-write", "out")]
    assert listing(folder) == {"a.pdf": OLD}
    assert caught.value.exit_code == 3


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk with room for 64 kB; skip where that is not allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("cannot mount a file system here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full(tiny_disk: Path) -> None:
    (tiny_disk / "a.pdf").write_bytes(OLD)
    large = Product("b.pdf", b"B" * 200_000)
    with pytest.raises(MachineError, match="No space left on device"):
        write((TWO[0], large), tiny_disk)
    assert listing(tiny_disk) == {"a.pdf": OLD}


def test_an_output_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(OLD)
    with pytest.raises(MachineError) as caught:
        write(TWO, path)
    assert [p.code for p in caught.value.problems] == ["cannot-write"]
    assert path.read_bytes() == OLD


@pytest.mark.skipif(os.name == "nt", reason="permissions")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(OLD)
    folder.chmod(0o555)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere")
        with pytest.raises(MachineError, match="Permission denied"):
            write(TWO, folder)
    finally:
        folder.chmod(0o755)
    assert listing(folder) == {"a.pdf": OLD}


@pytest.mark.parametrize("reason", [errno.EACCES, errno.EROFS])
def test_a_folder_that_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    refuse(1, reason, "open", monkeypatch)
    with pytest.raises(MachineError, match=os.strerror(reason)):
        write(TWO, tmp_path / "out")


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (folder / "a.pdf" / "x").mkdir(parents=True)
    with pytest.raises(MachineError):
        write(TWO, folder)
    assert [path.name for path in folder.iterdir()] == ["a.pdf"]


def test_all_files_or_none(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (folder / "b.pdf" / "x").mkdir(parents=True)
    (folder / "a.pdf").write_bytes(OLD)
    with pytest.raises(MachineError):
        write(TWO, folder)
    assert (folder / "a.pdf").read_bytes() == OLD
