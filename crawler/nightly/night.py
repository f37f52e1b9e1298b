"""A night from its plan to its alarms."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path

from archive.errors import DiskFull
from crawler import clock, health, locks, targets
from crawler.database import connect
from crawler.exits import Exit, gravest
from crawler.health.sinks import Sink
from crawler.jobs import Options
from crawler.logs import Console, logging_to
from crawler.nightly import disk, plan
from crawler.nightly.limits import Share
from crawler.nightly.need import Due
from crawler.nightly.orders import Errand, LaneTerms
from crawler.nightly.plan import Plan
from crawler.nightly.supervisor import ENDING, Bounds, Supervisor, Told
from crawler.outcome import Summary
from crawler.runs.pruning import prune
from crawler.runs.recording import Recording
from pipelines.database import DATABASE
from spiders.registry import Registry

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Night:
    """What a night goes by: the portals, how often and how they are crawled, and what it may take.

    The folders of so many runs are kept, 0 for all.
    """

    registry: Registry
    terms: plan.Terms
    options: Options
    bounds: Bounds
    sinks: Sequence[Sink] = ()
    keep_runs: int = 0

    @property
    def data_dir(self) -> Path:
        """Return the data directory."""
        return self.options.data_dir

    def planned(self) -> tuple[Plan, disk.Forecast]:
        """Plan the night and forecast the disk; writes nothing and asks nothing of any host."""
        names = [portal.name for portal in self.registry.portals]
        every, kept = self.terms.rhythm.every, self.bounds.keep_free
        if not (self.data_dir / DATABASE).exists():
            nothing = plan.make(None, self.registry.portals, self.terms, clock.epoch())
            return nothing, disk.forecast(None, self.data_dir, names, every=every, keep_free=kept)
        with closing(connect(self.data_dir)) as connection:
            made = plan.make(connection, self.registry.portals, self.terms, clock.epoch())
            return made, disk.forecast(connection, self.data_dir, names, every=every, keep_free=kept)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a night: the run's summary, its alarms and what of them could not be sent, and the exit code."""

    summary: Summary
    alarms: Sequence[health.Alarm]
    unsent: Sequence[str]
    code: Exit


def run(night: Night, due: Sequence[Due], share: Share, told: Told) -> Outcome:
    """Crawl what is due under the night's lock, judge it and send the alarms; raises what keeps it from beginning.

    NightUnderWay where another process holds the lock, DiskFull where less is free than is to stay free.
    """
    with locks.night(night.data_dir):
        require_room(night)
        with Recording.begin(night.data_dir, "nightly", len(due)) as recording, _speaking(night, recording):
            terms = LaneTerms(recording.run_id, night.options, night.bounds.silence, night.registry.expect)
            errands = [
                Errand(targets.job_of(one.portal, one.depth, probe=one.probe), one.portal.expect)
                for one in due
            ]
            supervisor = Supervisor(errands, terms, share, night.bounds, recording, told)
            asyncio.run(supervisor.run())
            left = supervisor.reasons["shutdown"] or supervisor.stopped in {"failed", *ENDING}
            recording.reason = supervisor.stopped if left and supervisor.stopped else "finished"
            network = supervisor.error if supervisor.stopped == "network_down" else None
            alarms, unsent = _judge(night, recording.run_id, network)
        _prune(night)
    assert recording.summary is not None  # noqa: S101 - who began a run writes its summary
    reasons = {recording.reason, *(reason for reason, count in supervisor.reasons.items() if count)}
    code = gravest(reasons, findings=any(alarm.counts for alarm in alarms))
    return Outcome(recording.summary, alarms, unsent, code)


def _prune(night: Night) -> None:
    """Let runs that are long over make room; what cannot be deleted keeps no night from its end."""
    try:
        with closing(connect(night.data_dir)) as connection:
            prune(connection, night.data_dir, night.keep_runs)
    except (OSError, sqlite3.Error) as error:
        logger.warning("old runs could not be deleted: %s", error)


def _speaking(night: Night, recording: Recording) -> AbstractContextManager[None]:
    """Show warnings and errors of the supervisor to who looks on."""
    options = night.options
    if options.progress is None:
        return nullcontext()
    run_id = recording.run_id if options.log_json else None
    return logging_to(Console(options.progress, options.log_level, run_id))


def require_room(night: Night) -> None:
    """Raise DiskFull where less of the disk is free than is to stay free."""
    free = shutil.disk_usage(night.data_dir).free
    if free < night.bounds.keep_free:
        said = (
            f"{disk.size(free)} free where {disk.size(night.bounds.keep_free)} are to stay free (--keep-free)"
        )
        raise DiskFull(f"{night.data_dir}: {said}; free room, the next night goes on")


def _judge(night: Night, run_id: str, network: str | None) -> tuple[Sequence[health.Alarm], Sequence[str]]:
    """Raise the alarms of the run as a whole and send all that there are."""
    rhythm, names = night.terms.rhythm, [portal.name for portal in night.registry.portals]
    with closing(connect(night.data_dir)) as connection:
        disk.remember(connection, night.data_dir, names)
        ahead = disk.forecast(
            connection, night.data_dir, names, every=rhythm.every, keep_free=night.bounds.keep_free
        )
        expected, every = _expected(night), rhythm.every / 24
        health.judge_run(connection, run_id, expected, every=every, disk=ahead.worry, network=network)
        alarms = health.of_run(connection, run_id)
        return alarms, health.send(connection, alarms, run_id, night.sinks)


def _expected(night: Night) -> Mapping[str, health.Overrides]:
    """Return what the operator expects of each portal that is not paused."""
    over, today = health.overrides(night.registry.expect), targets.today()
    return {
        portal.name: health.overrides(portal.expect, over)
        for portal in night.registry.portals
        if portal.paused is None or not portal.paused.holds(today)
    }
