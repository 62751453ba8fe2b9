"""One guide, phase by phase: find the files, read and parse them, make chapters, link, look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sasshi.content.chapters import (
    Parts,
    Source,
    freeze,
    misplaced,
    parts_of_file,
    parts_of_folder,
)
from sasshi.content.crosslinks import resolve_links, set_ids
from sasshi.content.files import Files
from sasshi.content.frontmatter import read_front_matter, skip_front_matter
from sasshi.content.picture_links import check_images
from sasshi.content.profiles import check_profile
from sasshi.dialect import Parsed, parse
from sasshi.model import Chapter, Guide, Meta
from sasshi.problems import Place, Problem, error, has_errors, warning

#: What parses a text, called as ``dialect.parse``.
Parse = Callable[..., Parsed]


@dataclass(frozen=True, slots=True)
class _Texts:
    """Every file of a guide, parsed; ``meta`` is ``None`` if the front matter is broken.

    ``names`` are the chapter files, those too that could not be read.
    """

    meta: Meta | None
    lead: Source
    chapters: tuple[Source, ...]
    names: frozenset[str]

    @property
    def in_folder(self) -> bool:
        """Whether the chapters are files of their own."""
        return bool(self.names)


def read(
    path: Path, base: Path, parse_text: Parse = parse
) -> tuple[Guide | None, tuple[Problem, ...]]:
    """Read the guide at ``path``; show paths relative to ``base``."""
    whole = path.resolve() if ".." in path.parts else Path.cwd() / path
    files = Files(whole, base)
    texts = _read_texts(files, parse_text)
    guide = _assemble(files, texts) if texts else None
    problems = _in_order(files)
    return (None if has_errors(problems) else guide), problems


def _read_texts(files: Files, parse_text: Parse) -> _Texts | None:
    """Read and parse every text; after a broken one go on with the rest."""
    index, chapter_files = files.find()
    text = files.read_text(index) if index else None
    if index is None or text is None:
        return None
    if not text.strip():
        files.problems.append(error("guide-empty", files.place(index)))
        return None
    front = read_front_matter(text, files.shown(index))
    files.problems += front.problems
    lang = front.meta.lang if front.meta else "ja"

    def parsed(path: Path, text: str, first_line: int) -> Source:
        shown = files.shown(path)
        result = parse_text(text, lang=lang, path=shown, first_line=first_line)
        files.problems += result.problems
        return Source(path.name, shown, result)

    lead = parsed(index, front.body, front.body_line)
    chapters = [_read_chapter(files, file, parsed) for file in chapter_files]
    readable = tuple(chapter for chapter in chapters if chapter)
    return _Texts(front.meta, lead, readable, frozenset(file.name for file in chapter_files))


def _read_chapter(
    files: Files, path: Path, parsed: Callable[[Path, str, int], Source]
) -> Source | None:
    text = files.read_text(path)
    if text is None:
        return None
    skipped = skip_front_matter(text)
    if skipped:
        files.problems.append(error("front-matter-in-chapter", files.place(path, 1)))
        return parsed(path, *skipped)
    return parsed(path, text, 1)


def _assemble(files: Files, texts: _Texts) -> Guide | None:
    """Make chapters of the texts, link them together, and look at their pictures."""
    lead, sources = texts.lead, (texts.lead, *texts.chapters)
    parts = parts_of_folder(lead, texts.chapters) if texts.in_folder else parts_of_file(lead)
    files.problems += parts.problems
    files.problems += misplaced(parts, lead)
    anchors = set_ids((lead, parts.lead) if parts.lead is not None else None, parts.chapters)
    files.problems += anchors.problems
    files.problems += resolve_links(sources, anchors, texts.names)
    for source in sources:
        files.problems += check_images(files, source)
    chapters = freeze(parts.chapters)
    files.problems += _check_whole(texts, parts, chapters)
    if texts.meta is None:
        return None
    if wrong := check_profile(files, texts.meta, lead.shown):
        files.problems.append(wrong)
    return Guide(
        name=files.name,
        root=files.root,
        path=lead.shown,
        meta=texts.meta,
        lead=parts.lead,
        chapters=chapters,
        files=tuple(files.read),
    )


def _check_whole(texts: _Texts, parts: Parts, chapters: Sequence[Chapter]) -> list[Problem]:
    """Check what the guide as a whole must have: text, chapters, rules."""
    place = Place(texts.lead.shown)
    if texts.meta is None:
        return []  # front matter that is missing or open leaves the text in doubt
    if not any(len(source.parsed.tree) for source in (texts.lead, *texts.chapters)):
        return [error("guide-empty", place)]
    if not texts.in_folder and not parts.chapters:
        return [error("no-chapters", place)]
    if not any(chapter.rules for chapter in chapters):
        return [warning("no-rules", place)]
    return []


def _in_order(files: Files) -> tuple[Problem, ...]:
    """Put the problems in the order of the files, and of the lines in them."""
    order = {files.shown(file): at for at, file in enumerate(files.read)}

    def key(problem: Problem) -> tuple[int, int]:
        return order.get(problem.place.path or "", -1), problem.place.line or 0

    return tuple(sorted(files.problems, key=key))
