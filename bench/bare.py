"""The plain way, as a fair yardstick: Markdown, Jinja2 and WeasyPrint, the booklet only.

Same chapters, same fonts, same page, contents with page numbers, running heads and folios;
nothing else of what sasshi does: no callouts, rules, ruby, Japanese line adjustment, grid,
tags, checks, checklist, print file.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import jinja2
import markdown
import weasyprint

TEMPLATE = """<!doctype html><html lang="{{ lang }}"><head><meta charset="utf-8">
<title>{{ title }}</title><style>{{ css }}</style></head><body>
<section class="cover"><p class="title">{{ title }}</p></section>
<nav><h1>Contents</h1><ol>
{% for id, name in contents %}<li><a href="#{{ id }}">{{ name }}</a></li>{% endfor %}
</ol></nav>
{% for chapter in chapters %}<section>{{ chapter }}</section>{% endfor %}
</body></html>"""

CSS = """
@font-face{font-family:S;src:url(%(fonts)s/SasshiSerif-400.ttf)}
@font-face{font-family:S;font-weight:700;src:url(%(fonts)s/SasshiSerif-700.ttf)}
@font-face{font-family:G;src:url(%(fonts)s/SasshiGothic-400.ttf)}
@font-face{font-family:G;font-weight:700;src:url(%(fonts)s/SasshiGothic-700.ttf)}
@page{size:148.5mm 210mm;margin:17mm 20mm 19mm 18mm;
  @top-right{content:string(chapter);font:7pt G} @bottom-right{content:counter(page);font:8pt G}}
@page :first{@top-right{content:none} @bottom-right{content:none}}
html{font:9.5pt/17pt S;text-align:justify} p{margin:0;text-indent:1em}
h1{font-size:13pt;string-set:chapter content()} h1,h2{break-after:avoid} h2{font:700 9.5pt/17pt G}
.cover{break-after:page} .title{font-size:22pt} nav{break-after:page}
nav a::after{content:leader('.') target-counter(attr(href),page)}
nav a{color:inherit;text-decoration:none}
table{width:100%%;table-layout:fixed;border-collapse:collapse;font:8pt/12.6pt G}
td,th{border-bottom:.25pt solid;text-align:left}
blockquote{border:.4pt solid;padding:6pt;margin:17pt 0;font:8pt/13pt G}
"""


def main(guide: Path, fonts: Path, output: Path) -> None:
    """Make the booklet of a guide folder."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(guide.glob("[0-9]*.md"))]
    front = (guide / "index.md").read_text(encoding="utf-8")
    title = re.search(r"^title: (.*)$", front, re.MULTILINE)
    extensions = ["tables", "footnotes", "def_list", "attr_list", "sane_lists", "toc"]
    chapters, contents = [], []
    for text in texts:
        html = markdown.markdown(text, extensions=extensions)
        heading = re.search(r'<h1 id="([^"]+)"[^>]*>(.*?)</h1>', html)
        if heading:
            contents.append((heading[1], heading[2]))
        chapters.append(html)
    page = jinja2.Template(TEMPLATE).render(
        title=title[1] if title else "",
        lang="ja",
        css=CSS % {"fonts": fonts.resolve().as_uri()},
        contents=contents,
        chapters=chapters,
    )
    weasyprint.HTML(string=page).write_pdf(output)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
