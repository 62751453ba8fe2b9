"""Write ``docs/template-reference.md``, in both languages, from what validates and renders.

Run after a change of views, model, tokens or words::

    .venv/bin/python -m tools.make_reference
"""

from __future__ import annotations

from pathlib import Path

from sasshi.problems import Place
from sasshi.render.filters import FILTERS
from sasshi.theme import load_theme, load_words, theme_folders
from sasshi.workshop.reference import as_markdown, sections

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"en": "template-reference.md", "ja": "template-reference.ja.md"}
HEADS = {
    "en": """# What templates may use

[日本語](template-reference.ja.md)

Every variable, token and word, with its type, meaning and an example; `python3 build.py theme vars`
prints the same. [Customising](customising.md) shows how to use them. What may be missing is `none`;
a name that is not defined is an error. `python -m tools.make_reference` writes this page.
""",
    "ja": """# テンプレートで使えるもの

[English](template-reference.md)

変数・トークン・言葉のすべてを、型・意味・例とともに挙げます。
`python3 build.py theme vars --lang ja` でも同じものを表示できます。
使い方は[カスタマイズ](customising.ja.md)をご覧ください。ないことがあるものは `none` になります。
定義されていない名前はエラーになります。このページは `python -m tools.make_reference` で作ります。
""",
}


def text_of(lang: str) -> str:
    """Give the page in one language."""
    templates = ROOT / "templates"
    themes = [load_theme(name, templates, FILTERS) for name in theme_folders(templates)]
    words, _ = load_words(templates, lang, {}, Place())
    return HEADS[lang] + as_markdown(sections(themes, words, lang), lang)


if __name__ == "__main__":
    for lang, page in PAGES.items():
        (ROOT / "docs" / page).write_text(text_of(lang), encoding="utf-8")
        print(f"docs/{page}")
