"""``print FILE.pdf``: any PDF as it is, or imposed first where something is said of sheets."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from sasshi.cli.console import Console, project_folder
from sasshi.cli.hand_over import PrintJob
from sasshi.cli.sheet_options import print_options_of
from sasshi.problems import BuildError, Place, UsageError, error, shown_path

#: What is said of sheets, and makes sense only if pages are laid out on them.
_OF_SHEETS = ("scheme", "binding", "signature", "creep_mm", "marks")


def is_pdf(name: str) -> bool:
    """Tell whether a name is that of a PDF, and not of a guide."""
    return name.lower().endswith(".pdf")


def pdf_job(
    console: Console,
    path: Path,
    options: dict[str, Any],
    printer: str | None,
    theme: str | None,
    folder: Path,
) -> PrintJob:
    """Say how a PDF is to be printed; one that is imposed is written into the folder.

    Raises:
        BuildError: it cannot be read, or not be imposed.
        UsageError: the options do not go together.

    """
    if options["enlarge"] or any(options[name] is not None for name in _OF_SHEETS):
        return _imposed(console, path, options, printer, theme, folder)
    return _as_it_is(path, options)


def _imposed(
    console: Console,
    path: Path,
    options: dict[str, Any],
    printer: str | None,
    theme: str | None,
    folder: Path,
) -> PrintJob:
    from sasshi.make.impose_file import impose_file
    from sasshi.make.write import write
    from sasshi.model import PAPERS
    from sasshi.pdf.impose import SCHEMES

    asked = print_options_of(options, printer)
    lang, templates = console.voice(sys.stderr).lang, project_folder() / "templates"
    products, problems = impose_file(path, asked, templates, lang, theme)
    console.tell(problems)
    files = write(products, folder)
    for file in files:
        click.echo(str(file), file=sys.stdout)
    sheets = tuple(file for file in files if not file.stem.endswith("-howto"))
    duplex = asked.duplex if SCHEMES[asked.scheme].two_sided else "none"
    return PrintJob(sheets, asked.paper, PAPERS[asked.paper], duplex)


def _as_it_is(path: Path, options: dict[str, Any]) -> PrintJob:
    from sasshi.make.impose_file import read_pdf
    from sasshi.model import PAPERS
    from sasshi.pdf.print_setup import named_paper, print_setup

    if options["duplex"] == "manual":
        raise UsageError([error("print-manual-as-is")])
    try:
        setup = print_setup(read_pdf(path))
    except ValueError as broken:
        place = Place(shown_path(path))
        raise BuildError([error("pdf-broken", place, reason=broken)]) from broken
    paper = options["paper"] or named_paper(setup.paper_mm, PAPERS) or ""
    job = PrintJob((path,), paper, PAPERS.get(paper, setup.paper_mm), setup.duplex)
    return replace(job, duplex=options["duplex"]) if options["duplex"] else job
