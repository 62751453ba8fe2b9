"""Pango's layouts: what those of a style share is made once, and each is kept until it is drawn.

The engine takes each apart when its line has been laid out, and makes it again to draw it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sasshi.engine.internals import ffi, gobject, line_break, pango
from sasshi.engine.planted import DRAWN, notes_of

#: What ends a paragraph for Pango.
_PARAGRAPHS = frozenset("\n\r\u2029")


def layouts_of_a_style(own: Callable[..., Any]) -> Callable[..., Any]:
    """Begin a Pango layout with what all layouts of its style share."""

    def setup(self: Any, style: Any) -> None:
        notes = notes_of(style)
        shared = notes.shared
        if shared is None:
            shared = notes.shared = _shared(style)
        if not shared:
            own(self, style)
            return
        context, self.language, description, features = shared
        self.style = style
        self.first_line_direction = 0
        self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, description)
        self.ascent = self.underline_position = self.strikethrough_position = None
        if features:
            attributes = pango.pango_attr_list_new()
            pango.pango_attr_list_insert(attributes, features)
            pango.pango_layout_set_attributes(self.layout, attributes)

    return setup


def _shared(style: Any) -> tuple[Any, ...]:
    """Make what the layouts of a style share; nothing where the engine has more to do."""
    if style["text_decoration_line"] != "none" or style["font_language_override"] != "normal":
        return ()
    context = ffi.gc(
        pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
    )
    pango.pango_context_set_round_glyph_positions(context, False)
    direction = line_break.PANGO_DIRECTION[style["direction"]]
    pango.pango_context_set_base_dir(context, direction)
    if style["lang"]:
        language = pango.pango_language_from_string(style["lang"].encode())
        pango.pango_context_set_language(context, language)
    else:
        language = pango.pango_language_get_default()
    return context, language, line_break.get_font_description(style), _features(style)


def _features(style: Any) -> Any:
    """Give the attribute for a style's font features, if it has any."""
    features = line_break.font_features(
        *(style[name] for name in ("font_kerning", "font_variant_ligatures")),
        *(style[f"font_variant_{name}"] for name in ("position", "caps", "numeric", "alternates")),
        *(style[name] for name in ("font_variant_east_asian", "font_feature_settings")),
    )
    if not features:
        return None
    text = ",".join(f"{key} {value}" for key, value in features.items()).encode()
    known = style.font_config.font_features
    return known.setdefault(text, pango.pango_attr_font_features_new(text))


def single_paragraphs(own: Callable[..., Any]) -> Callable[..., Any]:
    """Give a layout its text, as a single paragraph already if it will be drawn as one."""

    def set_text(self: Any, text: str, justify: bool = False) -> None:
        single = _PARAGRAPHS.isdisjoint(text)
        pango.pango_layout_set_single_paragraph_mode(self.layout, single)
        own(self, text, justify)

    return set_text


def kept_until_drawn(own: Callable[..., Any]) -> Callable[..., Any]:
    """Keep a layout when its line has been laid out; let it go when it has been drawn."""

    def deactivate(self: Any) -> None:
        if DRAWN.take(self):
            own(self)

    return deactivate


def taken_up_as_it_was(own: Callable[..., Any]) -> Callable[..., Any]:
    """Take up a layout again to draw it; as it was, if nothing has changed since."""

    def reactivate(self: Any, style: Any) -> None:
        DRAWN.put(self, True)
        if self.__dict__.get("style") is not style or self.justification_spacing:
            own(self, style)

    return reactivate
