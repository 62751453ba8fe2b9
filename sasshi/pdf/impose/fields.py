"""The form of a PDF: what its fields have, from whom they have it, and how their text is written.

ISO 32000-2, 12.7: inheritance (12.7.4.1), default appearances (12.7.4.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf

from sasshi.pdf.impose.lettering import Setting, set_text
from sasshi.pdf.impose.paint import made_form
from sasshi.pdf.impose.typefaces import GlyphsOf, typeface
from sasshi.pdf.impose.values import text_of

#: A field lies at most so deep below another.
_DEEPEST = 32
#: Operators that set a colour for filling, and how many numbers go before them.
_PAINTS = {"g": 1, "rg": 3, "k": 4}


class NotWritten(Exception):
    """A text that no font at hand can write; ``ground`` is what is below it, if anything is."""

    def __init__(self, text: str, ground: pikepdf.Object | None) -> None:
        super().__init__(text)
        self.ground = ground


@dataclass(frozen=True, slots=True)
class FormFields:
    """The form of a PDF, which may be empty: what all of its fields have.

    ``stale`` says that its appearances are older than its values; ``ours`` makes fonts for what
    those of the PDF cannot write.
    """

    pdf: pikepdf.Pdf
    defaults: pikepdf.Object
    stale: bool = False
    ours: GlyphsOf | None = None

    def get(self, field: pikepdf.Object, key: str) -> pikepdf.Object | None:
        """Give what a field has under a key, or else the field that it belongs to, or the form."""
        for own in _ancestry(field):
            if key in own:
                return own[key]
        return self.defaults.get(key) if key in ("/DA", "/Q", "/DR") else None


def read_fields(pdf: pikepdf.Pdf, ours: GlyphsOf | None = None) -> FormFields:
    """Read the form of a PDF."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return FormFields(pdf, pikepdf.Dictionary(), ours=ours)
    stale: object = form.get("/NeedAppearances")
    return FormFields(pdf, form, stale is True, ours)


def is_dynamic(pdf: pikepdf.Pdf) -> bool:
    """Tell whether the pages of a form are made when it is opened (XFA), as few viewers can."""
    waits: object = pdf.Root.get("/NeedsRendering")
    form = pdf.Root.get("/AcroForm")
    return waits is True and isinstance(form, pikepdf.Dictionary) and "/XFA" in form


def _ancestry(field: pikepdf.Object) -> Iterator[pikepdf.Object]:
    own: object = field
    for _ in range(_DEEPEST):
        if not isinstance(own, pikepdf.Dictionary):
            return
        yield own
        own = own.get("/Parent")


def text_style(
    fields: FormFields, field: pikepdf.Object
) -> tuple[float, str, pikepdf.Object | None]:
    """Read how text is to look: its size in points or 0, operators for its colour, its font."""
    words = text_of(fields.get(field, "/DA")).split()
    size, font, paint = 0.0, None, "0 g"
    for place, word in enumerate(words):
        if word == "Tf" and place >= 2:
            size = _number(words[place - 1])
            font = _font(fields.get(field, "/DR"), words[place - 2])
        count = _PAINTS.get(word, 0)
        if count and place >= count:
            parts = (f"{_number(each):g}" for each in words[place - count : place])
            paint = f"{' '.join(parts)} {word}"
    return max(0.0, size), paint, font


def _font(resources: object, name: str) -> pikepdf.Object | None:
    fonts = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    return fonts.get(name) if isinstance(fonts, pikepdf.Dictionary) and name[:1] == "/" else None


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return 0.0


def lettered_form(
    fields: FormFields,
    text: str,
    how: Setting,
    box: tuple[float, float],
    padding_pt: float,
    ground: Sequence[str],
    font: pikepdf.Object | None,
    turn: int = 0,
) -> pikepdf.Object | None:
    """Make a form of a ground, and a text upon it; ``None`` if there is neither.

    Raises:
        NotWritten: no font at hand can write the text.

    """
    below = "\n".join(ground)
    face = typeface(fields.pdf, font, text, fields.ours) if text.strip() else None
    if face is None:
        bare = made_form(fields.pdf, below, (0, 0, *box), turn=turn) if below else None
        if text.strip():
            raise NotWritten(text, bare)
        return bare
    content = f"{below}\n{set_text(text, face, box, padding_pt, how)}"
    return made_form(fields.pdf, content, (0, 0, *box), turn=turn, font=face.font)
