"""What a run says while it goes on: JSON lines in its folder, short lines for who looks on."""

from __future__ import annotations

import json
import logging
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

MOST_OF_PORTAL = 20
"""Lines on one portal that are shown to who looks on; all are in the run's folder."""

_COLOURS = {"WARNING": "33", "ERROR": "31", "CRITICAL": "31;1"}
_CLEAR = "\r\x1b[K"
"""What takes the progress line off a terminal, which is written anew after the line that comes in its place."""

_portal: ContextVar[str | None] = ContextVar("portal", default=None)


def speak_of(portal: str) -> None:
    """Have every line that is logged from here on, in this task and those it starts, name a portal."""
    _portal.set(portal)


def portal_of(record: logging.LogRecord) -> str | None:
    """Return the portal that a line is about."""
    told = getattr(record, "portal", None) or getattr(getattr(record, "spider", None), "portal", None)
    return told or _portal.get()


class AsJson(logging.Formatter):
    """One JSON object a line: instant in UTC, run, level, logger, portal if any, message, traceback if any."""

    def __init__(self, run_id: str) -> None:
        super().__init__()
        self._run = run_id

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line."""
        fields = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "run": self._run,
            "level": record.levelname,
            "logger": record.name,
            "portal": portal_of(record),
            "message": record.getMessage(),
            "trace": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


class AsText(logging.Formatter):
    """One short line, in colour on a terminal; what a traceback comes to is said, the rest of it is in the log."""

    def __init__(self, *, colour: bool) -> None:
        super().__init__()
        self._colour = colour

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line."""
        portal = portal_of(record)
        said = record.getMessage().partition("\n")[0]
        told = said if portal is None or portal in said else f"{portal}: {said}"
        error = record.exc_info[1] if record.exc_info else None
        cause = f" ({type(error).__name__}: {error})" if error else ""
        level = record.levelname.lower()
        if self._colour and (code := _COLOURS.get(record.levelname)):
            level = f"\x1b[{code}m{level}\x1b[0m"
        return (
            f"{time.strftime('%H:%M:%S', time.localtime(record.created))} {level} {printable(told + cause)}"
        )


class RunLog(logging.Handler):
    """Appends every line to a run's log, each by one write, whichever processes of the run do so at the same time."""

    def __init__(self, path: Path, run_id: str, level: int = logging.INFO) -> None:
        super().__init__(level)
        self.setFormatter(AsJson(run_id))
        self._path = path
        self._file = self._opened()

    def _opened(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, or lose one that cannot be written: it matters less than the crawl that says it."""
        try:
            if self._file < 0:  # logging closes all handlers there are whenever it is configured
                self._file = self._opened()
            os.write(self._file, f"{self.format(record)}\n".encode("utf-8", "replace"))
        except Exception:  # noqa: BLE001 - as above, and so say all handlers of logging
            return

    def close(self) -> None:
        """Close the file."""
        super().close()
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


class Console(logging.StreamHandler[TextIO]):
    """Shows lines to who looks on, of each portal no more than `MOST_OF_PORTAL`."""

    def __init__(self, stream: TextIO, level: int, run_id: str | None = None) -> None:
        """Show lines of a level and above: as JSON with a run's id where that is given, else as text."""
        super().__init__(stream)
        self.setLevel(level)
        self._terminal = run_id is None and stream.isatty()
        colour = self._terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.setFormatter(AsText(colour=colour) if run_id is None else AsJson(run_id))
        self._shown: Counter[str] = Counter()
        self._all = run_id is not None

    def filter(self, record: logging.LogRecord) -> bool:
        """Pass over what a portal says beyond its share."""
        if record.name.startswith("scrapy") and record.levelno < logging.WARNING:
            return False  # how it is set up, for each portal
        portal = portal_of(record)
        if self._all or portal is None:
            return True
        self._shown[portal] += 1
        return self._shown[portal] <= MOST_OF_PORTAL

    def format(self, record: logging.LogRecord) -> str:
        """Return a line, with what takes the progress line off before it."""
        last = self._shown[portal_of(record) or ""] == MOST_OF_PORTAL and not self._all
        more = " (what else is said of it stands in the run's log)" if last else ""
        return f"{_CLEAR if self._terminal else ''}{super().format(record)}{more}"

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own
        """Lose a line that nobody takes."""


@contextmanager
def logging_to(*handlers: logging.Handler) -> Iterator[None]:
    """Give what is logged to handlers while the context lasts."""
    root = logging.getLogger()
    before = root.level
    root.setLevel(min(*(one.level for one in handlers), before or logging.CRITICAL))
    for handler in handlers:
        root.addHandler(handler)
    try:
        yield
    finally:
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()
        root.setLevel(before)


def printable(text: str) -> str:
    """Return text that does nothing to a terminal: what portals say may hold its control characters."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
