"""WeasyPrint 70.0's dealings with Pango, done quicker; see ``quick``."""

from __future__ import annotations

from typing import Any

from sasshi.engine.internals import Layout, ffi, gobject, line_break, pango

#: What ends a paragraph for Pango.
_PARAGRAPHS = frozenset("\n\r\u2029")
_setup, _set_text = Layout.setup, Layout.set_text
_reactivate, _deactivate = Layout.reactivate, Layout.deactivate


def _set_up(layout: Any, style: Any) -> None:
    """Begin a Pango layout; what all layouts of a style share is made once: 0.06 s."""
    shared = style.__dict__.get("_shared")
    if shared is None:
        shared = style._shared = _shared(style)
    if not shared:
        _setup(layout, style)
        return
    context, layout.language, description, features = shared
    layout.style = style
    layout.first_line_direction = 0
    layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, description)
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    if features:
        attributes = pango.pango_attr_list_new()
        pango.pango_attr_list_insert(attributes, features)
        pango.pango_layout_set_attributes(layout.layout, attributes)


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


def _keep(layout: Any) -> None:
    """Keep a layout when its line has been laid out; let it go when it has been drawn: 0.07 s."""
    if layout.__dict__.pop("drawn", False):
        _deactivate(layout)


def _fill(layout: Any, text: str, justify: bool = False) -> None:
    """Give a layout its text, as a single paragraph already if it will be drawn as one."""
    single = _PARAGRAPHS.isdisjoint(text)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, single)
    _set_text(layout, text, justify)


def _take_up(layout: Any, style: Any) -> None:
    """Take up a layout again to draw it; as it was, if nothing has changed since."""
    layout.drawn = True
    if layout.__dict__.get("style") is not style or layout.justification_spacing:
        _reactivate(layout, style)


def install() -> None:
    """Put the quick methods of layouts in place."""
    Layout.setup, Layout.set_text = _set_up, _fill
    Layout.deactivate, Layout.reactivate = _keep, _take_up
