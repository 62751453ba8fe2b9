"""Pages that are about printing, and hold nothing of a guide: views → HTML."""

from __future__ import annotations

from sasshi.model import Edition
from sasshi.render.views import CommonView, HowtoView, SheetsView, TestSheetView
from sasshi.render.writer import Writer
from sasshi.theme import Theme, time_limit


def render_howto(
    theme: Theme, edition: Edition, common: CommonView, job: SheetsView, steps: tuple[str, ...]
) -> str:
    """Render the instruction for a print file.

    Raises:
        BuildError: with the place in a template of what went wrong.

    """
    writer = Writer(theme, common)
    view = HowtoView(job, steps, writer.ornament, theme.sheets(edition.template, edition.name))
    with time_limit():
        return writer.template(edition.template, view)


def render_test_sheet(theme: Theme, edition: Edition, common: CommonView, paper: str) -> str:
    """Render the test sheet, for pages of the edition's size.

    Raises:
        BuildError: with the place in a template of what went wrong.

    """
    writer = Writer(theme, common)
    width, height = edition.page_mm
    sheets = theme.sheets(edition.template, edition.name)
    view = TestSheetView(width, height, paper, writer.ornament, sheets)
    with time_limit():
        return writer.template(edition.template, view)
