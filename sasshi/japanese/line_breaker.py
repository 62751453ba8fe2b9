"""What layout asks about lines, as a protocol, and the answers by JLREQ.

Whoever sets paragraphs is handed a ``LineBreaker``: so layout holds no rule about any script,
and a test, or another script, hands in its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sasshi.japanese.adjust import adjust
from sasshi.japanese.breaking import break_lines
from sasshi.japanese.kinsoku import may_end
from sasshi.japanese.metrics import ParagraphMetrics
from sasshi.japanese.paragraph import Adjustment, Line, LineStyle, Paragraph, Px
from sasshi.japanese.phrases import phrases


class LineBreaker(Protocol):
    """Where the lines of a paragraph may end, where they do, and what goes between characters."""

    def may_end(
        self, chars: Sequence[str], unicode_breaks: Sequence[bool], *, strict: bool
    ) -> list[bool]:
        """Say after which characters a line may end, where Unicode's rules let it so."""

    def phrases(self, text: str) -> list[str]:
        """Cut a text into phrases, at whose ends headings are broken."""

    def prepare(self, paragraph: Paragraph, style: LineStyle) -> ParagraphMetrics:
        """Prepare a paragraph to be broken into lines of a style."""

    def break_lines(self, metrics: ParagraphMetrics, start: int = 0) -> tuple[Line, ...]:
        """Break what follows from a character on into lines; none if there are spaces only."""

    def adjust(self, metrics: ParagraphMetrics, line: Line, wider: Px = 0.0) -> Adjustment:
        """Fill a line, whose texts are by so much wider than they were measured."""


class JapaneseLineBreaker:
    """Lines by JLREQ; Latin text in them by Unicode's rules."""

    def may_end(
        self, chars: Sequence[str], unicode_breaks: Sequence[bool], *, strict: bool
    ) -> list[bool]:
        """See ``kinsoku``."""
        return may_end(chars, unicode_breaks, strict=strict)

    def phrases(self, text: str) -> list[str]:
        """See ``phrases``."""
        return phrases(text)

    def prepare(self, paragraph: Paragraph, style: LineStyle) -> ParagraphMetrics:
        """See ``metrics`` and ``spacing``."""
        return ParagraphMetrics(paragraph, style)

    def break_lines(self, metrics: ParagraphMetrics, start: int = 0) -> tuple[Line, ...]:
        """See ``breaking``."""
        return break_lines(metrics, start)

    def adjust(self, metrics: ParagraphMetrics, line: Line, wider: Px = 0.0) -> Adjustment:
        """See ``adjust``."""
        return adjust(metrics, line, wider)
