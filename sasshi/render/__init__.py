"""A guide, a theme and an edition → one HTML page as text.

Every part of the page goes through a template of the theme: the page itself, its partials,
and for each callout, rule and drawing in the text a partial of its own, so that a theme
can replace just one of them.
"""

from sasshi.render.page import ChapterCache, render
from sasshi.render.printing_pages import render_howto, render_test_sheet
from sasshi.render.views import TEMPLATES, CommonView, PageView, SheetsView, variables

__all__ = [
    "TEMPLATES",
    "ChapterCache",
    "CommonView",
    "PageView",
    "SheetsView",
    "render",
    "render_howto",
    "render_test_sheet",
    "variables",
]
