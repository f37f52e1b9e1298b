"""A portal with a past: nights, reports and lists as a crawl leaves them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

from archive.capture import Role
from crawler import health, history
from crawler.accounts import ListAccount
from crawler.database import connect
from crawler.outcome import PortalSummary
from spiders.found import Finding, FindingKind

NAME = "www.a.gov.cn"
LIST = f"http://{NAME}/nb/"


class Portal:
    """One portal's nights; each is a day later than the one before."""

    def __init__(self, folder, begins="2026-06-01", name=NAME):
        self.db = connect(folder)
        self.name = name
        self.at = datetime.fromisoformat(f"{begins}T02:00:00+00:00")
        self.nights = 0
        self.overrides = health.Overrides()
        self._stored = 0

    def night(self, listed=40, **told):
        """A night whose lists lead to so many reports; returns its alarms by kind, those that are told."""
        lists = told.pop("lists", None)
        lists = [listing(reports=listed)] if lists is None else lists
        return self.run(lists=lists, **{"depth": "night", **told})

    def run(self, *, days=1, statuses=None, sent=9, reports=(), **told):
        self.nights += 1
        self.at += timedelta(days=days)
        at = self.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        summary = PortalSummary(
            **{
                "portal": self.name,
                "reason": "finished",
                "job": self.nights,
                "seconds": 30.0,
                "bytes": 400_000,
            }
            | {
                "statuses": Counter({"200": 9} if statuses is None else statuses),
                "started_at": at,
                "ended_at": at,
            }
            | {"sent": Counter({Role.LISTING: sent}), "reports": Counter(reports), "stored": self._stored}
            | told
        )
        history.add(self.db, self.run_id, summary)
        return {one.kind.value: one for one in health.judge(self.db, summary, self.overrides)}

    @property
    def run_id(self):
        return f"run-{self.nights:04}"

    def nights_of(self, *listed, **told):
        """Nights one after another; returns what each but lasting alarms told."""
        return [news(self.night(count, **told)) for count in listed]

    def store(self, name, year, *, layout="tables-2021", cells=200, anomalies=()):
        """Store a report, or store it again as something else."""
        url = f"http://{self.name}/{name}.html"
        was = self.db.execute("SELECT id FROM reports WHERE source = ?", (url,)).fetchone()
        for table in ("observations", "anomalies"):
            self.db.execute(f"DELETE FROM {table} WHERE report = ?", (name,))
        digest = json.dumps([layout, cells, anomalies])
        self.db.execute(
            "INSERT OR REPLACE INTO reports (id, base_id, source, portal, report_year, layout, partial, file, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)",
            (name, name, url, self.name, year, layout, f"{name}.json", digest),
        )
        self.db.executemany(
            "INSERT INTO observations (report, key, value, raw, status, capture, locator)"
            " VALUES (?, ?, 1, '1', 'number', 0, '{}')",
            [(name, f"tables.{number}") for number in range(cells)],
        )
        self.db.executemany(
            "INSERT INTO anomalies (report, code, severity, keys, message, operands) VALUES (?, ?, ?, '[]', '', '{}')",
            [(name, code, "info" if code.startswith("~") else "error") for code in anomalies],
        )
        self._stored += was is None
        return url

    def publish(self, first, last, **told):
        """A report for each year, stored by one night."""
        for year in range(first, last + 1):
            self.store(f"r{year}", year, **told)
        return self.night(last - first + 1, reports={"new": last - first + 1})


def listing(url=LIST, reports=40, **told):
    seen = {"pages_seen": 3, "pages_stated": 3, "pager": "trs", "seen": reports, "followed": reports}
    return ListAccount(url, **seen | {"column": True, "reports": reports} | told)


def found(kind, url, text="as it is"):
    return Finding(FindingKind(kind), url, text)


def news(alarms):
    """The kinds of alarms by their states, those that only last left out."""
    return {kind: alarm.state.value for kind, alarm in alarms.items() if alarm.state.value != "lasting"}


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
