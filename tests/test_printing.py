"""Printer profiles, the commands for ``lp``, and jobs that go through a real CUPS to a file."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pikepdf
import pytest

from sasshi import cli, printing
from sasshi.cli.print import read_shift
from sasshi.cli.sheet_options import marks_of
from sasshi.make.impose_file import impose_file
from sasshi.make.print_options import PrintOptions
from sasshi.make.steps.instruction import handwork
from sasshi.make.test_sheet import test_sheet as make_test_sheet
from sasshi.model import MARKS, PAPERS
from sasshi.model import SCHEMES as NAMES
from sasshi.pdf.impose import SCHEMES, Imposition, impose
from sasshi.printing import Profile, load_profile, profile_path, save_profile
from sasshi.problems import BuildError, UsageError
from tests.conftest import NO_CUPS
from tests.reopen import open_pdf, spaced_text


def pdf(pages: int, size: tuple[float, float] = (420.94, 595.28)) -> bytes:
    out = io.BytesIO()
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=size)
    made.save(out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config"
    monkeypatch.setenv("SASSHI_CONFIG", str(folder))
    return folder


# ---- profiles


def test_a_profile_comes_back_as_it_was_kept() -> None:
    profile = Profile("opposite", (0.5, -1.25), 0.11, "same")
    path = save_profile("office 2", profile)
    assert path == profile_path("office 2")
    assert load_profile("office 2") == profile
    assert [file.name for file in path.parent.iterdir()] == ["office 2.toml"]
    assert load_profile("another") is None


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('flip = "same"\nshift = [1,\n', "bad-toml", 3),
        ('order = "same"\nflip = "left"\n', "bad-profile-value", 2),
        ("shift = [1, 99]\n", "bad-profile-value", 1),
        ("\nthickness = true\n", "bad-profile-value", 2),
        ("thicknes = 0.1\n", "unknown-profile-key", 1),
    ],
)
def test_a_bad_profile_is_told_with_its_line(text: str, code: str, line: int) -> None:
    path = profile_path("office")
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(BuildError) as caught:
        load_profile("office")
    (problem,) = caught.value.problems
    assert problem.code == code
    assert str(problem.place.path).endswith("office.toml")
    if code != "bad-toml":
        assert problem.place.line == line


@pytest.mark.parametrize("name", ["", "../x", ".x", "a/b", "a\\b", "a\nb"])
def test_names_that_are_no_file(name: str) -> None:
    with pytest.raises(UsageError):
        profile_path(name)


def test_sheets_obey_a_profile() -> None:
    known = Profile("opposite", (1.0, 2.0), 0.1, "same")
    how = PrintOptions(profile=known).imposition("right")
    assert how == Imposition(
        binding="right",
        creep_mm=0.1,
        back_shift_mm=(1.0, 2.0),
        backs_turned=True,
        backs_reversed=False,
    )
    assert PrintOptions(profile=known, creep_mm=0.0).imposition().creep_mm == 0.0
    assert PrintOptions().imposition() == Imposition()


# ---- words


def test_one_list_of_names() -> None:
    assert tuple(name for name in SCHEMES if name != "1up") == NAMES  # that is for konbini
    assert {name for name, each in SCHEMES.items() if not each.two_sided} == {"mini", "2up", "4up"}


def test_marks_are_read() -> None:
    assert marks_of(None) == marks_of("none") == frozenset()
    assert marks_of("all") == frozenset(MARKS)
    assert marks_of("fold, CUT") == {"fold", "cut"}
    with pytest.raises(UsageError):
        marks_of("fold,fodl")


def test_shifts_are_read() -> None:
    assert read_shift("0.5,−1") == (0.5, -1.0)
    for text in ("1", "a,b", "1,2,3", "99,0", "nan,0"):
        with pytest.raises(click.BadParameter):
            read_shift(text)


def test_the_command_says_all_that_a_print_file_needs() -> None:
    files = (Path("-f.pdf"), Path("b.pdf"))
    media = printing.media_of("B5", (182.0, 257.0))
    first, second = printing.commands(files, "office", media=media, duplex="manual", copies=3)
    text = " ".join(first)
    for word in ("-n 3", "sides=one-sided", "media=jis_b5_182x257mm", "print-scaling=none"):
        assert word in text
    assert first[-2:] == ("--", "-f.pdf")
    assert second[-1] == "b.pdf"
    assert [each[each.index("-t") + 1] for each in (first, second)] == ["-f", "b"]
    assert printing.media_of("A4", (210.0, 297.0)) == "A4"
    assert printing.media_of("", (100.0, 148.0)) == "Custom.100x148mm"


# ---- pages about printing


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize(
    "asked",
    [
        *(PrintOptions(scheme) for scheme in NAMES),
        PrintOptions(signature=1, duplex="manual"),
        PrintOptions("perfect", binding="right", duplex="long"),
        PrintOptions("mini", binding="right"),
    ],
    ids=lambda asked: f"{asked.scheme}-{asked.binding}-{asked.duplex}",
)
def test_the_instruction_is_one_page(
    asked: PrintOptions, lang: str, tmp_path: Path, root: Path
) -> None:
    source = tmp_path / "source.pdf"
    source.write_bytes(pdf(8 if asked.scheme == "mini" else 28))
    products, _ = impose_file(source, asked, root / "templates", lang)
    howto = products[-1]
    assert howto.filename == f"source-{asked.scheme}-howto.pdf"
    document = open_pdf(howto.data)
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx((595.28, 841.89), abs=0.1)
    text = spaced_text(howto.data)
    assert "{" not in text
    assert str(impose(source.read_bytes(), asked.imposition()).sheets) in text


def test_every_step_has_words_and_a_drawing(root: Path) -> None:
    drawing = (root / "templates/base/figures/howto.svg").read_text(encoding="utf-8")
    words = (root / "templates/words/en.toml").read_text(encoding="utf-8")
    sources = {name: impose(pdf(8 if name == "mini" else 28), Imposition(name)) for name in NAMES}
    named = {step for name, each in sources.items() for step in handwork(each, Imposition(name))}
    manual = Imposition(duplex="manual", signature=2)
    named |= {*handwork(impose(pdf(28), manual), manual)}
    assert [step for step in named if f'"{step}"' not in drawing] == []
    assert [step for step in named if f"howto-{step} = " not in words] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_the_test_sheet_has_two_sides_and_lies(paper: str, root: Path) -> None:
    sheet = make_test_sheet(root / "templates", paper, "ja")
    document = open_pdf(sheet.data)
    assert len(document) == 2
    height, width = (edge * 72 / 25.4 for edge in PAPERS[paper])
    assert document[1].get_size() == pytest.approx((width, height), abs=0.1)


# ---- the commands


def run(*words: str) -> int:
    return cli.main(words)


def test_impose_writes_sheets_and_their_instruction(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(pdf(8))
    words = ("--duplex", "manual", "--paper", "a3", "--marks", "all", "-o", str(tmp_path / "o"))
    assert run("impose", str(source), *words) == 0
    names = [Path(line).name for line in capsys.readouterr().out.splitlines()]
    assert names == ["a-saddle-fronts.pdf", "a-saddle-backs.pdf", "a-saddle-howto.pdf"]
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == sorted(names)


def locked() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(4))) as made:
        made.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "scheme", "said"),
    [
        (b"no", "saddle", "no PDF"),
        (locked(), "saddle", "locked"),
        (pdf(0), "saddle", "no page"),
        (pdf(9), "mini", "more pages"),
        (None, "saddle", "cannot be read"),
    ],
    ids=["text", "locked", "empty", "mini", "none"],
)
def test_what_cannot_be_imposed(
    data: bytes | None,
    scheme: str,
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source, output = tmp_path / "a.pdf", tmp_path / "o"
    if data is not None:
        source.write_bytes(data)
    assert run("impose", str(source), "--scheme", scheme, "-o", str(output)) == 1
    assert said in capsys.readouterr().err
    assert not output.exists()


def test_mixed_sizes_and_marks_without_room_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "a.pdf"
    with pikepdf.open(io.BytesIO(pdf(3))) as mixed:
        mixed.add_blank_page(page_size=(300, 400))
        mixed.save(source)
    assert run("impose", str(source), "--marks", "crop", "-o", str(tmp_path)) == 0
    said = capsys.readouterr().err
    assert "several sizes" in said
    assert "no room" in said


def test_what_was_measured_is_kept_and_added_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("print", "--printer-profile", "office", "--flip", "opposite") == 0
    assert run("print", "--printer-profile", "office", "--shift", "1,-0.5") == 0
    assert load_profile("office") == Profile("opposite", (1.0, -0.5))
    assert capsys.readouterr().out.count("office.toml") == 2


def test_an_unknown_profile_is_a_slip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_profile("office", Profile())
    source = tmp_path / "a.pdf"
    source.write_bytes(pdf(4))
    assert run("impose", str(source), "--printer-profile", "ofice") == 2
    assert "office" in capsys.readouterr().err


@pytest.mark.parametrize("known", [None, ()])
def test_without_cups_or_a_printer_the_file_is_opened(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    root: Path,
    known: tuple[printing.Printer, ...] | None,
) -> None:
    monkeypatch.chdir(root)
    opened: list[str] = []
    monkeypatch.setattr(printing, "printers", lambda: known)

    def launch(path: str) -> int:
        opened.append(path)
        return 0

    monkeypatch.setattr(click, "launch", launch)
    assert run("print", "tool-library", "-o", str(tmp_path)) == 0
    assert opened == [str(tmp_path / "tool-library-booklet-print.pdf")]
    captured = capsys.readouterr()
    assert "flip on the short edge" in captured.err
    assert captured.out.splitlines()[-1].endswith("tool-library-booklet-print-howto.pdf")
    assert run("print", "--test-sheet", "-o", str(tmp_path)) == 0
    assert Path(opened[-1]).parent == tmp_path


def test_a_printer_that_is_asked_for_by_name_must_be_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(printing, "printers", tuple)
    assert run("print", "tool-library", "--printer", "office") == 3
    assert "no printer" in capsys.readouterr().err


# ---- a real CUPS


@dataclass(frozen=True, slots=True)
class Cups:
    """A scheduler of our own, with two queues that print to files."""

    folder: Path
    server: str

    def jobs(self) -> list[str]:
        """Give for each job that has been processed the options that CUPS understood."""
        log = (self.folder / "error").read_text(errors="replace")
        return re.findall(r'argv\[5\]="(.*)"', log)

    def spooled(self) -> list[bytes]:
        """Give the documents of the jobs."""
        return [path.read_bytes() for path in sorted((self.folder / "spool").glob("d*"))]


_SCHEDULER = """LogLevel debug
Listen {folder}/sock
Browsing No
PreserveJobHistory Yes
PreserveJobFiles Yes
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""
_FILES = """ServerRoot {folder}/etc
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/run
AccessLog {folder}/access
ErrorLog {folder}/error
PageLog {folder}/page
FileDevice Yes
"""
_QUEUE = """<Printer {name}>
DeviceURI file:{folder}/{name}.out
State Idle
Accepting Yes
Shared No
</Printer>
"""


