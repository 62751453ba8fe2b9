"""The front door: ``python build.py`` builds every guide in ``content/`` into ``output/``.

Any Python may run this file: one that is too old, or that lacks the packages, is told what
to do, and where ``make`` has set up a ``.venv`` the run goes on in there by itself. It keeps
to what Python 3.6 can read.
"""

import gc
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BIN, PYTHON = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")


def run() -> int:
    """Run the command line, in ``.venv`` if this Python lacks the packages."""
    if sys.version_info < (3, 11):
        return stop(f"sasshi needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    try:
        from sasshi.cli import main

        return main()
    except KeyboardInterrupt:  # while the modules load: from there on, main() says so
        return 130
    except ModuleNotFoundError as lacking:
        package = str(lacking.name).partition(".")[0]
        if package == "sasshi":
            raise
        return elsewhere(package)


def elsewhere(package: str) -> int:
    """Go on with the Python of ``.venv``; where that is no way out, say what to run."""
    venv = HERE / ".venv"
    python = venv / BIN / PYTHON
    if not python.exists():
        by_hand = f"python3 -m venv .venv && .venv/{BIN}/pip install -r requirements.lock"
        return stop(f"the Python package '{package}' is missing: run `make` (or: {by_hand})")
    if Path(sys.prefix).resolve() == venv:
        return stop(f"the Python package '{package}' is missing in .venv: run `make setup`")
    command = [str(python), str(HERE / "build.py"), *sys.argv[1:]]
    if os.name == "nt":  # there, exec gives the prompt back before the program ends
        import subprocess

        return subprocess.call(command)
    os.execv(command[0], command)


def stop(message: str) -> int:
    """Say in one line what is wrong; 3 means that the machine lacks something."""
    sys.stderr.write(f"error: {message}\n")
    return 3


def leave(code: int) -> None:
    """End at once: taking everything in memory apart first costs a tenth of a second."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    gc.disable()  # one run, then the end: what lives in cycles goes with the process
    leave(run())
