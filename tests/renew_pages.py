"""Draws the reference pictures in ``tests/pages/`` anew: ``python -m tests.renew_pages``.

Do it when a page is meant to look otherwise, and look at the pictures before keeping them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.conftest import build_all
from tests.reopen import picture

#: Small on purpose: they show that nothing fell over, the other tests measure.
DPI = 40
PAGES = (
    ("second-partner-booklet.pdf", 5),
    ("second-partner-checklist.pdf", 1),
    ("tool-library-booklet.pdf", 1),
)


def reference(file: str, page: int) -> Path:
    """Give the place of a page's reference picture."""
    return Path(__file__).parent / "pages" / f"{file.removesuffix('.pdf')}-{page}.png"


def renew() -> None:
    """Build the shipped guides, and draw the pages."""
    with tempfile.TemporaryDirectory() as folder:
        files = build_all(Path(folder)).files
    for file, page in PAGES:
        reference(file, page).parent.mkdir(exist_ok=True)
        picture(files[file], page, DPI).save(reference(file, page), optimize=True)


if __name__ == "__main__":
    renew()
