"""The standard streams, whoever is at their other end."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def begin() -> None:
    """Make standard output and standard error fit to be written to, whatever was made of them.

    Where nobody reads any more a command goes on in silence: its work, and the code it ends with, matter more. One
    that was closed leads nowhere, so that no file of the archive takes its number. What the terminal's encoding lacks
    is shown by its number.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    sys.stdout = _stream(1, sys.stdout)
    sys.stderr = _stream(2, sys.stderr)


def _stream(number: int, before: TextIO | None) -> TextIO:
    raw = _Unheard(number, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=before.encoding if before else "utf-8",
        errors="backslashreplace",
        line_buffering=number == 2 or raw.isatty(),
    )


class _Unheard(io.FileIO):
    """A pipe, a file or a terminal; one that takes no more becomes a place where all is lost."""

    def write(self, content: ReadableBuffer, /) -> int:
        try:
            return super().write(content)
        except OSError as error:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            if self.fileno() == 2 or isinstance(error, BrokenPipeError):
                return super().write(content)
            raise  # results that cannot be written are a fault, said once
