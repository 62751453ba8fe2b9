"""Words in, exit codes and texts out."""

from __future__ import annotations

import ast
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from sasshi import cli, doctor, make, printing, theme
from sasshi.cli.console import Console
from sasshi.make import Built, Request
from sasshi.problems import BuildError, MachineError, Place, UsageError, error, warning

Run = Callable[..., tuple[int, str, str]]


class Builds:
    """Stands in for ``make.build``: keeps the requests, gives or raises what it is told."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.result: Built | BaseException = Built((Path("output/a-booklet.pdf"),), ())

    def __call__(self, request: Request, progress: object = None) -> Built:
        self.requests.append(request)
        if isinstance(self.result, BaseException):
            raise self.result
        return self.result


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch, root: Path) -> Builds:
    """Build nothing, in the project's folder."""
    stand_in = Builds()
    monkeypatch.setattr(make, "build", stand_in)
    monkeypatch.chdir(root)
    return stand_in


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(words)
        written = capsys.readouterr()
        return code, written.out, written.err

    return run


def test_no_words_build_everything(builds: Builds, run: Run) -> None:
    code, out, err = run()
    assert (code, out, err) == (0, f"{Path('output/a-booklet.pdf')}\n", "")
    assert builds.requests == [
        Request(content=Path("content"), templates=Path("templates"), output=Path("output"))
    ]


def test_words_that_are_no_command_are_guides(builds: Builds, run: Run) -> None:
    assert run("mutual-aid", "content/other.md")[0] == 0
    assert run("build", "mutual-aid")[0] == 0
    assert [request.guides for request in builds.requests] == [
        ("mutual-aid", "content/other.md"),
        ("mutual-aid",),
    ]


