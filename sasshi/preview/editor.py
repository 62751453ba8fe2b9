"""A place in a source → the user's editor, opened there."""

from __future__ import annotations

import shlex
import subprocess
import threading
from pathlib import Path

from sasshi.problems import Problem, UsageError, error


class Editor:
    """A command such as ``code -g {path}:{line}``, run without a shell."""

    def __init__(self, command: str) -> None:
        """Read the command.

        Raises:
            UsageError: it cannot be taken apart, or does not say where the path goes.

        """
        try:
            self._words = shlex.split(command)
        except ValueError as mistake:
            raise UsageError([error("bad-editor", command=command)]) from mistake
        if "{path}" not in command:
            raise UsageError([error("bad-editor", command=command)])

    def open(self, path: str, line: int) -> Problem | None:
        """Open a file at a line, and do not wait; say what is wrong if the command fails."""
        nothing = subprocess.DEVNULL
        whole = str(Path(path).resolve())
        words = [w.replace("{path}", whole).replace("{line}", str(line)) for w in self._words]
        try:
            process = subprocess.Popen(words, stdin=nothing, stdout=nothing, stderr=nothing)
        except OSError as mistake:
            return error("editor-failed", command=words[0], reason=mistake.strerror or mistake)
        threading.Thread(target=process.wait, name="editor", daemon=True).start()
        return None
