"""What the fonts lack of a guide: characters, and the weights and slants that text asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from sasshi.fonts.faces import Face
from sasshi.fonts.font_choice import has_style, nearest_face, style_name
from sasshi.model import Guide
from sasshi.problems import Place, Problem, error, warning


def missing_characters(guide: Guide, characters: Sequence[str]) -> list[Problem]:
    """Say for each character that no font has where it first stands."""
    return [
        error("no-glyph", _first_place(guide, char), char=char, codepoint=f"U+{ord(char):04X}")
        for char in characters
    ]


def lacking_styles(
    styles: Mapping[tuple[str, int, bool], Place], faces: Sequence[Face]
) -> list[Problem]:
    """Warn of weights and slants that a family lacks: they would print as another, silently.

    ``styles`` are (family, CSS weight, italic), each with a place where text is set in it.
    """
    problems: list[Problem] = []
    for (family, weight, italic), place in styles.items():
        other = nearest_face(faces, family, weight, italic)
        if other is not None and not has_style(faces, family, weight, italic):
            wanted, printed = style_name(weight, italic), style_name(other.weight, other.italic)
            params = {"family": family, "style": wanted, "nearest": printed}
            problems.append(warning("font-lacks-style", place, **params))
    return problems


def _first_place(guide: Guide, char: str) -> Place:
    for chapter in guide.chapters:
        if char in chapter.title_text:
            return Place(chapter.path, chapter.line)
        line = _line_of(chapter.body, char)
        if line is not None:
            return Place(chapter.path, line)
    return Place(guide.path)


def _line_of(tree: Element, char: str) -> int | None:
    """Give the source line of the first block that holds a character, the innermost there."""
    for element in tree:
        if char in "".join(element.itertext()) or _in_attributes(element, char):
            line = element.get("data-line")
            return _line_of(element, char) or (int(line) if line else None)
    return None


def _in_attributes(tree: Element, char: str) -> bool:
    """Look through captions and the data of drawings, too."""
    return any(char in value for element in tree.iter() for value in element.attrib.values())
