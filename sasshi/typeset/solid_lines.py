"""Texts of a line as the engine's boxes, and short lines that need nothing done to them."""

from __future__ import annotations

import re
from typing import Any

from sasshi.engine.internals import (
    FROM_UNITS,
    boxes,
    create_layout,
    inline,
    line_break,
    line_size,
    pango,
    percent,
)
from sasshi.engine.planted import LINE_END, LineEnd
from sasshi.typeset.paragraph import css_word

Box = Any
#: Kana and kanji, perhaps with single marks among them, or Latin words: nothing comes between
#: such characters, nor before the first or after the last (JLREQ 3.1 and 3.2).
_SOLID = re.compile(
    "{0}(?:[、。・「」『』（）！？]{0})*|[A-Za-z]+(?: [A-Za-z]+)*".format(
        "[\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fa5]+"
    )
)


def solid_line(context: Any, box: Box, args: tuple[Any, ...]) -> Box | None:
    """Give the only line of a paragraph that fits as it is; ``None`` if there is more to do.

    ``args`` are those of the engine's ``split_inline_box`` after the box.
    """
    position_x, max_x, _, skip_stack, containing_block, *_ = args
    if skip_stack is not None or len(box.children) != 1:
        return None
    (child,), style, room = box.children, box.style, max_x - position_x
    if (
        not isinstance(child, boxes.TextBox)
        or not 0 < len(child.text) * child.style["font_size"] <= room
        or not _SOLID.fullmatch(child.text)
        or style["direction"] != "ltr"
        or style["white_space"] not in ("normal", "nowrap", "pre-line")
        or css_word(style, "mark", "none") != "none"
        or box.text_overflow != "clip"
        or style["block_ellipsis"] != "none"
    ):
        return None
    text = text_box(context, containing_block, child, child.text)
    if text.width > room:
        return None
    text.position_x, text.position_y = position_x, box.position_y
    new = box.copy_with_children([text])
    inline._adjust_line_height(new)
    new.width = position_x + text.width - new.content_box_x()
    LINE_END.put(new, LineEnd(0.0, 0.0))
    return new


def text_box(context: Any, containing_block: Any, box: Box, text: str, layout: Any = None) -> Box:
    """Make a text's box for one line, shaped, as the engine's ``split_text_box`` does.

    ``layout`` is that of the text where it has been shaped before. Functions that
    the engine's patches replace are asked for in their modules.
    """
    style = box.style
    percent.resolve_percentages(box, containing_block)
    layout = layout or create_layout(text, style, context, None, 0)
    line, _ = layout.get_first_line()
    new = box.copy_with_text(text)
    new.pango_layout = layout
    new.width, new.height = line_size(line, style)
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    new.margin_top = new.margin_bottom = (line_break.strut(style)[0] - new.height) / 2
    new.baseline = baseline + new.margin_top
    layout.deactivate()
    return new
