"""The lists of pages by which a WACZ is entered: JSON lines with address, date, title and text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.cdxj import timestamp

PAGES = "pages/pages.jsonl"
EXTRA_PAGES = "pages/extraPages.jsonl"


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page: the record that holds it, its address, its WARC-Date, and what it is called and says."""

    record_id: str
    url: str
    captured_at: str
    title: str | None = None
    text: str | None = None

    def line(self) -> bytes:
        """Return the line; its date is to the second, as in the index by which replay finds the page."""
        said = {
            "id": self.record_id.rpartition(":")[2],
            "url": self.url,
            "ts": instant(self.captured_at),
            "title": self.title,
            "text": self.text,
        }
        known = {name: value for name, value in said.items() if value is not None}
        return json.dumps(known, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def lines(pages: Iterable[PageLine], title: str) -> Iterator[bytes]:
    """Yield a list: the line that says what it is, and one for each page."""
    head = {"format": "json-pages-1.0", "id": "pages", "title": title, "hasText": True}
    yield json.dumps(head).encode() + b"\n"
    for page in pages:
        yield page.line()


def instant(date: str) -> str:
    """Return a WARC-Date as RFC 3339 has it, to the second; what a shorter one leaves open is its beginning."""
    d = timestamp(date)
    return f"{d[:4]}-{d[4:6]}-{d[6:8]}T{d[8:10]}:{d[10:12]}:{d[12:]}Z"
