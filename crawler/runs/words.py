"""How the ends of runs and portals are said, and how much each needs looking at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archive.openfile import RESERVE
from crawler.runs.markup import Markup, element

_ENDS = {
    "finished": "finished",
    "shutdown": "stopped by a signal; the next start goes on",
    "max_requests": "stopped at --max-requests; the next start goes on",
    "out_of_time": "stopped: out of time; the next start goes on",
    "window": "stopped: the window of time ended; the next night goes on",
    "network_down": "stopped: the network is down; the next start goes on",
    "disk_full": f"stopped: the disk is full, {RESERVE >> 20} MiB stay free; free room, the next start goes on",
    "capture_failed": "stopped: the archive could not be written; see the log",
    "locked": "not crawled: another process holds it",
    "failed": "failed; see the log",
    "interrupted": "interrupted: its process was killed; the next start goes on",
}

_LEFT = frozenset({"shutdown", "max_requests", "out_of_time", "window", "locked"})
"""Ends after which all is well, and something is left for the next start."""


def ended(reason: str) -> str:
    """Return in words why a run or a portal ended."""
    return _ENDS.get(reason, reason)


def badge(reason: str) -> Markup:
    """Return the mark of an end."""
    kind = "good" if reason == "finished" else "warn" if reason in _LEFT else "bad"
    return element("span", reason.replace("_", " "), class_=f"badge {kind}")


def losses(portal: Mapping[str, Any]) -> int:
    """Return how many findings of a portal say that something was missing or refused."""
    return sum(not finding["note"] for finding in portal["findings"])


def weight(portal: Mapping[str, Any], alarms: int) -> tuple[int, ...]:
    """Return how much a portal needs looking at: alarms, then what did not end well, then what was lost or changed."""
    reports = portal["reports"]
    bad = {"finished": 0, "shutdown": 1, "max_requests": 1, "out_of_time": 1, "locked": 1}.get(
        portal["reason"], 2
    )
    moved = reports.get("vanished", 0), reports.get("changed", 0)
    return (alarms, bad, *moved, losses(portal), reports.get("new", 0))
