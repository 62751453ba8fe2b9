"""All of WeasyPrint that this program touches, imported here and nowhere else.

Loading it is the slowest part of a start. Functions that ``patches`` replaces are to be
asked for in their modules, never by name.
"""

from __future__ import annotations

from sasshi.engine.start import quick_start
from sasshi.problems import MachineError, error

try:
    with quick_start():
        import cssselect2
        import pydyf
        import weasyprint
        from weasyprint import css as engine_css
        from weasyprint import draw
        from weasyprint import layout as layouts
        from weasyprint.anchors import rectangle_aabb
        from weasyprint.css import ComputedStyle
        from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS
        from weasyprint.css.counters import CounterStyle
        from weasyprint.css.properties import (
            INHERITED,
            INITIAL_NOT_COMPUTED,
            INITIAL_VALUES,
            Dimension,
        )
        from weasyprint.document import Document, DocumentMetadata, Page
        from weasyprint.draw import text as draw_text
        from weasyprint.draw.border import draw_line
        from weasyprint.draw.color import get_color
        from weasyprint.formatting_structure import boxes
        from weasyprint.formatting_structure import build as building
        from weasyprint.formatting_structure.boxes import Box
        from weasyprint.layout import background, block, inline, percent, preferred
        from weasyprint.layout import float as floats
        from weasyprint.layout import page as page_layout
        from weasyprint.layout.absolute import absolute_layout
        from weasyprint.layout.background import layout_backgrounds
        from weasyprint.layout.float import float_layout
        from weasyprint.layout.preferred import max_content_width, trailing_whitespace_size
        from weasyprint.matrix import Matrix
        from weasyprint.pdf.fonts import Font
        from weasyprint.pdf.stream import Stream
        from weasyprint.text import line_break
        from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, gobject, pango
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.text.line_break import (
            Layout,
            create_layout,
            get_log_attrs,
            line_size,
            split_first_line,
        )
        from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError as missing:
    raise MachineError([error("broken-pango", reason=str(missing).splitlines()[0])]) from missing

__all__ = [
    "COMPUTER_FUNCTIONS",
    "FROM_UNITS",
    "INHERITED",
    "INITIAL_NOT_COMPUTED",
    "INITIAL_VALUES",
    "PHYSICAL_FUNCTIONS",
    "TO_UNITS",
    "Box",
    "ComputedStyle",
    "CounterStyle",
    "Dimension",
    "Document",
    "DocumentMetadata",
    "Font",
    "FontConfiguration",
    "Layout",
    "Matrix",
    "Page",
    "Stream",
    "URLFetcher",
    "URLFetcherResponse",
    "absolute_layout",
    "background",
    "block",
    "boxes",
    "building",
    "create_layout",
    "cssselect2",
    "draw",
    "draw_line",
    "draw_text",
    "engine_css",
    "ffi",
    "float_layout",
    "floats",
    "get_color",
    "get_log_attrs",
    "gobject",
    "inline",
    "layout_backgrounds",
    "layouts",
    "line_break",
    "line_size",
    "max_content_width",
    "page_layout",
    "pango",
    "percent",
    "preferred",
    "pydyf",
    "rectangle_aabb",
    "split_first_line",
    "trailing_whitespace_size",
    "weasyprint",
]
