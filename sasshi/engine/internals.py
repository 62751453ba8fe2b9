"""All of WeasyPrint that this program touches, imported here and nowhere else.

Loading it is the slowest part of a start. A function that ``patches`` replaces is to be asked
for in its module (``percent.resolve_percentages``): by name, the engine's own would be called.
"""

from __future__ import annotations

from sasshi.engine.start import importing
from sasshi.problems import MachineError, error

try:
    with importing():
        import cssselect2
        import tinycss2
        import weasyprint
        from weasyprint.anchors import rectangle_aabb
        from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
        from weasyprint.css.counters import CounterStyle
        from weasyprint.css.properties import (
            INHERITED,
            INITIAL_NOT_COMPUTED,
            INITIAL_VALUES,
            Dimension,
        )
        from weasyprint.document import Document, DocumentMetadata, Page
        from weasyprint.draw.border import draw_line
        from weasyprint.draw.color import get_color
        from weasyprint.formatting_structure import boxes
        from weasyprint.formatting_structure import build as building
        from weasyprint.layout import block as block_layout
        from weasyprint.layout import inline, percent
        from weasyprint.layout import page as page_layout
        from weasyprint.layout.absolute import absolute_layout
        from weasyprint.layout.background import layout_backgrounds
        from weasyprint.layout.float import float_layout
        from weasyprint.layout.preferred import (
            max_content_width,
            min_content_width,
            trailing_whitespace_size,
        )
        from weasyprint.matrix import Matrix
        from weasyprint.svg.bounding_box import EMPTY_BOUNDING_BOX
        from weasyprint.svg.utils import size as svg_size
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
    "EMPTY_BOUNDING_BOX",
    "FROM_UNITS",
    "INHERITED",
    "INITIAL_NOT_COMPUTED",
    "INITIAL_VALUES",
    "PHYSICAL_FUNCTIONS",
    "TO_UNITS",
    "CounterStyle",
    "Dimension",
    "Document",
    "DocumentMetadata",
    "FontConfiguration",
    "Layout",
    "Matrix",
    "Page",
    "URLFetcher",
    "URLFetcherResponse",
    "absolute_layout",
    "block_layout",
    "boxes",
    "building",
    "create_layout",
    "cssselect2",
    "draw_line",
    "ffi",
    "float_layout",
    "get_color",
    "get_log_attrs",
    "gobject",
    "inline",
    "layout_backgrounds",
    "line_break",
    "line_size",
    "max_content_width",
    "min_content_width",
    "page_layout",
    "pango",
    "percent",
    "rectangle_aabb",
    "split_first_line",
    "svg_size",
    "tinycss2",
    "trailing_whitespace_size",
    "weasyprint",
]
