"""The time of day, asked for here and nowhere else of this package, so that a simulation has one place to patch.

Whatever decides by the date asks `epoch`, `instant` or `now`, by their module's name; durations are
`time.monotonic`'s.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime


def epoch() -> float:
    """Return the seconds since the epoch; the one reading from which the others are made."""
    return time.time()


def instant() -> datetime:
    """Return the instant, in UTC."""
    return datetime.fromtimestamp(epoch(), UTC)


def now() -> str:
    """Return the instant in UTC as the tables hold it, to the second."""
    return instant().strftime("%Y-%m-%dT%H:%M:%SZ")
