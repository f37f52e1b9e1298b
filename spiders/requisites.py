"""What a page needs to look as it did: style sheets, scripts, pictures, fonts, and what its frames need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import html
from scrapy.http import Response

from pipelines.reading.charset import decode
from spiders import styles
from spiders.links import LONGEST, joined
from spiders.page import Page, read_page
from spiders.trackers import is_tracker

MOST = 300
"""Requisites of one page or style sheet."""

MOST_HOSTS = 10
"""Hosts that the requisites of one page or style sheet may be had from; one that does not answer takes its time."""

ROOM = 500
"""Requisites of one page in all, those of its style sheets and frames included."""

DEEPEST = 4
"""Style sheets that import others, frames within frames."""

BOUNDS: dict[str, Any] = {"download_maxsize": 16 * 1024 * 1024, "download_timeout": 30, "dont_retry": True}
"""What Scrapy goes by for a requisite: bytes, seconds; a host that stalls is asked for each once only."""

_MOST_SEEN = 5000
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|bmp|svg|ico)(?:[?#!]|$)", re.IGNORECASE)
# Loaders of pictures keep the address in an attribute of their own until the picture comes into view.
_LAZY = re.compile(r"data-.+|_src|src\d|lazy-?src|original|(?:zoom)?file", re.IGNORECASE)
_CANDIDATES = re.compile(r"\s+|(?<=\d[wxh]),")
_DESCRIPTOR = re.compile(r"[\d.]+[wxh],?")
# Films and sound, downloads, and fonts of browsers gone by.
_LEFT = re.compile(
    r"\.(?:mp4|m4v|m4a|webm|og[gva]|avi|mov|wmv|flv|f4v|swf|rm|rmvb|mpe?g|mp3|wav|wma|m3u8|ts"
    r"|pdf|docx?|xlsx?|pptx?|wps|et|ofd|rtf|txt|zip|rar|7z|gz|tar|exe|msi|apk|dmg|iso|eot)$",
    re.IGNORECASE,
)
_RELATIONS = frozenset({"stylesheet", "icon", "apple-touch-icon", "mask-icon"})
_PRELOADED = {"style": "stylesheet", "font": "icon", "image": "icon", "script": "icon"}


class Kind(StrEnum):
    """What is to be done with a requisite once it is there: those of a sheet and of a frame have requisites too."""

    SHEET = "sheet"
    FRAME = "frame"
    SCRIPT = "script"
    PICTURE = "picture"


_ORDER = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Requisite:
    """Something a page needs, by its address."""

    url: str
    kind: Kind

    @property
    def host(self) -> str:
        """Return the server it is asked of."""
        return urlsplit(self.url).netloc

    @property
    def has_own(self) -> bool:
        """Return whether it may need others in turn."""
        return self.kind in {Kind.SHEET, Kind.FRAME}


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much may still be asked for on behalf of a page: `room` in number, below `depth` others.

    JSON in the request's meta, with the kind of what is asked for.
    """

    kind: Kind = Kind.FRAME
    depth: int = 0
    room: int = ROOM

    @classmethod
    def of(cls, response: Response) -> Allowance:
        """Return what a response has left; one that is no requisite itself is a page and has all."""
        known = response.meta.get("requisite") or {}
        return cls(**{**known, "kind": Kind(known["kind"])}) if known else cls()

    def shared(self, wanted: Sequence[Requisite]) -> Iterator[tuple[Requisite, dict[str, Any]]]:
        """Yield what of the wanted may be asked for, each with its own allowance: they share what room is left."""
        granted = wanted[: self.room] if self.depth < DEEPEST else ()
        sharers = sum(one.has_own for one in granted)
        room = (self.room - len(granted)) // sharers if sharers else 0
        for one in granted:
            yield one, asdict(Allowance(one.kind, self.depth + 1, room if one.has_own else 0))


