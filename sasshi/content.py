"""A folder of Markdown, or one Markdown file → ``Guide``, or everything that is wrong with it.

The only module that reads below ``content/``. The phases of ``read_guide``: find the files,
read them, parse them, take them apart into chapters, link them together, look at the pictures.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from sasshi.chapters import (
    Part,
    Parts,
    Source,
    empty_text,
    level_of,
    line_of,
    misplaced,
    parts_of_file,
    parts_of_folder,
    plain_text,
)
from sasshi.crosslinks import resolve_links, set_ids
from sasshi.decode import decode
from sasshi.dialect import Parsed, Target, parse
from sasshi.frontmatter import FrontMatter, read_front_matter, skip_front_matter
from sasshi.model import Chapter, Guide, Rule
from sasshi.pictures import MAX_BYTES, SUFFIXES, check_picture
from sasshi.problems import Place, Problem, error, has_errors, warning

INDEX = "index.md"

_CHAPTER_NAME = re.compile(r"\d+[-_ ].*\.md", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def find_guides(content: Path) -> tuple[Path, ...]:
    """Give every guide in ``content``: folders that hold Markdown, and Markdown files."""
    try:
        entries = sorted(content.iterdir(), key=lambda path: path.name)
    except OSError:
        return ()
    return tuple(path for path in entries if _is_guide(path))


def _is_guide(path: Path) -> bool:
    if path.name.startswith((".", "_")):
        return False
    if path.suffix.lower() == ".md":
        return True
    try:
        return path.is_dir() and any(each.suffix.lower() == ".md" for each in path.iterdir())
    except OSError:
        return path.is_dir()


def read_guide(path: Path, *, base: Path | None = None) -> tuple[Guide | None, tuple[Problem, ...]]:
    """Read the guide at ``path``, a folder or a Markdown file.

    Gives the guide (``None`` if there is any error) and every problem of it. Paths are shown
    relative to ``base``, by default the current folder.
    """
    reader = _Reader(path, base if base is not None else Path.cwd())
    guide = reader.read()
    problems = tuple(reader.problems)
    return (None if has_errors(problems) else guide), problems


@dataclass(slots=True)
class _Reader:
    """One guide being read: where it lies, what was read of it, and what was wrong."""

    path: Path
    base: Path
    problems: list[Problem] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)

    @property
    def root(self) -> Path:
        """The folder below which everything of the guide must lie."""
        return self.path if self.path.is_dir() else self.path.parent

    def shown(self, path: Path) -> str:
        """Give a path as people are to see it: relative to the base where it lies below."""
        absolute = Path(os.path.abspath(path))  # not resolved: people know the link, not its end
        try:
            return absolute.relative_to(Path(os.path.abspath(self.base))).as_posix()
        except ValueError:
            return str(absolute)

    def read(self) -> Guide | None:
        """Go through the phases; each adds its problems, and the next goes on with the rest."""
        index, chapter_files = self._find_files()
        if index is None:
            return None
        front = self._read_index(index)
        if front is None:
            return None
        lang = front.meta.lang if front.meta else "ja"
        lead = self._parse(index, front.body, lang, front.body_line)
        chapters = [source for file in chapter_files if (source := self._chapter(file, lang))]
        parts = parts_of_folder(lead, chapters) if chapter_files else parts_of_file(lead)
        self.problems += parts.problems
        self._check_parts(parts, lead, chapters, bool(chapter_files))
        anchors = set_ids((lead, parts.lead) if parts.lead is not None else None, parts.chapters)
        self.problems += anchors.problems
        sources = [lead, *chapters]
        self.problems += resolve_links(sources, anchors)
        for source in sources:
            self._check_images(source)
        finished = _finish(parts.chapters)
        if not any(chapter.rules for chapter in finished):
            self.problems.append(warning("no-rules", Place(lead.shown)))
        self._sort()
        if front.meta is None:
            return None
        return Guide(
            name=self.path.name if self.path.is_dir() else self.path.stem,
            root=self.root,
            path=lead.shown,
            meta=front.meta,
            lead=parts.lead,
            chapters=finished,
            files=tuple(self.files),
        )

    def _find_files(self) -> tuple[Path | None, list[Path]]:
        """Give the file with the front matter, and the chapters of a folder in their order."""
        if not self.path.is_dir():
            self._check_twin(self.path.with_suffix(""))
            return self.path, []
        self._check_twin(self.path.with_name(self.path.name + ".md"))
        try:
            entries = sorted(self.path.iterdir(), key=lambda path: path.name)
        except OSError as fault:
            self._unreadable(self.path, fault)
            return None, []
        found = [path for path in entries if path.suffix.lower() == ".md"]
        found = [path for path in found if not path.name.startswith((".", "_"))]
        index = next((path for path in found if path.name == INDEX), None)
        if index is None:
            code = "index-missing" if found else "no-markdown"
            self.problems.append(error(code, Place(self.shown(self.path))))
            return None, []
        chapters = [path for path in found if _CHAPTER_NAME.fullmatch(path.name)]
        for path in found:
            if path != index and path not in chapters:
                self.problems.append(warning("chapter-name", Place(self.shown(path))))
        self._check_stems(chapters)
        return index, chapters

    def _check_twin(self, twin: Path) -> None:
        """A folder and a file of the same name would overwrite each other's output."""
        if twin != self.path and (twin.is_file() or (twin / INDEX).is_file()):
            place = Place(self.shown(self.path))
            self.problems.append(error("guide-twice", place, other=self.shown(twin)))

    def _check_stems(self, chapters: Sequence[Path]) -> None:
        seen: dict[str, Path] = {}
        for path in chapters:
            first = seen.setdefault(path.stem.lower(), path)
            if first != path:
                place = Place(self.shown(path))
                self.problems.append(error("chapter-twice", place, other=first.name))

    def _read_text(self, path: Path) -> str | None:
        """Read a text file of the guide; whatever is in the way is a problem."""
        if not self._inside(path):
            self.problems.append(error("file-outside", Place(self.shown(path))))
            return None
        try:
            data = path.read_bytes()
        except OSError as fault:
            self._unreadable(path, fault)
            return None
        self.files.append(path)
        text, problems = decode(data, self.shown(path))
        self.problems += problems
        return None if has_errors(problems) else text

    def _inside(self, path: Path) -> bool:
        """Tell whether a path, all symbolic links followed, lies in the guide's folder."""
        try:
            return path.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError):  # a link that leads to itself
            return True

    def _unreadable(self, path: Path, fault: OSError) -> None:
        why = fault.strerror or type(fault).__name__
        code = "file-missing" if isinstance(fault, FileNotFoundError) else "file-unreadable"
        if code == "file-missing" and path.is_symlink():
            code, why = "file-unreadable", f"→ {os.readlink(path)}"
        self.problems.append(error(code, Place(self.shown(path)), why=why))

    def _read_index(self, index: Path) -> FrontMatter | None:
        text = self._read_text(index)
        if text is None:
            return None
        if not text.strip():
            self.problems.append(error("guide-empty", Place(self.shown(index))))
            return None
        front = read_front_matter(text, self.shown(index))
        self.problems += front.problems
        return front

    def _chapter(self, path: Path, lang: str) -> Source | None:
        text = self._read_text(path)
        if text is None:
            return None
        skipped = skip_front_matter(text)
        if skipped:
            self.problems.append(error("front-matter-in-chapter", Place(self.shown(path), 1)))
            return self._parse(path, skipped[0], lang, skipped[1])
        return self._parse(path, text, lang, 1)

    def _parse(self, path: Path, text: str, lang: str, first_line: int) -> Source:
        parsed: Parsed = parse(text, lang=lang, path=self.shown(path), first_line=first_line)
        self.problems += parsed.problems
        return Source(path.name, self.shown(path), parsed)

    def _check_parts(
        self, parts: Parts, lead: Source, chapters: Sequence[Source], in_folder: bool
    ) -> None:
        if all(empty_text(source) for source in (lead, *chapters)):
            self.problems.append(error("guide-empty", Place(lead.shown)))
        elif not in_folder and not parts.chapters:
            self.problems.append(error("no-chapters", Place(lead.shown)))
        self.problems += misplaced(parts, lead)

    def _check_images(self, source: Source) -> None:
        for image in source.parsed.images:
            place = Place(source.shown, image.line)
            if not image.element.get("alt"):
                self.problems.append(warning("image-without-alt", place, name=image.target))
            problem = self._check_image(image, place)
            if problem:
                self.problems.append(problem)

    def _check_image(self, image: Target, place: Place) -> Problem | None:
        """Find the picture, look at it, and make its path one from the guide's folder."""
        source = image.target
        if not source:
            return error("image-empty", place)
        if _SCHEME.match(source) or source.startswith("//"):
            return error("image-remote", place, name=source[:80])
        if "\\" in source:
            return error("image-backslash", place, name=source, better=source.replace("\\", "/"))
        name = posixpath.normpath(source)
        if not (self.root / name).exists():
            name = posixpath.normpath(unquote(source))
        if name.startswith("/") or name.split("/")[0] == "..":
            return error("outside-guide", place, name=source, root=self.shown(self.root))
        if problem := self._missing(name, place):
            return problem
        path = self.root / name
        if not self._inside(path):
            return error("outside-guide", place, name=source, root=self.shown(self.root))
        image.element.set("src", name)
        return self._look_at(path, name, place)

    def _missing(self, name: str, place: Place) -> Problem | None:
        """Tell whether the picture is there, written in just these letters."""
        folder = self.root
        for part in name.split("/"):
            names = _names(folder)
            if part not in names:
                alike = [each for each in names if each.lower() == part.lower()]
                near = alike or get_close_matches(part, names, 1, 0.6)
                better = posixpath.join(posixpath.dirname(name), near[0]) if near else ""
                if near and folder / part != self.root / name:
                    better = name.replace(part, near[0], 1)
                code = "image-missing-near" if near else "image-missing"
                return error(code, place, name=name, nearest=better, root=self.shown(self.root))
            folder = folder / part
        return None

    def _look_at(self, path: Path, name: str, place: Place) -> Problem | None:
        if path.suffix.lower() not in SUFFIXES:
            return error("image-type", place, name=name, found=path.suffix or "?")
        try:
            state = path.stat()
            if path not in self.files:
                self.files.append(path)
            if state.st_size > MAX_BYTES:
                size = f"{state.st_size // 1_000_000} MB"
                return error("image-too-large", place, name=name, size=size, limit=50)
            found = _checked(path, name, state.st_mtime_ns, state.st_size)
        except OSError as fault:
            return error("image-unreadable", place, name=name, why=fault.strerror or str(fault))
        return Problem(found.severity, found.code, place, found.params) if found else None

    def _sort(self) -> None:
        """Put the problems in the order of the files, and of the lines in them."""
        order = {self.shown(file): at for at, file in enumerate(self.files)}
        self.problems.sort(
            key=lambda each: (order.get(each.place.path or "", -1), each.place.line or 0)
        )


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


