"""The robots.txt files that origins answered with last, shared by all crawls of a data directory."""

from __future__ import annotations

import sqlite3

from crawler import clock
from crawler.database import Durably

DAY = 86400.0
"""Seconds for which a file is good (RFC 9309, 2.4)."""

_KEEP = "INSERT OR REPLACE INTO robots VALUES (?, ?, ?)"


LATELY = 7 * DAY
"""Seconds within which an origin has answered lately."""

_LATELY = "SELECT origin FROM robots WHERE fetched_at > ? ORDER BY random() LIMIT ?"


class RobotsCache:
    """Files by origin; an empty one is that of an origin that has none."""

    def __init__(self, connection: sqlite3.Connection, durably: Durably) -> None:
        self._db = connection
        self._durably = durably

    def keep(self, origin: str, body: bytes) -> None:
        """Keep what an origin has just answered."""
        with self._durably():
            self._db.execute(_KEEP, (origin, clock.epoch(), body))

    def read(self, origin: str) -> tuple[bytes, float] | None:
        """Return an origin's file and its age in seconds, `None` where it was never had."""
        query = "SELECT body, fetched_at FROM robots WHERE origin = ?"
        row = self._db.execute(query, (origin,)).fetchone()
        return (row[0], clock.epoch() - row[1]) if row else None

    def lately(self, limit: int) -> list[str]:
        """Return some of the origins that have answered lately, in any order."""
        return [origin for (origin,) in self._db.execute(_LATELY, (clock.epoch() - LATELY, limit))]
