"""The parts of a run's page that are about the whole run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.reasons import why
from crawler.runs.details import anchor, differences
from crawler.runs.figures import against, duration, instant, number, size
from crawler.runs.gathered import Bounded, Gathered, Row
from crawler.runs.markup import Markup, address, details, element, file, table, text
from crawler.runs.words import badge

MOST_OF_EVIDENCE = 2000
"""Characters of one piece of an alarm's evidence that are shown."""

ROWS = 300
"""Portals in the first table; the others are opened, so many in each."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page under a heading of its own; one without content is left out."""

    id: str
    heading: str
    content: tuple[Markup, ...]


def of(head: Mapping[str, Any], gathered: Gathered) -> Iterator[Section]:
    """Yield the parts in the order in which they are read."""
    yield Section("figures", "In figures", (_figures(head),))
    yield Section("alarms", "Alarms", tuple(_alarms(head)))
    yield Section("reports", "Reports", tuple(_reports(gathered)))
    yield Section("portals", "Portals", tuple(_portals(gathered)))
    yield Section("lists", "Lists: stated against seen", tuple(_lists(head, gathered)))
    yield Section("dead", "Dead addresses", tuple(_dead(head, gathered.dead)))
    yield Section("anomalies", "Anomalies", tuple(_doubts(head)))
    yield Section("hosts", "Slowest hosts", tuple(_hosts(head)))
    yield Section("before", "Compared with the runs before", tuple(_comparison(head)))


def _figures(head: Mapping[str, Any]) -> Markup:
    totals = head["totals"]
    before = next((one for one in head["comparison"] if one["reason"] == "finished"), None)
    cells = [
        ("New reports", "new", number),
        ("Changed", "changed", number),
        ("Vanished", "vanished", number),
        ("Gave no report", "refused", number),
        ("Portals", "portals", number),
        ("Did not finish", "unfinished", number),
        ("Findings", "findings", number),
        ("Dead addresses", "dead", number),
        ("Anomalies in what was read", "anomalies", number),
        ("Requests", "requests", number),
        ("Received", "bytes", size),
        ("Archive grew by", "archived", size),
    ]
    boxes = [
        _figure(name, write(totals[key]), _than(totals[key], before, key, write))
        for name, key, write in cells
    ]
    took = "" if before is None else f"{duration(before['seconds'])} the run before"
    return element("dl", *boxes, _figure("Time", duration(head["seconds"]), took), class_="figures")


def _than(count: float, before: Mapping[str, Any] | None, key: str, write: Any) -> str:  # noqa: ANN401 - a function
    if before is None:
        return ""
    return f"{write(before[key])} the run before" if write is size else against(count, before[key])


def _figure(name: str, figure: str, note: str) -> Markup:
    more = element("small", note) if note else ""
    return element("div", element("dt", name), element("dd", figure, more))


def _alarms(head: Mapping[str, Any]) -> Iterator[Markup]:
    if head["alarms"]:
        order = {"new": 0, "again": 1, "lasting": 2, "over": 3}
        yield element(
            "ul",
            *map(_alarm, sorted(head["alarms"], key=lambda one: order.get(one.get("state"), 2))),
            class_="plain",
        )


def _alarm(alarm: Mapping[str, Any]) -> Markup:
    over = alarm.get("state") == "over"
    since = (
        "over now"
        if over
        else f"since {instant(alarm.get('since_at'))}"
        if alarm.get("state") != "new"
        else "new"
    )
    where = (
        element("a", element("bdi", alarm["portal"]), href=f"#{anchor(alarm['portal'])}")
        if alarm["portal"]
        else "the whole run"
    )
    mark = element("span", str(alarm["kind"]).replace("_", " "), class_=f"badge {'good' if over else 'bad'}")
    return element(
        "li",
        mark,
        " ",
        where,
        element("span", f" · {since}", class_="dim"),
        element("p", alarm["text"]),
        *_evidence(alarm["evidence"]),
        class_=None if over else "is-bad",
    )


def _evidence(evidence: Mapping[str, Any]) -> Iterator[Markup]:
    """Yield what an alarm goes by; all of it stands in the summary."""
    if evidence:
        rows = [
            (name, json.dumps(value, ensure_ascii=False)[:MOST_OF_EVIDENCE])
            for name, value in evidence.items()
        ]
        yield details("Evidence", table("What the alarm goes by", ["What", "Value"], rows))


def _reports(gathered: Gathered) -> Iterator[Markup]:
    for outcome, shown in gathered.changes.items():
        if shown.count:
            heads = ["Report", "Year", "-Portal", "-Stored as"]
            rows = [_report(portal, change) for portal, change in shown.first]
            yield element("h3", f"{outcome.capitalize()} ({number(shown.count)})")
            yield table(_caption(shown, f"{outcome} reports"), heads, rows, numbers=[1])
    if gathered.failed.count:
        yield element("h3", f"Documents that gave no report ({number(gathered.failed.count)})")
        rows = [_failure(portal, failure) for portal, failure in gathered.failed.first]
        yield table(_caption(gathered.failed, "documents"), ["Document", "Reason", "-Portal"], rows)


def _report(portal: str, change: Mapping[str, Any]) -> tuple[object, ...]:
    title = element("div", address(change["url"], change["title"] or change["id"]))
    if change.get("why"):
        title = Markup(title + element("div", why(change["why"]), class_="dim"))
    if change.get("differences"):
        title = Markup(title + differences(change))
    return title, change["year"] or "–", element("bdi", portal), file(change["file"], change["id"])


