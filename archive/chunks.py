"""Chunked bodies taken apart as they stream, so that a payload of any size can be digested in little memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SIZE_LINE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_LINE_LIMIT = 16 * 1024


def dechunked(body: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a chunked body's content, given the body in pieces however cut.

    What breaks the framing ends it; a body that was never framed comes out as it is.
    """
    source = _Source(body)
    size = source.size()
    if size is None:
        yield from source.take(None)
    while size:
        yield from source.take(size)
        source.skip_line_end()
        size = source.size()


class _Source:
    """Bytes that come in pieces, with a look ahead as far as a line may reach."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._buffer = b""
        self._at = 0

    def _fill(self) -> bool:
        """Add the next piece to what waits; tell whether there was one."""
        for piece in self._pieces:
            self._buffer, self._at = self._buffer[self._at :] + piece, 0
            return True
        return False

    def _match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        while len(self._buffer) - self._at < _LINE_LIMIT and self._fill():
            pass
        found = pattern.match(self._buffer, self._at, self._at + _LINE_LIMIT)
        self._at = found.end() if found else self._at
        return found

    def size(self) -> int | None:
        """Return the size that the next line says, `None` where no such line follows."""
        line = self._match(_SIZE_LINE)
        return int(line[1], 16) if line else None

    def skip_line_end(self) -> None:
        """Pass over the line end behind a chunk."""
        self._match(_LINE_END)

    def take(self, size: int | None) -> Iterator[bytes]:
        """Yield so many bytes, or all, as far as there are any."""
        while size is None or size > 0:
            if self._at == len(self._buffer) and not self._fill():
                return
            piece = self._buffer[self._at : self._at + size] if size is not None else self._buffer[self._at :]
            self._at += len(piece)
            size = None if size is None else size - len(piece)
            yield piece
