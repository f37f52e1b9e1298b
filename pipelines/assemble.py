"""The captures of one document put together: pages in order, the body among them, what is missing."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

from archive.capture import Capture, Document, Role
from archive.media import is_page, is_picture
from pipelines.body import Block, Head, Paragraph, Reading, Table, is_by_ocr
from pipelines.errors import Unreadable
from pipelines.identity.titles import read_titles
from pipelines.missing import says_missing
from pipelines.prose.outline import Outline
from pipelines.prose.sections import split
from pipelines.reading import ocr, read
from pipelines.tables.statutory import Statutory, read_tables
from pipelines.tables.unread import prints_rows

ENOUGH_SECTIONS = 3
"""A text with this many recognized headings is a report, not a covering note."""

TABULAR = frozenset({"active_disclosure", "requests", "review_litigation"})
"""The sections that consist of a statutory table."""

SHORTEST_SECTION = 60
"""Characters: one of these sections that says less has its content elsewhere."""

TOO_MANY = f"more than {ocr.MOST_PAGES} pictures of one document are not read"


@dataclass(frozen=True)
class Body:
    """Blocks that may be a report's, with what tables and headings make of them; this is made out once."""

    heads: tuple[Head, ...]
    blocks: tuple[Block, ...]
    statutory: Statutory
    outline: Outline

    @property
    def recognized(self) -> int:
        """Return the number of sections whose heading has a known meaning."""
        return sum(section.key is not None for section in self.outline.sections)

    @cached_property
    def flattens_tables(self) -> bool:
        """Return whether statutory tables stand there as lines that tell no columns, so that none was read."""
        return not self.statutory.used and prints_rows(line for each in self.blocks for line in _lines(each))

    @cached_property
    def is_by_ocr(self) -> bool:
        """Return whether any of it was read by optical character recognition."""
        return any(map(is_by_ocr, self.blocks))

    @property
    def weight(self) -> tuple[bool, int, int]:
        """Return what makes one body likelier than another: tables, then headings, then length."""
        return bool(self.statutory.used), self.recognized, len(self.blocks)


def _lines(block: Block) -> list[str]:
    """Return a paragraph, or the rows of a table that tells no columns."""
    if isinstance(block, Paragraph):
        return [block.text]
    rows = () if block.spanned else block.grid
    return [" ".join(cell.text for cell in row if cell) for row in rows]


@dataclass(frozen=True, slots=True)
class Assembled:
    """A document read: its captures as the report lists them, its body, and what could not be had or read.

    `roles` and `numbers` go with the captures: article pages by their numbers, attachments counted among themselves.
    `heads` are those of the pages.
    """

    captures: tuple[Capture, ...]
    roles: tuple[Role, ...]
    numbers: tuple[int, ...]
    heads: tuple[Head, ...]
    body: Body
    missing_pages: tuple[int, ...]
    unread: tuple[str, ...]
    pictures: int = 0

    @property
    def hides_tables(self) -> bool:
        """Return whether statutory tables stand there as pictures: images, and sections of a form with no content."""
        statutory = self.body.statutory
        if statutory.used or not (self.pictures or statutory.pictures):
            return False
        bare = [
            section
            for section in self.body.outline.sections
            if section.key in TABULAR and len(section.text) < SHORTEST_SECTION
        ]
        return len(bare) > 1


@dataclass(frozen=True, slots=True)
class _Read:
    capture: Capture
    reading: Reading | None
    is_page: bool
    reason: str = ""

    @property
    def number(self) -> int | None:
        """The page's number: its own word first, else what it was asked for as."""
        if self.reading is not None and self.reading.position is not None:
            return self.reading.position.current
        return self.capture.context.page if self.capture.context else None


def assemble(document: Document) -> Assembled:
    """Read every capture and choose the body: the pages, an attachment, or pages with an attachment's tables."""
    read_captures = _settled(document.captures)
    pages = [each for each in read_captures if each.is_page and each.reading]
    attachments = [each for each in read_captures if not each.is_page and each.reading]
    missing = _missing_pages(pages, document.captures)
    body = _choose(_body(pages, missing), attachments, missing)
    return Assembled(
        captures=tuple(each.capture for each in read_captures),
        roles=tuple(Role.PAGE if each.is_page else Role.ATTACHMENT for each in read_captures),
        numbers=_numbers(read_captures),
        heads=tuple(each.reading.head for each in pages if each.reading),
        body=body,
        missing_pages=missing,
        pictures=sum(each.reading.pictures for each in pages if each.reading),
        unread=tuple(dict.fromkeys(each.reason for each in read_captures if each.reading is None)),
    )


def _settled(captures: Sequence[Capture]) -> list[_Read]:
    """Read the captures in their final order, error pages left out; blocks carry the final indices."""
    beyond = [index for index, one in enumerate(captures) if is_picture(one.media_type)][ocr.MOST_PAGES :]
    first = [
        _Read(capture, None, _is_page(captures, index), TOO_MANY)
        if index in beyond
        else _read(capture, index, _is_page(captures, index))
        for index, capture in enumerate(captures)
    ]
    kept = [each for each in first if each.reading is None or not says_missing(each.reading)]
    numbers = _page_numbers([each for each in kept if each.is_page])
    ordered = sorted(kept, key=lambda each: (not each.is_page, numbers[id(each)] if each.is_page else 0))
    if len(ordered) == len(first) and all(map(operator.is_, ordered, first)):
        return first
    return [
        each if each is first[index] else _read(each.capture, index, each.is_page)
        for index, each in enumerate(ordered)
    ]