def _failure(portal: str, failure: Mapping[str, Any]) -> tuple[object, ...]:
    return address(failure["url"], failure["title"]), failure["reason"], element("bdi", portal)


def _portals(gathered: Gathered) -> Iterator[Markup]:
    rows = gathered.rows
    yield _portal_table(rows[:ROWS], gathered, "Portals, those that need looking at first")
    for start in range(ROWS, len(rows), ROWS):
        part = rows[start : start + ROWS]
        caption = f"Portals {number(start + 1)} to {number(start + len(part))}"
        yield details(caption, _portal_table(part, gathered, caption))


def _portal_table(rows: list[Row], gathered: Gathered, caption: str) -> Markup:
    heads = [
        "Portal",
        "Ended",
        "Alarms",
        "Findings",
        "New",
        "-Changed",
        "-Vanished",
        "-Stored",
        "-Stated / seen",
        "-Dead",
        "-Requests",
        "-Received",
        "-Time",
    ]
    cells = (
        (
            _named(row.portal, gathered),
            badge(row.reason),
            row.alarms or "",
            row.losses or "",
            row.new or "",
            row.changed or "",
            row.vanished or "",
            number(row.stored),
            f"{number(row.stated)} / {number(row.seen)}" if row.stated else "–",
            row.dead or "",
            number(row.requests),
            size(row.bytes),
            duration(row.seconds),
        )
        for row in rows
    )
    return table(caption, heads, cells, numbers=range(2, len(heads)))


def _named(portal: str, gathered: Gathered) -> Markup:
    name = element("bdi", portal)
    return element("a", name, href=f"#{anchor(portal)}") if portal in gathered.detailed else name


def _lists(head: Mapping[str, Any], gathered: Gathered) -> Iterator[Markup]:
    told = head["lists"]
    if told["lists"]:
        said = (
            f"{number(told['lists'])} lists; those that say how many entries they hold state {number(told['stated'])},"
            f" and {number(told['seen_of_stated'])} were seen. {number(told['short'])} held fewer than they state,"
            f" {number(told['open'])} wait for the next start to go on."
        )
        yield element("p", said)
    if gathered.short.count:
        rows = [
            (
                address(one["url"], one["title"]),
                one["records_stated"],
                one["seen"],
                one["pages_seen"],
                element("bdi", portal),
            )
            for portal, one in gathered.short.first
        ]
        heads = ["List", "Stated", "Seen", "-Pages", "-Portal"]
        yield table(
            _caption(gathered.short, "lists that held fewer entries than they state"),
            heads,
            rows,
            numbers=[1, 2, 3],
        )


def _dead(head: Mapping[str, Any], dead: Bounded) -> Iterator[Markup]:
    if not dead.count:
        return
    counts = ", ".join(f"{number(many)} {why(reason)}" for reason, many in head["dead"].items())
    yield element("p", counts)
    rows = [(address(url), why(reason), element("bdi", portal)) for portal, (url, reason) in dead.first]
    yield details(
        f"The addresses ({number(dead.count)})",
        table(_caption(dead, "addresses"), ["Address", "Reason", "-Portal"], rows),
    )


def _doubts(head: Mapping[str, Any]) -> Iterator[Markup]:
    if head["doubts"]:
        rows = [(element("code", code), number(count)) for code, count in head["doubts"].items()]
        yield table(
            "Errors and warnings in the stored reports of these portals",
            ["Anomaly", "How often"],
            rows,
            numbers=[1],
        )


def _hosts(head: Mapping[str, Any]) -> Iterator[Markup]:
    if head["hosts"]:
        rows = [
            (
                element("bdi", one["host"]),
                f"{(one['seconds'] + one['rested']) / max(one['requests'], 1):.2f} s",
                f"{one['slowest']:.2f} s",
                duration(one["rested"]) if one["rested"] else "",
                number(one["requests"]),
            )
            for one in head["hosts"]
        ]
        heads = ["Host", "A request", "-The slowest", "Rested", "Requests"]
        yield table("Time for a request, rests included", heads, rows, numbers=range(1, 5))


def _comparison(head: Mapping[str, Any]) -> Iterator[Markup]:
    if not head["comparison"]:
        return
    this = {
        **head["totals"],
        "started_at": head["started_at"],
        "reason": head["reason"],
        "seconds": head["seconds"],
    }
    rows = [
        _compared("This run", this),
        *(_compared(instant(one["started_at"]), one, one["id"]) for one in head["comparison"]),
    ]
    heads = [
        "Run",
        "Ended",
        "Portals",
        "New",
        "-Changed",
        "-Vanished",
        "-No report",
        "-Anomalies",
        "-Dead",
        "Requests",
        "-Received",
        "Time",
    ]
    yield table(f"The last runs of gongkai {head['command']}", heads, rows, numbers=range(2, len(heads)))


def _compared(name: str, run: Mapping[str, Any], run_id: str | None = None) -> tuple[object, ...]:
    linked = element("a", name, href=f"../{run_id}/index.html") if run_id else text(name)
    counts = (
        number(run[key])
        for key in ("portals", "new", "changed", "vanished", "refused", "anomalies", "dead", "requests")
    )
    return (linked, badge(run["reason"]), *counts, size(run["bytes"]), duration(run["seconds"]))


def _caption(shown: Bounded, what: str) -> str:
    if shown.count > len(shown.first):
        return (
            f"The first {number(len(shown.first))} of {number(shown.count)} {what}; all are in summary.json"
        )
    return f"{what.capitalize()}: {number(shown.count)}"
