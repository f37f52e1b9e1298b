"""Where the values of a report come from: the cell, sentence or box of the archived bytes, and what was checked."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any

from archive.errors import ArchiveError
from pipelines.body import Block, Cell, Grid, Paragraph, Table
from pipelines.check import Check, failed
from pipelines.database import DATABASE, connect
from pipelines.errors import ReadingError, Unreadable
from pipelines.evidence import capture_of, document_of
from pipelines.filing import digest_of, text_of
from pipelines.parse import parse
from pipelines.reading import read
from pipelines.report import Anomaly
from pipelines.stored_checks import stored_checks
from pipelines.tables.checks import check_tables
from pipelines.tables.numbers import read_quantity

_ELSEWHERE = frozenset({"observations", "tables", "facts", "anomalies", "captures", "identity", "sections"})
"""Keys of a document whose values are observations, or that are no single values."""

_SENTENCE = re.compile(r"[^。；;！!？?]*[。；;！!？?]?")
_NEAREST = 5


class UnknownKey(LookupError):  # noqa: N818 - says what it is
    """Raised for a key that a report does not have; `nearest` are those it may be meant for."""

    def __init__(self, key: str, nearest: Sequence[str]) -> None:
        super().__init__(f"the report has no {key}")
        self.nearest = tuple(nearest)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands at a place of a capture, read again, and around it.

    Of a cell the row as printed, its own ordinal there and the header cells above it, of a number in prose the
    sentence. `found` is the text at the place, `None` where the capture has no such place.
    """

    found: str | None
    headers: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    at: int | None = None
    sentence: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One value with its evidence and the checks that look at it.

    `observation` and `capture` are as in the document; a value that was worked out, not observed, has none.
    `identity` are the places that say something of it, `obstacle` why a capture could not be read again.
    """

    key: str
    value: Any
    observation: dict[str, Any] | None = None
    capture: dict[str, Any] | None = None
    surroundings: Surroundings | None = None
    obstacle: str | None = None
    identity: tuple[dict[str, Any], ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def holds(self) -> bool:
        """Return whether the capture shows what the report says stands there; a value without a place holds."""
        shown = self.surroundings
        return self.observation is None or (shown is not None and shown.found == self.observation["raw"])


class Explainer:
    """Explains values of one report; captures are read again from the archive, each once."""

    def __init__(self, document: dict[str, Any], data_dir: Path, checks: Sequence[Check]) -> None:
        self._document = document
        self._data_dir = data_dir
        self._checks = checks
        self._read: dict[int, tuple[Block, ...] | str] = {}

    def explain(self, pattern: str) -> Iterator[Explanation]:
        """Yield what a key, the keys below it, or those of a pattern (`*.total`) say; raise UnknownKey."""
        values = dict(_values(self._document))
        observed = [each["key"] for each in self._document["observations"]]
        keys = _matching(pattern, list(dict.fromkeys([*values, *observed])))
        for key in keys:
            if key in values:
                yield self._worked_out(key, values[key])
            for observation in self._document["observations"]:
                if observation["key"] == key:
                    yield self._observed(observation)

    def _worked_out(self, key: str, value: object) -> Explanation:
        said = tuple(each for each in self._document.get("identity", ()) if each["key"] == key)
        chosen = next((each for each in said if each["chosen"] and each["capture"] is not None), None)
        capture = self._document["captures"][chosen["capture"]] if chosen else None
        return Explanation(key, value, capture=capture, identity=said, checks=self._touching(key))

    def _observed(self, observation: dict[str, Any]) -> Explanation:
        key, index = observation["key"], observation["capture"]
        blocks = self._blocks(index)
        around, obstacle = (None, blocks) if isinstance(blocks, str) else (_around(observation, blocks), None)
        return Explanation(
            key=key,
            value=observation["value"],
            observation=observation,
            capture=self._document["captures"][index],
            surroundings=around,
            obstacle=obstacle,
            checks=self._touching(key),
        )

    def _blocks(self, index: int) -> tuple[Block, ...] | str:
        """Return what a capture says, or why it cannot be read; raise ArchiveError where it cannot be had."""
        if index not in self._read:
            capture = capture_of(self._data_dir, self._document, index)
            try:
                self._read[index] = read(capture, index).blocks
            except Unreadable as why:
                self._read[index] = str(why)
        return self._read[index]

    def _touching(self, key: str) -> tuple[Check, ...]:
        return tuple(check for check in self._checks if check.touches(key))


def checks_of(document: dict[str, Any], data_dir: Path) -> tuple[Check, ...]:
    """Return a document's checks: the sums of its tables, and what is stored or else comes of reading it again."""
    sums = check_tables(document["tables"])
    others: tuple[Check, ...] = ()
    if (data_dir / DATABASE).is_file():
        with closing(connect(data_dir)) as connection:
            if _is_current(document, connection):
                others = stored_checks(connection, document["id"])
    codes = {each.code for each in sums}
    return (*sums, *(each for each in others or _again(document, data_dir) if each.code not in codes))


