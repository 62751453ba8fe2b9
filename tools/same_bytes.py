"""Whether a change of the code leaves every output as it was: same files, same bytes.

    python -m tools.same_bytes save FILE      # hash what this checkout makes
    python -m tools.same_bytes compare FILE   # name every file that is another now

Builds every edition of every guide in every theme, across and in columns, and the two sheets
about printing, each combination in a process of its own. ``--quick`` takes the usual editions.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WRITING = ("horizontal", "vertical")


def main() -> int:
    """Save or compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=("save", "compare"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    with ThreadPoolExecutor(given.processes) as pool:
        hashes = dict(pair for found in pool.map(_outputs, _builds(given.quick)) for pair in found)
    if given.what == "save":
        given.file.write_text(json.dumps(hashes, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{len(hashes)} files")
        return 0
    before = json.loads(given.file.read_text(encoding="utf-8"))
    if given.quick:  # what is said lists the files that are made: other ones, then
        hashes = {name: value for name, value in hashes.items() if not name.endswith(": said")}
        before = {name: value for name, value in before.items() if name in hashes}
    other = sorted(n for n in {*before, *hashes} if before.get(n) != hashes.get(n))
    same = len({*before, *hashes}) - len(other)
    print(
        *(f"differs: {name}" for name in other[:20]),
        f"{same} same",
        f"{len(other)} differ",
        sep="\n",
    )
    return 1 if other else 0


def _builds(quick: bool) -> Iterator[tuple[str, list[str]]]:
    """Give a label and the words of the command line for each build."""
    themes = sorted(path.parent.name for path in (ROOT / "templates").glob("*/theme.toml"))
    guides = sorted(path.stem for path in (ROOT / "content").iterdir())
    for theme, guide, writing in product(themes, guides, WRITING):
        words = [guide, "-t", theme, "-s", f"writing={writing}", *([] if quick else ["-e", "all"])]
        yield f"{theme}/{writing}", words


def _outputs(build: tuple[str, list[str]]) -> list[tuple[str, str]]:
    """Run one build in an empty folder; give its files with their hashes, and what it said."""
    label, words = build
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "build.py", *words, "--lang", "en", "-o", folder]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        said = (done.stdout + done.stderr).replace(folder, "")
        hashes = [
            (f"{label}/{path.name}", hashlib.sha256(path.read_bytes()).hexdigest())
            for path in sorted(Path(folder).iterdir())
        ]
    return [*hashes, (f"{label}/{words[0]}: said", f"{done.returncode} {said}")]


if __name__ == "__main__":
    sys.exit(main())