def test_guides_from_elsewhere_are_written_where_one_stands(
    builds: Builds, run: Run, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.md").write_text("", encoding="utf-8")
    outputs = {
        "mine.md": Path("output"),
        "tool-library": root / "output",
        str(root / "content" / "tool-library.md"): root / "output",
    }
    for word in outputs:
        run(word)
    assert [request.output for request in builds.requests] == list(outputs.values())


def test_options_become_a_request(builds: Builds, run: Run, tmp_path: Path) -> None:
    words = ["--edition", "booklet", "-e", "print", "--theme", "plain", "-o", str(tmp_path)]
    assert run(*words, "--set", "accent=#fff", "--set", "a=b=c", "guide")[0] == 0
    request = builds.requests[0]
    assert request.guides == ("guide",)
    assert request.editions == ("booklet", "print")
    assert request.theme == "plain"
    assert request.tokens == (("accent", "#fff"), ("a", "b=c"))
    assert request.output == tmp_path


def test_the_command_may_stand_after_options(run: Run, builds: Builds) -> None:
    code, out, _ = run("--lang", "ja", "doctor")
    assert "状態" in out
    assert code in (0, 3)
    assert run("--theme", "doctor")[0] == 0
    assert builds.requests[0].theme == "doctor"


def test_a_misspelt_command(builds: Builds, run: Run) -> None:
    code, out, err = run("docter")
    assert (code, out) == (2, "")
    assert "did you mean doctor?" in err
    assert builds.requests == []


def test_a_folder_may_be_called_nearly_like_a_command(
    builds: Builds, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docter").mkdir()
    assert run("docter")[0] == 0
    assert builds.requests[0].guides == ("docter",)


@pytest.mark.parametrize("words", [["--no-such"], ["--set", "accent"], ["--set", "=x"], ["-e"]])
def test_wrong_words(builds: Builds, run: Run, words: list[str]) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert "\n  hint: " in err
    assert builds.requests == []


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (BuildError([error("unknown-guide", Place("a.md", 3), name="x", nearest="y")]), 1),
        (UsageError([error("unknown-guide", name="x", nearest="y")]), 2),
        (MachineError([error("os-error", reason="full")]), 3),
        (OSError(28, "No space left on device"), 3),
        (RuntimeError("a bug"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_codes(builds: Builds, run: Run, failure: BaseException, code: int) -> None:
    builds.result = failure
    found, out, err = run()
    assert (found, out) == (code, "")
    assert "Traceback" not in err
    assert err


def test_interrupted_is_one_line(builds: Builds, run: Run) -> None:
    builds.result = KeyboardInterrupt()
    assert run("--lang", "ja") == (130, "", "中断しました\n")


def test_debug_shows_the_traceback(builds: Builds, run: Run) -> None:
    builds.result = RuntimeError("a bug")
    assert "Traceback" in run("--debug")[2]


@pytest.mark.parametrize("debug", [False, True])
def test_debug_shows_the_faults_after_which_a_preview_goes_on(
    capsys: pytest.CaptureFixture[str], debug: bool
) -> None:
    log = logging.getLogger("sasshi.preview.session")
    with Console(debug=debug).debug_log():
        log.debug("a fault", exc_info=RuntimeError("oh"))
    log.debug("another", exc_info=RuntimeError("ah"))
    written = capsys.readouterr().err
    assert ("RuntimeError: oh" in written, "ah" in written) == (debug, False)


def test_all_problems_at_once_and_counted(builds: Builds, run: Run) -> None:
    one = error("unknown-guide", Place("a.md", 3), name="x", nearest="y")
    builds.result = BuildError([one, warning("os-error", reason="slow"), one])
    err = run()[2]
    assert err.count("a.md:3: error: ") == 2
    assert err.endswith("2 errors, 1 warning\n")


def test_warnings_travel_beside_the_results(builds: Builds, run: Run) -> None:
    builds.result = Built((Path("a.pdf"), Path("b.pdf")), (warning("os-error", reason="slow"),))
    code, out, err = run()
    assert (code, out) == (0, "a.pdf\nb.pdf\n")
    assert err.endswith("1 warning\n")
    assert run("--quiet") == (0, "a.pdf\nb.pdf\n", "")


@pytest.mark.parametrize(("words", "colour"), [((), False), (("--color", "always"), True)])
def test_colour(builds: Builds, run: Run, words: tuple[str, ...], colour: bool) -> None:
    builds.result = BuildError([error("os-error", reason="x")])
    assert ("\x1b[" in run(*words)[2]) is colour


@pytest.mark.parametrize("variable", [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_without_colour(
    builds: Builds, run: Run, monkeypatch: pytest.MonkeyPatch, variable: tuple[str, str]
) -> None:
    builds.result = BuildError([error("os-error", reason="x")])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "\x1b[" in run()[2]
    monkeypatch.setenv(*variable)
    assert "\x1b[" not in run()[2]


def test_open(builds: Builds, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def launch(path: str) -> int:
        opened.append(path)
        return len(opened) - 1

    monkeypatch.setattr(click, "launch", launch)
    assert run("--open")[2] == ""
    assert "nothing on this machine opens" in run("--open")[2]
    assert opened == [str(Path("output/a-booklet.pdf"))] * 2


def test_without_pango_nothing_is_built(
    builds: Builds, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = error("no-pango", missing="Pango", command="apt-get install pango")
    monkeypatch.setattr(doctor, "pango_problem", lambda: lacking)
    code, _, err = run()
    assert code == 3
    assert "hint: run: apt-get install pango" in err
    assert builds.requests == []


def test_weasyprint_that_does_not_load(builds: Builds, run: Run) -> None:
    builds.result = OSError("cannot load library 'libpango-1.0-0': no such file")
    code, _, err = run()
    assert code == 3
    assert "do not load" in err


@pytest.mark.parametrize("words", [(), ("print", "tool-library"), ("theme", "list")])
def test_every_command_says_what_the_machine_refuses(
    builds: Builds, run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    refusal = PermissionError(13, "Permission denied", "templates/fonts")

    def refuse(templates: Path) -> None:
        raise refusal

    builds.result = refusal
    monkeypatch.setattr(printing, "printers", lambda: None)
    monkeypatch.setattr(theme, "theme_folders", refuse)
    code, out, err = run(*words)
    assert (code, out) == (3, "")
    assert "the machine refuses: [Errno 13] Permission denied: 'templates/fonts'" in err


def test_doctor(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = doctor.Finding("Pango", doctor.State.MISSING, command="apt-get install pango")
    monkeypatch.setattr(doctor, "examine", lambda templates, output: (finding,))
    code, out, err = run("doctor")
    assert (code, err) == (3, "")
    assert "apt-get install pango" in out


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["build", "--help"], ["doctor", "-h"]])
def test_help(run: Run, words: list[str]) -> None:
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    assert out.startswith("Usage: build.py")


def test_help_lists_every_command_with_a_whole_line(run: Run) -> None:
    for group in ([], ["theme"]):
        lines = run(*group, "--help")[1].partition("Commands:\n")[2].splitlines()
        assert lines
        assert [line for line in lines if line.endswith("...") or len(line.split()) < 3] == []
    names = [line.split()[0] for line in run("--help")[1].partition("Commands:\n")[2].splitlines()]
    assert names == [command.name for command in cli.COMMANDS]
    assert names[0] == "build"


def test_each_command_has_a_module_of_its_name(root: Path) -> None:
    modules = {path.stem for path in (root / "sasshi" / "cli").glob("*.py")}
    assert {command.name for command in cli.COMMANDS} <= modules


def test_version(run: Run) -> None:
    assert run("--version") == (0, "sasshi, version 0.1.0\n", "")


# ---- as a program


def _program(
    root: Path, *words: str, python: str = sys.executable, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    command = [python, str(root / "build.py"), *words]
    return subprocess.run(
        command, capture_output=True, env=os.environ | environment, cwd=root, check=False
    )


@pytest.mark.parametrize("encoding", ["cp932", "ascii"])
def test_a_console_with_another_encoding(root: Path, encoding: str) -> None:
    done = _program(root, "--lang", "ja", "--set", "🐈é", PYTHONIOENCODING=encoding)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert "指定された値: ??".encode(encoding, errors="replace") in done.stderr


def test_japanese_only_where_it_can_be_shown(root: Path) -> None:
    done = _program(root, "--set", "x", LANG="ja_JP", PYTHONIOENCODING="ascii")
    assert b"takes TOKEN=VALUE" in done.stderr


def test_a_closed_pipe_is_quiet(root: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, str(root / "build.py"), "doctor"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, cwd=root, check=False)
    os.close(writer)
    assert done.stderr == b""


def test_rich_and_weasyprint_are_not_loaded_for_words_alone(root: Path) -> None:
    code = (
        "import sys; from sasshi import cli; cli.main(['--version']);"
        "print([m for m in ('rich', 'weasyprint', 'jinja2', 'markdown') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_front_door_reads_on_old_pythons(root: Path) -> None:
    ast.parse((root / "build.py").read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.fixture
def bare(root: Path, tmp_path: Path) -> Path:
    """Copy the code, without a .venv, to where no package is installed."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "sasshi", tmp_path / "sasshi", ignore=ignore)
    shutil.copy(root / "build.py", tmp_path)
    return tmp_path


def _bare_python(bare: Path) -> str:
    """Make a Python without packages: a virtual environment without even pip."""
    command = [sys.executable, "-m", "venv", "--without-pip", str(bare / "empty")]
    subprocess.run(command, check=True)
    return str(bare / "empty" / ("Scripts" if os.name == "nt" else "bin") / "python")


def test_without_packages_one_line_says_what_to_run(bare: Path) -> None:
    done = _program(bare, python=_bare_python(bare))
    assert done.returncode == 3
    assert done.stderr.startswith(b"error: the Python package 'click' is missing: run `make`")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="makes a symbolic link")
def test_the_front_door_goes_on_in_the_venv(bare: Path) -> None:
    (bare / ".venv").symlink_to(Path(sys.prefix))
    done = _program(bare, "--version", python=_bare_python(bare))
    assert (done.returncode, done.stdout) == (0, b"sasshi, version 0.1.0\n")


def test_a_venv_without_packages_does_not_go_round_in_circles(bare: Path) -> None:
    empty = _bare_python(bare)
    (bare / "empty").rename(bare / ".venv")
    done = _program(bare, python=empty.replace("empty", ".venv"))
    assert done.returncode == 3
    assert b"run `make setup`" in done.stderr


_NO_PANGO = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0': libpango-1.0-0: cannot open")
sys.meta_path.insert(0, Finder())
import importlib
from sasshi import cli, make
make.build = lambda request, progress: importlib.import_module("weasyprint")
sys.exit(cli.main([]))
"""


def test_an_import_of_weasyprint_that_fails_ends_with_3(root: Path) -> None:
    command = [sys.executable, "-c", _NO_PANGO]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "hint: " in done.stderr


_WAIT = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
import sys, time
from sasshi import cli, make
make.build = lambda request, progress: (print("ready", flush=True), time.sleep(30))
sys.exit(cli.main([]))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c(root: Path) -> None:
    command = [sys.executable, "-c", _WAIT]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=root) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == "interrupted\n"
        assert process.wait() == 130
