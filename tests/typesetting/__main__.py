"""Measure typesetting: ``python -m tests.typesetting [--faults] [FILE.pdf | GUIDE]…``.

Without a name, the shipped guides, the torture guides and the generated texts are set, the
latter also the plain way, and the table of counts is printed as Markdown.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.typesetting.measure import Measured, measure
from tests.typesetting.table import faults, table
from tests.typesetting.works import everything, of_path


def main() -> None:
    """Print the table, and every fault if asked to."""
    parser = argparse.ArgumentParser(description="Count what is wrong with typeset pages.")
    parser.add_argument("paths", nargs="*", type=Path, help="PDFs, or guides to set")
    parser.add_argument("--source", type=Path, help="the guide that PDFs were made from")
    parser.add_argument("--faults", action="store_true", help="list every fault")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.paths:
            works = [of_path(path, given.source, Path(folder)) for path in given.paths]
        else:
            works = everything(Path(folder))
    found: dict[str, Measured] = {work.name: measure(work.pdf, work.source) for work in works}
    sys.stdout.write(table(found))
    if given.faults:
        sys.stdout.write(faults(found))


if __name__ == "__main__":
    main()
