"""What a sample portal is made of: pages by address, and the truth about which of them are reports."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

HTML = "text/html; charset=utf-8"
LOOKS = Path(__file__).parent / "looks"

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """What the server answers for one address."""

    body: bytes
    media_type: str = HTML

    @classmethod
    def of(cls, text: str, media_type: str = HTML, charset: str = "utf-8") -> Page:
        return cls(text.encode(charset), media_type)


def look(name: str) -> Page:
    """A style sheet or script of the folder `looks`."""
    return Page(
        (LOOKS / name).read_bytes(), "text/css" if name.endswith(".css") else "application/javascript"
    )


def picture(width: int, height: int, red: int, green: int, blue: int) -> Page:
    """A PNG of one colour (W3C PNG, 5: signature, IHDR, IDAT, IEND)."""
    rows = (b"\0" + bytes((red, green, blue)) * width) * height
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    framed = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    return Page(b"\x89PNG\r\n\x1a\n" + b"".join(framed), "image/png")


@dataclass(frozen=True, slots=True)
class Truth:
    """A report that must be found.

    `sample` is the stem of its file in tests/samples, `None` for a made-up report. `captures` are the addresses
    it is read from, article pages in order, then attachments; `gone` those of its pages that answer 404.
    `published_on` is the date its page shows.
    """

    title: str
    year: int
    issuer: str
    published_on: str
    captures: tuple[str, ...]
    sample: str | None = None
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A portal: `pages` by path and query; `answer` for addresses whose content depends on a form or query."""

    name: str
    family: str
    issuer: str
    pages: Mapping[str, Page]
    reports: tuple[Truth, ...]
    answer: Callable[[str, Form], Page | None] = lambda _path, _form: None
    compressed: bool = False

    @property
    def gone(self) -> frozenset[str]:
        """Addresses that are linked on purpose though they answer 404."""
        return frozenset(path for report in self.reports for path in report.gone)
