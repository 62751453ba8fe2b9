"""Jobs → products, in memory: render all, choose fonts, typeset, fit, impose."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sasshi import editions as table
from sasshi.fonts.coverage import uncovered
from sasshi.fonts.faces import Face
from sasshi.make.plan import Job
from sasshi.make.print_files import sheet_products
from sasshi.make.setting import (
    binding_of,
    is_vertical,
    lacking_styles,
    missing_characters,
    open_typesetter,
    placed,
    rendered,
    typeset,
    web_page,
)
from sasshi.make.shop import for_shop
from sasshi.model import Edition, Product
from sasshi.pdf.impose import Imposition, impose
from sasshi.pdf.ink import save_ink
from sasshi.pdf.rotate import rotate_pages
from sasshi.problems import BuildError, MachineError, Problem, SasshiError

if TYPE_CHECKING:
    from sasshi.typeset.typesetter import Typeset


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work is: ``done`` of ``total`` products, and what comes now."""

    done: int
    total: int
    label: str


#: What may be done to the pages of an edition, by name.
FINISHES: Mapping[str, Callable[[bytes], bytes]] = {"ink-saver": save_ink}

Progress = Callable[[Step], None]


def produce(
    jobs: Sequence[Job], faces: Sequence[Face], progress: Progress
) -> tuple[list[Product], list[Problem]]:
    """Make every product of every job, in memory."""
    total = sum(_count(job) for job in jobs)
    products: list[Product] = []
    problems: list[Problem] = []
    for number, job in enumerate(jobs):
        if number:
            gc.collect()  # what the guide before left behind, in case nobody else does
        try:
            with uncollected():
                for product, found in _produce_job(job, faces):
                    progress(Step(len(products), total, product.filename))
                    products.append(product)
                    problems += found
        except SasshiError as failure:
            if isinstance(failure, MachineError):
                raise
            problems += [p for p in failure.problems if p not in problems]
    return products, problems


def _count(job: Job) -> int:
    """Count the products of a guide: the print edition may be several."""
    return sum(job.sheets.files if e.name == "print" else 1 for e in job.editions)


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Leave cycles in memory alone while a guide is made: layout makes few of them.

    Looking for them among a million objects that live took a tenth of a build's time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _produce_job(job: Job, faces: Sequence[Face]) -> Iterator[tuple[Product, tuple[Problem, ...]]]:
    """Make the products of one guide: render all, choose fonts, typeset, impose."""
    needed = _typeset_editions(job.editions)
    html = {e.name: rendered(job, e) for e in needed}
    for edition in (e for e in needed if e.suffix == "html"):
        yield _finished(job, edition, web_page(job, edition, html.pop(edition.name))), ()
    needed = tuple(edition for edition in needed if edition.name in html)
    text = "".join(html.values())
    missing = uncovered(text, faces)
    if missing:
        raise BuildError(missing_characters(job.guide, missing))
    made: dict[str, bytes] = {}
    for vertical in (True, False):
        own = [edition for edition in needed if is_vertical(job, edition) is vertical]
        if not own:
            continue
        with open_typesetter(job, faces, text, vertical=vertical) as setter:
            for edition in own:
                pages, found = typeset(job, edition, html[edition.name], setter)
                found += placed(job, lacking_styles(pages.styles(), faces))
                made[edition.name], more = _written(job, edition, pages)
                found += more
                if edition in job.editions:
                    yield _finished(job, edition, made[edition.name]), found
    for edition in job.editions:
        if edition.name == "print":
            binding = binding_of(job, edition)
            sheets, told = sheet_products(job, edition, made["booklet"], binding, faces)
            for number, product in enumerate(sheets):
                yield product, () if number else tuple(told)
        elif edition.source:
            yield _finished(job, edition, made[edition.source]), ()


def _written(job: Job, edition: Edition, pages: Typeset) -> tuple[bytes, tuple[Problem, ...]]:
    """Write the pages of an edition as a PDF, those for a print shop in inks."""
    variant = None if edition.for_shop else edition.pdf_variant
    data = pages.to_pdf(variant, edition.zoom, packed=not edition.for_shop)
    if is_vertical(job, edition):
        data = rotate_pages(data)
    if not edition.for_shop:
        return data, ()
    data, found = for_shop(job, edition, data)
    return data, placed(job, found)


def _typeset_editions(wanted: Iterable[Edition]) -> tuple[Edition, ...]:
    """Give the editions to typeset for those wanted: imposed ones need their source."""
    names = {edition.source or edition.name for edition in wanted}
    return tuple(edition for edition in table.EDITIONS if edition.name in names)


def _finished(job: Job, edition: Edition, data: bytes) -> Product:
    """Make the product of an edition of its pages: finished, and put onto sheets."""
    if edition.finish:
        data = FINISHES[edition.finish](data)
    if edition.scheme:
        how = Imposition(
            edition.scheme,
            binding=binding_of(job, edition),
            marks=frozenset(edition.marks),
            version=edition.pdf_version,
        )
        data = impose(data, how).data
    return Product(table.filename(job.guide.name, edition), data)
