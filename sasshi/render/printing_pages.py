"""Pages that are about printing, and hold nothing of a guide: views → HTML."""

from __future__ import annotations

from collections.abc import Sequence

from sasshi.model import Edition
from sasshi.render.views import CommonView, HowtoView, SheetsView, TestSheetView
from sasshi.render.writer import Writer
from sasshi.theme import Theme, time_limit


def render_howto(
    theme: Theme, edition: Edition, common: CommonView, sheets: SheetsView, handwork: Sequence[str]
) -> str:
    """Render the instruction for a print file; ``handwork`` names what is to be done, in order.

    Raises:
        BuildError: with the place in a template of what went wrong.

    """
    writer = Writer(theme, common)
    stylesheets = theme.stylesheets_for(edition.template, edition.name)
    view = HowtoView(sheets, tuple(handwork), writer.ornament, stylesheets)
    with time_limit():
        return writer.template(edition.template, view)


def render_test_sheet(theme: Theme, edition: Edition, common: CommonView, paper: str) -> str:
    """Render the test sheet, for pages of the edition's size.

    Raises:
        BuildError: with the place in a template of what went wrong.

    """
    writer = Writer(theme, common)
    width_mm, height_mm = edition.page_mm
    stylesheets = theme.stylesheets_for(edition.template, edition.name)
    view = TestSheetView(width_mm, height_mm, paper, writer.ornament, stylesheets)
    with time_limit():
        return writer.template(edition.template, view)
