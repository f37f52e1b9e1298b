"""A lane: a child process that crawls the portals it is handed, `python -m crawler.nightly`.

On standard input comes one JSON line with the terms, then one for each job, and in the end one that is the order to
stop cleanly; without it the end of the input says that the supervisor died. On standard output goes one JSON line for
each portal that has ended and, every few seconds, one that says that the event loop still turns.
"""

from __future__ import annotations

import asyncio
import faulthandler
import json
import logging
import os
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from crawler import exits, health, locks
from crawler.errors import is_disk_full
from crawler.jobs import Job
from crawler.nightly.orders import LEAVE, LaneTerms, judged
from crawler.run import Running
from crawler.runs.recording import Recording

logger = logging.getLogger(__name__)

BEAT = 2.0
"""Seconds between two signs of life."""

LAST_GRACE = 120.0
"""Seconds that a lane has to stop cleanly; a supervisor ends it a little later."""

ORPHANED_GRACE = 5.0
"""Seconds that a lane whose supervisor is gone has: whoever killed that wants an end."""


class Lane:
    """The portals that a lane has been handed, under one event loop."""

    def __init__(self, terms: LaneTerms, recording: Recording) -> None:
        self._terms = terms
        self._recording = recording
        self._running = Running(terms.options, recording)
        self._overrides = health.overrides(terms.expect)
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self) -> None:
        """Crawl what is handed over until the input ends."""
        self._running.run(self._work)

    async def _work(self) -> None:
        beating = asyncio.ensure_future(self._beat())
        orders = await _standard_input()
        _say({"ready": os.getpid()})
        while (order := _order(await orders.readline())) and order != LEAVE:
            task = asyncio.create_task(self._crawl(Job.from_json(order["job"]), order["expect"]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        exits.hurry(LAST_GRACE if order == LEAVE else ORPHANED_GRACE)
        if self._tasks:
            self._running.stop()
            await asyncio.wait(self._tasks)
        beating.cancel()

    async def _crawl(self, job: Job, expect: Mapping[str, object]) -> None:
        try:
            await self._crawled(job, expect)
        except Exception as error:  # what came of it could not be kept: who waits for it is told all the same
            logger.exception("portal %s: what came of it could not be kept", job.portal)
            reason = "disk_full" if is_disk_full(error, self._terms.options.data_dir) else "failed"
            told = {"reason": reason, "error": f"{type(error).__name__}: {error}", "requests": 0}
            _say({"ended": job.portal, **told, "new": 0})

    async def _crawled(self, job: Job, expect: Mapping[str, object]) -> None:
        summary = await self._running.crawl(job)
        if summary.ended_at is not None:
            judged(self._terms.options.data_dir, summary, health.overrides(expect, self._overrides))
        told = {"reason": summary.reason, "error": summary.error, "requests": summary.requests}
        _say({"ended": job.portal, **told, "new": summary.reports["new"]})

    async def _beat(self) -> None:
        while True:
            faulthandler.dump_traceback_later(self._terms.silence, exit=True)
            _say({})
            await asyncio.sleep(BEAT)


def _order(line: bytes) -> Any:  # noqa: ANN401 - JSON
    """Return what a line says, `None` where the input ended before it did."""
    return json.loads(line) if line.endswith(b"\n") else None


async def _standard_input() -> asyncio.StreamReader:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


_answers = 1


def _say(message: dict[str, object]) -> None:
    """Tell the supervisor; one that is gone is noticed at the input."""
    with suppress(OSError):
        os.write(_answers, json.dumps(message).encode() + b"\n")


def main() -> None:
    """Run a lane."""
    global _answers  # noqa: PLW0603 - what libraries print must not come between the answers
    _answers = os.dup(1)
    os.dup2(2, 1)
    with open(0, "rb", buffering=0, closefd=False) as unbuffered:
        order = _order(unbuffered.readline())
    if order is None:
        return
    terms = LaneTerms.from_json(order)
    try:
        with (
            locks.lane(terms.options.data_dir),
            Recording.join(terms.options.data_dir, terms.run_id) as recording,
        ):
            Lane(terms, recording).run()
    except (OSError, sqlite3.Error) as error:
        sys.exit(f"lane {os.getpid()} of {terms.run_id}: {error}")
