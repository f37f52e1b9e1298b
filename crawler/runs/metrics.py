"""What Prometheus is told: of the last run of each command, of all runs, of what is stored. No series is a portal's."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from archive.names import make_folder, replacing
from crawler import history
from crawler.database import connect
from crawler.health import open_alarms
from crawler.history import Run
from crawler.runs.folder import RunFolder

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

EVERY = 15.0
"""Seconds between two writes while a run goes on."""

COMMANDS = ("crawl", "nightly", "retry", "import")

_OF_RUN = (
    ("portals", "Portals that the last run took up."),
    ("unfinished", "Portals of the last run that did not come to their end."),
    ("requests", "Requests that the last run sent."),
    ("lists", "Lists that the last run met."),
    ("anomalies", "Anomalies in the reports that the last run read."),
    ("dead", "Addresses that the last run could not have."),
    ("findings", "What was missing or refused in the last run."),
)

logger = logging.getLogger(__name__)


class Collector:
    """Collects from a data directory whenever it is asked, and writes nothing there."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def collect(self) -> Iterator[Metric]:
        """Yield all metrics as they are now."""
        with closing(connect(self._data_dir)) as connection:
            last = [run for name in COMMANDS for run in history.runs(connection, 1, command=name)]
            yield from self._of_runs(last)
            yield from _of_all(connection)
            yield _gauge("reports", "Reports that are stored.", "state", _reports(connection))
            alarms = _alarms(connection)
            yield _gauge("alarms", "Alarms that last.", "kind", alarms)
        free = disk_usage(self._data_dir).free
        yield GaugeMetricFamily(
            "gongkai_disk_free_bytes", "Bytes free on the data directory's disk.", value=free
        )

    def _of_runs(self, runs: list[Run]) -> Iterator[Metric]:
        alive = {run.command: float(RunFolder(self._data_dir, run.id).is_alive()) for run in runs}
        yield _gauge("run_running", "Whether the last run goes on.", "command", alive)
        started = {run.command: _epoch(run.started_at) for run in runs}
        yield _gauge("run_start_timestamp_seconds", "When the last run started.", "command", started)
        ended = {run.command: _epoch(run.ended_at) for run in runs if run.ended_at}
        yield _gauge("run_end_timestamp_seconds", "When the last run ended.", "command", ended)
        well = {run.command: float(run.reason == "finished") for run in runs if run.ended_at}
        yield _gauge("run_success", "Whether the last run came to its end.", "command", well)
        for name, text in _OF_RUN:
            yield _gauge(f"run_{name}", text, "command", {run.command: getattr(run, name) for run in runs})
        yield _gauge(
            "run_received_bytes",
            "Bytes received in the last run.",
            "command",
            {run.command: run.bytes for run in runs},
        )
        reports = GaugeMetricFamily(
            "gongkai_run_reports", "Reports of the last run.", labels=("command", "outcome")
        )
        for run in runs:
            for outcome in ("new", "changed", "vanished"):
                reports.add_metric((run.command, outcome), getattr(run, outcome))
        yield reports


def _alarms(connection: sqlite3.Connection) -> dict[str, float]:
    """Return how many alarms of each kind last."""
    kinds: dict[str, float] = {}
    for alarm in open_alarms(connection):
        kinds[str(alarm.kind)] = kinds.get(str(alarm.kind), 0) + 1
    return kinds


def exposed(data_dir: Path) -> bytes:
    """Return the metrics as text, as Prometheus reads it."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collector(data_dir))
    return bytes(generate_latest(registry))


def write(data_dir: Path, file: Path) -> None:
    """Write the metrics to a file for the textfile collector, the whole file or none.

    Whoever runs the collector may read it, though a service's files be its own by its umask.
    """
    make_folder(file.parent)
    with replacing(file) as metrics:
        os.fchmod(metrics.fileno(), 0o644)
        metrics.write(exposed(data_dir))


@contextmanager
def kept(data_dir: Path, file: Path | None) -> Iterator[None]:
    """Write the metrics to a file again and again while the context lasts, and at its end."""
    if file is None:
        yield
        return
    over = threading.Event()
    writing = threading.Thread(target=_write_until, args=(over, data_dir, file), name="metrics", daemon=True)
    writing.start()
    try:
        yield
    finally:
        over.set()
        writing.join()


def _write_until(over: threading.Event, data_dir: Path, file: Path) -> None:
    is_over = False
    while not is_over:
        is_over = over.wait(EVERY)
        try:
            write(data_dir, file)
        except (OSError, sqlite3.Error) as error:
            logger.warning("metrics could not be written to %s: %s", file, error)


def _of_all(connection: sqlite3.Connection) -> Iterator[Metric]:
    told = history.totals(connection)
    yield _counter("requests", "Requests sent.", told["requests"])
    yield _counter("received_bytes", "Bytes received, heads included.", told["bytes"])
    yield _counter("archived_bytes", "Bytes by which the archive grew.", told["archived"])
    yield _counter("portal_runs", "Crawls of portals that ended.", told["portals"])
    yield _counter("refused_documents", "Documents that gave no report.", told["refused"])
    found = CounterMetricFamily(
        "gongkai_report_changes", "Reports found new, changed or vanished.", labels=("outcome",)
    )
    for outcome in ("new", "changed", "vanished"):
        found.add_metric((outcome,), told[outcome])
    yield found


def _counter(name: str, text: str, value: float) -> Metric:
    return CounterMetricFamily(f"gongkai_{name}", text, value=max(value, 0))


def _gauge(name: str, text: str, label: str, values: dict[str, float]) -> Metric:
    gauge = GaugeMetricFamily(f"gongkai_{name}", text, labels=(label,))
    for key, value in values.items():
        gauge.add_metric((key,), value)
    return gauge


def _reports(connection: sqlite3.Connection) -> dict[str, float]:
    query = "SELECT count(*) FILTER (WHERE vanished_at IS NULL), count(vanished_at) FROM reports"
    return dict(zip(("current", "vanished"), connection.execute(query).fetchone(), strict=True))


def _epoch(at: str | None) -> float:
    return datetime.fromisoformat(at).timestamp() if at else 0.0
