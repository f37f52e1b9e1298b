"""What captures of other programs were found to be: said in a file of ours beside theirs, whose bytes stay as they are.

`x.warc.gz` has `x-contexts.warc.gz` beside it: where the file came from, and for each capture of a report a `metadata`
record that names it by `WARC-Refers-To`. One capture may belong to several documents: the attachment of an article that
was captured more often than it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from archive.capture import Context, Role
from archive.cdxj import build as build_index
from archive.errors import BrokenRecord
from archive.fields import first, format_fields, parse_fields
from archive.names import OPEN, replace_file
from archive.records import FIELDS_TYPE, Origin, Pairs, build, context_fields, date, member, new_id
from archive.scan import Record, ignore, scan
from archive.sources import Source, beside

_SUFFIX = "-contexts.warc.gz"
_METADATA_LIMIT = 1024 * 1024

Contexts = Mapping[str, tuple[Context, ...]]
"""By the id of a capture's record."""


def contexts_name(name: str) -> str:
    """Return the name of the file that says what the captures in an archive file are."""
    stem = name.removesuffix(OPEN).removesuffix(".gz").removesuffix(".warc")
    return f"{stem}{_SUFFIX}"


def is_contexts_name(name: str) -> bool:
    """Tell by its name whether a file says what the captures of another are."""
    return name.endswith(_SUFFIX)


def is_examined(source: Source) -> bool:
    """Tell whether a foreign file was searched for reports: what is not named beside it is of none."""
    return beside(source, contexts_name(Path(source.name).name)) is not None


def contexts_of(source: Source) -> Contexts:
    """Return what is said beside a source of its captures; nothing for a file without such a neighbour."""
    said = beside(source, contexts_name(Path(source.name).name))
    return _read(said, said.path.stat().st_mtime_ns) if said else {}


@lru_cache(64)
def _read(source: Source, changed_ns: int) -> Contexts:  # noqa: ARG001 - a file that changed is read again
    contexts: dict[str, list[Context]] = defaultdict(list)
    with source.open() as file:
        for record in scan(file, ignore):
            refers_to = record.uri_field("WARC-Refers-To")
            if refers_to and (context := context_in(record)):
                contexts[refers_to].append(context)
    return {record_id: tuple(said) for record_id, said in contexts.items()}


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


def write_contexts(
    warc: Path,
    origin: Origin,
    provenance: Pairs,
    said: Iterable[tuple[str, str, Context]],
    *,
    now: datetime,
) -> Path:
    """Write beside an archive file where it came from and what its captures are; whole, or not at all.

    `said` holds record id, address and context of each capture that is part of a document.
    """
    path = warc.with_name(contexts_name(warc.name))
    warcinfo_id, at = new_id(), date(now)
    shared = (("WARC-Warcinfo-ID", f"<{warcinfo_id}>"), ("Content-Type", FIELDS_TYPE))
    records = [origin.record(warcinfo_id, path.name, now)]
    records.append(
        build("metadata", new_id(), at, shared, format_fields((("describes", warc.name), *provenance)))
    )
    for record_id, url, context in said:
        fields = (("WARC-Target-URI", url), ("WARC-Refers-To", f"<{record_id}>"), *shared)
        records.append(build("metadata", new_id(), at, fields, format_fields(context_fields(context))))
    replace_file(path, b"".join(map(member, records)))
    build_index(path)
    return path
