"""What a queue can do is asked before a job is sent, and how the job stands after."""

from __future__ import annotations

import http.server
import io
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from struct import pack
from typing import ClassVar

import click
import pikepdf
import pytest

from sasshi import cli, printing
from sasshi.model import PAPERS
from sasshi.pdf.impose import Imposition, impose
from sasshi.pdf.print_setup import named_paper, print_setup
from sasshi.printing import ipp
from sasshi.printing.queue import Queue, job_number, lacks, media_size, watch
from sasshi.problems import MachineError
from tests.odd_pdfs import Dictionary, Name, numbered, saved
from tests.test_printing import Cups, cups

__all__ = ["cups"]

A4_PT, A4_MM = (595, 842), (210.0, 297.0)


# ---- the language of print servers


def field(tag: int, name: str, value: bytes) -> bytes:
    return bytes([tag]) + pack(">H", len(name)) + name.encode() + pack(">H", len(value)) + value


def answer(*fields: bytes, status: int = 0) -> bytes:
    return pack(">BBHI", 2, 0, status, 1) + b"\x01" + b"".join(fields) + b"\x03"


def test_answers_are_read_kind_by_kind() -> None:
    data = answer(
        field(0x44, "sides-supported", b"one-sided"),
        field(0x44, "", b"two-sided-long-edge"),
        b"\x04",
        field(0x34, "media-col-ready", b""),
        field(0x4A, "", b"media-size"),
        field(0x21, "", pack(">i", 21000)),
        field(0x37, "", b""),
        field(0x23, "printer-state", pack(">i", 5)),
        field(0x22, "printer-is-accepting-jobs", b"\x01"),
        field(0x35, "printer-state-message", pack(">H", 2) + b"en" + pack(">H", 2) + b"no"),
        field(0x13, "media-default", b""),
    )
    said = ipp.read_answer(data)
    assert said["sides-supported"] == ("one-sided", "two-sided-long-edge")
    assert said["printer-state"] == (5,)
    assert said["printer-is-accepting-jobs"] == (True,)
    assert said["printer-state-message"] == ("no",)
    assert said.get("media-size") is None


@pytest.mark.parametrize(
    "data",
    [b"", b"\x02\x00", answer(status=0x0406), answer()[:-1], answer()[:-1] + b"\x44\xff\xff"],
)
def test_what_is_no_answer_is_refused(data: bytes) -> None:
    with pytest.raises(ipp.NoAnswer):
        ipp.read_answer(data)


@pytest.mark.parametrize("server", ["/nowhere/sock", "localhost:1", "[::1]:1"])
def test_a_server_that_is_not_there_gives_no_answer(server: str) -> None:
    with pytest.raises(ipp.NoAnswer):
        ipp.ask(server, ipp.GET_PRINTER, "ipp://localhost/printers/x", ["printer-state"])


