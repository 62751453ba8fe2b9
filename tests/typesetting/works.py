"""The files that are measured: guides set by sasshi, and the same texts set the plain way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.plain import set_plainly
from sasshi.make import Request, build
from tests.typesetting.source import source_of
from tests.typesetting.text import write_english, write_japanese

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = (ROOT / "content" / "second-partner", ROOT / "content" / "tool-library.md")
TORTURE = (
    ROOT / "tests" / "typesetting" / "torture",
    ROOT / "tests" / "typesetting" / "torture-en.md",
)
GENERATED: dict[str, Callable[[Path], Path]] = {
    "specimen-ja": write_japanese,
    "specimen-en": write_english,
}
FONTS = ROOT / "templates" / "fonts"


@dataclass(frozen=True, slots=True)
class Work:
    """A finished PDF, with the text it was made from where that is known."""

    name: str
    pdf: bytes
    source: str | None = None


def everything(folder: Path) -> list[Work]:
    """Set all guides, and the generated ones also the plain way."""
    return [*set_guides([*SHIPPED, *TORTURE], folder), *generated(folder), *plain(folder)]


def generated(folder: Path) -> list[Work]:
    """Write the generated guides and set them."""
    return set_guides([write(folder / name) for name, write in GENERATED.items()], folder)


def plain(folder: Path) -> list[Work]:
    """Set what ``generated`` has written the plain way."""
    return [
        Work(f"{name}, plain", set_plainly(folder / name, FONTS), source_of(folder / name))
        for name in GENERATED
    ]


def set_guides(paths: list[Path], folder: Path, **tokens: str) -> list[Work]:
    """Set the booklets of guides with sasshi; ``line_end="hang"`` is the token ``line-end``."""
    names = tuple(str(path) for path in paths)
    request = Request(
        content=ROOT / "content",
        templates=ROOT / "templates",
        output=folder / "output",
        guides=names,
        editions=("booklet",),
        tokens=tuple((name.replace("_", "-"), value) for name, value in tokens.items()),
    )
    files = build(request).files
    return [
        Work(path.stem, file.read_bytes(), source_of(path))
        for path, file in zip(paths, files, strict=True)
    ]


def of_path(path: Path, source: Path | None, folder: Path) -> Work:
    """Take a PDF as it is, and set anything else."""
    if path.suffix == ".pdf":
        return Work(path.stem, path.read_bytes(), source_of(source) if source else None)
    return set_guides([path.resolve()], folder)[0]
