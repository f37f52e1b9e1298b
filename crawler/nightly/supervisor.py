"""The supervisor of a night: hands portals to lanes, and loses none by what happens to a lane."""

from __future__ import annotations

import asyncio
import logging
import shutil
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from crawler import clock, health
from crawler.nightly import processes
from crawler.nightly.handles import LaneHandle
from crawler.nightly.limits import Share
from crawler.nightly.orders import Errand, LaneTerms, judged
from crawler.nightly.window import Window
from crawler.outcome import PortalSummary
from crawler.runs.recording import Recording

PORTALS_EACH = 500
"""Portals after which a lane is replaced, whatever leaked until then."""

LATE = 900.0
"""Seconds that a portal may take to stop cleanly after its time; then its lane is ended."""

GRACE = 150.0
"""Seconds that lanes have to stop cleanly at the end of a night, a little more than they give themselves."""

ENDING = frozenset({"disk_full", "network_down"})
"""Reasons of one portal that are those of all."""

STARTING = 120.0
"""Seconds that a lane may take to start: a busy machine loads it slowly."""

STRIKES = 2
"""Lanes that a portal must have ended, the last one by itself, to be given up for the night."""

_TICK = 0.5
_WEIGHED = 10.0
"""Seconds between two looks at what lanes fill and at the disk."""

logger = logging.getLogger(__name__)

Told = Callable[[str, dict[str, Any]], None]
"""Is told each portal that has ended with what came of it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What ends a night early, or a lane: the window, bytes that stay free, a lane's silence in seconds."""

    window: Window | None = None
    keep_free: int = 0
    silence: float = 120.0


