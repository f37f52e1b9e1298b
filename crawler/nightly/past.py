"""The past of portals by which nights are planned: what earlier runs left in the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.depth import Depth
from crawler.history import INTERRUPTED
from crawler.nightly.need import Past

LOOKED_AT = 12
"""Nights of a portal that are looked at: with so many failures in a row the back-off has long reached its bound."""

_LAST = """
SELECT started_at, ended_at, reason, depth, bytes, requests, seconds, archived FROM portal_runs
WHERE portal = ? AND ended_at IS NOT NULL ORDER BY id DESC LIMIT ?
"""
_FINISHED = "SELECT ended_at FROM portal_runs WHERE portal = ? AND reason = 'finished' ORDER BY id {} LIMIT 1"
_FULL = """
SELECT ended_at FROM portal_runs WHERE portal = ? AND depth = 'full' AND reason = 'finished' ORDER BY id DESC LIMIT 1
"""
_OPEN = "SELECT portal, started_at, depth FROM jobs WHERE finished_at IS NULL"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a portal's nights took, on an average: requests, bytes received, bytes archived, seconds."""

    requests: float
    bytes: float
    archived: float
    seconds: float


def pasts(
    connection: sqlite3.Connection, names: Iterable[str]
) -> dict[str, tuple[Past, Mapping[Depth, Cost]]]:
    """Return each portal's past, and what a night of each depth took; read by index, however long they are."""
    opened = {portal: (_epoch(at), _known_depth(depth)) for portal, at, depth in connection.execute(_OPEN)}
    return {name: _past(connection, name, *opened.get(name, (None, None))) for name in names}


def _past(
    connection: sqlite3.Connection, name: str, opened: float | None, depth: Depth | None
) -> tuple[Past, Mapping[Depth, Cost]]:
    nights = connection.execute(_LAST, (name, LOOKED_AT)).fetchall()
    if not nights:
        return Past(begun=opened, opened=opened, open_depth=depth), {}
    past = Past(
        begun=max(_epoch(nights[0][0]), opened or 0.0),
        finished=_one(connection, _FINISHED.format("DESC"), name),
        first=_one(connection, _FINISHED.format("ASC"), name),
        full=_one(connection, _FULL, name),
        opened=opened,
        open_depth=depth,
        failures=_in_a_row(_has_failed, [night for night in nights if not _was_interrupted(night)]),
        interrupted=_in_a_row(_was_interrupted, nights),
    )
    return past, _costs(nights)


def _one(connection: sqlite3.Connection, query: str, name: str) -> float | None:
    row = connection.execute(query, (name,)).fetchone()
    return _epoch(row[0]) if row else None


def _in_a_row(holds: Callable[[tuple[Any, ...]], bool], nights: Sequence[tuple[Any, ...]]) -> int:
    """Return of how many of the last nights something holds."""
    return next((count for count, night in enumerate(nights) if not holds(night)), len(nights))


def _was_interrupted(night: tuple[Any, ...]) -> bool:
    """Return whether a night's process was killed, which says nothing of the portal."""
    return bool(night[2] == INTERRUPTED)


def _has_failed(night: tuple[Any, ...]) -> bool:
    """Return whether a night went wrong by itself, or brought not one byte of the portal."""
    _, _, reason, _, received, *_ = night
    return reason == "failed" or (reason == "finished" and not received)


def _costs(nights: Iterable[tuple[Any, ...]]) -> dict[Depth, Cost]:
    """Return the average of the finished nights by depth."""
    by_depth: dict[Depth, list[tuple[float, ...]]] = {}
    for _, _, reason, depth, received, requests, seconds, archived in nights:
        known = _known_depth(depth)
        if reason == "finished" and known is not None:
            by_depth.setdefault(known, []).append((requests, received, archived, seconds))
    return {
        depth: Cost(*(sum(column) / len(rows) for column in zip(*rows, strict=True)))
        for depth, rows in by_depth.items()
    }


def _known_depth(text: str | None) -> Depth | None:
    return Depth(text) if text in list(Depth) else None


def _epoch(at: str) -> float:
    """Return the instant that a table holds as seconds since the epoch."""
    return datetime.fromisoformat(at).timestamp()