class _Handler(http.server.BaseHTTPRequestHandler):
    """A print server whose jobs go through the states that it is told, one a question."""

    states: ClassVar[list[int]] = []
    asked: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).asked.append(body)
        if b"job-uri" in body:
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            data = answer(
                field(0x23, "job-state", pack(">i", abs(state))),
                field(0x44, "job-state-reasons", b"job-hold-until-specified"),
                field(0x41, "job-printer-state-message", b"out of paper" if state < 0 else b""),
            )
        else:
            data = answer(
                field(0x23, "printer-state", pack(">i", 5 if 33 in self.states else 3)),
                field(0x41, "printer-state-message", b"paused"),
            )
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    _Handler.asked.clear()
    with http.server.HTTPServer(("127.0.0.1", 0), _Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.mark.parametrize(
    ("states", "codes"),
    [
        ([3, 5, 9], []),
        ([5], []),
        ([3, 4], ["job-held"]),
        ([5, 6], ["job-stopped"]),
        ([7], ["job-cancelled"]),
        ([5, 8], ["job-aborted"]),
        ([3], ["job-waits"]),
        ([-5], ["job-complains"]),
        ([-5, 9], []),
    ],
)
def test_a_job_is_looked_at_until_it_is_clear(
    states: list[int], codes: list[str], server: str
) -> None:
    _Handler.states = states
    problems = watch(server, "office", 12, seconds=1.0)
    assert [each.code for each in problems] == codes
    for each in problems:
        assert dict(each.params)["job"] == "office-12"
        assert "{" not in "".join(map(str, each.text("ja") + each.text("en")))
    assert b"ipp://localhost/jobs/12" in _Handler.asked[0]


def test_a_job_in_a_queue_that_is_stopped_does_not_print(server: str) -> None:
    _Handler.states = [3, 3, 33]
    (problem,) = watch(server, "office", 12, seconds=1.0)
    assert problem.code == "queue-stopped"
    assert dict(problem.params)["reason"] == "paused"


def test_numbers_of_jobs_are_read() -> None:
    assert job_number("request id is office-2-12 (1 file(s))") == 12
    assert job_number("done") is None


# ---- what a queue can do


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("iso_a4_210x297mm", (210.0, 297.0)),
        ("na_letter_8.5x11in", (215.9, 279.4)),
        ("jis_b5_182x257mm", (182.0, 257.0)),
        ("custom_100x148mm_100x148mm", (100.0, 148.0)),
        ("custom_min_10x10mm", None),
        ("A4", None),
    ],
)
def test_names_of_media_say_their_size(name: str, size: tuple[float, float] | None) -> None:
    assert media_size(name) == (None if size is None else pytest.approx(size))


OFFICE = Queue(
    "office",
    frozenset({"one-sided", "two-sided-long-edge", "two-sided-short-edge"}),
    ("iso_a4_210x297mm", "na_letter_8.5x11in"),
)


@pytest.mark.parametrize(
    ("queue", "paper", "sides", "codes"),
    [
        (OFFICE, "A4", "two-sided-short-edge", []),
        (OFFICE, "Letter", "one-sided", []),
        (OFFICE, "A3", "one-sided", ["queue-no-media"]),
        (Queue("x", frozenset({"one-sided"})), "A4", "two-sided-long-edge", ["queue-one-sided"]),
        (Queue("x", frozenset({"one-sided"})), "A4", "one-sided", []),
        (Queue("x"), "A3", "two-sided-long-edge", []),
        (
            Queue("x", media=("na_letter_8.5x11in", "custom_min_1x1in", "custom_max_13x19in")),
            "A4",
            "one-sided",
            [],
        ),
        (
            Queue("x", media=("na_letter_8.5x11in", "custom_min_1x1in", "custom_max_9x14in")),
            "A3",
            "one-sided",
            ["queue-no-media"],
        ),
    ],
)
def test_what_a_queue_lacks(queue: Queue, paper: str, sides: str, codes: list[str]) -> None:
    assert [each.code for each in lacks(queue, paper, PAPERS[paper], sides)] == codes


# ---- a PDF as it is


@pytest.mark.parametrize(
    ("pages", "size", "said", "paper", "duplex"),
    [
        (1, A4_PT, None, "A4", "none"),
        (4, A4_PT, None, "A4", "long"),
        (4, A4_PT[::-1], None, "A4", "short"),
        (4, (842, 1191), "/DuplexFlipShortEdge", "A3", "short"),
        (4, (612, 792), "/Simplex", "Letter", "none"),
        (4, (420, 595), None, None, "long"),
    ],
)
def test_a_pdf_says_how_it_is_printed(
    pages: int, size: tuple[int, int], said: str | None, paper: str | None, duplex: str
) -> None:
    with pikepdf.open(io.BytesIO(numbered(pages, size))) as pdf:
        if said:
            pdf.Root.ViewerPreferences = Dictionary(Duplex=Name(said))
        setup = print_setup(saved(pdf))
    assert (named_paper(setup.paper_mm, PAPERS), setup.duplex) == (paper, duplex)


