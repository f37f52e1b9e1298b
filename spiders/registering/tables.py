"""Files of portals as rows of plain values: TOML with a table a portal, CSV with a line a portal."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spiders.registry import Problem

LISTS = frozenset({"addresses", "entries", "exclude"})
NUMBERS = frozenset({"delay", "every", "full_every"})
TEXTS = frozenset({"name", "issuer", "division", "tls", "paused", "contact"})
KEYS = LISTS | NUMBERS | TEXTS | {"expect"}
"""What may be said of a portal, by what its value is; `paused` may be a day or true as well, `expect` is a table."""

REQUIRED = ("name", "addresses")
COLUMNS = ("name", "address", "issuer", "division")
"""The columns that a CSV file must have; the cells of `issuer` and `division` may be empty."""

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that are read: a hundred thousand portals take a third."""

_TRUE = frozenset({"true", "yes", "1", "是"})
_FALSE = frozenset({"false", "no", "0", "否"})
_HEADER = re.compile(r"\s*\[\[\s*[\"']?portal[\"']?\s*\]\]")
_AT_LINE = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)")
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What a file says of a portal: values by key as TOML has them, and the line of each, of the row where unknown."""

    line: int | None
    values: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)

    def problem(self, text: str, key: str | None = None) -> Problem:
        """Return a problem with the row, or with one of its values."""
        name = self.values.get("name")
        who = f"{name}: " if isinstance(name, str) and name else ""
        return Problem(self.lines.get(key or "", self.line), f"{who}{text}")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, what is wrong with it as a file, and what it says of all portals."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    expect: Row | None = None


def _unusable(line: int | None, text: str) -> Table:
    return Table(problems=[Problem(line, text)])


def read(path: Path) -> Table:
    """Return the rows of a file."""
    try:
        with path.open("rb") as file:
            octets = file.read(LARGEST + 1)
    except OSError as error:
        return _unusable(None, f"cannot be read: {error.strerror}")
    if len(octets) > LARGEST:
        return _unusable(None, f"larger than {LARGEST >> 20} MiB: divide it")
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        text, problems = _decoded(octets)
        return Table(problems=problems) if problems else _csv(text)
    if path.suffix.lower() != ".toml":
        return _unusable(None, f"{path.suffix or 'a name without an ending'}: give a .toml or .csv file")
    return _toml(octets)


def _toml(octets: bytes) -> Table:
    try:
        text = octets.decode("utf-8-sig")
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        return _unusable(octets[: error.start].count(b"\n") + 1, "not UTF-8: save the file as UTF-8")
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at and at[1] else text.count("\n") + 1
        return _unusable(line, f"no TOML: {_AT_LINE.sub('', str(error))}")
    except RecursionError:
        return _unusable(None, "no TOML: nested too deeply")
    tables, expect = document.pop("portal", []), document.pop("expect", None)
    if document or not isinstance(tables, list):
        foreign = ", ".join(document) or "portal"
        return _unusable(None, f"only [[portal]] tables and one [expect] belong here, not {foreign}")
    lines = text.split("\n")
    heads = (number for number, head in enumerate(lines, 1) if head.startswith("[expect"))
    return _tables(tables, lines, None if expect is None else Row(next(heads, None), {"expect": expect}))


def _tables(tables: Sequence[object], lines: Sequence[str], expect: Row | None) -> Table:
    heads = [number for number, line in enumerate(lines, 1) if _HEADER.match(line)]
    known = len(heads) == len(tables)  # another spelling, or a text that looks like a header
    rows, problems = [], []
    for ordinal, table in enumerate(tables):
        line = heads[ordinal] if known else None
        end = heads[ordinal + 1] if known and ordinal + 1 < len(heads) else len(lines) + 1
        if isinstance(table, Mapping):
            rows.append(Row(line, table, dict(_keys(lines, line, end)) if line else {}))
        else:
            problems.append(Problem(line, f"portal {ordinal + 1}: not a table; write [[portal]]"))
    if not tables:
        problems.append(Problem(None, "no portal stands there: write a [[portal]] table for each"))
    return Table(rows, problems, expect)


def _keys(lines: Sequence[str], first: int, end: int) -> Iterator[tuple[str, int]]:
    """Yield the keys that stand at the beginning of a table's lines."""
    for number in range(first + 1, end):
        key, equals, _ = lines[number - 1].partition("=")
        if equals:
            yield key.strip(" \t\"'"), number


