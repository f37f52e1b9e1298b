"""Runs of made-up portals, and the schema that every summary is held to."""

from __future__ import annotations

import json
from importlib.resources import files

from jsonschema_rs import Draft202012Validator

from crawler.accounts import ListAccount
from crawler.outcome import PortalSummary
from crawler.runs.recording import Recording
from crawler.tally import HostTally
from spiders.found import Finding, FindingKind

SCHEMA = json.loads(files("crawler.runs").joinpath("schema.json").read_text("utf-8"))
_VALIDATOR = Draft202012Validator(SCHEMA)

HOSTILE = '\u202e"><script>alert(1)</script>某市\x1b[2J年报'


def valid(summary):
    """Returns a summary that holds to the schema."""
    faults = [f"{list(fault.instance_path)}: {fault.message}" for fault in _VALIDATOR.iter_errors(summary)]
    assert faults == []
    return summary


def summary_of(folder):
    return valid(json.loads(folder.summary.read_text("utf-8")))


def portal(name, reason="finished", **known):
    """A portal that has ended, with something of everything."""
    made = PortalSummary(portal=name, reason=reason, **known)
    made.sent.update(listing=3, page=2)
    made.reports.update(new=1, changed=1, vanished=1)
    made.bytes, made.seconds = 5000, 1.5
    made.hosts = {name: HostTally(5, 2.0, 1.5, 0.0)}
    made.lists = [
        ListAccount(
            f"http://{name}/nb/", title=HOSTILE, records_stated=20, seen=12, listed=12, missing={2: "timeout"}
        )
    ]
    made.findings = [Finding(FindingKind.UNREACHABLE, f"http://{name}/{HOSTILE}", "no answer in time")]
    made.dead, made.dead_reasons = [(f"http://{name}/dead", "timeout")], {"timeout": 1}
    told = {
        "id": "x-2025",
        "year": 2025,
        "title": HOSTILE,
        "url": "javascript:alert(1)",
        "file": "reports/x/2025/x.json",
    }
    difference = {"key": "tables.total", "change": "value", "old": 12, "new": None}
    made.told = [
        {"outcome": "new", **told},
        {"outcome": "changed", **told, "version": 2, "fields": 1, "differences": [difference]},
        {"outcome": "vanished", **told, "why": "http 404"},
    ]
    made.refusals = [{"url": f"http://{name}/bad", "title": None, "reason": "Unreadable: broken"}]
    return made


def ran(data, *portals, command="crawl", planned=None):
    """Records a run of portals and returns the recording."""
    with Recording.begin(data, command, planned or len(portals)) as recording:
        for one in portals:
            recording.began(one.portal, one.depth)
            recording.ended(one)
    return recording
