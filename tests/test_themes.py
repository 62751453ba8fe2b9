"""Every shipped theme with both shipped guides: nothing to tell, everything in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sasshi.make import Request, build
from sasshi.problems import Severity
from tests.reopen import open_pdf

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
THEMES = sorted(path.parent.name for path in ROOT.glob("templates/*/theme.toml"))


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
@pytest.mark.parametrize("theme", THEMES)
def test_the_shipped_guides_in_every_theme(theme: str, writing: str, tmp_path: Path) -> None:
    guides = ("second-partner",) if writing == "vertical" else ("second-partner", "tool-library")
    request = Request(
        content=ROOT / "content",
        templates=ROOT / "templates",
        output=tmp_path,
        guides=guides,
        theme=theme,
        tokens=(("writing", writing),),
    )
    built = build(request)
    told = [str(p) for p in built.problems if p.severity is not Severity.NOTE]
    assert told == []
    assert len(built.files) == 4 * len(guides)
    for path in built.files:
        pages = len(open_pdf(path.read_bytes()))
        if path.stem.endswith(("-checklist", "-howto")):
            assert pages == 1
        elif path.stem.endswith("-booklet"):
            assert 16 <= pages <= 36
