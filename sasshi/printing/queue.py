"""A printer's queue: what it can do, told before a job is sent, and how its jobs stand after.

States and attributes: RFC 8011, 5.3 (jobs) and 5.4 (printers); names of media: PWG 5101.1.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sasshi.printing.ipp import GET_JOB, GET_PRINTER, NoAnswer, Value, ask
from sasshi.problems import Problem, error, note, warning

#: How far two sizes of paper in mm may differ and be the same.
_SAME_MM = 1.5
_MM_PER_INCH = 25.4
_MEDIA_SIZE = re.compile(r"_(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(mm|in)$")
_STOPPED = 5
_PENDING, _HELD, _PROCESSING, _COMPLETED = 3, 4, 5, 9
#: States in which a job does not print, each with its message.
_FAILED = {4: "job-held", 6: "job-stopped", 7: "job-cancelled", 8: "job-aborted"}
#: In seconds: how long a job is looked at, and how long in print until all seems well.
_LOOK, _PRINTS, _PAUSE = 12.0, 4.0, 0.4
_NAMED = 6

Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Queue:
    """What a queue says of itself; no ``sides`` or ``media`` at all means that it does not say."""

    name: str
    sides: frozenset[str] = frozenset()
    media: tuple[str, ...] = ()


def read_queue(server: str, name: str) -> Queue | None:
    """Ask a queue what it can do; ``None`` if it cannot be asked, as one on another machine."""
    wanted = ("sides-supported", "media-supported")
    for kind in ("printers", "classes"):
        uri = f"ipp://localhost/{kind}/{quote(name.partition('/')[0])}"
        try:
            said = ask(server, GET_PRINTER, uri, wanted)
        except NoAnswer:
            continue
        sides, media = (_words(said.get(key, ())) for key in wanted)
        return Queue(name, frozenset(sides), media)
    return None


def _words(values: Sequence[Value]) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str))


def lacks(queue: Queue, paper: str, size_mm: Size, sides: str) -> Iterator[Problem]:
    """Say what a queue cannot do of what a job needs: a size of paper, printing on both sides."""
    if queue.sides and sides not in queue.sides:
        yield error("queue-one-sided", printer=queue.name)
    sizes = [size for size in map(media_size, queue.media) if size is not None]
    fits = any(_same(size, size_mm) for size in sizes) or _within_custom(queue.media, size_mm)
    if sizes and not fits:
        known = [name for name in queue.media if not name.startswith("custom_")]
        named = ", ".join(_short(name) for name in known[:_NAMED])
        more = " …" if len(known) > _NAMED else ""
        yield error("queue-no-media", printer=queue.name, paper=paper, known=named + more)


def media_size(name: str) -> Size | None:
    """Read the width and height in mm that the name of a medium ends in; ``None`` if in none."""
    ending = _MEDIA_SIZE.search(name)
    if ending is None or name.startswith(("custom_min_", "custom_max_")):
        return None
    return _in_mm(ending)


def _in_mm(ending: re.Match[str]) -> Size:
    unit = _MM_PER_INCH if ending[3] == "in" else 1.0
    return float(ending[1]) * unit, float(ending[2]) * unit


def _within_custom(media: Sequence[str], size_mm: Size) -> bool:
    """Tell whether a queue takes sheets of any size, and this one is within its limits."""
    limits = {
        name.split("_")[1]: _in_mm(ending)
        for name in media
        if name.startswith(("custom_min_", "custom_max_")) and (ending := _MEDIA_SIZE.search(name))
    }
    if "min" not in limits or "max" not in limits:
        return False
    edges = zip(limits["min"], size_mm, limits["max"], strict=True)
    return all(least - _SAME_MM <= edge <= most + _SAME_MM for least, edge, most in edges)


def _same(size: Size, other: Size) -> bool:
    return all(abs(a - b) <= _SAME_MM for a, b in zip(size, other, strict=True))


def _short(name: str) -> str:
    """Name a medium as people do: ``iso_a4_210x297mm`` is A4."""
    kind, _, rest = name.partition("_")
    own = rest.partition("_")[0]
    return f"JIS {own.upper()}" if kind == "jis" else own.upper() if kind == "iso" else own


def job_number(said: str) -> int | None:
    """Read the number of a job out of what ``lp`` says: ``request id is office-12 (1 file(s))``."""
    number = re.search(r"-(\d+) \(", said)
    return int(number[1]) if number else None


def watch(server: str, printer: str, number: int, seconds: float = _LOOK) -> list[Problem]:
    """Look at a job until it is clear how it stands, for so many seconds at most.

    An error says that it does not print, a warning that it waits or that its printer complains.
    """
    name, end = f"{printer}-{number}", time.monotonic() + seconds
    prints_since: float | None = None
    while True:
        try:
            state, complaint = _job(server, number)
        except NoAnswer:
            return [note("job-unknown", job=name)]
        now = time.monotonic()
        if state == _COMPLETED:
            return []
        if state in _FAILED:
            return [error(_FAILED[state], job=name, reason=complaint or "-")]
        if state == _PENDING and (reason := _stopped(server, printer)) is not None:
            return [error("queue-stopped", job=name, printer=printer, reason=reason or "-")]
        prints_since = (prints_since or now) if state == _PROCESSING and not complaint else None
        if prints_since is not None and now - prints_since >= min(_PRINTS, seconds):
            return []
        if now >= end:
            if complaint:
                return [warning("job-complains", job=name, reason=complaint)]
            return [warning("job-waits", job=name)] if state == _PENDING else []
        time.sleep(_PAUSE)


def _job(server: str, number: int) -> tuple[int, str]:
    """Give the state of a job, and what its printer complains of, if it does."""
    wanted = ("job-state", "job-state-reasons", "job-state-message", "job-printer-state-message")
    said = ask(server, GET_JOB, f"ipp://localhost/jobs/{number}", wanted)
    (state,) = said.get("job-state", (_COMPLETED,))
    messages = (said.get(key, ()) for key in ("job-printer-state-message", "job-state-message"))
    complaint = next((str(text) for texts in messages for text in texts if text), "")
    if not complaint and state in _FAILED:
        complaint = ", ".join(_words(said.get("job-state-reasons", ())))
    return int(state), complaint


def _stopped(server: str, printer: str) -> str | None:
    """Give why a queue is stopped; ``None`` if it is not."""
    wanted = ("printer-state", "printer-state-message", "printer-state-reasons")
    uri = f"ipp://localhost/printers/{quote(printer.partition('/')[0])}"
    try:
        said = ask(server, GET_PRINTER, uri, wanted)
    except NoAnswer:
        return None
    if said.get("printer-state") != (_STOPPED,):
        return None
    message, *_ = *_words(said.get("printer-state-message", ())), ""
    return message or ", ".join(_words(said.get("printer-state-reasons", ())))
