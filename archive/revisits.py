"""Revisits read: what a record of theirs stands for, found among the records that are at hand (WARC 1.1, 6.7)."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from archive.capture import Headers, Place, Revisit
from archive.cdxj import REVISIT, entries, timestamp
from archive.contents import response_in, revisit_in
from archive.digests import digest, matches
from archive.errors import BrokenRecord, MissingOriginal
from archive.http import Response
from archive.names import OPEN, data_dir_of, index_path, present
from archive.originals import Original
from archive.scan import BLOCK_LIMIT, Record, ignore, record_at, scan
from archive.sources import Source, beside, is_archive_name

_MOST = 100
"""Records that are looked at to find one original."""

_LONGEST_NAME = 200
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade"})

Spot = tuple[Source, int]
"""A source and the offset of a record in it."""

Elsewhere = Callable[[Revisit, Source], Iterable[Spot]]
"""Gives where the original may lie of a revisit that lies in a source."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a record stands for: a response, its body without transfer coding, and why that is not whole.

    `revisit` is its original, where it has one.
    """

    response: Response
    entity: bytes
    truncated: str | None
    revisit: Revisit | None = None


def held(record: Record, source: Source, elsewhere: Elsewhere) -> Held:
    """Return what a record holds or, being a revisit, stands for.

    Raises `BrokenRecord` where bytes are missing and `MissingOriginal` where there is no original, or another payload
    in it than the revisit states.
    """
    own = _held(record)
    revisit = revisit_in(record)
    if revisit is None:
        return own
    stated = record.field("WARC-Payload-Digest")
    original = _original(record, revisit, source, elsewhere)
    if stated and not _fits(stated, original):
        raise MissingOriginal(f"its original {revisit.record_id or revisit.url} has not the digest {stated}")
    return replace(original, response=as_answered(own.response, original.response))


def _fits(stated: str, original: Held) -> bool:
    """Tell whether an original has a digest, as far as its form is known; many writers take that of the chunks."""
    fits = matches(stated, (original.entity,))
    return fits is not False or bool(matches(stated, (original.response.body,)))


def as_answered(own: Response, original: Response) -> Response:
    """Return a revisit's response: its own head or, after a 304 and where none was kept, its original's.

    A 304 updates the fields it was sent with, those that describe the body excepted (RFC 9111, 3.2).
    """
    if own.status not in {0, 304}:
        return own
    newer = [(name, value) for name, value in own.headers if _is_updated(name.lower())]
    names = {name.lower() for name, _ in newer}
    older = tuple((name, value) for name, value in original.headers if name.lower() not in names)
    headers: Headers = (*older, *newer)
    return replace(original, headers=headers)


def _is_updated(name: str) -> bool:
    return name not in _HOP_BY_HOP and not name.startswith(("content-", "proxy-"))


def _held(record: Record) -> Held:
    response = response_in(record, record.block(BLOCK_LIMIT))
    truncated = record.field("WARC-Truncated") or ("length" if record.size > BLOCK_LIMIT else None)
    record.finish()
    return Held(response, response.entity(), truncated)


def _original(record: Record, revisit: Revisit, source: Source, elsewhere: Elsewhere) -> Held:
    stated = record.field("WARC-Payload-Digest") or ""
    meant = replace(revisit, url=revisit.url or record.url)
    for spots in (_hinted(record, source), elsewhere(meant, source)):
        for found, offset in islice(spots, _MOST):
            with suppress(BrokenRecord, OSError), found.open() as file:
                candidate = record_at(file, offset)
                if _is_meant(candidate, meant, stated):
                    return _found(candidate, revisit.profile, found)
    named = revisit.record_id or f"{meant.url} of {revisit.captured_at or stated or 'no date'}"
    raise MissingOriginal(f"the original of the revisit is not there: {named}")


def _found(original: Record, profile: str, source: Source) -> Held:
    """Return what an original holds, and itself."""
    kept, end = _held(original), original.finish()
    length = (end or 0) - original.offset
    place = Place(source.name, original.offset, length, original.record_id) if end and source.placed else None
    return replace(
        kept, revisit=Revisit(profile, original.record_id, original.url, original.field("WARC-Date"), place)
    )


def _is_meant(candidate: Record, revisit: Revisit, stated: str) -> bool:
    """Tell whether a record is a revisit's original: by its id, else by its address and date, or digest."""
    if candidate.kind not in {"response", "resource"}:
        return False
    if revisit.record_id and revisit.record_id == candidate.record_id:
        return True
    if candidate.url != revisit.url:
        return False
    dated, named = candidate.field("WARC-Date"), revisit.captured_at
    if dated and named and timestamp(dated) == timestamp(named):
        return True
    return bool(stated) and stated in _digests(candidate)


