"""Reports found in a portal's foreign archives, which say nothing of why anything was captured."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

from archive.capture import Context, Place, Role
from archive.captures import place_of, responses
from archive.contents import is_asked_for
from archive.contexts import Said, is_contexts_name, is_searched
from archive.documents import read_head
from archive.http import Response
from archive.media import is_document
from archive.names import OPEN
from archive.scan import ignore
from archive.sources import is_archive_name, open_sources
from crawler.importing.files import Tell
from crawler.importing.looking import PRELOADED, Collected, Look, collect, look
from crawler.importing.seen import Seen, SeenCaptures
from crawler.pools import in_order
from crawler.worker import SECONDS, Refusal
from spiders.registry import Registry

_LOOKED_AT = frozenset(
    {
        *("text/html", "application/xhtml+xml", "text/plain", "application/octet-stream", "unk"),
        *("text/xml", "application/xml", "application/json", "text/json"),  # lists that services answer
    }
)


@dataclass(slots=True)
class Found:
    """What a search came to: the files searched, and what is to be said of captures, by the names of their files."""

    searched: list[Path]
    tell: Tell
    said: dict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))
    tally: Counter[str] = field(default_factory=Counter)

    def refuse(self, seen: Seen, why: Refusal) -> None:
        """Tell of a capture that could not be looked at."""
        self.tally["not read"] += 1
        self.tally["faults"] += why.trace is not None
        self.tell(f"{seen.place.warc} at {seen.place.offset}: {why.message}")

    def lack(self, document: Collected) -> None:
        """Tell of what belongs to a document and was not captured."""
        self.tally["parts missing"] += len(document.missing)
        for url in document.missing:
            self.tell(f"{document.first.url}: not captured: {url}")


def find(data_dir: Path, folder: Path, registry: Registry, *, processes: int, tell: Tell) -> Found:
    """Search those files in a portal's folder that hold captures of others and were not searched before.

    What belongs to a report may lie in any file of the folder. What cannot be looked at is told. Nothing is written.
    """
    with TemporaryDirectory(prefix="gongkai-") as scratch:
        file = Path(scratch) / "seen.db"
        with SeenCaptures.create(file) as seen:
            found = Found(_see(folder, seen), tell)
            _look(data_dir, seen, found, processes)
            documents = _collected(data_dir, file, seen, found, processes)
            for document in _heads(documents):
                found.tally["documents"] += 1
                found.lack(document)
                _say(document, _context(document, seen, folder.name, registry), found)
    return found


def _see(folder: Path, seen: SeenCaptures) -> list[Path]:
    """Take down all foreign captures of a folder; return the files that are to be searched."""
    files = (path for path in sorted(folder.iterdir()) if is_archive_name(path) and path.suffix != OPEN)
    return [path for path in files if not is_contexts_name(path.name) and _see_file(path, seen)]


def _see_file(path: Path, seen: SeenCaptures) -> bool:
    """Take down a file's foreign captures; tell whether there are any and it was not searched for reports."""
    foreign = 0
    with open_sources(path, ignore) as sources, seen.writing():
        for source in sources:
            fresh = not is_searched(source)
            for record, response, context in responses(source, ignore, read_head):
                place = place_of(record, source, context)
                if place is not None and is_asked_for(record) and not (fresh and context):
                    date = record.field("WARC-Date") or ""
                    _take_down(seen, record.url, date, response, place, fresh=fresh)
                    foreign += fresh
    return foreign > 0


def _take_down(
    seen: SeenCaptures, url: str, date: str, response: Response, place: Place, *, fresh: bool
) -> None:
    status = response.status
    location = response.header("Location") if 300 <= status < 400 else None
    kind = response.declared_type() or "unk"
    wanted = fresh and 200 <= status < 300 and (kind in _LOOKED_AT or is_document(kind))
    seen.add(url, date, status, place, target=urljoin(url, location) if location else None, to_look_at=wanted)


def _look(data_dir: Path, seen: SeenCaptures, found: Found, processes: int) -> None:
    jobs = ((data_dir, one) for one in seen.to_look_at())
    for (_, one), result in in_order(look, jobs, processes=processes, seconds=SECONDS, preloaded=PRELOADED):
        found.tally["pages looked at"] += 1
        if isinstance(result, Look):
            seen.settle(one, result.kind, result.entries, result.target)
        else:
            found.refuse(one, result)


def _collected(
    data_dir: Path, file: Path, seen: SeenCaptures, found: Found, processes: int
) -> Iterator[Collected]:
    jobs = ((data_dir, file, one) for one in seen.candidates())
    for (_, _, one), result in in_order(
        collect, jobs, processes=processes, seconds=SECONDS, preloaded=PRELOADED
    ):
        if isinstance(result, Refusal):
            found.refuse(one, result)
        else:
            yield result


def _heads(documents: Iterator[Collected]) -> Sequence[Collected]:
    """Return the documents without those whose first capture is a later page or a file of another."""
    by_number = sorted(documents, key=lambda one: one.number)
    taken: set[Place] = set()
    heads = []
    for document in by_number:
        if document.first.place not in taken:
            taken.update(part.place for part in document.parts)
            heads.append(document)
    return [document for document in heads if document.first.place not in taken]


def _context(document: Collected, seen: SeenCaptures, portal: str, registry: Registry) -> Context:
    known = registry.of(document.first.url) or registry.named(portal)
    listing = seen.named_by(document.first)
    return Context(
        portal,
        Role.PAGE,
        via=listing[0] if listing else None,
        listing_url=listing[0] if listing else None,
        listing_title=(listing[1] or None) if listing else None,
        issuer=known.issuer if known else None,
        division=known.division if known else None,
    )


def _say(document: Collected, context: Context, found: Found) -> None:
    """Say of each capture of a document what it is of it."""
    first: Seen = document.first
    found.said[_file(first.place)].append((first.place.record_id, first.url, context))
    for part in document.parts:
        said = replace(
            context, role=part.role, page=part.number, via=part.via, document=first.place.record_id
        )
        found.said[_file(part.place)].append((part.place.record_id, part.url, said))


def _file(place: Place) -> str:
    return place.warc.rpartition("/")[2]
