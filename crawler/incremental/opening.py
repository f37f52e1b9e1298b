"""Which job a start goes on with or begins, and how deep it looks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from crawler import clock
from crawler.database import transaction
from crawler.depth import Depth
from crawler.incremental import carrying

_UNFINISHED = "SELECT id, depth FROM jobs WHERE portal = ? AND finished_at IS NULL ORDER BY id DESC LIMIT 1"
_FINISHED = """
SELECT id, reports, asked FROM jobs WHERE portal = ? AND finished_at IS NOT NULL ORDER BY id DESC LIMIT 1
"""
_BEGIN = "INSERT INTO jobs (portal, started_at, depth, asked) VALUES (?, ?, ?, ?) RETURNING id"

# Lists that a version walked which did not keep how they are asked for again.
_UNWATCHED = """
SELECT 1 FROM known_lists WHERE portal = :portal AND lost IS NULL AND NOT EXISTS (
    SELECT 1 FROM listings WHERE portal = :portal AND first = known_lists.first AND request IS NOT NULL
) LIMIT 1
"""

_AGAIN = """
UPDATE requests SET state = 'queued', job = :job, status = NULL, reason = NULL, successor = NULL,
    document = CASE WHEN fingerprint IS NULL THEN NULL ELSE document END,
    request = json_remove(request, '$.meta.retry_times', '$.meta.refused_times',
    '$.meta.redirect_times', '$.meta.redirect_ttl')
WHERE portal = :portal AND state = 'dead'
"""

# A document's missing part comes anew with its page, where everything is asked for again.
_DEAD_REPORTED = (
    f"{_AGAIN} AND role IN ('page', 'attachment') AND (fingerprint IS NOT NULL OR :depth <> 'full')"
)

# What was asked for on a guess was no loss; a hub is asked for anew by each search, and only its last row counts.
_ALL_DEAD = f"""{_AGAIN} AND role <> 'other' AND (fingerprint IS NOT NULL OR role NOT IN ('hub', 'seed') OR job = (
    SELECT max(id) FROM jobs WHERE portal = :portal AND depth IN ('look', 'full') AND finished_at IS NOT NULL
))
AND (:reasons = '[]' OR EXISTS (SELECT 1 FROM json_each(:reasons) WHERE instr(requests.reason, value)))"""  # noqa: S608 - fixed text

PASSING = ("dns", "timeout", "refused", "disconnect", "truncated", "malformed", "crowded", "browser_lost")
"""Reasons why an address could not be had that say nothing of the address."""

NIGHTS = 3
"""Nights in a row that ask for what was not had for a passing reason; after them it takes its turn in the rota."""

_DEAD_LATELY = f"""
UPDATE requests SET state = 'queued', job = :job, status = NULL, reason = NULL, successor = NULL,
    request = json_set(json_remove(request, '$.meta.retry_times', '$.meta.refused_times'),
        '$.meta.nights', coalesce(json_extract(request, '$.meta.nights'), 0) + 1)
WHERE portal = :portal AND state = 'dead' AND role IN ('page', 'attachment')
    AND (reason IN {PASSING} OR reason LIKE 'http 5%' OR reason LIKE 'blocked%' OR reason LIKE 'no answer%')
    AND coalesce(json_extract(request, '$.meta.nights'), 0) < {NIGHTS}
"""  # noqa: S608 - fixed text

_DEAD = {
    Depth.DEAD: _ALL_DEAD,
    Depth.NIGHT: _DEAD_LATELY,
    Depth.LOOK: _DEAD_REPORTED,
    Depth.FULL: _DEAD_REPORTED,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """The job that a start begins or goes on with, how deep it looks, and whether it is begun just now."""

    job: int
    depth: Depth
    is_new: bool


def open_job(
    connection: sqlite3.Connection, portal: str, depth: Depth, asked: str | None, reasons: Sequence[str] = ()
) -> Opened:
    """Go on with the unfinished job that looks as deep as is wanted, or begin one with what is dead queued.

    `asked` are the start addresses and what else the portal's lists depend on, in any writing. A job that looks less
    deep than is wanted ends, and what it had queued is the new one's. What was dead is queued as `depth` has it,
    however deep the job has to look; with `reasons`, one of depth `DEAD` takes up only what was dead for one of them.
    """
    with transaction(connection):
        connection.execute(
            "UPDATE requests SET state = 'queued' WHERE portal = ? AND state = 'leased'", (portal,)
        )
        needed = _needed(connection, portal, depth, asked)
        left = connection.execute(_UNFINISHED, (portal,)).fetchone()
        if left and Depth(left[1]).at_least(needed) == left[1]:
            return Opened(left[0], Depth(left[1]), is_new=False)
        if left:
            connection.execute("UPDATE jobs SET finished_at = ? WHERE id = ?", (clock.now(), left[0]))
        job = _begin(connection, portal, needed, asked)
        values = {"portal": portal, "job": job, "depth": depth, "reasons": json.dumps(list(reasons))}
        connection.execute(_DEAD[depth], values)
        return Opened(job, needed, is_new=True)


def _begin(connection: sqlite3.Connection, portal: str, depth: Depth, asked: str | None) -> int:
    job = int(connection.execute(_BEGIN, (portal, clock.now(), depth, asked)).fetchone()[0])
    connection.execute("UPDATE requests SET job = ? WHERE portal = ? AND state = 'queued'", (job, portal))
    if not depth.looks:
        carrying.carry(connection, portal, job)
    return job


def _needed(connection: sqlite3.Connection, portal: str, depth: Depth, asked: str | None) -> Depth:
    """Return how deep to look: a portal of which no list is known, or other ones than are wanted, is looked through."""
    last = connection.execute(_FINISHED, (portal,)).fetchone()
    unwatched = connection.execute(_UNWATCHED, {"portal": portal}).fetchone()
    if depth.looks or (last and last[1] and last[2] == asked and not unwatched):
        return depth
    return Depth.LOOK
