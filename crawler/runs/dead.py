"""What is dead in a data directory: taken up again, and told whether it came back."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from crawler.depth import Depth
from crawler.errors import UnknownTarget
from crawler.importing.fetching import QUEUE
from crawler.jobs import Job
from crawler.logs import printable
from crawler.progress import count
from crawler.reasons import why
from crawler.targets import job_of
from spiders import hosts
from spiders.registry import Registry

SHOWN = 40
"""Addresses that are printed one by one; the rest is counted."""

_STATE = """
SELECT portal, url, coalesce(reason, '') FROM requests
WHERE state = ? AND role NOT IN ('requisite', 'other') ORDER BY portal, id
"""
_ASKED = "SELECT asked FROM jobs WHERE portal = ? AND asked IS NOT NULL ORDER BY id DESC LIMIT 1"
_SEEDS = "SELECT DISTINCT url FROM requests WHERE portal = ? AND role = 'seed' ORDER BY id"


class Dead(NamedTuple):
    """An address that could not be had, and why."""

    portal: str
    url: str
    reason: str


def addresses(
    connection: sqlite3.Connection, portals: Sequence[str] | None = None, reasons: Collection[str] = ()
) -> list[Dead]:
    """Return what is dead, of some portals or for some reasons only; a reason fits where its words stand in it.

    A portal may be given by an address too. Raises UnknownTarget for one that was never crawled.
    """
    portals = [hosts.portal_name(name) if hosts.is_address(name) else name for name in portals or ()]
    for name in portals:
        if connection.execute("SELECT 1 FROM jobs WHERE portal = ? LIMIT 1", (name,)).fetchone() is None:
            raise UnknownTarget(f"portal {name!r} was never crawled into this data directory")
    return [
        one
        for one in _in_state(connection, "dead")
        if (not portals or one.portal in portals)
        and (not reasons or any(reason in one.reason for reason in reasons))
    ]


def _in_state(connection: sqlite3.Connection, state: str) -> Iterator[Dead]:
    rows = connection.execute(_STATE, (state,))
    return (Dead(*row) for row in rows if not row[0].endswith(QUEUE))


def jobs(connection: sqlite3.Connection, dead: Sequence[Dead], registry: Registry) -> list[Job]:
    """Return a job for each portal that has something dead, with the start addresses of its last."""
    return [_job(connection, name, registry) for name in dict.fromkeys(one.portal for one in dead)]


def _job(connection: sqlite3.Connection, name: str, registry: Registry) -> Job:
    known = registry.named(name)
    job = job_of(known) if known else Job(name, ())
    row = connection.execute(_ASKED, (name,)).fetchone()
    starts, since = (
        json.loads(row[0]) if row else ([url for (url,) in connection.execute(_SEEDS, (name,))], None)
    )
    return replace(job, urls=tuple(starts), since=since, depth=Depth.DEAD)


def lines(connection: sqlite3.Connection, before: Sequence[Dead]) -> Iterator[str]:
    """Yield what came of addresses that were dead before."""
    dead = {one[:2]: one for one in _in_state(connection, "dead")}
    waiting = {one[:2] for one in _in_state(connection, "queued")}
    back = [one for one in before if one[:2] not in dead and one[:2] not in waiting]
    left = [dead[one[:2]] for one in before if one[:2] in dead]
    yield f"Came back: {len(back)} of {count(len(before), 'address')}"
    yield from _shown(back, "was: ")
    if left:
        reasons = Counter(why(one.reason) for one in left).most_common()
        yield f"Still dead: {len(left)} ({', '.join(f'{many} {reason}' for reason, many in reasons[:10])})"
        yield from _shown(left)
    if pending := sum(one[:2] in waiting for one in before):
        yield f"Not asked yet: {pending}; the next start goes on"


def _shown(dead: Sequence[Dead], said: str = "") -> Iterator[str]:
    yield from (printable(f"  {one.portal}: {one.url}  ({said}{why(one.reason)})") for one in dead[:SHOWN])
    if len(dead) > SHOWN:
        yield f"  … and {len(dead) - SHOWN} more"
