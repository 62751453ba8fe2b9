"""Files of a theme that do nothing: they take no other's place, and nobody asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from sasshi.problems import Place, Problem, closest, shown_path, warning
from sasshi.theme import Theme
from sasshi.theme.lint import TemplateUse
from sasshi.workshop.stylesheets import ThemeStylesheets
from sasshi.workshop.theme_files import own_files

#: How like a known name another must be to be taken for a slip.
_SLIP = 0.75


def unused_files(theme: Theme, use: TemplateUse, sheets: ThemeStylesheets) -> Iterator[Problem]:
    """Name the files that do nothing, with the name that may have been meant.

    ``use`` is what the theme's templates ask for.
    """
    own, others = theme.folders[0], theme.folders[1:]
    theirs = {name for folder in others for name in own_files(folder)}
    texts = [*sheets.css.values(), *sheets.markup.values()]
    reached = {path.resolve() for path in (*use.files, *sheets.css)}
    for name in own_files(own):
        path, slip = own / name, _is_slip(name, theme)
        if name in theirs or slip is False or (not slip and path.resolve() in reached):
            continue
        named = any(path.name in text for text in texts) and path.suffix not in (".html", ".css")
        if named or any(fnmatchcase(name, pattern) for pattern in use.patterns):
            continue
        yield _unused(path, name, theirs)


def _is_slip(name: str, theme: Theme) -> bool | None:
    """Tell whether a drawing's name is nearly one that there is; ``None`` if it is no drawing.

    Any other drawing may be asked for by a guide.
    """
    path = Path(name)
    if path.parent.as_posix() != "figures" or path.suffix != ".svg" or path.name.startswith("_"):
        return None
    known = {Path(each).stem for each in theme.names("figures/*.svg")} - {path.stem}
    return closest(path.stem, known, _SLIP) is not None


def _unused(path: Path, name: str, theirs: set[str]) -> Problem:
    place = Place(shown_path(path))
    names = {Path(each).stem: each for each in sorted(theirs) if each.endswith(path.suffix)}
    near = closest(path.stem, names, _SLIP)
    if near:
        return warning("file-unused-near", place, name=name, nearest=names[near])
    if path.suffix == ".css":
        return warning("stylesheet-unlisted", place, name=name)
    return warning("file-unused", place, name=name)