@pytest.fixture
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cups]:
    daemon = shutil.which("cupsd") or shutil.which("cupsd", path="/usr/sbin")
    if daemon is None or shutil.which("lp") is None or not hasattr(os, "geteuid") or os.geteuid():
        pytest.skip(NO_CUPS)
    folder = Path(tempfile.mkdtemp(prefix="sasshi-cups-"))
    folder.chmod(0o755)
    for name in ("etc", "spool", "cache", "run"):
        (folder / name).mkdir()
    (folder / "etc/cupsd.conf").write_text(_SCHEDULER.format(folder=folder))
    (folder / "etc/cups-files.conf").write_text(_FILES.format(folder=folder))
    queues = "".join(_QUEUE.format(name=name, folder=folder) for name in ("office", "attic"))
    (folder / "etc/printers.conf").write_text(queues)
    for name in ("office", "attic"):
        (folder / f"{name}.out").touch()
    command = [daemon, "-f", "-c", str(folder / "etc/cupsd.conf")]
    command += ["-s", str(folder / "etc/cups-files.conf")]
    monkeypatch.setenv("CUPS_SERVER", str(folder / "sock"))
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            _wait(lambda: (folder / "sock").exists())
            _wait(lambda: len(printing.printers() or ()) == 2)
            yield Cups(folder, str(folder / "sock"))
        finally:
            process.terminate()
    shutil.rmtree(folder)


