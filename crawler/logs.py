"""A run's log as JSON lines."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self


class JsonLines(logging.FileHandler):
    """Writes every record of the root logger to a file, one JSON object a line, while the context lasts."""

    def __init__(self, path: Path, level: int = logging.INFO) -> None:
        super().__init__(path, encoding="utf-8")
        self.setLevel(level)

    def __enter__(self) -> Self:
        root = logging.getLogger()
        self._level_before = root.level
        root.setLevel(min(self.level, root.level or self.level))
        root.addHandler(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        root = logging.getLogger()
        root.removeHandler(self)
        root.setLevel(self._level_before)
        with suppress(OSError):  # a full disk has been met elsewhere, where it ends the crawl
            self.close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own
        """Lose a line that cannot be written: what it says matters less than the crawl that says it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line: instant in UTC, level, logger, portal if any, message, traceback if any."""
        spider = getattr(record, "spider", None)
        fields = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "portal": getattr(spider, "portal", None),
            "message": record.getMessage(),
            "trace": logging.Formatter().formatException(record.exc_info) if record.exc_info else None,
        }
        return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)
