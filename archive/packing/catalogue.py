"""What the captures in archive files are, read from their heads: enough to choose among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from archive.capture import Context, Place, Revisit
from archive.captures import address_of, responses
from archive.contents import response_in, revisit_in
from archive.faults import Report, losses, silent
from archive.http import Response
from archive.scan import Record
from archive.sources import Source, open_sources

_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    """One capture: where it lies, what it is, and what it leans on.

    `location` is where a redirect leads, as its head says it. `partners` are the records of the same event, or the
    response that a rendering was made of. `contexts` has one for each document that the capture is part of.
    """

    warc: Path
    place: Place
    url: str
    captured_at: str
    status: int
    declared_type: str
    location: str | None
    partners: tuple[str, ...]
    is_rendering: bool
    revisit: Revisit | None
    contexts: tuple[Context, ...]

    @property
    def address(self) -> str:
        """The address of what it shows: with the route of a page that scripts have made."""
        return address_of(self.url, self.contexts[0] if self.contexts else None)

    @property
    def is_indexed(self) -> bool:
        """Whether an index names it: replay would show a 304 in place of its original (`cdxj.entry_of`)."""
        return self.revisit is None or not self.revisit.profile.endswith("/server-not-modified")


class Catalogue:
    """The captures of some archive files in their order, by record and by address."""

    def __init__(self, warcs: Iterable[Path], report: Report = silent) -> None:
        self.warcs = tuple(warcs)
        self.captures: dict[str, Listed] = {}
        self._at: dict[str, list[Listed]] = defaultdict(list)
        for warc in self.warcs:
            for listed in _listed(warc, report):
                if self.captures.setdefault(listed.place.record_id, listed) is listed:
                    self._at[listed.url].append(listed)

    def at(self, url: str) -> list[Listed]:
        """Return the captures of an address."""
        return self._at.get(url, [])

    def with_what_they_need(self, chosen: Iterable[str]) -> set[str]:
        """Return the captures with all that their records refer to: originals of revisits, what was rendered."""
        needed: set[str] = set()
        open_ends = [record_id for record_id in chosen if record_id in self.captures]
        while open_ends:
            record_id = open_ends.pop()
            if record_id not in needed:
                needed.add(record_id)
                open_ends.extend(self._needs(self.captures[record_id]))
        return needed

    def unresolved(self, chosen: Iterable[str]) -> list[Listed]:
        """Return the revisits whose original is in none of the files."""
        revisits = (self.captures[one] for one in chosen if self.captures[one].revisit)
        return [one for one in revisits if one.revisit and self._original(one.revisit) is None]

    def _needs(self, listed: Listed) -> Iterator[str]:
        yield from (partner for partner in listed.partners if partner in self.captures)
        original = self._original(listed.revisit) if listed.revisit else None
        if original:
            yield original.place.record_id

    def _original(self, revisit: Revisit) -> Listed | None:
        """Return what a revisit revisits: by its id, else by address and date (WARC 1.1, 6.7)."""
        named = self.captures.get(revisit.record_id or "")
        if named is not None:
            return named
        dated = (one for one in self.at(revisit.url or "") if one.captured_at == revisit.captured_at)
        return next((one for one in dated if one.revisit is None), None)


def _listed(warc: Path, report: Report) -> Iterator[Listed]:
    faults = losses(str(warc), report)
    with open_sources(warc, faults) as sources:
        for source in (source for source in sources if source.placed):
            found = responses(source, faults, _read_head)
            for _, told in groupby(found, key=lambda one: one[0].record_id):
                listed = _entry(warc, source, list(told))
                if listed is not None:
                    yield listed


def _entry(warc: Path, source: Source, told: list[tuple[Record, Response, Context | None]]) -> Listed | None:
    """Return a capture that was told once for each of its contexts, `None` where it has no place of its own."""
    record, response, context = told[0]
    end = record.finish()
    if end is None:
        return None
    return Listed(
        warc=warc,
        place=Place(source.name_for(context), record.offset, end - record.offset, record.record_id),
        url=record.url,
        captured_at=record.field("WARC-Date") or "",
        status=response.status,
        declared_type=response.declared_type() or "",
        location=response.header("Location"),
        partners=tuple(linked(record, "warc-concurrent-to")),
        is_rendering=any(context.rendered is not None for _, _, context in told if context),
        revisit=revisit_in(record),
        contexts=tuple(context for _, _, context in told if context),
    )


def linked(record: Record, *names: str) -> Iterator[str]:
    """Yield the records that fields of a record name, without the angle brackets."""
    for name, value in record.fields:
        if name.lower() in names:
            yield value.removeprefix("<").removesuffix(">")


def _read_head(record: Record) -> Response:
    head = response_in(record, record.block(_HEAD))
    record.finish()
    return head
