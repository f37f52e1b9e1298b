"""The lists of pages by which a WACZ is entered: JSON lines with address, date, title and text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.cdxj import timestamp

PAGES = "pages/pages.jsonl"
EXTRA_PAGES = "pages/extraPages.jsonl"
_EARLIEST, _LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, tzinfo=UTC)


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
            "ts": rfc3339(moment(self.captured_at)),
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


def moment(date: str) -> datetime:
    """Return the instant of a WARC-Date, to the second; the bounds are those of dates in zip files.

    What a shorter date leaves open is its beginning; what is no date is as early as can be.
    """
    try:
        read = datetime.strptime(timestamp(date), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return _EARLIEST
    return min(max(read, _EARLIEST), _LATEST)


def rfc3339(instant: datetime) -> str:
    """Return an instant in UTC as a package writes it."""
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
