"""What a sample portal is made of: pages by address, and the truth about which of them are reports."""

from __future__ import annotations

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