def within(response: Response) -> list[Requisite]:
    """Return what a requisite needs in turn, by what it was asked for as."""
    kind = Allowance.of(response).kind
    if kind is Kind.SHEET:
        return of_sheet(decode(response.body[: styles.LONGEST_SHEET]), response.url)
    page = read_page(response) if kind is Kind.FRAME else None
    return of_page(page) if page is not None else []


def of_page(page: Page) -> list[Requisite]:
    """Return what a page needs, each address once: what shapes it first, pictures last."""
    return _chosen(_wanted(_in_page(page), page.base), page.url)


def of_sheet(css: str, url: str) -> list[Requisite]:
    """Return what a style sheet, read from an address, needs: imports first."""
    return _chosen(_wanted(_in_css(css), url), url)


Named = Iterator[tuple[str, Kind]]


def _chosen(wanted: Iterator[Requisite], own: str) -> list[Requisite]:
    found = dict.fromkeys(one for one in islice(wanted, _MOST_SEEN) if one.url != own)
    ordered = sorted(found, key=lambda one: _ORDER[one.kind])
    hosts = list(dict.fromkeys(one.host for one in ordered))[:MOST_HOSTS]
    return [one for one in ordered if one.host in hosts][:MOST]


def _wanted(named: Named, base: str) -> Iterator[Requisite]:
    for address, kind in named:
        url = joined(base, address)
        if url is not None and not _is_left(url):
            yield Requisite(url, kind)


def _is_left(url: str) -> bool:
    """Return whether an address is not asked for: heavy media, files for download, and what watches the reader."""
    return bool(_LEFT.search(urlsplit(url).path)) or is_tracker(url)


def _in_page(page: Page) -> Named:
    for element in page.tree.iter():
        if isinstance(element.tag, str):
            yield from _in_element(element)
            if background := element.get("background"):
                yield background, Kind.PICTURE
            yield from _in_css(element.get("style") or "")


def _in_element(element: html.HtmlElement) -> Named:
    tag, source = element.tag, element.get("src") or ""
    if tag == "link":
        yield from _linked(element)
    elif tag == "style":
        yield from _in_css(element.text or "")
    elif tag == "script":
        yield source, Kind.SCRIPT
    elif tag in {"iframe", "frame"}:
        yield source, Kind.FRAME
    elif tag == "video":
        yield element.get("poster") or "", Kind.PICTURE
    elif tag in {"image", "use"}:
        yield element.get("href") or element.get("xlink:href") or "", Kind.PICTURE
    elif tag in {"img", "input"}:
        yield source, Kind.PICTURE
        yield from _lazy(element)
    elif tag == "source" and _tag_above(element) == "picture":
        yield from _lazy(element)


def _linked(element: html.HtmlElement) -> Named:
    relations = (element.get("rel") or "").lower().split()
    if "preload" in relations:
        relations.append(_PRELOADED.get((element.get("as") or "").lower(), ""))
    if "alternate" not in relations and not _RELATIONS.isdisjoint(relations):
        yield element.get("href") or "", Kind.SHEET if "stylesheet" in relations else Kind.PICTURE


def _lazy(element: html.HtmlElement) -> Named:
    """Yield the pictures an element may show besides that of its `src`: of other sizes, or once it is in view."""
    for name, value in element.items():
        if name.endswith("srcset"):
            for part in _CANDIDATES.split(value[: LONGEST * 10]):
                if part.strip(",") and not _DESCRIPTOR.fullmatch(part):
                    yield part.strip(","), Kind.PICTURE
        elif _LAZY.fullmatch(name) and _PICTURE.search(value[:LONGEST]):
            yield value, Kind.PICTURE


def _tag_above(element: html.HtmlElement) -> str:
    above = element.getparent()
    return str(above.tag) if above is not None else ""


def _in_css(css: str) -> Named:
    if "(" in css or "@" in css:
        for address, is_import in styles.addresses(css):
            yield address, Kind.SHEET if is_import else Kind.PICTURE
