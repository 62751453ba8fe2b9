"""What a row of the table of editions says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from sasshi.model.guide import Doc, TokenValue


@dataclass(frozen=True, slots=True)
class Edition:
    """One row of the table of editions: what is made from a guide, by which steps, and how.

    ``steps`` are names of functions in ``sasshi.make.steps``, in order. The first takes the
    guide, or the finished pages of the edition that ``source`` names.

    ``page_mm`` is (width, height) of a page as it is laid out; ``zoom`` is what it is then
    multiplied with, ``bleed_mm`` what is printed beyond it on each side, to be cut off. Text that
    stands in the theme's ``type_area`` is set in columns if the guide is; without it, the style
    sheets alone say where text stands. ``tokens`` are values that the edition has whatever the
    guide says; no text is smaller than ``smallest_pt``.

    An edition of so many ``pages`` (0: as many as it takes) has its type as large as it goes,
    between the values of the tokens ``smallest_token`` and ``largest_token``; without the latter,
    up to 1.3 × the smallest.

    ``scheme``, ``paper`` and ``marks`` say how pages come onto sheets. Without a scheme that is
    as the print options of the job say.

    ``usual`` editions are made if none is asked for by name; those that ``needs_rules``, of guides
    that have some. ``file`` is the middle of the file's name: without it, the edition's name.
    """

    name: Annotated[str, Doc("its name", "名前", "booklet")]
    template: Annotated[str, Doc("its template", "テンプレート", "booklet.html")]
    page_mm: Annotated[
        tuple[float, float], Doc("width and height of a page", "ページの幅と高さ", "(148.5, 210.0)")
    ]
    steps: Annotated[
        tuple[str, ...],
        Doc("how it is made, in order", "作る手順(順に)", '("render", "typeset", "rotate")'),
    ] = ()
    source: Annotated[
        str | None, Doc("the edition whose pages it takes", "ページの元になる版", "booklet")
    ] = None
    usual: Annotated[bool, Doc("made if none is named", "指定しなくても作る版か", "true")] = True
    needs_rules: Annotated[
        bool, Doc("made of guides that have rules only", "規則のあるガイドだけで作る版か", "false")
    ] = False
    type_area: Annotated[
        bool, Doc("stands in the theme's type area", "テーマの版面に組む版か", "true")
    ] = True
    pages: Annotated[int, Doc("fits so many pages; 0: any", "収めるページ数(0 は自由)", "8")] = 0
    smallest_token: Annotated[
        str, Doc("token: its smallest type", "文字の下限を決めるトークン", "checklist-smallest")
    ] = ""
    largest_token: Annotated[
        str, Doc("token: its largest type", "文字の上限を決めるトークン", "checklist-largest")
    ] = ""
    smallest_pt: Annotated[float, Doc("no text is smaller", "文字の下限", "0.0")] = 0.0
    tokens: Annotated[
        tuple[tuple[str, TokenValue], ...],
        Doc("its own settings; use the variable tokens", "固有の設定(通常は変数 tokens)"),
    ] = ()
    zoom: Annotated[float, Doc("enlarged by", "拡大率", "1.0")] = 1.0
    bleed_mm: Annotated[float, Doc("bleed in mm", "塗り足し (mm)", "3.0")] = 0.0
    pdf_variant: Annotated[
        str, Doc("kind of PDF; none if empty", "PDF の種類(空ならなし)", "pdf/ua-1")
    ] = "pdf/ua-1"
    scheme: Annotated[str, Doc("how it is imposed", "面付けの方法", "2up")] = ""
    paper: Annotated[str, Doc("paper of its sheets", "面付けの用紙", "A4")] = "A4"
    marks: Annotated[tuple[str, ...], Doc("marks on its sheets", "面付けの印", '("cut",)')] = ()
    pdf_version: Annotated[str, Doc("PDF version of its sheets", "面付けした PDF の版", "1.5")] = (
        "1.5"
    )
    most_mb: Annotated[
        float,
        Doc("so large its file may be; 0: any", "ファイルの大きさの上限 (MB、0 は自由)", "10"),
    ] = 0
    file: Annotated[
        str, Doc("its file's name after the guide's", "ファイル名のガイド名の後", "booklet-print")
    ] = ""
    suffix: Annotated[str, Doc("kind of file", "ファイルの種類", "pdf")] = "pdf"

    def in_columns(self, tokens: Mapping[str, TokenValue]) -> bool:
        """Tell whether it is set in columns: a booklet may be, one page to tick is not."""
        return tokens.get("writing") == "vertical" and self.type_area
