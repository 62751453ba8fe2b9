"""The sheet that shows how a printer turns and shifts: printed once, to measure it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sasshi import editions as table
from sasshi.fonts.faces import load_faces
from sasshi.make.printing_page import job_without_guide, set_page
from sasshi.model import PAPERS, Product
from sasshi.render import CommonView, render_test_sheet


def test_sheet(templates: Path, paper: str, lang: str, theme: str | None = None) -> Product:
    """Make the test sheet for a paper: lying, as print files are, with a front and a back.

    Raises:
        SasshiError: what is wrong with the theme, or the fonts.

    """
    job = job_without_guide(templates, "", lang, theme)
    height_mm, width_mm = PAPERS[paper]
    edition = replace(table.TEST_SHEET, page_mm=(width_mm, height_mm))
    common = CommonView(job.tokens, job.words, lang)
    html = render_test_sheet(job.theme, edition, common, paper)
    data = set_page(job, edition, html, load_faces(templates / "fonts"))
    return Product(f"{edition.name}-{paper}.pdf", data)
