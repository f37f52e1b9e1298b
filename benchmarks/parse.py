"""What reading a document costs, as multiples of `lxml.html` merely parsing its page: `python -m benchmarks.parse`.

Processor milliseconds, means over the documents of a kind. No document is timed twice in a process, for what was made
of its labels, numbers and menus is remembered: each round of each measure, `lxml.html` too, is a process of its own,
that reads other documents first, as a worker has, then each once. The medians of the rounds count. The kinds are
generated pages of real size and small dense ones, the report pages of the sample portals, and, without a page to
compare with, texts and a PDF. Besides the measures the rooms of the whole are given, where the rest of its time goes;
those in brackets are rooms within reading a page.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import lxml.html

from archive.capture import Capture, Document
from archive.files import from_files
from archive.media import HTML
from benchmarks.reports.making import make
from benchmarks.reports.rendering import document
from pipelines import assemble, parse
from pipelines.body import Table
from pipelines.errors import ReadingError
from pipelines.reading import html, page, read
from pipelines.report import dumps
from pipelines.schema import validate
from pipelines.tables.statutory import read_tables
from tests.portals.model import Page
from tests.portals.sites import SITES

TESTS = Path(__file__).parents[1] / "tests"
ROOMS = {
    "reading": [(assemble, "read")],
    "(flatten)": [(html, "flatten")],
    "(parse)": [(page, "parse")],
    "(strip)": [(page, "strip")],
    "(find)": [(html, name) for name in ("value_tables", "find_body", "titles", "trimmed", "read_head")],
    "(grids)": [(html, "_blocks")],
    "tables": [(assemble, "read_tables")],
    "sections": [(assemble, "split")],
    "identity": [(parse, "identify")],
    "facts": [(parse, "statements"), (parse, "find")],
    "checks": [(parse, "check")],
}
"""Where `parse` enters each room."""


def bare(document: Document) -> None:
    for capture in document.captures:
        lxml.html.fromstring(capture.payload)


def tables(document: Document) -> None:
    """Find the body and read its tables."""
    readings = [read(capture, index) for index, capture in enumerate(document.captures)]
    read_tables([block for reading in readings for block in reading.blocks if isinstance(block, Table)])


def whole(document: Document) -> None:
    """Read with evidence, validate, serialize; a refusal costs what it costs."""
    with suppress(ReadingError):
        report = parse.parse(document).to_json()
        validate(report)
        dumps(report)


STEPS: dict[str, Callable[[Document], None]] = {"lxml": bare, "tables": tables, "whole": whole}
Costs = dict[str, float]
"""Seconds by measure or room."""


def measured(
    step: str, before: list[Document], documents: list[Document], *, by_rooms: bool = False
) -> Costs:
    """Return what a step costs on all documents, each met for the first time in a process that has read others."""
    for each in before:
        bare(each)
        whole(each)
    gc.collect()
    spent = dict.fromkeys(ROOMS, 0.0)
    if by_rooms:
        _enter_by_clocks(spent)
    begun = time.process_time()
    for each in documents:
        STEPS[step](each)
    return spent if by_rooms else {step: time.process_time() - begun}


def medians(rounds: int, **what: Any) -> Costs:  # noqa: ANN401 - what `measured` takes
    """Return the median of each cost over rounds, each in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as fresh:
        found = [fresh.submit(partial(measured, **what)).result() for _ in range(rounds)]
    return {name: median(each[name] for each in found) for name in found[0]}


def _enter_by_clocks(spent: Costs) -> None:
    """Have `parse` enter each room by a door that adds the time spent behind it."""
    for room, doors in ROOMS.items():
        for module, name in doors:
            setattr(module, name, _clocked(getattr(module, name), room, spent))


def _clocked(function: Callable[..., Any], room: str, spent: Costs) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
        begun = time.process_time()
        found = function(*arguments, **named)
        found = tuple(found) if isinstance(found, Iterator) else found
        spent[room] += time.process_time() - begun
        return found

    return call


def generated(count: int, *, heavy: bool, start: int = 5000) -> list[Document]:
    """Return reports that are web pages, without attachments."""
    made = (document(make(seed, heavy=heavy, format="html")) for seed in range(start, start + 2 * count))
    return list(islice((each for each in made if {one.media_type for one in each.captures} == {HTML}), count))


def portal_pages() -> Iterator[Document]:
    """Yield the reports of the sample portals that consist of web pages."""
    for site in SITES:
        for report in site.reports:
            found = [(path, site.pages[path]) for path in report.captures if path in site.pages]
            if all(page.media_type.startswith("text/html") for _, page in found):
                yield Document(tuple(_capture(site.name, path, page) for path, page in found))


def _capture(site: str, path: str, page: Page) -> Capture:
    headers = (("Content-Type", page.media_type),)
    return Capture(f"http://{site}.test{path}", 200, headers, page.body, "text/html")


def kinds(count: int) -> Mapping[str, list[Document]]:
    return {
        "real size": generated(count, heavy=True),
        "small": generated(count, heavy=False),
        "portals": list(portal_pages()),
        "text": [from_files(path) for path in sorted((TESTS / "samples").glob("*.txt"))],
        "pdf": [from_files(TESTS / "portals" / "xinzhen2021.pdf")],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.parse", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=40, help="generated pages of each size")
    asked = parser.parse_args()
    compared = [f"{step}/lxml" for step in STEPS if step != "lxml"]
    names = ("kind", "documents", "kB each", *STEPS, *compared, *ROOMS)
    print(f"| {' | '.join(names)} |")
    print("|---|" + "---:|" * (len(names) - 1))
    before = generated(20, heavy=False, start=9000)
    for kind, documents in kinds(asked.count).items():
        print(row(kind, before, documents, asked.rounds), flush=True)


def row(kind: str, before: list[Document], documents: list[Document], rounds: int) -> str:
    marked = kind not in {"text", "pdf"}
    steps = [step for step in STEPS if marked or step != "lxml"]
    costs: Costs = {}
    for step in steps:
        costs |= medians(rounds, step=step, before=before, documents=documents)
    inside = medians(rounds, step="whole", before=before, documents=documents, by_rooms=True)
    each = 1000 / len(documents)
    size = sum(len(capture.payload) for document in documents for capture in document.captures)
    cells = [
        *(kind, str(len(documents)), f"{size / 1000 / len(documents):.0f}"),
        *(f"{costs[step] * each:.2f}" if step in costs else "–" for step in STEPS),
        *(f"{costs[step] / costs['lxml']:.1f}" if marked else "–" for step in STEPS if step != "lxml"),
        *(f"{seconds * each:.2f}" for seconds in inside.values()),
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
