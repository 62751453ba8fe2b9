"""A guide several times as long as a shipped one: its chapters again and again."""

from __future__ import annotations

import re
from pathlib import Path

_ID = re.compile(r"(\{[^}\n]*#)([\w-]+)")
_LINK = re.compile(r"\]\((\d[\w-]*\.md)?(#[\w-]+)?\)")


def write_longer(guide: Path, folder: Path, times: int) -> Path:
    """Write the chapters of a guide so many times into a folder, its summary once; give it."""
    folder.mkdir(parents=True)
    front = (guide / "index.md").read_text(encoding="utf-8")
    (folder / "index.md").write_text(front, encoding="utf-8")
    for number in range(times):
        for path in sorted(guide.glob("[0-9]*.md")):
            text = _renamed(path.read_text(encoding="utf-8"), number)
            if number and "layout=summary" in text:
                continue
            (folder / _name(path.name, number)).write_text(text, encoding="utf-8")
    return folder


def _name(name: str, number: int) -> str:
    """Name a chapter's file so that the chapters of each round follow those of the one before."""
    return f"{number + 1}{name}"


def _renamed(text: str, number: int) -> str:
    """Give every id, and every link, the number of its round."""

    def link(found: re.Match[str]) -> str:
        file = _name(found[1], number) if found[1] else ""
        return f"]({file}{found[2] + f'-{number}' if found[2] else ''})"

    text = _ID.sub(rf"\g<1>\g<2>-{number}", text)
    return _LINK.sub(link, text)
