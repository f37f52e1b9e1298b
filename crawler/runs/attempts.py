"""A portal that was taken up again in the same run: what came of both attempts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from crawler.tally import Tally

_SUMMED = (
    *("requests", "bytes", "archived", "listings", "documents", "anomalies"),
    *("rendered", "unmodified", "seconds"),
)
_COUNTED = ("sent", "statuses", "reports", "refused")
_NAMED = ("changes", "failed")


def together(before: Mapping[str, Any] | None, after: dict[str, Any]) -> dict[str, Any]:
    """Return a portal's object of a summary for an attempt and the one before: counts of both, the end of the later."""
    if before is None:
        return after
    counted = {name: Counter(before[name]) + Counter(after[name]) for name in _COUNTED}
    return {
        **after,
        "started_at": before["started_at"],
        **{name: round(before[name] + after[name], 1) for name in _SUMMED},
        **counted,
        "per_report": Tally(sent=counted["sent"], reports=counted["reports"]).per_report,
        **{name: before[name] + after[name] for name in _NAMED},
        "hosts": added(before["hosts"], after["hosts"]),
    }


def added(*told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what hosts cost in all; of the rests, which hosts are let alone for by all who ask, the longest."""
    hosts: dict[str, dict[str, Any]] = {}
    for one in (host for hosts_of_one in told for host in hosts_of_one):
        known = hosts.setdefault(one["host"], {**one, "requests": 0, "seconds": 0.0})
        known["requests"] += one["requests"]
        known["seconds"] = round(known["seconds"] + one["seconds"], 3)
        known["slowest"] = max(known["slowest"], one["slowest"])
        known["rested"] = max(known["rested"], one["rested"])
    return list(hosts.values())
