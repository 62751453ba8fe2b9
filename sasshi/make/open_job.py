"""A job that is being made: with the typesetters, and their fonts, that its editions share."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from sasshi.fonts.faces import Face
from sasshi.fonts.font_choice import upright_family
from sasshi.fonts.install import install
from sasshi.fonts.subset import keep_glyphs, space_of
from sasshi.japanese import JapaneseLineBreaker, stand
from sasshi.make.job import Job
from sasshi.make.other_text import other_text
from sasshi.problems import shown_path

if TYPE_CHECKING:
    from sasshi.typeset.typesetter import Typesetter


class OpenJob:
    """A job, and what is opened once for all of its editions and closed with it.

    ``text`` is that of all pages to be typeset: the fonts get the characters of it.
    """

    def __init__(self, job: Job, faces: Sequence[Face], text: str = "") -> None:
        self.job = job
        self.faces = faces
        self.text = text
        self._opened = contextlib.ExitStack()
        self._typesetter: tuple[bool, Typesetter] | None = None

    def __enter__(self) -> OpenJob:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()

    def typesetter(self, *, vertical: bool) -> Typesetter:
        """Give the typesetter for columns, or that for lines: it opens when the other closes."""
        if self._typesetter is None or self._typesetter[0] is not vertical:
            self._opened.close()
            opening = open_typesetter(self.job, self.faces, self.text, vertical=vertical)
            self._typesetter = vertical, self._opened.enter_context(opening)
        return self._typesetter[1]


@contextlib.contextmanager
def open_typesetter(
    job: Job, faces: Sequence[Face], text: str, *, vertical: bool
) -> Iterator[Typesetter]:
    """Open a typesetter with the fonts for a text, for as long as it is needed.

    ``text`` is HTML; what pictures and style sheets add to it is looked for.
    """
    whole = text + other_text(job, text)
    with tempfile.TemporaryDirectory(prefix="sasshi-") as folder:
        yield make_typesetter(job, faces, whole, Path(folder), vertical=vertical)


def make_typesetter(
    job: Job, faces: Sequence[Face], text: str, folder: Path, *, vertical: bool
) -> Typesetter:
    """Make a typesetter with the fonts for a text, allowed to read guide and theme only.

    The fonts are put into ``folder``, which must last as long as what is typeset.

    Raises:
        MachineError: a font cannot be read, or there is none.

    """
    from sasshi.typeset.typesetter import Passes, Typesetter

    roots = (job.guide.root, *job.theme.folders)
    family = upright_family if vertical else None
    passes = Passes(JapaneseLineBreaker(), keep_glyphs, space_of, stand, family)
    fonts = install(faces, text, folder, vertical=vertical)
    return Typesetter(roots, passes, fonts, shown_path)
