"""Products → files: all of them whole or, on a full disk say, none of them.

Only this module writes to ``output/``.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sasshi.model import Product
from sasshi.problems import MachineError, Place, error, shown_path


def write(products: Sequence[Product], output: Path) -> tuple[Path, ...]:
    """Write all products, each beside its place first, and move them there when all are whole.

    Raises:
        MachineError: the folder cannot be written, or the disk is full; nothing is left behind.

    """
    waiting: list[tuple[Path, Path]] = []
    try:
        output.mkdir(parents=True, exist_ok=True)
        for product in products:
            if (output / product.filename).is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), product.filename)
        for product in products:
            handle, name = tempfile.mkstemp(prefix=".sasshi-", suffix=".pdf", dir=output)
            waiting.append((Path(name), output / product.filename))
            with os.fdopen(handle, "wb") as file:
                file.write(product.data)
                file.flush()
                os.fsync(file.fileno())
        for temporary, final in waiting:
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(final)
    except OSError as failure:
        raise MachineError(
            [error("cannot-write", Place(shown_path(output)), reason=failure.strerror or failure)]
        ) from failure
    finally:
        for temporary, _ in waiting:
            temporary.unlink(missing_ok=True)
    return tuple(final for _, final in waiting)


def _umask() -> int:
    """Read the process's umask (it can only be read by setting it)."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