@lru_cache(maxsize=512)
def _checked(path: Path, name: str, changed_ns: int, size: int) -> Problem | None:
    """Look at a picture once for each state of its file: the preview reads guides again and again."""
    return check_picture(path.read_bytes(), name, Place())


def _finish(parts: Sequence[Part]) -> tuple[Chapter, ...]:
    """Number chapters and rules, and freeze them."""
    numbers = iter(range(1, len(parts) + 1))
    first_rule = 1
    chapters = []
    for part in parts:
        rules = tuple(_rules(part, first_rule))
        first_rule += len(rules)
        title = part.title
        chapters.append(
            Chapter(
                id=title.get("id", ""),
                title=title,
                title_text=plain_text(title),
                short=part.short,
                layout=part.layout,
                number=next(numbers) if part.numbered else None,
                body=part.body,
                rules=rules,
                path=part.source.shown,
                line=part.line,
            )
        )
    return tuple(chapters)


def _rules(part: Part, first: int) -> Iterator[Rule]:
    """Number the rules of a chapter, and give each with the heading it stands below."""
    heading = plain_text(part.title)
    number = first
    for element in part.body.iter():
        if level_of(element):
            heading = plain_text(element)
        elif element.tag == "rule":
            element.set("number", str(number))
            text = element.find("rule-text")
            if text is not None:
                note = tuple(child for child in element if child is not text)
                place = Place(part.source.shown, line_of(element))
                yield Rule(number, text, note, heading, place)
            number += 1
