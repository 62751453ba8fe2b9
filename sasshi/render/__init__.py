"""A guide, a theme and an edition → one HTML page as text.

Every part of the page goes through a template of the theme: the page itself, its partials,
and for each callout, rule and drawing in the text a partial of its own, so that a theme
can replace just one of them.
"""

from sasshi.render.page import Kept, render
from sasshi.render.views import TEMPLATES, CommonView, PageView, variables

__all__ = [
    "TEMPLATES",
    "CommonView",
    "Kept",
    "PageView",
    "render",
    "variables",
]
