"""Everything that may be a document's title, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from archive.capture import Document
from pipelines.assemble import Assembled
from pipelines.body import Head
from pipelines.identity.titles import Title, read_titles

T = TypeVar("T")
_CHINESE = re.compile("[一-鿿]")
_SHOWN = ("title", "title_element", "meta")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may be the title; `where` is that of a mention, or `listing` or `file_name`."""

    text: str
    where: str
    capture: int | None


def heads(assembled: Assembled) -> tuple[Head, ...]:
    """Return the heads of the pages, then those of the file that the body was taken from."""
    return tuple(dict.fromkeys((*assembled.heads, *assembled.body.heads)))


def candidates(document: Document, assembled: Assembled) -> tuple[Candidate, ...]:
    """Return everything that may be the document's title, likeliest first: pages, attachment, list, file names."""
    shown = [
        Candidate(title.text, title.where, head.capture) for head in heads(assembled) for title in head.titles
    ]
    listed = document.context.listing_title if document.context else None
    found = [*shown, *([Candidate(listed, "listing", None)] if listed else []), *_file_names(document)]
    return tuple(first_of_each(found, lambda each: (each.text, each.where)))


def first_of_each(said: Iterable[T], key: Callable[[T], Hashable]) -> list[T]:
    """Return what comes first of all that have a key in common."""
    first: dict[Hashable, T] = {}
    for each in said:
        first.setdefault(key(each), each)
    return list(first.values())


def titles(found: Sequence[Candidate], site: str | None) -> list[tuple[Candidate, Title]]:
    """Return those that are a report's title with what they say, best first."""
    return [(found[index], title) for index, title in read_titles([each.text for each in found], site)]


def is_shown(candidate: Candidate) -> bool:
    """Return whether the document itself gives this as its title, not a list or a file's name."""
    return candidate.where in _SHOWN


def _file_names(document: Document) -> Iterator[Candidate]:
    if document.path and (stem := _speaking_stem(document.path)):
        yield Candidate(stem, "file_name", None)
    for index, capture in enumerate(document.captures):
        if stem := _speaking_stem(unquote(urlsplit(capture.url).path)):
            yield Candidate(stem, "file_name", index)


def _speaking_stem(path: str) -> str | None:
    stem = PurePosixPath(path).stem if _CHINESE.search(path) else ""
    return stem if _CHINESE.search(stem) else None
