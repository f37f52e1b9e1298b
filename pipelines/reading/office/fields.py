"""Fields: an instruction that is not printed, and the result that is."""

from __future__ import annotations

import re

_CONTENTS = re.compile(r"\s*(?:TOC|INDEX)\b", re.IGNORECASE)
MAX_OPEN = 200


class Fields:
    """The fields open at a place of the text; `printed` tells whether text there is seen.

    A table of contents is a result, too, but repeats the headings and is no part of the text.
    """

    def __init__(self) -> None:
        self._open: list[list[str] | bool] = []

    @property
    def printed(self) -> bool:
        """Return whether all fields open here have come to their result, and none lists the contents."""
        return all(entry is True for entry in self._open)

    def mark(self, kind: str) -> None:
        """Open a field (`begin`), end its instruction (`separate`) or end it (`end`)."""
        if kind == "begin" and len(self._open) < MAX_OPEN:
            self._open.append([])
        elif kind == "separate" and self._open and isinstance(self._open[-1], list):
            self._open[-1] = not self.is_contents("".join(self._open[-1]))
        elif kind == "end" and self._open:
            self._open.pop()

    def instruct(self, text: str) -> None:
        """Take text of an instruction."""
        if self._open and isinstance(self._open[-1], list):
            self._open[-1].append(text)

    @staticmethod
    def is_contents(instruction: str) -> bool:
        """Return whether an instruction makes a table of contents."""
        return bool(_CONTENTS.match(instruction))