def _wait(done: Callable[[], object]) -> None:
    end = time.monotonic() + 15
    while not done():
        assert time.monotonic() < end, "CUPS does not answer"
        time.sleep(0.1)


@pytest.mark.slow
def test_a_guide_goes_to_the_printer(
    cups: Cups,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(root)
    save_profile("office", Profile("opposite", (1.0, 0.0)))
    words = ("print", "tool-library", "-o", str(tmp_path), "--yes")
    assert run(*words) == 2
    assert "attic, office" in capsys.readouterr().err
    assert run(*words, "--printer", "offce") == 2
    assert run(*words, "--printer", "office", "--copies", "2") == 0
    said = capsys.readouterr().err
    assert "lp -d office -n 2 " in said
    assert "request id is office-" in said
    sent = tmp_path / "tool-library-booklet-print.pdf"
    _wait(cups.jobs)
    (job,) = cups.jobs()
    for word in ("sides=two-sided-short-edge", "print-scaling=none", "media=A4"):
        assert word in job
    assert "nofit-to-page" in job or "fit-to-page=false" in job
    assert cups.spooled() == [sent.read_bytes()]


@pytest.mark.slow
def test_fronts_and_backs_are_two_jobs_with_a_pause(
    cups: Cups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    monkeypatch.chdir(root)
    pauses: list[int] = []
    monkeypatch.setattr(click, "pause", lambda *_, **__: pauses.append(len(cups.spooled())))
    words = ("print", "tool-library", "-o", str(tmp_path), "-p", "attic", "--duplex", "manual")
    assert run(*words, "--yes") == 2
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert run(*words, "--yes") == 0
    assert pauses == [1]
    _wait(lambda: len(cups.jobs()) == 2)
    assert ["sides=one-sided" in job for job in cups.jobs()] == [True, True]


@pytest.mark.slow
def test_nothing_is_sent_without_a_yes(
    cups: Cups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    monkeypatch.chdir(root)
    words = ("print", "--test-sheet", "-o", str(tmp_path), "-p", "office")
    assert run(*words) == 2
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "confirm", lambda *_, **__: False)
    answers = iter(["opposite", (1.0, 2.0), 0.1, "same"])
    monkeypatch.setattr(click, "prompt", lambda *_, **__: next(answers))
    assert run(*words) == 0
    assert cups.jobs() == []
    assert load_profile("office") == Profile("opposite", (1.0, 2.0), 0.1, "same")
