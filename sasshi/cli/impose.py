"""The verb ``impose``: pages of any PDF onto sheets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from sasshi.cli.session import (
    Session,
    common,
    need_pango,
    open_option,
    output_option,
    project_folder,
    report_files,
)
from sasshi.cli.sheet_options import print_options_of, sheet_options


@click.command("impose")
@click.argument("file", type=click.Path(path_type=Path))
@sheet_options
@click.option("-t", "--theme", help="Theme of the instruction.")
@output_option
@open_option
@common
@click.pass_obj
def impose_pdf(
    session: Session,
    /,
    file: Path,
    theme: str | None,
    output: Path | None,
    opens: bool,
    **options: Any,
) -> int:
    """Lay the pages of a PDF out on sheets to print, fold and cut, with an instruction."""
    need_pango()
    from sasshi.make.impose_file import impose_file
    from sasshi.make.write import write

    home = project_folder()
    lang = session.voice(sys.stderr).lang
    asked = print_options_of(options)
    products, problems = impose_file(file, asked, home / "templates", lang, theme)
    files = write(products, output or home / "output")
    report_files(session, files, problems, opens=opens)
    return 0
