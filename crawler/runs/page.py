"""The page of a run, for people: what needs looking at first, the rest to be opened.

One file without script. However many portals there are, it names a bounded number of reports, addresses and details;
all of them stand in the summary beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from archive.names import replacing
from crawler.runs import details, sections
from crawler.runs.figures import duration, instant
from crawler.runs.folder import RunFolder
from crawler.runs.gathered import Gathered
from crawler.runs.markup import Markup, element, text
from crawler.runs.words import badge, ended

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def write(folder: RunFolder, head: dict[str, Any]) -> None:
    """Write the page of a run whose summary, but for the portals, is given."""
    gathered = Gathered.of(folder.portals(), head["alarms"])
    with replacing(folder.page) as page:
        for piece in _pieces(folder, head, gathered):
            page.write(piece.encode("utf-8", "replace"))


def _pieces(folder: RunFolder, head: dict[str, Any], gathered: Gathered) -> Iterator[str]:
    shown = [section for section in sections.of(head, gathered) if section.content]
    links = [element("a", section.heading, href=f"#{section.id}") for section in shown]
    yield "<!DOCTYPE html>\n"
    yield '<html lang="en">\n'
    yield _head(head)
    yield "<body>\n"
    yield element("header", *_title(head))
    yield element("nav", *links, aria_label="Parts of this page")
    yield "\n<main>\n"
    for section in shown:
        heading = element("h2", section.heading)
        yield element("section", heading, *section.content, id_=section.id)
        yield "\n"
    if gathered.detailed:
        yield element("h2", "Portals in detail")
    detailed = {
        one["portal"]: details.of(one) for one in folder.portals() if one["portal"] in gathered.detailed
    }
    for row in gathered.rows:
        if row.portal in detailed:
            yield detailed[row.portal]
            yield "\n"
    yield "</main>\n"
    yield _foot(head)
    yield "\n</body>\n</html>\n"


def _head(head: dict[str, Any]) -> Markup:
    style = files("crawler.runs").joinpath("style.css").read_text("utf-8")
    return element(
        "head",
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="referrer" content="no-referrer">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        element("title", f"{head['run']} · gongkai {head['command']}"),
        Markup(f"<style>\n{style}</style>"),
    )


def _title(head: dict[str, Any]) -> Iterator[Markup]:
    yield element("h1", f"gongkai {head['command']} ", badge(head["reason"]))
    came = head["totals"]["portals"]
    planned = f" of {head['planned']}" if head["planned"] and head["planned"] != came else ""
    times = f"{instant(head['started_at'])}, {duration(head['seconds'])}"
    yield element("p", f"{times} · {came}{planned} portals · run ", element("code", head["run"]))
    if head["reason"] != "finished":
        yield element("p", text(ended(head["reason"])), class_="bad badge")


def _foot(head: dict[str, Any]) -> Markup:
    beside = (
        element("a", "summary.json", href="summary.json"),
        " (all of this for machines) · ",
        element("a", "log.jsonl", href="log.jsonl"),
        " (every line that was logged). Counts are those of the run; lists and findings those of the whole job.",
    )
    return element("footer", element("p", *beside), element("p", f"{head['schema']}"))
