"""What the page of a run tells of one portal when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from crawler.reasons import why
from crawler.runs.figures import duration, number, size
from crawler.runs.markup import Markup, address, details, element, file, table
from crawler.runs.words import badge, losses

SHOWN = 60
"""Lists, findings, reports and addresses of one portal that are shown."""


def of(portal: Mapping[str, Any]) -> Markup:
    """Return a portal's details."""
    name = portal["portal"]
    missing = losses(portal)
    summary = (
        element("strong", element("bdi", name)),
        " ",
        badge(portal["reason"]),
        element("span", f" {_in_short(portal)}", class_="dim"),
        element("span", f" · {number(missing)} missing or refused", class_="dim") if missing else "",
    )
    return details(Markup("".join(map(str, summary))), *_content(portal), id_=anchor(name))


_TOLD = ("new", "changed", "moved", "vanished")


def anchor(portal: str) -> str:
    """Return what a link to a portal's details names."""
    return f"portal-{quote(portal)}"


def _in_short(portal: Mapping[str, Any]) -> str:
    reports = portal["reports"]
    told = [f"{number(reports[kind])} {kind}" for kind in _TOLD if reports.get(kind)]
    return f"{number(portal['stored'])} reports{' · ' if told else ''}{', '.join(told)}"


def _content(portal: Mapping[str, Any]) -> Iterator[Markup]:
    if portal["error"]:
        yield element("p", portal["error"])
    roles = ", ".join(f"{number(count)} {role}" for role, count in portal["sent"].items())
    cost = f"{number(portal['requests'])} requests ({roles})" if roles else "No request"
    yield element(
        "p",
        f"{cost} in {duration(portal['seconds'])}, {size(portal['bytes'])} received; looked at: {portal['depth']}.",
    )
    yield from _findings(portal)
    yield from _changes(portal)
    yield from _lists(portal)
    yield from _dead(portal)
    if portal["doubts"]:
        codes = ", ".join(f"{number(count)} {code}" for code, count in portal["doubts"].items())
        yield element("p", f"Anomalies in its stored reports: {codes}.")


def _findings(portal: Mapping[str, Any]) -> Iterator[Markup]:
    if not portal["findings"]:
        return
    yield element("h3", "Missing or refused")
    yield element(
        "ul",
        *(_finding(one) for one in portal["findings"][:SHOWN]),
        *_more(portal["findings"]),
        class_="plain",
    )


def _finding(finding: Mapping[str, Any]) -> Markup:
    where = address(finding["url"]) if "://" in finding["url"] else element("bdi", finding["url"].strip("/"))
    return element("li", finding["text"], " ", where, class_=None if finding["note"] else "is-warn")


def _changes(portal: Mapping[str, Any]) -> Iterator[Markup]:
    if not portal["changes"]:
        return
    rows = [
        (
            address(one["url"], one["title"] or one["id"]),
            one["year"] or "–",
            one["outcome"],
            file(one["file"], one["id"]),
        )
        for one in portal["changes"][:SHOWN]
    ]
    yield table(
        _caption(portal["changes"], "reports new, changed or vanished"),
        ["Report", "Year", "What", "-Stored as"],
        rows,
        numbers=[1],
    )


def _lists(portal: Mapping[str, Any]) -> Iterator[Markup]:
    lists = [one for one in portal["lists"] if one["seen"] or one["missing"]]
    if not lists:
        return
    rows = [
        (
            address(one["url"], one["title"]),
            "–" if one["records_stated"] is None else one["records_stated"],
            one["seen"],
            one["followed"],
            one["reports"],
            ", ".join(f"{count} {reason}" for reason, count in one["refused"].items()),
        )
        for one in lists[:SHOWN]
    ]
    yield table(
        _caption(lists, "lists"),
        ["List", "Stated", "Seen", "-Followed", "Reports", "-Refused"],
        rows,
        numbers=range(1, 5),
    )


def _dead(portal: Mapping[str, Any]) -> Iterator[Markup]:
    if portal["dead"]:
        rows = [(address(url), why(reason)) for url, reason in portal["dead"][:SHOWN]]
        yield table(_caption(portal["dead"], "dead addresses"), ["Address", "Reason"], rows)


def differences(change: Mapping[str, Any]) -> Markup:
    """Return the first differences in what a changed report says."""
    rows = [
        (element("code", one["key"]), element("del", _value(one["old"])), element("ins", _value(one["new"])))
        for one in change["differences"]
    ]
    told = f"fields that differ: {number(change['fields'])}; version {change['version']}"
    return details(told, table("The first differences", ["Field", "Before", "Now"], rows))


def _value(value: object) -> object:
    return "–" if value is None else value


def _caption(things: list[Any], what: str) -> str:
    more = f", the first {SHOWN} of them; all are in summary.json" if len(things) > SHOWN else ""
    return f"{what.capitalize()}: {number(len(things))}{more}"


def _more(things: list[Any]) -> Iterator[Markup]:
    if len(things) > SHOWN:
        yield element("li", f"… and {number(len(things) - SHOWN)} more in summary.json", class_="dim")
