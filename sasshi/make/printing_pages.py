"""Single pages about printing, set in a theme: instructions and the test sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sasshi import editions as table
from sasshi.fonts.subset import Face, load_faces
from sasshi.make.form_fonts import form_fonts
from sasshi.make.plan import FILTERS, Job
from sasshi.make.print_files import instruction, print_files, read_pdf
from sasshi.make.setting import open_typesetter, page_of, placed
from sasshi.model import DEFAULT_THEME, Edition, Guide, Meta, Product
from sasshi.pdf.impose import PAPERS, Imposition
from sasshi.problems import BuildError, Place, Problem, has_errors, shown_path
from sasshi.render import CommonView, render_test_sheet
from sasshi.theme import load_theme, load_words, token_values


def set_page(job: Job, edition: Edition, html: str, faces: Sequence[Face]) -> bytes:
    """Set a page about printing, and give its PDF.

    Raises:
        BuildError: what went wrong in it.

    """
    with open_typesetter(job, faces, html, vertical=False) as setter:
        pages = setter.typeset(page_of(job, edition, html))
        if has_errors(pages.problems):
            raise BuildError(placed(job, pages.problems))
        return pages.to_pdf(edition.pdf_variant)


def plain_job(templates: Path, title: str, lang: str, theme: str | None = None) -> Job:
    """Plan pages that belong to no guide, in a theme's usual look."""
    loaded = load_theme(theme or DEFAULT_THEME, templates, FILTERS)
    tokens, _ = token_values(loaded, (), lang)
    words, _ = load_words(templates, lang, {}, Place())
    meta = Meta(title=title, lang=lang)
    guide = Guide("", templates / "words", "", meta, None, (), ())
    return Job(guide, loaded, tokens, words, ())


def test_sheet(templates: Path, paper: str, lang: str, theme: str | None = None) -> Product:
    """Make the sheet that shows how a printer turns and shifts: lying, as print files are."""
    job = plain_job(templates, "", lang, theme)
    height, width = PAPERS[paper]
    edition = replace(table.TEST_SHEET, page_mm=(width, height))
    common = CommonView(job.tokens, job.words, lang)
    html = render_test_sheet(job.theme, edition, common, paper)
    data = set_page(job, edition, html, load_faces(templates / "fonts"))
    return Product(f"test-sheet-{paper}.pdf", data)


def impose_file(
    path: Path, how: Imposition, templates: Path, lang: str, theme: str | None = None
) -> tuple[list[Product], list[Problem]]:
    """Impose any PDF; give the files to print, the instruction, and what there is to say.

    Raises:
        BuildError: it cannot be read, or not be imposed.

    """
    stem = f"{path.stem}-{how.scheme}"
    place = Place(shown_path(path))
    faces = load_faces(templates / "fonts")
    sheets, products, problems = print_files(read_pdf(path), stem, how, place, form_fonts(faces))
    job = plain_job(templates, path.stem, lang, theme)
    products.append(instruction(job, stem, sheets, how, faces))
    return products, problems
