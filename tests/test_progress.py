"""How far a build has come, as people see it."""

from __future__ import annotations

import sys
import time

import pytest

from sasshi.cli.progress import Meter
from sasshi.make import Progress


def test_the_meter_gives_times(capsys: pytest.CaptureFixture[str]) -> None:
    meter = Meter(bar=False, times=True)
    meter(Progress(0, 2, "booklet"))
    meter.close()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("s  0/2  booklet")
    assert len(lines) == 2


def test_a_quick_build_shows_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    meter = Meter(bar=True, times=False)
    meter(Progress(0, 2, "booklet"))
    meter.close()
    assert capsys.readouterr() == ("", "")


def test_a_slow_build_shows_a_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    meter = Meter(bar=True, times=False)
    start = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: start + 2)
    monkeypatch.setenv("FORCE_COLOR", "1")
    meter(Progress(1, 4, "冊子 [booklet]"))
    meter.close()
    written = capsys.readouterr()
    assert written.out == ""
    assert "1/4" in written.err
    assert "冊子 [booklet]" in written.err
    assert "rich" in sys.modules
