"""Pages → the same pages for a copier: no filled areas, greys that stay visible.

Works on the finished PDF, whatever theme it comes from. Areas become outlines, colours greys that a
copier does not lose, pictures grey; white stays white, and all text is black. Tags, links and fonts
stay what they are.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pikepdf
from PIL import UnidentifiedImageError

#: In points, of a square that stays filled: its side. What is larger becomes an outline, unless it
#: is a line: at most so broad in the mean.
LARGEST_FILL, BROADEST_LINE = 4 * 72 / 25.4, 1 * 72 / 25.4
#: In points: how wide an outline is that stands for an area, and no line is thinner.
OUTLINE, THINNEST = 0.6, 0.4
#: Grey (0 black, 1 white): what is lighter than ``WHITE`` is white, other greys are no lighter than
#: ``LIGHTEST``, which a copier in good order still prints.
WHITE, LIGHTEST = 0.985, 0.6

_Matrix = tuple[float, float, float, float, float, float]
_Numbers = Sequence[float]
_Point = tuple[float, float]
_Operation = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage
_UNCHANGED: _Matrix = (1, 0, 0, 1, 0, 0)
#: Operators that paint a path: whether each closes it, fills it, draws its line.
_PAINT = {
    "f": (False, True, False), "F": (False, True, False), "f*": (False, True, False),
    "B": (False, True, True), "B*": (False, True, True), "b": (True, True, True),
    "b*": (True, True, True), "S": (False, False, True), "s": (True, False, True),
}  # fmt: skip
_COLOURS = {
    "g": False, "rg": False, "k": False, "sc": False, "scn": False,
    "G": True, "RG": True, "K": True, "SC": True, "SCN": True,
}  # fmt: skip
_PATH = frozenset({"m", "l", "c", "v", "y", "h", "re"})


def save_ink(pdf: bytes) -> bytes:
    """Give a PDF without filled areas and faint colours.

    Raises:
        ValueError: the bytes are not a PDF that can be read.

    """
    try:
        opened = pikepdf.open(io.BytesIO(pdf))
    except pikepdf.PdfError as broken:
        raise ValueError(f"not a PDF that can be read: {broken}") from broken
    with opened as document:
        done: set[tuple[int, int]] = set()
        for page in document.pages:
            page.Contents = document.make_stream(_Pen(page.resources, done).content(page))
        for item in document.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
                _grey_picture(item)
            elif isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/ExtGState":
                _opaque(item)
        out = io.BytesIO()
        streams = pikepdf.ObjectStreamMode.generate
        document.save(out, deterministic_id=True, object_stream_mode=streams)
    return out.getvalue()


def _opaque(state: pikepdf.Dictionary) -> None:
    """Let nothing shine through: outlines need no transparency. What is unseen stays so."""
    for key in ("/ca", "/CA"):
        if float(state.get(key, 0)) > 0:
            state[key] = 1
    if "/BM" in state:
        state.BM = pikepdf.Name.Normal


def _grey_picture(stream: pikepdf.Stream) -> None:
    """Make a picture grey; one that cannot be read stays."""
    if stream.get("/ColorSpace") == "/DeviceGray" or "/ImageMask" in stream:
        return
    try:
        picture = pikepdf.PdfImage(stream).as_pil_image().convert("L")
    except (pikepdf.PdfError, NotImplementedError, UnidentifiedImageError):
        return
    stream.write(picture.tobytes())
    stream.ColorSpace, stream.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    stream.Width, stream.Height = picture.size
    for key in ("/Decode", "/DecodeParms"):
        if key in stream:
            del stream[key]


@dataclass(slots=True)
class _Path:
    """A path as it is built: its instructions, and the points of each part of it on the page.

    Curves are taken for the lines between their points: near enough to tell how large a path is.
    """

    matrix: _Matrix = _UNCHANGED
    instructions: list[pikepdf.ContentStreamInstruction] = field(default_factory=list)
    parts: list[list[_Point]] = field(default_factory=list)

    def add(self, name: str, numbers: _Numbers, each: pikepdf.ContentStreamInstruction) -> None:
        """Add an instruction."""
        self.instructions.append(each)
        if name == "re":
            x, y, wide, tall = numbers
            numbers = (x, y, x + wide, y, x + wide, y + tall, x, y + tall)
        if name in ("m", "re") or not self.parts:
            self.parts.append([])
        a, b, c, d, e, f = self.matrix
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            self.parts[-1].append((a * x + c * y + e, b * x + d * y + f))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The box around it: left, bottom, right, top."""
        xs, ys = zip(*(point for part in self.parts for point in part), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def is_rectangle(self) -> bool:
        """Whether it is one, along the axes that it is built in."""
        return [str(each.operator) for each in self.instructions] == ["re"]

    def holds(self, other: _Path) -> bool:
        """Tell whether the other lies within the box of this one, to a tenth of a point."""
        mine, others = self.box, other.box
        least = all(a <= b + 0.1 for a, b in zip(mine[:2], others[:2], strict=True))
        return least and all(a >= b - 0.1 for a, b in zip(mine[2:], others[2:], strict=True))

    def is_area(self) -> bool:
        """Tell whether it is large, and no line or frame: a part around all others has holes."""
        parts = sorted(self.parts, key=lambda part: -abs(_area(part)))
        first, *others = (_Path(parts=[part]) for part in parts)
        nested = all(first.holds(other) for other in others)
        sizes = [abs(_area(part)) for part in parts]
        area = sizes[0] + sum(sizes[1:]) * (-1 if nested else 1)
        around = sum(math.dist(a, b) for part in parts for a, b in _edges(part))
        return area > LARGEST_FILL**2 and 2 * area > BROADEST_LINE * around


def _edges(part: Sequence[_Point]) -> Iterator[tuple[_Point, _Point]]:
    """Give the edges of a polygon."""
    return zip(part, (*part[1:], part[0]), strict=True)


def _area(part: Sequence[_Point]) -> float:
    """Give the area of a polygon, with a sign."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _edges(part)) / 2


@dataclass(frozen=True, slots=True)
class _State:
    """What ``q`` keeps: the matrix, greys to fill and draw with (``None``: a pattern), the line.

    ``clip`` is the smallest path to which painting is held; ``opaque``: nothing shines through.
    """

    matrix: _Matrix = _UNCHANGED
    fill: float | None = 0.0
    line: float | None = 0.0
    width: float = 1.0
    clip: _Path | None = None
    opaque: bool = True


@dataclass(slots=True)
class _Pen:
    """Rewrites one content stream, instruction by instruction.

    ``done`` are the forms and patterns that have been rewritten, each where it is first used.
    """

    resources: pikepdf.Object
    done: set[tuple[int, int]]
    state: _State = _State()
    in_text: bool = False
    kept: list[_State] = field(default_factory=list)
    path: _Path = field(default_factory=_Path)
    clips: bool = False

    def content(self, source: pikepdf.Page | pikepdf.Object) -> bytes:
        """Give the content of a page, form or pattern, rewritten."""
        instructions = [
            new for each in pikepdf.parse_content_stream(source) for new in self._changed(each)
        ]
        return pikepdf.unparse_content_stream(instructions)

    def _changed(self, each: _Operation) -> Iterator[_Operation]:
        """Give what stands for an instruction."""
        if isinstance(each, pikepdf.ContentStreamInlineImage):
            yield each
            return
        name, operands = str(each.operator), list(each.operands)
        if name in _COLOURS:
            yield from self._colour(name, operands, each)
        elif name in ("cs", "CS"):
            if operands[0] == "/Pattern":
                yield each
        elif name in _PAINT:
            yield from self._painted(name, each)
        elif name in ("BT", "ET"):
            self.in_text = name == "BT"
            yield each
            black = (_colour_of(0.0, "g"), _colour_of(0.0, "G"))
            yield from black if self.in_text else self._colours()
        elif name == "w":
            self.state = replace(self.state, width=max(float(operands[0]), self._units(THINNEST)))
            yield _operation([_decimal(self.state.width)], "w")
        else:
            if name == "gs":
                self.state = replace(self.state, opaque=self._opaque(str(operands[0])))
            elif name == "Do":
                self._into("/XObject", str(operands[0]), self.state.matrix)
            self._follow(name, each)
            yield each

    def _opaque(self, name: str) -> bool:
        """Tell whether a graphics state lets nothing shine through; as it was in the source."""
        state = self.resources.get("/ExtGState", pikepdf.Dictionary()).get(name)
        if state is None:
            return True
        mixed = state.get("/BM", pikepdf.Name.Normal) != pikepdf.Name.Normal
        return not mixed and float(state.get("/ca", 1)) == 1.0

    def _into(self, kind: str, name: str, matrix: _Matrix) -> None:
        """Rewrite a form or pattern that is used here."""
        part = self.resources.get(kind, pikepdf.Dictionary()).get(name)
        painted = part is not None and (part.get("/Subtype") == "/Form" or "/PatternType" in part)
        if not painted or not isinstance(part, pikepdf.Stream) or part.objgen in self.done:
            return
        self.done.add(part.objgen)
        own = [float(each) for each in part.get("/Matrix", _UNCHANGED)]
        inside = kind == "/XObject"
        clip = self.state.clip if inside else None
        state = _State(_times(own, matrix), clip=clip, opaque=self.state.opaque)
        resources = part.get("/Resources", self.resources)
        part.write(_Pen(resources, self.done, state).content(part))

    def _follow(self, name: str, each: pikepdf.ContentStreamInstruction) -> None:
        """Keep up with matrix, states, path and clip."""
        if name == "q":
            self.kept.append(self.state)
        elif name == "Q" and self.kept:
            self.state = self.kept.pop()
        elif name == "cm":
            self.state = replace(self.state, matrix=_times(_floats(each), self.state.matrix))
        elif name in ("W", "W*"):
            self.clips = True
        elif name == "n":
            self._taken()
        elif name in _PATH:
            if not self.path.instructions:
                self.path.matrix = self.state.matrix
            self.path.add(name, _floats(each), each)

    def _taken(self) -> _Path:
        """Give the path that is painted, or that painting is held to from now on."""
        path, self.path = self.path, _Path()
        clip = self.state.clip
        if self.clips and path.parts and (clip is None or not path.holds(clip)):
            self.state = replace(self.state, clip=path)
        self.clips = False
        return path

    def _units(self, points: float) -> float:
        """Give a length on the page in the units that lines are measured in here."""
        return _units(points, self.state.matrix)

    def _colour(
        self, name: str, operands: Sequence[pikepdf.Object], each: pikepdf.ContentStreamInstruction
    ) -> Iterator[_Operation]:
        """Set a grey for a colour; a pattern stays, what is in it is rewritten by itself."""
        lines = _COLOURS[name]
        pattern = bool(operands) and isinstance(operands[-1], pikepdf.Name)
        grey = None if pattern else _grey(_floats(each))
        self.state = replace(self.state, line=grey) if lines else replace(self.state, fill=grey)
        if pattern:
            self._into("/Pattern", str(operands[-1]), _UNCHANGED)
        if not self.in_text:
            yield each if grey is None else _colour_of(grey, "G" if lines else "g")

    def _colours(self) -> Iterator[_Operation]:
        """Set the colours again that text has changed; after a pattern they come by themselves."""
        for grey, operator in ((self.state.fill, "g"), (self.state.line, "G")):
            if grey is not None:
                yield _colour_of(grey, operator)

    def _painted(self, name: str, each: pikepdf.ContentStreamInstruction) -> Iterator[_Operation]:
        """Paint a path: a large area as an outline, unless it is white or a pattern."""
        closes, fills, draws = _PAINT[name]
        path, state = self._taken(), self.state
        kept = state.fill is None or state.fill == 1.0 or not fills or not path.parts
        shape = path if kept else self._seen(path)
        if kept or not shape.is_area():
            yield each
            return
        if state.opaque:  # it hid what it covered, and still does
            yield _colour_of(1.0, "g")
        elif draws or shape is path:
            name = "s" if closes or not draws else "S"
        else:
            name = "n"
        if shape is path and not draws:
            name = name.replace("f", "b").replace("F", "b")
            yield from self._line(state.fill or 0.0, self._units(OUTLINE))
            yield _operation([], name)
            yield from self._line(state.line, state.width)
        else:
            yield _operation([], name)
            yield from self._around(shape) if shape is not path else ()
        yield from self._colours()

    def _line(self, grey: float | None, width: float) -> Iterator[_Operation]:
        """Set the grey and the width of lines."""
        if grey is not None:
            yield _colour_of(grey, "G")
        yield _operation([_decimal(width)], "w")

    def _seen(self, path: _Path) -> _Path:
        """Give what is seen of a path: of a rectangle around the clip, the clip."""
        clip = self.state.clip
        return clip if clip is not None and path.is_rectangle and path.holds(clip) else path

    def _around(self, clip: _Path) -> Iterator[_Operation]:
        """Draw the outline of the clip, wherever it was set; half of the line is cut off."""
        yield _operation([], "q")
        back = _times(clip.matrix, _inverse(self.state.matrix))
        yield _operation([_decimal(number) for number in back], "cm")
        yield from self._line(self.state.fill, _units(2 * OUTLINE, clip.matrix))
        yield from clip.instructions
        yield _operation([], "s")
        yield _operation([], "Q")


def _grey(parts: _Numbers) -> float:
    """Give the grey that a copier prints for a colour: white, or dark enough."""
    if len(parts) == 4:
        cyan, magenta, yellow, black = parts
        parts = [1 - min(1.0, part + black) for part in (cyan, magenta, yellow)]
    light = parts[0] if len(parts) == 1 else 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2]
    return 1.0 if light >= WHITE else min(light, LIGHTEST)


def _colour_of(grey: float, operator: str) -> pikepdf.ContentStreamInstruction:
    """Set a grey, to fill (``g``) or to draw with (``G``)."""
    return _operation([_decimal(grey)], operator)


def _operation(operands: list[Decimal], operator: str) -> pikepdf.ContentStreamInstruction:
    """Make an instruction."""
    return pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(operator))


def _units(points: float, matrix: _Matrix) -> float:
    """Give a length on the page in the units of a matrix."""
    a, b, c, d, _, _ = matrix
    return points / (abs(a * d - b * c) ** 0.5 or 1.0)


def _inverse(matrix: _Matrix) -> _Matrix:
    """Give what undoes a matrix."""
    a, b, c, d, e, f = matrix
    size = a * d - b * c or 1.0
    return (
        d / size,
        -b / size,
        -c / size,
        a / size,
        (c * f - d * e) / size,
        (b * e - a * f) / size,
    )


def _decimal(number: float) -> Decimal:
    """Give a number as a PDF holds it."""
    return Decimal(f"{number:.5f}")


def _floats(each: pikepdf.ContentStreamInstruction) -> list[float]:
    """Give the operands of an instruction, all of them numbers."""
    return [float(operand) for operand in each.operands]


def _times(first: _Numbers, then: _Matrix) -> _Matrix:
    """Multiply two matrices: what ``cm`` does."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )
