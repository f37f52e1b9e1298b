"""CPU milliseconds of parsing a document, by its kind and by the room they go to: `python -m benchmarks.parse [TURNS]`.

The kinds are the sample texts, the report pages of the sample portals, and the PDF of one of them. Each document is
parsed in turns, the best turn counts; the figures are means over the documents of a kind.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from archive.capture import Capture, Document
from archive.files import from_files
from pipelines import assemble, parse
from tests.portals.model import Page
from tests.portals.sites import SITES

TESTS = Path(__file__).parents[1] / "tests"
ROOMS = {
    "reading": [(assemble, "read")],
    "tables": [(assemble, "read_tables"), (parse, "check_tables")],
    "prose": [
        (assemble, "split"),
        *((parse, name) for name in ("statements", "find", "find_period", "find_contact", "check_claims")),
    ],
}
"""Where `parse` enters each room."""


def clocked(function: Callable[..., Any], room: str, spent: Counter[str]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
        begun = time.process_time()
        found = function(*arguments, **named)
        found = tuple(found) if isinstance(found, Iterator) else found
        spent[room] += time.process_time() - begun  # type: ignore[assignment]
        return found

    return call


def pages() -> Iterator[Document]:
    """Yield the reports of the sample portals that consist of web pages."""
    for site in SITES:
        for report in site.reports:
            found = [(path, site.pages[path]) for path in report.captures if path in site.pages]
            if all(page.media_type.startswith("text/html") for _, page in found):
                yield Document(tuple(capture(site.name, path, page) for path, page in found))


def capture(site: str, path: str, page: Page) -> Capture:
    return Capture(
        f"http://{site}.test{path}", 200, (("Content-Type", page.media_type),), page.body, "text/html"
    )


def best(document: Document, turns: int, spent: Counter[str]) -> Counter[str]:
    """Return the seconds of the fastest turn, in all and by room."""
    taken = []
    for _ in range(turns):
        spent.clear()
        begun = time.process_time()
        parse.parse(document)
        taken.append(Counter({"all": time.process_time() - begun, **spent}))
    return min(taken, key=lambda turn: turn["all"])


def main() -> None:
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    spent: Counter[str] = Counter()
    for room, entrances in ROOMS.items():
        for module, name in entrances:
            setattr(module, name, clocked(getattr(module, name), room, spent))
    kinds = {
        "text": [from_files(path) for path in sorted((TESTS / "samples").glob("*.txt"))],
        "html": list(pages()),
        "pdf": [from_files(TESTS / "portals" / "xinzhen2021.pdf")],
    }
    for kind, documents in kinds.items():
        total: Counter[str] = Counter()
        for document in documents:
            total.update(best(document, turns, spent))
        total["rest"] = total["all"] - sum(total[room] for room in ROOMS)
        shares = "".join(f"  {room} {total[room] * 1000 / len(documents):6.1f}" for room in (*ROOMS, "rest"))
        print(
            f"{kind:4}  {len(documents):2} documents  {total['all'] * 1000 / len(documents):6.1f} ms each:{shares}"
        )


if __name__ == "__main__":
    main()