def _digests(candidate: Record) -> tuple[str, ...]:
    """Return what a candidate's payload may be stated to have, by the field or by its bytes."""
    field = candidate.field("WARC-Payload-Digest")
    return (field,) if field else (digest(_held(candidate).entity),)


def _hinted(record: Record, source: Source) -> Iterator[Spot]:
    """Yield where the revisit itself says that its original lies, in Heritrix's fields."""
    name, offset = (record.field(f"WARC-Refers-To-{part}") or "" for part in ("Filename", "File-Offset"))
    if _is_file_name(name) and re.fullmatch(r"\d{1,15}", offset, re.ASCII):
        for called in (name, f"{name}{OPEN}"):
            if found := beside(source, called):
                yield found, int(offset)


def _is_file_name(name: str) -> bool:
    return "/" not in name and is_archive_name(Path(name)) and len(os.fsencode(name)) <= _LONGEST_NAME


def in_data_dir(revisit: Revisit, source: Source) -> Iterator[Spot]:
    """Yield what the indexes of a data directory name under the original's address in the revisit's own portal."""
    root = data_dir_of(source.path)
    if root is None or revisit.url is None:
        return
    named = [
        (entry, warc.name)
        for warc in sorted(source.path.parent.glob("*"))
        for entry in entries(index_path(root, warc), revisit.url)
        if entry.mime != REVISIT
    ]
    named.sort(key=lambda one: one[0].captured_at != timestamp(revisit.captured_at or ""))
    for entry, name in named:
        if found := beside(source, name):
            yield found, entry.offset


class Together:
    """The originals among sources that are read together; looked for once, when the first is asked for.

    Keeps of each response where it lies, by id, by address and date, and by address.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = sources
        self._spots: dict[str, list[Spot]] | None = None

    def __call__(self, revisit: Revisit, source: Source) -> Iterator[Spot]:
        """Yield the responses with the id, else the address, that a revisit names, those of its own source first."""
        if self._spots is None:
            self._spots = self._found()
        for key in (revisit.record_id, *_addressed(revisit.url or "", revisit.captured_at or "")):
            spots = self._spots.get(key or "", [])
            yield from sorted(spots[:_MOST], key=lambda spot: spot[0] is not source)

    def _found(self) -> dict[str, list[Spot]]:
        spots: dict[str, list[Spot]] = defaultdict(list)
        for source in self._sources:
            with source.open() as file:
                for record in scan(file, ignore):
                    if record.kind in {"response", "resource"}:
                        dated = _addressed(record.url, record.field("WARC-Date") or "")
                        for key in filter(None, (record.record_id, *dated)):
                            spots[key].append((source, record.offset))
        return spots


def _addressed(url: str, captured_at: str) -> tuple[str, str]:
    return f"{timestamp(captured_at)} {url}", url


def original_at(data_dir: Path, digest: str, warc: str, offset: int, length: int) -> Original | None:
    """Return the response at a place as an original, `None` where there is none that states the payload digest."""
    with suppress(BrokenRecord, OSError), present(data_dir / warc).open("rb") as file:
        record = record_at(file, offset)
        stated, truncated = record.field("WARC-Payload-Digest"), record.field("WARC-Truncated")
        if record.kind == "response" and stated == digest and truncated is None:
            place = Place(warc, offset, length, record.record_id)
            return Original(digest, record.url, record.field("WARC-Date") or "", record.record_id, place)
    return None