class Supervisor:
    """Runs one night; `reasons` counts the reasons for which portals ended, those not come to as `shutdown`.

    `stopped` is why the night ended early, `error` says it in words where one word is not enough.
    """

    def __init__(
        self,
        errands: Iterable[Errand],
        terms: LaneTerms,
        share: Share,
        bounds: Bounds,
        recording: Recording,
        told: Told,
    ) -> None:
        self.reasons: Counter[str] = Counter()
        self.stopped: str | None = None
        self.error: str | None = None
        self._queue = deque(errands)
        self._alone: deque[Errand] = deque()
        self._strikes: Counter[str] = Counter()
        self._terms = terms
        self._share = share
        self._bounds = bounds
        self._recording = recording
        self._told = told
        self._lanes: set[LaneHandle] = set()
        self._listening: set[asyncio.Task[None]] = set()
        self._error: BaseException | None = None
        self._deaths = 0
        self._weighed = time.monotonic()
        self._stopped_at = 0.0

    async def run(self) -> None:
        """Run until every portal has ended, or the night is over."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._signalled)
        with ExitStack() as files:
            path = self._recording.folder.path / "lanes.log"
            self._errors = files.enter_context(path.open("ab"))
            try:
                await self._supervise()
            finally:
                await self._end_all()
        if not path.stat().st_size:
            path.unlink()
        self.reasons["shutdown"] += len(self._queue) + len(self._alone)

    async def _end_all(self) -> None:
        """End the lanes that there still are, and wait until they are gone."""
        lanes = list(self._lanes)
        for lane in lanes:
            lane.end()
        await asyncio.gather(
            *(lane.process.wait() for lane in lanes), *self._listening, return_exceptions=True
        )

    async def _supervise(self) -> None:
        while self._lanes or self._waits():
            if self._error is not None:
                raise self._error
            self._look_round()
            if not self.stopped and len(self._lanes) < self._wanted():
                await self._start()
                continue
            if self.stopped and not self._lanes:
                return
            await asyncio.sleep(_TICK)

    def _waits(self) -> bool:
        return bool(self._queue or self._alone) and not self.stopped

    def _wanted(self) -> int:
        """Return how many lanes there should be for what waits; a heavy one is replaced only when it is gone."""
        staying = sum(
            not lane.is_leaving and (lane.given < PORTALS_EACH or lane.is_heavy) for lane in self._lanes
        )
        room = self._share.lanes - staying
        return len(self._lanes) + max(0, min(room, len(self._queue) + len(self._alone)))

    async def _start(self) -> None:
        lane = await LaneHandle.start(self._terms, self._errors)
        self._lanes.add(lane)
        listening = asyncio.create_task(self._listen(lane))
        self._listening.add(listening)
        listening.add_done_callback(self._listened)
        if self.stopped:  # while it was being started
            lane.end()

    def _listened(self, listening: asyncio.Task[None]) -> None:
        self._listening.discard(listening)
        if not listening.cancelled():
            self._error = self._error or listening.exception()

    async def _listen(self, lane: LaneHandle) -> None:
        try:
            async for message in lane.messages():
                if "ready" in message:
                    lane.is_ready = True
                    self._fill(lane)
                elif portal := message.get("ended"):
                    self._ended(lane, portal, message)
        except ValueError:
            logger.exception("lane %d says what cannot be understood", lane.process.pid)
        if lane.process.returncode != 0:
            lane.end()
        self._lanes.discard(lane)
        self._take_back(lane)

    def _fill(self, lane: LaneHandle) -> None:
        """Hand a lane what it has room for, and let one go that holds nothing and gets nothing.

        A portal that may have ended a lane gets one for itself.
        """
        if self.stopped or lane.is_leaving or not lane.is_ready:
            return
        if lane.given >= PORTALS_EACH or lane.is_heavy:
            lane.is_alone = False
            if not lane.held:
                lane.leave()
            return
        if not lane.held:
            lane.is_alone = bool(self._alone)
            if self._alone:
                lane.give(self._alone.popleft())
        while self._queue and not lane.is_alone and len(lane.held) < self._room():
            lane.give(self._queue.popleft())
        if not lane.held:
            lane.leave()

    def _room(self) -> int:
        """Return how many portals a lane may hold: of few, each lane gets its part."""
        open_still = len(self._queue) + sum(len(lane.held) for lane in self._lanes)
        return min(self._share.at_once, -(-open_still // self._share.lanes))

    def _ended(self, lane: LaneHandle, portal: str, message: dict[str, Any]) -> None:
        errand, _ = lane.held.pop(portal)
        if message["reason"] == "shutdown" and not self.stopped:
            self._queue.appendleft(errand)  # the lane alone was told to stop
            lane.leave()
            return
        self._count(portal, message)
        if message["reason"] in ENDING:
            self.stop(message["reason"], message["error"])
        self._fill(lane)

    def _count(self, portal: str, message: dict[str, Any]) -> None:
        self.reasons[message["reason"]] += 1
        self._told(portal, message)

    def _take_back(self, lane: LaneHandle) -> None:
        """Give out again, each alone, what a lane held that is gone; a portal that ended two by itself has failed."""
        if lane.held:
            code = lane.process.returncode
            logger.error("lane %d is gone (%s), held: %s", lane.process.pid, code, ", ".join(lane.held))
        for portal, (errand, _) in lane.held.items():
            self._strikes[portal] += not self.stopped
            if self.stopped:
                self._count(portal, {"reason": "shutdown"})
            elif self._strikes[portal] > STRIKES or (self._strikes[portal] == STRIKES and lane.is_alone):
                self._fail(portal, errand)
            else:
                self._alone.append(errand)
        if not lane.is_ready and not self.stopped:
            self._deaths += 1
            if self._deaths > self._share.lanes + STRIKES:
                self.stop("failed")
                logger.error("lanes cannot be started; see %s", self._recording.folder.path / "lanes.log")

    def _fail(self, portal: str, errand: Errand) -> None:
        error = "it ended, or held up, the processes that crawled it; see lanes.log in the run's folder"
        summary = PortalSummary(portal=portal, depth=str(errand.job.depth), reason="failed", error=error)
        self._recording.ended(summary)
        overrides = health.overrides(errand.expect, health.overrides(self._terms.expect))
        judged(self._terms.options.data_dir, summary, overrides)
        self._count(portal, {"reason": "failed", "error": error})

    def stop(self, reason: str, error: str | None = None) -> None:
        """Have all lanes stop cleanly for a reason; what they do not finish, and what waits, goes on next night."""
        if self.stopped:
            return
        logger.warning("the night ends: %s", error or reason)
        self.stopped, self.error, self._stopped_at = reason, error, time.monotonic()
        for lane in self._lanes:
            if not lane.is_ready:
                lane.end()  # it holds nothing, and would first have to load
            elif not lane.is_leaving:
                lane.leave()

    def _signalled(self) -> None:
        """Stop cleanly at the first signal, at once at the second."""
        if self.stopped:
            for lane in self._lanes:
                lane.end()
        self.stop("shutdown")

    def _look_round(self) -> None:
        """See whether the night is over, and whether every lane answers and keeps within its bounds."""
        now = time.monotonic()
        if self.stopped is None and self._bounds.window and not self._bounds.window.is_open(clock.epoch()):
            self.stop("window")
        for lane in list(self._lanes):
            if self._is_lost(lane, now):
                lane.end()
        if now - self._weighed >= _WEIGHED:
            self._weighed = now
            self._weigh()

    def _is_lost(self, lane: LaneHandle, now: float) -> bool:
        """Return whether a lane does not answer, or does not come to the end of something."""
        if self.stopped and now - self._stopped_at > GRACE:
            return True
        late = [portal for portal, (_, since) in lane.held.items() if now - since > self._longest()]
        self._strikes.update(dict.fromkeys(late, STRIKES))  # it had its time
        patience = self._bounds.silence if lane.is_ready else max(STARTING, self._bounds.silence)
        return bool(late) or now - lane.heard > patience

    def _longest(self) -> float:
        """Return the seconds after which a portal was told to stop, and did not."""
        seconds = self._terms.options.seconds
        return seconds + LATE if seconds else float("inf")

    def _weigh(self) -> None:
        free = shutil.disk_usage(self._terms.options.data_dir).free
        if free < self._bounds.keep_free:
            self.stop("disk_full")
        for lane in self._lanes:
            if (
                lane.is_ready
                and not lane.is_leaving
                and processes.filled(lane.process.pid) > self._share.lane_bytes
            ):
                logger.info("lane %d is beyond its memory and will be replaced", lane.process.pid)
                lane.is_heavy = True
