"""Saved files: which of them the preview hears of, and what it does where the system is silent."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sasshi.preview.watch import Watch
from sasshi.problems import Problem
from tests.previewing import SOON, wait_for


@pytest.fixture(params=[False, True], ids=["told", "poll"])
def watch(request: pytest.FixtureRequest) -> Iterator[tuple[Watch, threading.Semaphore]]:
    saves = threading.Semaphore(0)
    watching = Watch(saves.release, list[Problem]().append, poll=request.param)
    yield watching, saves
    watching.close()


def test_what_was_read_is_watched(watch: tuple[Watch, threading.Semaphore], tmp_path: Path) -> None:
    watching, saves = watch
    chapters = tmp_path / "chapters"
    chapters.mkdir()
    read, other = tmp_path / "read.md", tmp_path / "other.md"
    for path in (read, other):
        path.write_text("a", encoding="utf-8")
        os.utime(path, (1, 1))
    watching.follow(frozenset({read, chapters, tmp_path / "to-come" / "x.css"}), 2**62)
    watching.ready.wait(SOON)
    read.write_text("saved", encoding="utf-8")
    assert saves.acquire(timeout=SOON)
    other.write_text("not read", encoding="utf-8")
    (chapters / ".20-new.md.swp").write_text("a trace", encoding="utf-8")
    assert not saves.acquire(timeout=0.4)
    (tmp_path / "new").write_text("put in place", encoding="utf-8")
    (tmp_path / "new").replace(read)
    assert saves.acquire(timeout=SOON)
    (chapters / "20-new.md").write_text("listed", encoding="utf-8")
    assert saves.acquire(timeout=SOON)
    (tmp_path / "to-come").mkdir()
    (tmp_path / "to-come" / "x.css").write_text("at last", encoding="utf-8")
    assert saves.acquire(timeout=SOON)


def test_what_was_saved_during_the_build_counts(
    watch: tuple[Watch, threading.Semaphore], tmp_path: Path
) -> None:
    watching, saves = watch
    read = tmp_path / "read.md"
    read.write_text("a", encoding="utf-8")
    watching.follow(frozenset({read}), read.stat().st_mtime_ns - 1)
    assert saves.acquire(timeout=SOON)


def test_where_the_system_tells_of_nothing_files_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*folders: Path, **options: object) -> None:
        raise OSError(28, "OS file watch limit reached.")

    monkeypatch.setattr("sasshi.preview.watch.watch", full)
    saves, told = threading.Semaphore(0), list[Problem]()
    read = tmp_path / "read.md"
    read.write_text("a", encoding="utf-8")
    with closing(Watch(saves.release, told.append)) as watching:
        watching.follow(frozenset({read}), 2**62)
        assert watching.ready.wait(SOON)
        read.write_text("saved", encoding="utf-8")
        assert saves.acquire(timeout=SOON)
    (problem,) = told
    assert "limit reached" in problem.text("en")[0]


def test_a_watch_that_fails_is_told_and_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "sasshi")
    told, saves = list[Problem](), threading.Semaphore(0)
    failures = iter([RuntimeError("oh")])

    def saved() -> None:
        for failure in failures:
            raise failure
        saves.release()

    read, other = tmp_path / "read.md", tmp_path / "other.md"
    read.write_text("a", encoding="utf-8")
    with closing(Watch(saved, told.append, poll=True)) as watching:
        watching.follow(frozenset({read}), 0)
        wait_for(lambda: told)
        other.write_text("b", encoding="utf-8")
        watching.follow(frozenset({read, other}), 0)
        assert saves.acquire(timeout=SOON)
    assert "RuntimeError: oh" in told[0].text("en")[0]
    assert "Traceback" in caplog.text, "with --debug it shows where it came up"
