"""The same text set the plain way, to be measured beside ours: Markdown and WeasyPrint alone.

Same fonts, same size, leading, type area and page, ``text-align: justify`` and the language
said: what WeasyPrint makes of it by itself. Readings are left out, since it sets no ruby.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import markdown
import weasyprint

TEMPLATE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8">
<title>{title}</title><style>{css}</style></head><body>{chapters}</body></html>"""

#: The families by language: body and headings.
FAMILIES = {"ja": ("SasshiSerif", "SasshiGothic"), "en": ("SasshiLatin", "SasshiLatinSans")}

#: Margins are those of the theme shizuka's defaults: 33 characters of 9.5 pt, 29 lines of 17 pt.
CSS = """
@font-face{font-family:S;src:url(%(fonts)s/%(serif)s-400.ttf)}
@font-face{font-family:S;font-weight:700;src:url(%(fonts)s/%(serif)s-700.ttf)}
@font-face{font-family:G;font-weight:700;src:url(%(fonts)s/%(sans)s-700.ttf)}
@page{size:148.5mm 210mm;margin:16.9mm 17.5mm 19mm 20.4mm}
@page :right{margin-left:17.5mm;margin-right:20.4mm}
html{font:9.5pt/17pt S;text-align:justify} body{margin:0} p{margin:0;text-indent:1em}
h1{font:700 13pt/34pt G;margin:0;break-before:page}
h2{font:700 9.5pt/17pt G;margin:0} em{font-style:normal;font-weight:700}
"""


def set_plainly(guide: Path, fonts: Path) -> bytes:
    """Set the chapters of a guide folder, and give the PDF, tagged."""
    front = (guide / "index.md").read_text(encoding="utf-8")
    lang = _value(front, "lang") or "ja"
    serif, sans = FAMILIES[lang]
    texts = [path.read_text(encoding="utf-8") for path in sorted(guide.glob("[0-9]*.md"))]
    chapters = [
        markdown.markdown(_without_ruby(text), extensions=["attr_list", "smarty"]) for text in texts
    ]
    page = TEMPLATE.format(
        lang=lang,
        title=_value(front, "title"),
        css=CSS % {"fonts": fonts.resolve().as_uri(), "serif": serif, "sans": sans},
        chapters="".join(chapters),
    )
    data: bytes = weasyprint.HTML(string=page).write_pdf(pdf_tags=True)
    return data


def _value(front: str, key: str) -> str:
    """Read one line of the front matter."""
    found = re.search(rf"^{key}: (.*)$", front, re.MULTILINE)
    return found[1] if found else ""


def _without_ruby(text: str) -> str:
    return re.sub(r"\{([^|{}]*)\|[^{}]*\}", r"\1", text)


if __name__ == "__main__":
    Path(sys.argv[3]).write_bytes(set_plainly(Path(sys.argv[1]), Path(sys.argv[2])))