def _page_numbers(pages: Sequence[_Read]) -> dict[int, int]:
    """Return the number of each page by its identity; one that has none has the first that no other page has.

    A document may begin with its second page, which nobody asked for by number.
    """
    taken = {each.number for each in pages}
    free = (number for number in count(1) if number not in taken)
    return {id(each): each.number or next(free) for each in pages}


def _read(capture: Capture, index: int, as_page: bool) -> _Read:
    try:
        return _Read(capture, read(capture, index), as_page)
    except Unreadable as why:
        return _Read(capture, None, as_page, str(why))


def _is_page(captures: Sequence[Capture], index: int) -> bool:
    """Return whether a capture is a page of the article: by its role, in a folder of files by its kind.

    Pictures are pages where there is nothing before them.
    """
    capture, first = captures[index], captures[0]
    if capture.context is None:
        return index == 0 or is_page(capture.media_type) or is_picture(first.media_type)
    return capture.context.role is not Role.ATTACHMENT


def _numbers(read_captures: Sequence[_Read]) -> tuple[int, ...]:
    pages = [each.number or place for place, each in enumerate(read_captures, 1) if each.is_page]
    return (*pages, *range(1, len(read_captures) - len(pages) + 1))


def _missing_pages(pages: Sequence[_Read], captures: Sequence[Capture]) -> tuple[int, ...]:
    """Return the numbers of pages that the article states, or that were asked for, and that are not among the pages."""
    asked = [
        one.context.page
        for one in captures
        if one.context and one.context.role is Role.PAGE and one.context.page
    ]
    totals = [each.reading.position.total for each in pages if each.reading and each.reading.position]
    present = set(_page_numbers(pages).values())
    return tuple(sorted(set(range(1, max(totals + asked, default=1) + 1)) - present)) if pages else ()


def _body(read_captures: Sequence[_Read], missing: tuple[int, ...]) -> Body:
    readings = [each.reading for each in read_captures if each.reading]
    blocks = tuple(block for reading in readings for block in reading.blocks)
    return _interpret(tuple(reading.head for reading in readings), blocks, missing)


def _interpret(heads: tuple[Head, ...], blocks: tuple[Block, ...], missing: tuple[int, ...]) -> Body:
    statutory = read_tables(blocks, _years(heads))
    outline = split(
        blocks,
        used=statutory.used,
        layout=statutory.layout,
        missing_before=1 in missing,
        missing_after=any(page > 1 for page in missing),
    )
    return Body(heads, blocks, statutory, outline)


def _choose(pages: Body, attachments: Sequence[_Read], missing: tuple[int, ...]) -> Body:
    if not attachments:
        return pages
    bodies = [_body(each, ()) for each in _apart(attachments)]
    own = [each for each in bodies if not _is_of_another_year(each, pages)]
    if not own and pages.recognized >= ENOUGH_SECTIONS:
        return pages
    best = max(own or bodies, key=lambda each: each.weight)
    if pages.statutory.used:
        return _completed(pages, best, missing)
    if pages.recognized >= ENOUGH_SECTIONS and not best.statutory.used:
        return pages
    if best.recognized >= ENOUGH_SECTIONS or not pages.recognized:
        return replace(best, heads=(*pages.heads, *best.heads))
    return _with_tables(pages, best, missing)


def _is_of_another_year(attachment: Body, pages: Body) -> bool:
    """Return whether an attachment's title and the pages' name years and no year in common: it is another report."""
    named, wanted = _years(attachment.heads), _years(pages.heads)
    return bool(named and wanted) and named.isdisjoint(wanted)


def _years(heads: Sequence[Head]) -> set[int]:
    titles = (title.text for head in heads for title in head.titles)
    return {title.year for _, title in read_titles(list(titles)) if title.year}


def _apart(attachments: Sequence[_Read]) -> list[list[_Read]]:
    """Return attachments each by itself, but pictures together: what is scanned is one picture a page."""
    pictures = [each for each in attachments if is_picture(each.capture.media_type)]
    others = [[each] for each in attachments if not is_picture(each.capture.media_type)]
    return [*others, pictures] if pictures else others


def _completed(pages: Body, others: Body, missing: tuple[int, ...]) -> Body:
    """Return pages with the statutory tables of pictures, where these print a table that the pages do not."""
    added = others.statutory.values.keys() - pages.statutory.values.keys()
    return _with_tables(pages, others, missing) if others.is_by_ocr and added else pages


def _with_tables(pages: Body, others: Body, missing: tuple[int, ...]) -> Body:
    """Return pages with the statutory tables, and nothing else, of attachments behind them."""
    tables = tuple(
        block
        for block in others.blocks
        if isinstance(block, Table) and (block.capture, block.block) in others.statutory.used
    )
    return _interpret(pages.heads, pages.blocks + tables, missing)
