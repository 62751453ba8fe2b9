"""Short paragraphs of one line, whose characters need nothing done to them: shaped, and no more.

Most paragraphs of a booklet are such: headings, cells of tables, entries of lists.
"""

from __future__ import annotations

import re
from typing import Any

from sasshi.engine.internals import boxes, inline
from sasshi.engine.planted import LINE_END, LineEnd
from sasshi.typeset.css_properties import css_word
from sasshi.typeset.line_request import LineRequest
from sasshi.typeset.shaping import text_box

Box = Any
#: Kana and kanji, perhaps with single marks among them, or Latin words: nothing comes between
#: such characters, nor before the first or after the last (JLREQ 3.1 and 3.2).
_SOLID = re.compile(
    "{0}(?:[、。・「」『』（）！？]{0})*|[A-Za-z]+(?: [A-Za-z]+)*".format(
        "[\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fa5]+"
    )
)


def solid_line(request: LineRequest, box: Box) -> Box | None:
    """Give the only line of a paragraph that fits as it is; ``None`` if there is more to do."""
    if request.skip_stack is not None or len(box.children) != 1:
        return None
    (child,), style, room = box.children, box.style, request.max_x - request.position_x
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
    text = text_box(request.context, request.containing_block, child)
    if text.width > room:
        return None
    text.position_x, text.position_y = request.position_x, box.position_y
    new = box.copy_with_children([text])
    inline._adjust_line_height(new)
    new.width = request.position_x + text.width - new.content_box_x()
    LINE_END.put(new, LineEnd(0.0, 0.0))
    return new
