"""``impose``: pages of any PDF onto sheets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from sasshi.cli.console import Console, need_pango, project_folder, report_files
from sasshi.cli.options import common, open_option, output_option
from sasshi.cli.sheet_options import print_options_of, sheet_options


@click.command("impose")
@click.argument("file", type=click.Path(path_type=Path))
@sheet_options
@click.option("-t", "--theme", metavar="NAME", help="Theme of the instruction.")
@output_option
@open_option
@common
@click.pass_obj
def impose_pdf(
    console: Console,
    /,
    file: Path,
    theme: str | None,
    output: Path | None,
    opens: bool,
    **options: Any,
) -> int:
    """Lay a PDF's pages out on sheets to print, fold and cut.

    An instruction on how to do so is written beside them.
    """
    need_pango()
    from sasshi.make.impose_file import impose_file
    from sasshi.make.write import write

    home = project_folder()
    lang = console.voice(sys.stderr).lang
    asked = print_options_of(options)
    products, problems = impose_file(file, asked, home / "templates", lang, theme)
    files = write(products, output or home / "output")
    report_files(console, files, problems, opens=opens)
    return 0
