"""Notices on their way: kept before they are sent, tried again, and left for the next run."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence

from crawler.database import transaction
from crawler.health.alarms import Alarm
from crawler.health.errors import Refused
from crawler.health.notices import notice
from crawler.health.sinks import Sink

PAUSES = (2.0, 8.0)
"""Seconds before a second and a third try."""

LONGEST = 60.0
"""Seconds for all that goes to one receiver in one run."""

KEPT = 50
"""Unsent notices that are kept for a receiver, the newest."""

logger = logging.getLogger(__name__)


def send(
    connection: sqlite3.Connection, alarms: Sequence[Alarm], run: str, sinks: Sequence[Sink]
) -> list[str]:
    """Send what is to be told of a run to each receiver, after what earlier runs could not; return what went wrong.

    What could not be sent is kept for the next run. What was sent is forgotten only then, so that after a crash a
    notice may come twice, with the same run. No receiver's fault is raised, and none takes longer than a minute.
    """
    told = notice(alarms, run)
    if told:
        with transaction(connection):
            rows = [(sink.name, run, json.dumps(told, ensure_ascii=False)) for sink in sinks]
            connection.executemany("INSERT INTO unsent (sink, run, notice) VALUES (?, ?, ?)", rows)
    return [wrong for sink in sinks if (wrong := _send(connection, sink))]


def _send(connection: sqlite3.Connection, sink: Sink) -> str | None:
    """Send what is kept for a receiver, oldest first, until one is not taken; return why.

    One that is refused while the newest is taken is at fault itself, and keeps no other waiting.
    """
    oldest = "SELECT id FROM unsent WHERE sink = ? ORDER BY id DESC LIMIT -1 OFFSET ?"
    connection.execute(f"DELETE FROM unsent WHERE id IN ({oldest})", (sink.name, KEPT))  # noqa: S608 - fixed text
    rows = connection.execute(
        "SELECT id, notice FROM unsent WHERE sink = ? ORDER BY id", (sink.name,)
    ).fetchall()
    until = time.monotonic() + LONGEST

    def sent(at: int) -> Exception | None:
        row, text = rows[at]
        error = _tried(lambda: sink.deliver(json.loads(text)), until)
        if error is None:
            connection.execute("DELETE FROM unsent WHERE id = ?", (row,))
            del rows[at]
        return error

    while rows:
        error = sent(0)
        if isinstance(error, Refused) and len(rows) > 1 and sent(-1) is None:
            connection.execute("DELETE FROM unsent WHERE id = ?", rows.pop(0)[:1])
            logger.error("alarms not sent: %s: %s; others are taken", sink.where, error)
        elif error is not None:
            wrong = f"{sink.where}: {error or type(error).__name__}; {len(rows)} kept for the next run"
            logger.error("alarms not sent: %s", wrong)
            return wrong
    return None


def _tried(deliver: Callable[[], None], until: float) -> Exception | None:
    """Try to deliver a few times before an instant; return why it failed, `None` when it did not."""
    error: Exception | None = TimeoutError("no time left")
    for pause in (0.0, *PAUSES):
        if time.monotonic() + pause >= until:
            break
        time.sleep(pause)
        error = _within(deliver, until - time.monotonic())
        if error is None or isinstance(error, Refused):
            break
    return error


def _within(deliver: Callable[[], None], seconds: float) -> Exception | None:
    """Deliver in a thread that is left to itself after some seconds: a receiver may trickle for ever."""
    done: list[Exception | None] = []

    def run() -> None:
        try:
            deliver()
        except Exception as error:  # noqa: BLE001 - whatever a receiver does, the run has done its work
            done.append(error)
        else:
            done.append(None)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    return done[0] if done else TimeoutError(f"no answer within {seconds:.0f} s")
