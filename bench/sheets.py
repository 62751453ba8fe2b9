"""What imposing costs: pages onto sheets to fold, our way, by pdfimpose and by pypdf, in turn."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable

import pdfimpose.schema.saddle
import pypdf
from pypdf import PageObject, Transformation

from sasshi.pdf.impose import impose, sheet_order

#: An A4 sheet on its side, in points.
WIDTH, HEIGHT = 841.89, 595.28


def ours(pdf: bytes) -> int:
    """Impose with sasshi; give the bytes of the result."""
    return len(impose(pdf).data)


def by_pdfimpose(pdf: bytes) -> int:
    """Impose with pdfimpose's saddle stitch, folded once."""
    out = io.BytesIO()
    pdfimpose.schema.saddle.impose([io.BytesIO(pdf)], out, folds="h")
    return len(out.getvalue())


def by_pypdf(pdf: bytes) -> int:
    """Impose with pypdf as its documentation has it: pages merged onto blank ones."""
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
    "pdfimpose": by_pdfimpose,
    "pypdf": by_pypdf,
}


def imposing(pdf: bytes, runs: int) -> str:
    """Time each way in turn; write medians and the ratio of ours to each as a table."""
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    sizes: dict[str, int] = {}
    for number in range(runs + 1):
        for name, way in WAYS.items():
            start = time.process_time()
            sizes[name] = way(pdf)
            if number:  # the first round only warms what is kept
                seconds[name].append(time.process_time() - start)
    rows = ["| way | CPU s | file, kB | ours ÷ theirs |", "|---|---|---|---|"]
    for name, own in seconds.items():
        pairs = zip(seconds["sasshi"], own, strict=True)
        ratio = statistics.median(mine / theirs for mine, theirs in pairs)
        median = statistics.median(own)
        rows.append(f"| {name} | {median:.3f} | {sizes[name] / 1000:.0f} | {ratio:.2f} |")
    return "\n".join(rows)
