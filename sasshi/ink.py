"""Pages → the same pages for a copier: no filled areas, greys that stay visible.

Works on the finished PDF, whatever theme it comes from. Areas become outlines, colours greys that a
copier does not lose, pictures grey; white stays white, and all text is black. Tags, links and fonts
stay what they are.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pikepdf
from PIL import Image

#: In square points: what is filled and larger becomes an outline (4 × 4 mm).
LARGEST_FILL = (4 * 72 / 25.4) ** 2
#: In points: how wide an outline is that stands for an area, and no line is thinner.
OUTLINE, THINNEST = 0.6, 0.4
#: Grey (0 black, 1 white): what is lighter than ``WHITE`` is white, other greys are no lighter than
#: ``LIGHTEST``, which a copier in good order still prints.
WHITE, LIGHTEST = 0.985, 0.6

_Matrix = tuple[float, float, float, float, float, float]
_Numbers = Sequence[float]
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
    except (pikepdf.PdfError, NotImplementedError, Image.UnidentifiedImageError):
        return
    stream.write(picture.tobytes())
    stream.ColorSpace, stream.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    stream.Width, stream.Height = picture.size
    for key in ("/Decode", "/DecodeParms"):
        if key in stream:
            del stream[key]


@dataclass(frozen=True, slots=True)
class _State:
    """What ``q`` keeps: the matrix, greys to fill and draw with (``None``: a pattern), the line."""

    matrix: _Matrix = _UNCHANGED
    fill: float | None = 0.0
    line: float | None = 0.0
    width: float = 1.0


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
    path: list[tuple[float, float]] = field(default_factory=list)

    def content(self, source: pikepdf.Page | pikepdf.Object) -> bytes:
        """Give the content of a page, form or pattern, rewritten."""
        instructions = [
            new for each in pikepdf.parse_content_stream(source) for new in self._changed(each)
        ]
        return pikepdf.unparse_content_stream(instructions)

    def _changed(self, each: pikepdf.ContentStreamInstruction) -> Iterator[object]:
        """Give what stands for an instruction."""
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
            yield _operation([Decimal(f"{self.state.width:.4f}")], "w")
        else:
            if name == "Do":
                self._into("/XObject", str(operands[0]), self.state.matrix)
            self._follow(name, operands)
            yield each

    def _into(self, kind: str, name: str, matrix: _Matrix) -> None:
        """Rewrite a form or pattern that is used here."""
        part = self.resources.get(kind, pikepdf.Dictionary()).get(name)
        painted = part is not None and (part.get("/Subtype") == "/Form" or "/PatternType" in part)
        if not painted or not isinstance(part, pikepdf.Stream) or part.objgen in self.done:
            return
        self.done.add(part.objgen)
        own = [float(each) for each in part.get("/Matrix", _UNCHANGED)]
        state = _State(_times(own, matrix))
        resources = part.get("/Resources", self.resources)
        part.write(_Pen(resources, self.done, state).content(part))

    def _follow(self, name: str, operands: list[object]) -> None:
        """Keep up with matrix, states and path."""
        numbers = [float(each) for each in operands] if name in (*_PATH, "cm") else []  # type: ignore[arg-type]
        if name == "q":
            self.kept.append(self.state)
        elif name == "Q" and self.kept:
            self.state = self.kept.pop()
        elif name == "cm":
            self.state = replace(self.state, matrix=_times(numbers, self.state.matrix))
        elif name == "n":
            self.path.clear()
        elif name == "re":
            x, y, wide, tall = numbers
            self._reach([x, y, x + wide, y, x, y + tall, x + wide, y + tall])
        elif name in _PATH:
            self._reach(numbers)

    def _reach(self, numbers: _Numbers) -> None:
        """Add points to the path, in points on the page."""
        a, b, c, d, e, f = self.state.matrix
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            self.path.append((a * x + c * y + e, b * x + d * y + f))

    def _area(self) -> float:
        """Give the area of the box around the path, and forget the path."""
        if not self.path:
            return 0.0
        (left, right), (low, high) = (
            (min(axis), max(axis)) for axis in zip(*self.path, strict=True)
        )
        self.path.clear()
        return (right - left) * (high - low)

    def _units(self, points: float) -> float:
        """Give a length on the page in the units that lines are measured in here."""
        a, b, c, d, _, _ = self.state.matrix
        return points / (abs(a * d - b * c) ** 0.5 or 1.0)

    def _colour(
        self, name: str, operands: list[object], each: pikepdf.ContentStreamInstruction
    ) -> Iterator[object]:
        """Set a grey for a colour; a pattern stays, what is in it is rewritten by itself."""
        lines = _COLOURS[name]
        pattern = bool(operands) and isinstance(operands[-1], pikepdf.Name)
        grey = None if pattern else _grey([float(each) for each in operands])  # type: ignore[arg-type]
        self.state = replace(self.state, **{"line" if lines else "fill": grey})
        if pattern:
            self._into("/Pattern", str(operands[-1]), _UNCHANGED)
        if not self.in_text:
            yield each if grey is None else _colour_of(grey, "G" if lines else "g")

    def _colours(self) -> Iterator[object]:
        """Set the colours again that text has changed; after a pattern they come by themselves."""
        for grey, operator in ((self.state.fill, "g"), (self.state.line, "G")):
            if grey is not None:
                yield _colour_of(grey, operator)

    def _painted(self, name: str, each: pikepdf.ContentStreamInstruction) -> Iterator[object]:
        """Paint a path: a large area as an outline, unless it is white or a pattern."""
        closes, fills, draws = _PAINT[name]
        state, large = self.state, self._area() > LARGEST_FILL
        if not fills or not large or state.fill is None or state.fill == 1.0:
            yield each
        elif draws:
            yield _operation([], "s" if closes else "S")
        else:
            yield _colour_of(state.fill, "G")
            yield _operation([Decimal(f"{self._units(OUTLINE):.4f}")], "w")
            yield _operation([], "s")
            yield _operation([Decimal(f"{state.width:.4f}")], "w")
            if state.line is not None:
                yield _colour_of(state.line, "G")


def _grey(parts: _Numbers) -> float:
    """Give the grey that a copier prints for a colour: white, or dark enough."""
    if len(parts) == 4:
        cyan, magenta, yellow, black = parts
        parts = [1 - min(1.0, part + black) for part in (cyan, magenta, yellow)]
    light = parts[0] if len(parts) == 1 else 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2]
    return 1.0 if light >= WHITE else LIGHTEST * light


def _colour_of(grey: float, operator: str) -> pikepdf.ContentStreamInstruction:
    """Set a grey, to fill (``g``) or to draw with (``G``)."""
    return _operation([Decimal(f"{grey:.4f}")], operator)


def _operation(operands: list[Decimal], operator: str) -> pikepdf.ContentStreamInstruction:
    """Make an instruction."""
    return pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(operator))


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
