"""A paragraph as plain values: what layout hands to the arithmetic of lines, and gets back.

Nothing here knows of fonts or of the engine: a paragraph is characters with their widths. All
sections cited are of JLREQ, Requirements for Japanese Text Layout (W3C Working Group Note, 2020).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

#: A length in CSS pixels, 96 to the inch.
Px = float
#: A length in em: times the size of the type it is.
Em = float
#: A length in thousandths of an em, whole, as a PDF's text operators hold it.
Thousandths = int


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How the lines of a paragraph are set.

    ``measure`` is their length, ``indent`` by how much the first is shorter.
    ``justify`` lines end flush, others where they end; ``balance`` makes lines of even length.
    ``line_start`` says where an opening bracket at a
    line's head stands (``flush``, ``full``, ``half``), ``line_end`` how a closing mark at its
    end does (``half``, ``full``, ``hang``): see 3.1.5 and 3.1.9.
    """

    measure: Px
    indent: Px = 0.0
    justify: bool = True
    balance: bool = False
    line_start: str = "flush"
    line_end: str = "half"


class Break(IntEnum):
    """What a line may do after a character."""

    NEVER = 0
    ALLOWED = 1
    HYPHEN = 2
    EMERGENCY = 3
    FORCED = 4


@dataclass(frozen=True, slots=True)
class Ruby:
    """What the readings of a word need, whose characters begin with ``first``.

    ``excess`` are sums from its start: by how much the readings are longer than what they
    stand over. ``room`` is between any two of its characters.
    """

    first: int
    excess: Sequence[Px]
    room: Px

    def lacks(self, start: int, end: int, beside: Px = 0.0) -> Px:
        """Give what characters ``start`` to ``end`` lack (have too much, below 0) by themselves.

        So much of their readings as ``beside`` stands over what is beside them.
        """
        needed = self.excess[end + 1 - self.first] - self.excess[start - self.first]
        return max(0.0, needed - beside) - self.room * (end - start)


@dataclass(frozen=True, slots=True)
class Pad:
    """What a character needs before (``lead``) and after itself (``trail``), for a long reading.

    Where it begins or ends a line no kana is beside it for the reading to stand over, and it
    needs ``head`` and ``tail`` instead. ``ruby`` is the word that it is of.
    """

    lead: Px
    trail: Px
    head: Px = 0.0
    tail: Px = 0.0
    ruby: Ruby | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as characters (clusters of them: a base and its marks, a ligature).

    For each, in sequences of one length: its first character (``U+FFFC`` for a picture, a line
    feed for an end that is asked for), its own width, its em, and the rigid stretch it belongs
    to. Nothing is added inside a rigid stretch; 0 is none, above it are the bases
    of ruby, below it code, addresses and calls of notes, which have no gap beside them either.
    ``pads`` are what some characters, by their index, need beside themselves. ``calls`` are
    those of notes: from the first character up to the second, in order.

    ``find_breaks`` gives what a line may do after each character (nothing, without it),
    ``find_hyphen`` the width of a hyphen: they are asked once there is more than a line, which
    most paragraphs have not.
    """

    chars: Sequence[str]
    widths: Sequence[Px]
    sizes: Sequence[Px]
    rigid: Sequence[int]
    pads: Mapping[int, Pad] = field(default_factory=dict)
    calls: Sequence[tuple[int, int]] = ()
    find_breaks: Callable[[], Sequence[Break]] | None = None
    find_hyphen: Callable[[], Px] = float

    @cached_property
    def breaks(self) -> Sequence[Break]:
        """What a line may do after each character."""
        return self.find_breaks() if self.find_breaks else [Break.NEVER] * len(self.chars)

    @cached_property
    def hyphen(self) -> Px:
        """The width of a hyphen."""
        return self.find_hyphen()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph: characters ``start`` to ``end``, the next begins at ``after``.

    ``end`` is ``start - 1`` where nothing is to be seen on it. Of its last mark ``hang``
    stands beyond the measure.
    """

    start: int
    end: int
    after: int
    hyphen: bool = False
    hang: Px = 0.0


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What to do with a line: move its start by ``shift``, and add after its characters.

    ``spaces[i]`` go after character ``start + i``, in thousandths of that character's em;
    ``spread`` is what was added between any two Japanese characters to fill the line. By
    ``beyond`` the last character stands beyond the end of what the line takes.
    """

    shift: Px
    spaces: Sequence[Thousandths]
    spread: Em = 0.0
    beyond: Px = 0.0
