"""One content stream, rewritten instruction by instruction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pikepdf

from sasshi.pdf.ink.paths import UNCHANGED, Matrix, Path, floats, in_units_of, inverse, times

#: How wide an outline is that stands for an area, and no line is thinner.
OUTLINE_PT, THINNEST_PT = 0.6, 0.4
#: Grey (0 black, 1 white): what is lighter than ``WHITE`` is white, other greys are no lighter than
#: ``LIGHTEST``, which a copier in good order still prints.
WHITE, LIGHTEST = 0.985, 0.6

_Numbers = Sequence[float]
_Instruction = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage
#: Operators that paint a path: whether each closes it, fills it, draws its line.
_PAINT = {
    "f": (False, True, False), "F": (False, True, False), "f*": (False, True, False),
    "B": (False, True, True), "B*": (False, True, True), "b": (True, True, True),
    "b*": (True, True, True), "S": (False, False, True), "s": (True, False, True),
}  # fmt: skip
_COLORS = {
    "g": False, "rg": False, "k": False, "sc": False, "scn": False,
    "G": True, "RG": True, "K": True, "SC": True, "SCN": True,
}  # fmt: skip
_PATH = frozenset({"m", "l", "c", "v", "y", "h", "re"})


@dataclass(frozen=True, slots=True)
class _State:
    """What ``q`` keeps: the matrix, greys to fill and draw with (``None``: a pattern), the line.

    ``clip`` is the smallest path to which painting is held; ``opaque``: nothing shines through.
    """

    matrix: Matrix = UNCHANGED
    fill: float | None = 0.0
    line: float | None = 0.0
    width: float = 1.0
    clip: Path | None = None
    opaque: bool = True


@dataclass(slots=True)
class Rewriter:
    """Rewrites one content stream, instruction by instruction.

    ``done`` are the forms and patterns that have been rewritten, each where it is first used.
    """

    resources: pikepdf.Object
    done: set[tuple[int, int]]
    state: _State = _State()
    in_text: bool = False
    kept: list[_State] = field(default_factory=list)
    path: Path = field(default_factory=Path)
    clips: bool = False

    def content(self, source: pikepdf.Page | pikepdf.Object) -> bytes:
        """Give the content of a page, form or pattern, rewritten."""
        instructions = [
            new for each in pikepdf.parse_content_stream(source) for new in self._changed(each)
        ]
        return pikepdf.unparse_content_stream(instructions)

    def _changed(self, each: _Instruction) -> Iterator[_Instruction]:
        if isinstance(each, pikepdf.ContentStreamInlineImage):
            yield each
            return
        name, operands = str(each.operator), list(each.operands)
        if name in _COLORS:
            yield from self._color(name, operands, each)
        elif name in ("cs", "CS"):
            if operands[0] == "/Pattern":
                yield each
        elif name in _PAINT:
            yield from self._paint(name, each)
        elif name in ("BT", "ET"):
            self.in_text = name == "BT"
            yield each
            black = (_set_grey(0.0, "g"), _set_grey(0.0, "G"))
            yield from black if self.in_text else self._grey_again()
        elif name == "w":
            width = max(float(operands[0]), self._in_units(THINNEST_PT))
            self.state = replace(self.state, width=width)
            yield _instruction([_decimal(self.state.width)], "w")
        else:
            if name == "gs":
                self.state = replace(self.state, opaque=self._opaque(str(operands[0])))
            elif name == "Do":
                self._rewrite_inner("/XObject", str(operands[0]), self.state.matrix)
            self._follow(name, each)
            yield each

    def _opaque(self, name: str) -> bool:
        """Tell whether a graphics state lets nothing shine through; as it was in the source."""
        state = self.resources.get("/ExtGState", pikepdf.Dictionary()).get(name)
        if state is None:
            return True
        mixed = state.get("/BM", pikepdf.Name.Normal) != pikepdf.Name.Normal
        return not mixed and float(state.get("/ca", 1)) == 1.0

    def _rewrite_inner(self, kind: str, name: str, matrix: Matrix) -> None:
        part = self.resources.get(kind, pikepdf.Dictionary()).get(name)
        painted = part is not None and (part.get("/Subtype") == "/Form" or "/PatternType" in part)
        if not painted or not isinstance(part, pikepdf.Stream) or part.objgen in self.done:
            return
        self.done.add(part.objgen)
        own = [float(each) for each in part.get("/Matrix", UNCHANGED)]
        inside = kind == "/XObject"
        clip = self.state.clip if inside else None
        state = _State(times(own, matrix), clip=clip, opaque=self.state.opaque)
        resources = part.get("/Resources", self.resources)
        part.write(Rewriter(resources, self.done, state).content(part))

    def _follow(self, name: str, each: pikepdf.ContentStreamInstruction) -> None:
        if name == "q":
            self.kept.append(self.state)
        elif name == "Q" and self.kept:
            self.state = self.kept.pop()
        elif name == "cm":
            self.state = replace(self.state, matrix=times(floats(each), self.state.matrix))
        elif name in ("W", "W*"):
            self.clips = True
        elif name == "n":
            self._take_path()
        elif name in _PATH:
            if not self.path.instructions:
                self.path.matrix = self.state.matrix
            self.path.add(each)

    def _take_path(self) -> Path:
        """Give the path that is painted, or that painting is held to from now on."""
        path, self.path = self.path, Path()
        clip = self.state.clip
        if self.clips and path.parts and (clip is None or not path.holds(clip)):
            self.state = replace(self.state, clip=path)
        self.clips = False
        return path

    def _in_units(self, length_pt: float) -> float:
        return in_units_of(self.state.matrix, length_pt)

    def _color(
        self, name: str, operands: Sequence[pikepdf.Object], each: pikepdf.ContentStreamInstruction
    ) -> Iterator[_Instruction]:
        """Set a grey for a colour; a pattern stays, what is in it is rewritten by itself."""
        lines = _COLORS[name]
        pattern = bool(operands) and isinstance(operands[-1], pikepdf.Name)
        grey = None if pattern else _grey(floats(each))
        self.state = replace(self.state, line=grey) if lines else replace(self.state, fill=grey)
        if pattern:
            self._rewrite_inner("/Pattern", str(operands[-1]), UNCHANGED)
        if not self.in_text:
            yield each if grey is None else _set_grey(grey, "G" if lines else "g")

    def _grey_again(self) -> Iterator[_Instruction]:
        """Set the colours again that text has changed; after a pattern they come by themselves."""
        for grey, operator in ((self.state.fill, "g"), (self.state.line, "G")):
            if grey is not None:
                yield _set_grey(grey, operator)

    def _paint(self, name: str, each: pikepdf.ContentStreamInstruction) -> Iterator[_Instruction]:
        """Paint a path: a large area as an outline, unless it is white or a pattern."""
        closes, fills, draws = _PAINT[name]
        path, state = self._take_path(), self.state
        kept = state.fill is None or state.fill == 1.0 or not fills or not path.parts
        shape = path if kept else self._seen(path)
        if kept or not shape.is_area():
            yield each
            return
        if state.opaque:  # it hid what it covered, and still does
            yield _set_grey(1.0, "g")
        elif draws or shape is path:
            name = "s" if closes or not draws else "S"
        else:
            name = "n"
        if shape is path and not draws:
            name = name.replace("f", "b").replace("F", "b")
            yield from self._line(state.fill or 0.0, self._in_units(OUTLINE_PT))
            yield _instruction([], name)
            yield from self._line(state.line, state.width)
        else:
            yield _instruction([], name)
            yield from self._outline_of(shape) if shape is not path else ()
        yield from self._grey_again()

    def _line(self, grey: float | None, width: float) -> Iterator[_Instruction]:
        if grey is not None:
            yield _set_grey(grey, "G")
        yield _instruction([_decimal(width)], "w")

    def _seen(self, path: Path) -> Path:
        """Give what is seen of a path: of a rectangle around the clip, the clip."""
        clip = self.state.clip
        return clip if clip is not None and path.is_rectangle and path.holds(clip) else path

    def _outline_of(self, clip: Path) -> Iterator[_Instruction]:
        """Draw the outline of the clip, wherever it was set; half of the line is cut off."""
        yield _instruction([], "q")
        back = times(clip.matrix, inverse(self.state.matrix))
        yield _instruction([_decimal(number) for number in back], "cm")
        yield from self._line(self.state.fill, in_units_of(clip.matrix, 2 * OUTLINE_PT))
        yield from clip.instructions
        yield _instruction([], "s")
        yield _instruction([], "Q")


def _grey(parts: _Numbers) -> float:
    """Give the grey that a copier prints for a colour: white, or dark enough."""
    if len(parts) == 4:
        cyan, magenta, yellow, black = parts
        parts = [1 - min(1.0, part + black) for part in (cyan, magenta, yellow)]
    light = parts[0] if len(parts) == 1 else 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2]
    return 1.0 if light >= WHITE else min(light, LIGHTEST)


def _set_grey(grey: float, operator: str) -> pikepdf.ContentStreamInstruction:
    return _instruction([_decimal(grey)], operator)


def _instruction(operands: list[Decimal], operator: str) -> pikepdf.ContentStreamInstruction:
    return pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(operator))


def _decimal(number: float) -> Decimal:
    return Decimal(f"{number:.5f}")
