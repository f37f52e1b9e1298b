"""What reading a document costs, as multiples of `lxml.html` merely parsing its page: `python -m benchmarks.parse`.

Processor milliseconds, means over the documents of a kind; each document is read in turns (`--turns`), the best turn
of each counts. The kinds are generated pages of real size and small dense ones, the report pages of the sample
portals, and, without a page to compare with, texts and a PDF. Besides the three measures the rooms of the whole are
given: where the rest of its time goes.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import lxml.html

from archive.capture import Capture, Document
from archive.files import from_files
from benchmarks.reports.making import make
from benchmarks.reports.rendering import document
from pipelines import assemble, parse
from pipelines.body import Table
from pipelines.errors import ReadingError
from pipelines.reading import read
from pipelines.report import dumps
from pipelines.schema import validate
from pipelines.tables.statutory import read_tables
from tests.portals.model import Page
from tests.portals.sites import SITES

TESTS = Path(__file__).parents[1] / "tests"
ROOMS = {
    "reading": [(assemble, "read")],
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


MEASURES: dict[str, Callable[[Document], None]] = {"lxml": bare, "tables": tables, "whole": whole}


def best(step: Callable[[Document], None], document: Document, turns: int) -> float:
    """Return the seconds of the fastest turn."""
    taken = []
    for _ in range(turns):
        begun = time.process_time()
        step(document)
        taken.append(time.process_time() - begun)
    return min(taken)


def rooms(documents: list[Document], turns: int) -> Counter[str]:
    """Return the seconds that each room takes of reading the documents, entered by clocked doors."""
    spent: Counter[str] = Counter()
    doors = [
        (module, name, getattr(module, name), room) for room, found in ROOMS.items() for module, name in found
    ]
    for module, name, function, room in doors:
        setattr(module, name, _clocked(function, room, spent))
    try:
        for each in documents:
            for _ in range(turns):
                whole(each)
    finally:
        for module, name, function, _ in doors:
            setattr(module, name, function)
    return Counter({room: seconds / turns for room, seconds in spent.items()})


def _clocked(function: Callable[..., Any], room: str, spent: Counter[str]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
        begun = time.process_time()
        found = function(*arguments, **named)
        found = tuple(found) if isinstance(found, Iterator) else found
        spent[room] += time.process_time() - begun  # type: ignore[assignment]
        return found

    return call


def generated(count: int, *, heavy: bool) -> list[Document]:
    drafts = (make(seed, heavy=heavy, format="html") for seed in range(5000, 5000 + count))
    return [document(draft) for draft in drafts]


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
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--count", type=int, default=40, help="generated pages of each size")
    asked = parser.parse_args()
    print(
        f"| kind | documents | kB each | {' | '.join(MEASURES)} | tables/lxml | whole/lxml | {' | '.join(ROOMS)} |"
    )
    print("|---|" + "---:|" * (len(MEASURES) + len(ROOMS) + 4))
    for kind, documents in kinds(asked.count).items():
        print(row(kind, documents, asked.turns), flush=True)


def row(kind: str, documents: list[Document], turns: int) -> str:
    each, marked = 1000 / len(documents), kind not in {"text", "pdf"}
    size = sum(len(capture.payload) for document in documents for capture in document.captures)
    costs = {
        name: sum(best(step, document, turns) for document in documents)
        for name, step in MEASURES.items()
        if marked or name != "lxml"
    }
    ratios = [f"{costs[name] / costs['lxml']:.1f}" if marked else "–" for name in ("tables", "whole")]
    measured = [f"{costs[name] * each:.2f}" if name in costs else "–" for name in MEASURES]
    shares = [f"{seconds * each:.2f}" for seconds in map(rooms(documents, turns).__getitem__, ROOMS)]
    cells = [kind, str(len(documents)), f"{size / 1000 / len(documents):.0f}", *measured, *ratios, *shares]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
