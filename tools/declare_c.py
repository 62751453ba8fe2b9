"""Write ``sasshi/engine/declarations.py`` anew: run it when WeasyPrint is another version.

WeasyPrint declares the C functions that it calls in 16 kB of C, which cffi reads with a
parser in Python at every start. Here it is read once, into the tables that cffi's compiled
part takes as they are.
"""

import contextlib
import re
import sys
import tempfile
import zlib
from importlib.util import find_spec
from pathlib import Path

import cffi  # type: ignore[import-untyped]

TARGET = Path(__file__).resolve().parent.parent / "sasshi" / "engine" / "declarations.py"
HEAD = '''"""What WeasyPrint calls in C, as cffi's own tables. Written by ``tools/declare_c.py``."""

# ruff: noqa
# fmt: off
# mypy: ignore-errors

import _cffi_backend

#: The checksum of WeasyPrint's declarations from which these tables were made.
CHECKSUM = {checksum}

'''


def declared() -> str:
    """Give what WeasyPrint declares, in C."""
    spec = find_spec("weasyprint")
    if spec is None or spec.origin is None:
        raise SystemExit("WeasyPrint is missing")
    source = (Path(spec.origin).parent / "text" / "ffi.py").read_text(encoding="utf-8")
    call = re.search(r"ffi\.cdef\('''(.*?)'''\)", source, re.DOTALL)
    if call is None:
        raise SystemExit("WeasyPrint's declarations have moved")
    return call[1]


def main() -> None:
    """Read WeasyPrint's declarations, and write the module."""
    text = declared()
    ffi = cffi.FFI()
    ffi.set_source("declarations", None)
    ffi.cdef(text)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        made = Path(folder, "declarations.py")
        ffi.emit_python_code(str(made))
        tables = made.read_text(encoding="utf-8").partition("import _cffi_backend\n\n")[2]
    head = HEAD.format(checksum=zlib.crc32(text.encode()))
    TARGET.write_text(head + tables, encoding="utf-8")


if __name__ == "__main__":
    main()
