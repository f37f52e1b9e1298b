"""What an alarm can be about; the words stand in reports, messages and overrides and do not change."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of alarms; docs/health.md tells what raises each.

    A host: `unreachable`, `blocked`, `certificate`. A portal's crawl: `failed`, `stale`. Reports that lists lead to:
    `reports_none`, `reports_few`, `reports_many`. Lists: `lists_few`, `lists_many`, `list_gone`, `list_moved`,
    `list_shrunk`, `list_pager`. What reports say: `layout_none`, `layout_new`, `cells_few`, `anomalies_many`,
    `refused_many`, `reports_rewritten`, `reports_vanished`, `year_missing`. Cost: `time_high`, `bytes_high`,
    `requests_high`. The machine: `disk_low`, `network_down`.
    """

    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    CERTIFICATE = "certificate"
    FAILED = "failed"
    STALE = "stale"
    REPORTS_NONE = "reports_none"
    REPORTS_FEW = "reports_few"
    REPORTS_MANY = "reports_many"
    LISTS_FEW = "lists_few"
    LISTS_MANY = "lists_many"
    LIST_GONE = "list_gone"
    LIST_MOVED = "list_moved"
    LIST_SHRUNK = "list_shrunk"
    LIST_PAGER = "list_pager"
    LAYOUT_NONE = "layout_none"
    LAYOUT_NEW = "layout_new"
    CELLS_FEW = "cells_few"
    ANOMALIES_MANY = "anomalies_many"
    REFUSED_MANY = "refused_many"
    REPORTS_REWRITTEN = "reports_rewritten"
    REPORTS_VANISHED = "reports_vanished"
    YEAR_MISSING = "year_missing"
    TIME_HIGH = "time_high"
    BYTES_HIGH = "bytes_high"
    REQUESTS_HIGH = "requests_high"
    DISK_LOW = "disk_low"
    NETWORK_DOWN = "network_down"


OUTAGES = frozenset({Kind.UNREACHABLE, Kind.BLOCKED, Kind.CERTIFICATE})
"""What keeps a crawl from seeing anything of a host."""

EVENTS = frozenset(
    {
        Kind.LIST_MOVED,
        Kind.LIST_PAGER,
        Kind.LAYOUT_NONE,
        Kind.LAYOUT_NEW,
        Kind.CELLS_FEW,
        Kind.ANOMALIES_MANY,
        Kind.REFUSED_MANY,
        Kind.REPORTS_REWRITTEN,
        Kind.REPORTS_VANISHED,
    }
)
"""What happens in one run: told once, neither lasting nor over."""

ACCEPTED = frozenset(
    {
        Kind.REPORTS_FEW,
        Kind.LISTS_FEW,
        Kind.LIST_SHRUNK,
        Kind.TIME_HIGH,
        Kind.BYTES_HIGH,
        Kind.REQUESTS_HIGH,
    }
)
"""What is taken as the new measure when it has lasted long enough."""

OF_THE_DEAD = OUTAGES | {
    Kind.FAILED,
    Kind.STALE,
    Kind.REPORTS_NONE,
    Kind.REPORTS_FEW,
    Kind.LISTS_FEW,
    Kind.LIST_GONE,
    Kind.LIST_SHRUNK,
    Kind.YEAR_MISSING,
}
"""What is no news of a portal that its operator calls dead."""
