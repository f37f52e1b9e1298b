"""What captures of other programs were found to be: said in a file of ours beside theirs, whose bytes stay as they are.

`x.warc.gz` has `x-contexts.warc.gz` beside it: where the file came from, and for each capture of a report a `metadata`
record that names it by `WARC-Refers-To`. One capture may belong to several documents: the attachment of an article that
was captured more often than it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from archive.capture import Context, Headers, Role
from archive.cdxj import build as build_index
from archive.errors import BrokenRecord, unwritten
from archive.fields import first, format_fields, parse_fields
from archive.members import member
from archive.names import OPEN, replace_file, stored_name
from archive.records import (
    FIELDS_TYPE,
    Origin,
    Pairs,
    build,
    context_fields,
    date,
    new_id,
    target_uri,
)
from archive.scan import Record, ignore, scan
from archive.sources import Source, beside

_SUFFIX = "-contexts.warc.gz"
_METADATA_LIMIT = 1024 * 1024
_SEARCHED = "searched-at"
_OWN = frozenset({"describes", _SEARCHED})

Contexts = Mapping[str, tuple[Context, ...]]
"""By the id of a capture's record."""

Said = tuple[str, str | None, Context]
"""A capture's record id, its address where it is to be named, and what the capture is."""


def contexts_name(name: str) -> str:
    """Return the name of the file that says what the captures in an archive file are."""
    stem = name.removesuffix(OPEN).removesuffix(".gz").removesuffix(".warc")
    return f"{stem}{_SUFFIX}"


def is_contexts_name(name: str) -> bool:
    """Tell by its name whether a file says what the captures of another are."""
    return name.endswith(_SUFFIX)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a file beside another says: where that came from, and, once it was searched for reports, its captures."""

    provenance: Headers = ()
    contexts: Contexts = field(default_factory=dict)


def is_searched(source: Source) -> bool:
    """Tell whether a foreign file was searched for reports: what is not named beside it is of none."""
    return first(_beside(source).provenance, _SEARCHED) is not None


def contexts_of(source: Source) -> Contexts:
    """Return what is said beside a source of its captures; nothing for a file without such a neighbour."""
    return _beside(source).contexts


def provenance_of(source: Source) -> Headers:
    """Return where a foreign file came from, as fields; none for a file without such a neighbour."""
    return tuple((name, value) for name, value in _beside(source).provenance if name not in _OWN)


def _beside(source: Source) -> _Said:
    said = beside(source, contexts_name(Path(source.name).name))
    return _read(said, said.path.stat().st_mtime_ns) if said else _Said()


@lru_cache(64)
def _read(source: Source, changed_ns: int) -> _Said:  # noqa: ARG001 - a file that changed is read again
    contexts: dict[str, list[Context]] = defaultdict(list)
    provenance: Headers = ()
    with source.open() as file:
        for record in scan(file, ignore):
            refers_to = record.uri_field("WARC-Refers-To")
            if refers_to and (context := context_in(record)):
                contexts[refers_to].append(context)
            elif record.kind == "metadata" and not provenance:
                provenance = parse_fields(record.block(_METADATA_LIMIT))
    return _Said(provenance, {record_id: tuple(said) for record_id, said in contexts.items()})


def context_in(record: Record) -> Context | None:
    """Return why a capture was made, or what it was found to be, as a metadata record of ours says it.

    `None` for any other record and for one that cannot be read.
    """
    if record.kind != "metadata":
        return None
    try:
        fields = parse_fields(record.block(_METADATA_LIMIT))
    except BrokenRecord:
        return None
    portal, role, page = (first(fields, name) for name in ("portal", "role", "page"))
    if portal is None or role not in set(Role):
        return None
    return Context(
        portal=portal,
        role=Role(role),
        via=first(fields, "via"),
        page=int(page) if page and page.isdecimal() and len(page) < 10 else None,
        document=first(fields, "document"),
        listing_url=first(fields, "listing-url"),
        listing_title=first(fields, "listing-title"),
        issuer=first(fields, "issuer"),
        division=first(fields, "division"),
        rendered=first(fields, "rendered"),
        route=first(fields, "route"),
    )


def write_provenance(warc: Path, origin: Origin, provenance: Pairs, now: datetime) -> None:
    """Write beside an archive file where it came from; what its captures are is still to be found out."""
    _write(warc, origin, (("describes", warc.name), *provenance), (), now)


def write_contexts(warc: Path, origin: Origin, said: Iterable[Said], now: datetime) -> None:
    """Write beside an archive file that was searched what was found: whole, or not at all.

    `said` holds one for each capture and document that it is part of. What was said before is kept.
    """
    source = Source(warc, stored_name(warc))
    known = ((record_id, None, one) for record_id, many in contexts_of(source).items() for one in many)
    about = (("describes", warc.name), *provenance_of(source), (_SEARCHED, date(now)))
    each = {(record_id, context): (record_id, url, context) for record_id, url, context in (*known, *said)}
    _write(warc, origin, about, each.values(), now)


def _write(warc: Path, origin: Origin, about: Pairs, said: Iterable[Said], now: datetime) -> None:
    path = warc.with_name(contexts_name(warc.name))
    warcinfo_id, at = new_id(), date(now)
    shared = (("WARC-Warcinfo-ID", f"<{warcinfo_id}>"), ("Content-Type", FIELDS_TYPE))
    records = [origin.record(warcinfo_id, path.name, now)]
    records.append(build("metadata", new_id(), at, shared, format_fields(about)))
    for record_id, url, context in said:
        fields = (
            ("WARC-Target-URI", target_uri(url) if url else None),
            ("WARC-Refers-To", f"<{record_id}>"),
            *shared,
        )
        records.append(build("metadata", new_id(), at, fields, format_fields(context_fields(context))))
    try:
        replace_file(path, b"".join(map(member, records)))
        build_index(path)
    except OSError as error:
        raise unwritten(path, error) from error