def _decoded(octets: bytes) -> tuple[str, list[Problem]]:
    """Return a text in UTF-8, in UTF-16 with its mark, or in the GBK of a Chinese Excel."""
    mark = next((name for head, name in _MARKS.items() if octets.startswith(head)), None)
    first = None
    for encoding in (mark,) if mark else ("utf-8", "gb18030"):
        try:
            text = octets.decode(encoding)
        except UnicodeDecodeError as error:
            first = first or octets[: error.start].count(b"\n") + 1
        else:
            return text, []
    return "", [Problem(first, f"neither {mark or 'UTF-8 nor GBK'}: save the file as CSV UTF-8")]


def _csv(text: str) -> Table:
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=head.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    columns: list[str] | None = None
    problems: list[Problem] = []
    line = 1
    try:
        for cells in lines:
            begun, line = line, lines.line_num + 1
            if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith("#"):
                continue
            if columns is None:
                columns = [_column(cell) for cell in cells]
                if problems := list(_wrong_header(columns, begun)):
                    break
                continue
            if len(cells) > len(columns):
                said = f"{len(cells)} cells under {len(columns)} columns: quote what holds {delimiter!r}"
                problems.append(Problem(begun, said))
            else:
                rows.append(_row(begun, dict(zip(columns, map(str.strip, cells), strict=False))))
    except csv.Error as error:
        problems.append(Problem(line, f"no CSV from this line on: {error}; is a quote open?"))
    if columns is None and not problems:
        problems.append(Problem(1, f"empty: the first line names the columns, {', '.join(COLUMNS)}"))
    elif not rows and not problems:
        problems.append(Problem(None, "no portal stands there: a line for each"))
    return Table(rows, problems)


def _column(cell: str) -> str:
    name = cell.strip().lower().replace(" ", "_").replace("-", "_")
    return {"address": "addresses"}.get(name, name)


def _wrong_header(columns: list[str], line: int) -> Iterator[Problem]:
    wanted = [name for name in COLUMNS if _column(name) not in columns]
    if wanted:
        yield Problem(
            line, f"the first line must name the columns {', '.join(COLUMNS)}; missing: {', '.join(wanted)}"
        )
        return
    for name in dict.fromkeys(columns):
        if columns.count(name) > 1:
            yield Problem(line, f"column {name!r} stands there twice")
        if name not in KEYS:
            yield Problem(line, f"unknown column {name!r}; known are {', '.join(sorted(KEYS))}")


def _row(line: int, cells: Mapping[str, str]) -> Row:
    """Return a row with its cells as TOML would have them; those that are empty say nothing."""
    return Row(line, {key: _value(key, cell) for key, cell in cells.items() if cell})


def _value(key: str, cell: str) -> Any:  # noqa: ANN401 - as TOML would have it
    if key in LISTS:
        return cell.split()
    if key == "expect":
        return _inline(cell)
    if key == "paused" and cell.lower() in _TRUE | _FALSE:
        return cell.lower() in _TRUE
    if key in NUMBERS:
        try:
            return float(cell)
        except ValueError:
            return cell
    return cell


def _inline(cell: str) -> Any:  # noqa: ANN401 - as above
    """Return what a cell says as the inside of TOML's braces, the cell itself where that is nothing."""
    try:
        return tomllib.loads(f"expect = {{{cell}}}")["expect"]
    except tomllib.TOMLDecodeError:
        return cell
