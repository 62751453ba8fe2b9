"""What imposing costs: pages onto sheets to fold, our way and by others, in turn.

``python -m bench.sheets [RUNS]`` compares with the bare way alone, which needs pikepdf only.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable, Sequence

import pikepdf

from sasshi.pdf.impose import impose, sheet_order

#: An A4 sheet on its side, in points.
WIDTH, HEIGHT = 841.89, 595.28
#: A long document, and what it is compared with: by the others it takes minutes.
LONG, LONG_WAYS = 1000, ("sasshi", "pikepdf, bare")


def ours(pdf: bytes) -> int:
    """Impose with sasshi; give the bytes of the result."""
    return len(impose(pdf).data)


def by_pikepdf(pdf: bytes) -> int:
    """Impose with pikepdf and nothing else: no boxes, annotations, layers, marks or checks."""
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as target:
        for side in sheet_order(len(source.pages)):
            sheet = target.add_blank_page(page_size=(WIDTH, HEIGHT))
            forms, content = {}, []
            for column, page in enumerate(side.pages):
                if page is not None:
                    forms[f"/P{page}"] = target.copy_foreign(source.pages[page].as_form_xobject())
                    content.append(f"q 1 0 0 1 {column * WIDTH / 2} 0 cm /P{page} Do Q")
            sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(forms))
            sheet.Contents = target.make_stream("\n".join(content).encode())
        out = io.BytesIO()
        target.save(out)
    return len(out.getvalue())


def by_pdfimpose(pdf: bytes) -> int:
    """Impose with pdfimpose's saddle stitch, folded once."""
    import pdfimpose.schema.saddle

    out = io.BytesIO()
    pdfimpose.schema.saddle.impose([io.BytesIO(pdf)], out, folds="h")
    return len(out.getvalue())


def by_pypdf(pdf: bytes) -> int:
    """Impose with pypdf as its documentation has it: pages merged onto blank ones."""
    import pypdf
    from pypdf import PageObject, Transformation

    reader, writer = pypdf.PdfReader(io.BytesIO(pdf)), pypdf.PdfWriter()
    for side in sheet_order(len(reader.pages)):
        sheet = PageObject.create_blank_page(width=WIDTH, height=HEIGHT)
        for column, page in enumerate(side.pages):
            if page is not None:
                move = Transformation().translate(column * WIDTH / 2, 0)
                sheet.merge_transformed_page(reader.pages[page], move)
        writer.add_page(sheet)
    out = io.BytesIO()
    writer.write(out)
    return len(out.getvalue())


WAYS: dict[str, Callable[[bytes], int]] = {
    "sasshi": ours,
    "pikepdf, bare": by_pikepdf,
    "pdfimpose": by_pdfimpose,
    "pypdf": by_pypdf,
}


def imposing(pdf: bytes, runs: int) -> str:
    """Time each way, and the two fast ones with a long document; write it as tables."""
    return (
        f"{compared(pdf, runs, tuple(WAYS))}\n\n"
        f"And {LONG:,} pages of text. The goal for both is 1.2 times the bare way, which shows\n"
        "pages as they lie and looks at nothing.\n\n"
        f"{compared(pages_of_text(LONG), runs, LONG_WAYS)}"
    )


def compared(pdf: bytes, runs: int, names: Sequence[str]) -> str:
    """Time ways in turn; write medians and the ratio of ours to each as a table."""
    seconds: dict[str, list[float]] = {name: [] for name in names}
    sizes: dict[str, int] = {}
    for number in range(runs + 1):
        for name in names:
            start = time.process_time()
            sizes[name] = WAYS[name](pdf)
            if number:  # the first round only warms what is kept
                seconds[name].append(time.process_time() - start)
    rows = ["| way | CPU s | file, kB | ours ÷ theirs |", "|---|---|---|---|"]
    for name, own in seconds.items():
        pairs = zip(seconds["sasshi"], own, strict=True)
        ratio = statistics.median(mine / theirs for mine, theirs in pairs)
        median = statistics.median(own)
        rows.append(f"| {name} | {median:.3f} | {sizes[name] / 1000:.0f} | {ratio:.2f} |")
    return "\n".join(rows)


def pages_of_text(count: int) -> bytes:
    """Make pages with forty lines of text each, and a font that they share."""
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    with pikepdf.new() as pdf:
        shared = pdf.make_indirect(font)
        for number in range(count):
            shown = (f"(Line {line} of page {number}, set in words) Tj T*" for line in range(40))
            text = f"BT /F 12 Tf 40 550 Td 13 TL {' '.join(shown)} ET"
            page = pdf.add_blank_page(page_size=(WIDTH / 2, HEIGHT))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=shared))
            page.Contents = pdf.make_stream(text.encode())
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    for pages in (64, LONG):
        print(f"{pages} pages\n\n{compared(pages_of_text(pages), rounds, LONG_WAYS)}\n")
