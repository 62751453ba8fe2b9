"""What the tests of the preview share: a small project that may be changed, and a server."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sasshi.make import Request
from sasshi.preview.build_result import Builder
from sasshi.preview.editor import Editor
from sasshi.preview.server import Server, serving

ROOT = Path(__file__).resolve().parent.parent

GUIDE = """---
title: Lending a ladder
lang: en
---

## Before it goes out {#before}

Two minutes at the door save an afternoon of searching.

- [ ] Write down who has it.

    A name and a day are enough.

## On the day {#day}

The ladder is carried by two.

## When it comes back {#back}

Look at the feet and the rungs.
"""
#: In seconds: what does not come by then does not come.
SOON = 10.0
UMI = 'name = "umi"\nextends = "shizuka"\n\n[tokens.accent]\ntype = "color"\ndefault = "#225588"\n'


def project(folder: Path) -> Request:
    """Make a project with one guide, a copy of the theme and another one that extends it."""
    (folder / "content").mkdir()
    (folder / "content" / "ladder.md").write_text(GUIDE, encoding="utf-8")
    templates = folder / "templates"
    shutil.copytree(ROOT / "templates", templates, ignore=shutil.ignore_patterns("fonts"))
    (templates / "fonts").symlink_to(ROOT / "templates" / "fonts")
    (templates / "umi").mkdir()
    (templates / "umi" / "theme.toml").write_text(UMI, encoding="utf-8")
    return Request(folder / "content", templates, folder / "output", guides=("ladder",))


@contextmanager
def served(
    builder: Builder, request: Request, *, port: int | None = None, editor: Editor | None = None
) -> Iterator[Server]:
    """Serve in a thread, in English."""
    with serving(builder, request, "en", port=port, editor=editor) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def wait_for(true: Callable[[], object]) -> None:
    """Wait until something is true."""
    pause = threading.Event()
    for _ in range(int(SOON / 0.02)):
        if true():
            return
        pause.wait(0.02)
    raise AssertionError("it did not come true")