def _is_current(document: dict[str, Any], connection: sqlite3.Connection) -> bool:
    """Tell whether a document is the stored one of its id, not an older version or another's reading."""
    row = connection.execute("SELECT digest FROM reports WHERE id = ?", (document["id"],)).fetchone()
    return row is not None and row[0] == digest_of(text_of(document).encode())


def _again(document: dict[str, Any], data_dir: Path) -> tuple[Check, ...]:
    """Return the checks of a report that is not stored; where it cannot be read again, those that failed."""
    try:
        return parse(document_of(data_dir, document)).checks
    except (ReadingError, ArchiveError, OSError):
        return tuple(failed(_anomaly(each)) for each in document["anomalies"])


def _anomaly(given: dict[str, Any]) -> Anomaly:
    return Anomaly(**{**given, "where": tuple(given["where"])})


def _values(document: dict[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield the values of a document that are no observations, by their paths."""
    for key, value in document.items():
        if key not in _ELSEWHERE:
            yield from _below(key, value)


def _below(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _below(f"{path}.{key}", inner)
    else:
        yield path, value


def _matching(pattern: str, keys: Sequence[str]) -> list[str]:
    """Return the keys meant: the one of that name, those of a pattern, or those below it."""
    if pattern in keys:
        return [pattern]
    found = [key for key in keys if fnmatchcase(key, pattern) or key.startswith(f"{pattern}.")]
    if not found:
        raise UnknownKey(pattern, get_close_matches(pattern, keys, _NEAREST, cutoff=0.5))
    return found


def _around(observation: dict[str, Any], blocks: Iterable[Block]) -> Surroundings:
    at = observation["locator"]
    if "table" in at:
        grids = (block.grid for block in blocks if isinstance(block, Table) and block.table == at["table"])
        return _of_cell(next(grids, ()), at["row"], at["column"])
    texts = (block.text for block in blocks if isinstance(block, Paragraph) and block.block == at["block"])
    return _of_span(next(texts, ""), at["start"], at["end"])


def _of_cell(grid: Grid, row: int, column: int) -> Surroundings:
    cell = grid[row][column] if row < len(grid) and column < len(grid[row]) else None
    if cell is None:
        return Surroundings(None)
    cells = list(dict.fromkeys(each for each in grid[row] if each))
    texts = tuple(each.text for each in cells)
    return Surroundings(cell.text, tuple(_above(grid, row, column)), texts, cells.index(cell))


def _above(grid: Grid, row: int, column: int) -> Iterator[str]:
    """Return the header cells nearest above a place, from the top: cells that print words."""
    own = grid[row][column]
    upwards = (line[column] for line in reversed(grid[:row]))
    below = dropwhile(lambda cell: not _heads(cell) or cell is own, upwards)
    heads = list(dict.fromkeys(cell.text for cell in takewhile(_heads, below) if cell))
    return reversed(heads)


def _heads(cell: Cell | None) -> bool:
    return cell is not None and bool(cell.text.strip()) and read_quantity(cell.text).status == "text"


def _of_span(text: str, start: int, end: int) -> Surroundings:
    if not text[start:end]:
        return Surroundings(None)
    spans = [match for match in _SENTENCE.finditer(text) if match.start() < end and match.end() > start]
    return Surroundings(text[start:end], sentence="".join(match.group() for match in spans).strip())
