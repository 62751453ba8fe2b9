"""A theme's name → ``Theme``: a chain of folders, typed tokens, words, and templates to render."""

from sasshi.theme.templates import TemplateFailed, render_template
from sasshi.theme.theme import Theme, load_theme, theme_folders, token_values
from sasshi.theme.time_limit import time_limit
from sasshi.theme.tokens import Token, describe, parse_token
from sasshi.theme.words import load_words, word_files

__all__ = [
    "TemplateFailed",
    "Theme",
    "Token",
    "describe",
    "load_theme",
    "load_words",
    "parse_token",
    "render_template",
    "theme_folders",
    "time_limit",
    "token_values",
    "word_files",
]
