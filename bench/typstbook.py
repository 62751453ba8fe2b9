"""The text of a guide as a Typst document: same page, same fonts, same size and leading.

Title page, contents, running heads, folios, chapters on left pages, footnotes, lists, notes in
frames. Readings, drawings and tables are left out, and the lines are Typst's own.
"""

from __future__ import annotations

import re
from pathlib import Path

MAIN = """#set page(width: 148.5mm, height: 210mm, numbering: "1", number-align: right,
  margin: (top: 16.9mm, bottom: 19mm, inside: 20.4mm, outside: 17.5mm),
  header: context align(right, text(7pt, font: "Sasshi Gothic")[#query(
    selector(heading.where(level: 1)).before(here())).map(it => it.body).at(-1, default: [])]))
#set text(9.5pt, font: "Sasshi Serif", lang: "ja", top-edge: 0.88em, bottom-edge: -0.12em)
#set par(justify: true, leading: 7.5pt, spacing: 7.5pt, first-line-indent: (amount: 1em, all: true))
#show heading: set text(font: "Sasshi Gothic", weight: "bold")
#show heading.where(level: 1): it => { pagebreak(to: "even", weak: true); it }
#align(center + horizon, text(22pt)[TITLE])
#pagebreak()
#outline(title: none)
"""

_SPECIAL = re.compile(r"([#*_$<>@`\\\[\]~\"'/=+-])")
_NOTE = re.compile(r"^\[\^([^\]]+)\]: (.*)$", re.MULTILINE)
_INLINE = re.compile(
    r"\[\^(?P<note>[^\]]+)\]|\{(?P<base>[^|{}]*)\|[^{}]*\}|\[(?P<link>[^\]]*)\]\([^)]*\)"
    r"|\*\*(?P<strong>.+?)\*\*|(?P<mark>[*`])|\{[:#.][^{}]*\}"
)


def write_typst(guide: Path, folder: Path) -> Path:
    """Write the chapters of a guide folder as Typst files, and give the main one."""
    folder.mkdir(parents=True)
    title = re.search(r"^title: (.*)$", (guide / "index.md").read_text("utf-8"), re.MULTILINE)
    parts = [MAIN.replace("TITLE", _escaped(title[1] if title else ""))]
    for path in sorted(guide.glob("[0-9]*.md"), key=_number):
        write_chapter(path, folder)
        parts.append(f'#include "{path.stem}.typ"\n')
    main = folder / "main.typ"
    main.write_text("".join(parts), encoding="utf-8")
    return main


def _number(path: Path) -> int:
    return int(path.name.split("-")[0])


def write_chapter(path: Path, folder: Path) -> None:
    """Write one chapter as a Typst file."""
    text = path.read_text(encoding="utf-8")
    notes = dict(_NOTE.findall(text))
    text = re.sub(r"^///.*?^///$", "", _NOTE.sub("", text), flags=re.MULTILINE | re.DOTALL)
    blocks = (_block(block, notes) for block in re.split(r"\n{2,}", text))
    (folder / f"{path.stem}.typ").write_text("\n\n".join(blocks), encoding="utf-8")


def _block(text: str, notes: dict[str, str]) -> str:
    """Translate one block: a heading, a note in a frame, a list, a paragraph."""
    if heading := re.match(r"(#+) (.*)", text):
        words = re.sub(r"\s*\{[^{}|]*\}\s*$", "", heading[2])
        return f"{'=' * len(heading[1])} {_inline(words, notes)}"
    lines = [
        _inline(re.sub(r"^(?:>|- \[ \]|- |:)\s*", "", line), notes) for line in text.split("\n")
    ]
    if text.startswith("|"):
        return ""
    if text.startswith(">"):
        return f"#block(width: 100%, inset: 8pt, stroke: 0.4pt)[{' '.join(lines)}]"
    if text.startswith("- "):
        return "\n".join(f"- {line.strip()}" for line in lines if line.strip())
    return "\n".join(lines)


def _inline(text: str, notes: dict[str, str]) -> str:
    """Translate what stands in a line."""
    parts, at = [], 0
    for found in _INLINE.finditer(text):
        parts.append(_escaped(text[at : found.start()]))
        at = found.end()
        if found["note"]:
            parts.append(f"#footnote[{_inline(notes.get(found['note'], ''), {})}]")
        elif found["strong"]:
            parts.append(f"#strong[{_inline(found['strong'], notes)}]")
        else:
            parts.append(_escaped(found["base"] or found["link"] or ""))
    return "".join([*parts, _escaped(text[at:])])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