def test_turned_pages_lie_as_they_are_seen() -> None:
    setup = print_setup(numbered(4, A4_PT, Rotate=90))
    assert setup.paper_mm == A4_MM
    assert setup.duplex == "short"


@pytest.mark.parametrize("duplex", ["short", "long"])
def test_our_own_sheets_are_printed_as_they_say(duplex: str) -> None:
    setup = print_setup(impose(numbered(8), Imposition(duplex=duplex)).data)
    assert (setup.paper_mm, setup.duplex) == (A4_MM, duplex)


@pytest.mark.parametrize("data", [b"no", saved(pikepdf.new())])
def test_what_cannot_be_printed_is_told(
    data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], no_printer: list[str]
) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(data)
    assert cli.main(("print", str(source))) == 1
    assert "no PDF" in capsys.readouterr().err
    assert cli.main(("print", str(tmp_path / "none.pdf"))) == 1
    assert no_printer == []


@pytest.fixture
def no_printer(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Know no printer, and remember what is opened instead."""
    opened: list[str] = []
    monkeypatch.setattr(printing, "printers", tuple)

    def launch(path: str) -> int:
        opened.append(path)
        return 0

    monkeypatch.setattr(click, "launch", launch)
    return opened


def test_a_pdf_is_opened_where_there_is_no_printer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], no_printer: list[str]
) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(numbered(4, A4_PT))
    assert cli.main(("print", str(source), "-n", "3")) == 0
    assert "A4, both sides, flip on the long edge" in (said := capsys.readouterr().err)
    assert "copies: 3" in said
    source.write_bytes(numbered(4))
    assert cli.main(("print", str(source), "--duplex", "short")) == 0
    assert "148 × 210 mm, both sides, flip on the short edge" in capsys.readouterr().err
    assert no_printer == [str(source)] * 2
    assert cli.main(("print", str(source), "--duplex", "manual")) == 2


def test_a_pdf_is_imposed_if_something_is_said_of_sheets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], no_printer: list[str]
) -> None:
    source, output = tmp_path / "a.pdf", tmp_path / "o"
    source.write_bytes(numbered(8))
    assert cli.main(("print", str(source), "--scheme", "saddle", "-o", str(output))) == 0
    assert no_printer == [str(output / "a-saddle.pdf")]
    assert (output / "a-saddle-howto.pdf").exists()
    assert "A4, both sides, flip on the short edge" in capsys.readouterr().err


def test_a_scheduler_that_is_off_is_not_a_lack_of_printers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, said in (("lp", ""), ("lpstat", "scheduler is not running")):
        path = tmp_path / name
        path.write_text(f'#!/bin/sh\ntest "$1" = -r && echo "{said}"\nexit 0\n')
        path.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MachineError) as caught:
        printing.printers()
    assert [each.code for each in caught.value.problems] == ["scheduler-off"]
    monkeypatch.setenv("SASSHI_CONFIG", str(tmp_path))
    assert cli.main(("print", "tool-library")) == 3
    assert "does not run" in capsys.readouterr().err
    assert cli.main(("print", "--printer-profile", "office", "--flip", "same")) == 0


# ---- a real CUPS

PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "HALL.PPD"
*Manufacturer: "None"
*Product: "(None)"
*ModelName: "{name}"
*ShortNickName: "{name}"
*NickName: "{name}"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*cupsVersion: 2.0
*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 {filter}"
*OpenUI *PageSize: PickOne
*DefaultPageSize: A4
*PageSize A4: ""
*PageSize Letter: ""
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*DefaultPageRegion: A4
*PageRegion A4: ""
*PageRegion Letter: ""
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4: "12 12 583 830"
*ImageableArea Letter: "12 12 600 780"
*DefaultPaperDimension: A4
*PaperDimension A4: "595 842"
*PaperDimension Letter: "612 792"
{duplex}"""
DUPLEX = """*OpenUI *Duplex: PickOne
*DefaultDuplex: None
*Duplex None: ""
*Duplex DuplexNoTumble: ""
*Duplex DuplexTumble: ""
*CloseUI: *Duplex
"""


def add_queue(cups: Cups, name: str, *, duplex: bool, fails: bool = False) -> None:
    """Add a queue with a description of its printer."""
    ppd = cups.folder / f"{name}.ppd"
    ppd.write_text(
        PPD.format(
            name=name, filter="/bin/false" if fails else "-", duplex=DUPLEX if duplex else ""
        )
    )
    device = cups.folder / f"{name}.out"
    device.touch()
    run("lpadmin", "-p", name, "-E", "-v", f"file:{device}", "-P", str(ppd))


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def send(cups: Cups, tmp_path: Path, queue: str, *words: str) -> int:
    source = tmp_path / "leaflet.pdf"
    source.write_bytes(numbered(4, A4_PT))
    return cli.main(("print", str(source), "-p", queue, "--yes", *words))


@pytest.mark.slow
def test_any_pdf_goes_to_the_printer_as_it_is(
    cups: Cups, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_queue(cups, "hall", duplex=True)
    assert send(cups, tmp_path, "hall") == 0
    said = capsys.readouterr().err
    assert "request id is hall-" in said
    for word in ("-t leaflet", "sides=two-sided-long-edge", "media=A4", "print-scaling=none"):
        assert word in said
    assert cups.spooled() == [(tmp_path / "leaflet.pdf").read_bytes()]


@pytest.mark.slow
def test_nothing_is_sent_that_the_queue_cannot_do(
    cups: Cups, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_queue(cups, "cellar", duplex=False)
    assert send(cups, tmp_path, "cellar") == 3
    assert "one side only" in capsys.readouterr().err
    assert send(cups, tmp_path, "cellar", "--paper", "A3", "--duplex", "short") == 3
    said = capsys.readouterr().err
    assert "no paper A3" in said
    assert "it takes: A4, letter" in said
    assert cups.spooled() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (("cupsdisable", "-r", "no toner", "hall"), "is stopped (no toner)"),
        (("lpadmin", "-p", "hall", "-o", "job-hold-until-default=indefinite"), "is held"),
        (("cupsreject", "hall"), "not accepting"),
    ],
    ids=["stopped", "held", "rejecting"],
)
def test_a_job_that_does_not_print_is_told(
    spoil: tuple[str, ...],
    said: str,
    cups: Cups,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    add_queue(cups, "hall", duplex=True)
    run(*spoil)
    assert send(cups, tmp_path, "hall") == 3
    assert said in capsys.readouterr().err


@pytest.mark.slow
def test_a_job_that_fails_in_its_filter_is_told(
    cups: Cups, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_queue(cups, "hall", duplex=True, fails=True)
    assert send(cups, tmp_path, "hall") == 3
    assert "does not print" in capsys.readouterr().err


@pytest.mark.slow
def test_a_job_that_is_cancelled_at_once_is_told(
    cups: Cups, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_queue(cups, "hall", duplex=True)
    run("cupsdisable", "hall")
    real = printing.send

    def send_and_cancel(command: tuple[str, ...]) -> str:
        said = real(command)
        run("cancel", "-a", "hall")
        time.sleep(0.2)
        return said

    monkeypatch.setattr(printing, "send", send_and_cancel)
    assert send(cups, tmp_path, "hall") == 3
    assert "was cancelled" in capsys.readouterr().err


@pytest.mark.slow
def test_backs_are_called_backs(
    cups: Cups, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(click, "pause", lambda *_, **__: None)
    words = ("--scheme", "saddle", "--duplex", "manual", "-o", str(tmp_path / "o"))
    assert send(cups, tmp_path, "office", *words) == 0
    said = capsys.readouterr().err
    assert "-t leaflet-saddle-fronts " in said
    assert "-t leaflet-saddle-backs " in said
    assert len(cups.spooled()) == 2
