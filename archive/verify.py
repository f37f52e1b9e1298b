"""Checking an archive file against the standard and against its own index."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from archive import cdxj
from archive.contents import CAPTURED, response_in
from archive.digests import matches
from archive.errors import BrokenRecord
from archive.faults import Fault
from archive.fields import first, parse_fields
from archive.names import OPEN, data_dir_of, index_path
from archive.records import TRUNCATIONS
from archive.scan import BLOCK_LIMIT, Record, scan

_ALWAYS = ("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length")
_BY_TYPE = {
    "response": ("WARC-Target-URI", "Content-Type"),
    "request": ("WARC-Target-URI", "Content-Type"),
    "resource": ("WARC-Target-URI", "Content-Type"),
    "conversion": ("WARC-Target-URI", "Content-Type"),
    "revisit": ("WARC-Target-URI", "WARC-Profile"),
    "continuation": ("WARC-Target-URI", "WARC-Segment-Origin-ID", "WARC-Segment-Number"),
}
_FORBIDDEN = {
    "warcinfo": ("WARC-Target-URI", "WARC-Concurrent-To", "WARC-IP-Address", "WARC-Warcinfo-ID"),
    "response": ("WARC-Filename", "WARC-Refers-To"),
    "request": ("WARC-Filename", "WARC-Refers-To"),
    "resource": ("WARC-Filename", "WARC-Refers-To"),
    "conversion": ("WARC-Filename", "WARC-Concurrent-To"),
    "continuation": ("WARC-Filename", "WARC-Concurrent-To"),
}
_URI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+>")
_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z")
_SHORT_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\dZ)?)?)?")


PRODUCT = "gongkai/"
"""What the `software` of a `warcinfo` of ours begins with, in lower case."""


@dataclass(slots=True)
class _Checked:
    """What is remembered of a file while its records pass by."""

    path: Path
    faults: list[Fault] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    open_links: dict[str, tuple[int, str]] = field(default_factory=dict)
    lines: list[bytes] = field(default_factory=list)
    response: tuple[str, bytes] | None = None
    # The capture whose metadata record has not come yet, in a file of ours.
    alone: Record | None = None
    ours: bool = False
    count: int = 0
    # Records of one exchange lie in one file; so does the `warcinfo` where the file begins with one.
    followed: tuple[str, ...] = ("warc-concurrent-to",)

    def fault(self, offset: int, rule: str, message: str) -> None:
        self.faults.append(Fault(str(self.path), offset, rule, message))

    def taken(self) -> list[Fault]:
        faults, self.faults = self.faults, []
        return faults


def verify_file(path: Path) -> Iterator[Fault]:
    """Yield every fault of a WARC file: its members, fields, ids, dates, digests, links, and its index.

    Reads the file once. Never raises for what the file holds; `OSError` when it cannot be opened.
    """
    checked = _Checked(path)
    with path.open("rb") as file:
        for record in scan(file, checked.fault):
            _check_record(record, checked)
            yield from checked.taken()
    if not checked.count:
        checked.fault(0, "record", "the file holds no record")
    _check_company(checked)
    _check_links(checked)
    _check_index(checked)
    yield from checked.taken()


def _check_record(record: Record, checked: _Checked) -> None:
    checked.count += 1
    if checked.count == 1 and record.kind == "warcinfo":
        checked.followed += ("warc-warcinfo-id",)
    _check_fields(record, checked)
    _check_id(record, checked)
    _check_date(record, checked)
    try:
        block = record.block(BLOCK_LIMIT)
        _check_block_digest(record, block, checked)
        record.finish()
    except BrokenRecord:
        checked.response = None  # the scan says what is broken
        return
    if record.kind in CAPTURED:
        _check_company(checked)
        _check_capture(record, block, checked)
    elif record.kind == "metadata":
        _check_metadata(record, block, checked)
    elif record.kind == "warcinfo":
        checked.ours = (first(parse_fields(block), "software") or "").lower().startswith(PRODUCT)


def _check_fields(record: Record, checked: _Checked) -> None:
    """Mandatory fields there, forbidden ones not, none but WARC-Concurrent-To twice (WARC 1.1, 4 to 6)."""
    kind, counts = record.kind, Counter(name.lower() for name, _ in record.fields)
    if record.version not in {"1.0", "1.1"}:
        checked.fault(record.offset, "version", f"the version is {record.version}")
    mandatory = _ALWAYS + _BY_TYPE.get(kind, ())
    # An empty block needs no Content-Type.
    missing = [
        name for name in mandatory if not record.field(name) and (name != "Content-Type" or record.size)
    ]
    unfit = [name for name in _FORBIDDEN.get(kind, ()) if name.lower() in counts]
    twice = [name for name, seen in counts.items() if seen > 1 and name != "warc-concurrent-to"]
    for names, what in ((missing, "has no"), (unfit, "must not have"), (twice, "has more than one")):
        for name in names:
            checked.fault(record.offset, "field", f"the {kind or 'nameless'} record {what} {name}")
    truncated = record.field("WARC-Truncated")
    if truncated is not None and truncated not in TRUNCATIONS:
        checked.fault(record.offset, "field", f"WARC-Truncated is {truncated!r}")


def _check_id(record: Record, checked: _Checked) -> None:
    """Ids are URIs in angle brackets and unique; what refers to them is followed up at the end."""
    if not _URI.fullmatch(record.field("WARC-Record-ID") or "<missing:id>"):
        checked.fault(record.offset, "id", f"WARC-Record-ID is {record.field('WARC-Record-ID')!r}")
    if record.record_id in checked.ids:
        checked.fault(record.offset, "id", f"{record.record_id} is used a second time")
    checked.ids.add(record.record_id)
    checked.open_links.pop(record.record_id, None)
    # A rendering may be made in a later run than its response came.
    followed = checked.followed if record.kind != "resource" else checked.followed[1:]
    for name, value in record.fields:
        target = value.removeprefix("<").removesuffix(">")
        if name.lower() in followed and target not in checked.ids:
            checked.open_links.setdefault(target, (record.offset, name))


def _check_date(record: Record, checked: _Checked) -> None:
    """Hold a date to the W3C's forms in UTC; WARC 1.0 knows only the one with seconds."""
    stated = record.field("WARC-Date") or ""
    if not stated or (record.version == "1.1" and _SHORT_DATE.fullmatch(stated)):
        return
    form = _DATE.fullmatch(stated)
    try:
        if form is None or (record.version == "1.0" and "." in stated):
            raise ValueError
        datetime.strptime(form[1], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        checked.fault(record.offset, "date", f"WARC-Date is {stated!r}")


def _check_block_digest(record: Record, block: bytes, checked: _Checked) -> None:
    stated = record.field("WARC-Block-Digest")
    if stated is None:
        return
    held = matches(stated, chain((block,), record.pieces()))
    if not held:
        reason = "is in no known form" if held is None else "does not fit"
        checked.fault(record.offset, "digest", f"WARC-Block-Digest {stated} {reason}")


def _check_capture(record: Record, block: bytes, checked: _Checked) -> None:
    """Check the payload's digest and note what the index must say.

    For chunked bodies the standard means the payload without chunks, many writers take it with them.
    """
    response = response_in(record, block)
    entity = response.entity()
    stated = record.field("WARC-Payload-Digest")
    whole = record.size <= BLOCK_LIMIT and record.field("WARC-Segment-Number") is None
    if stated is not None and whole and not (matches(stated, (entity,)) or matches(stated, (response.body,))):
        checked.fault(record.offset, "digest", f"WARC-Payload-Digest {stated} does not fit")
    checked.response = record.record_id, entity
    checked.alone = record if checked.ours else None
    entry = cdxj.entry_of(record, block, checked.path.name)
    if entry is not None:
        checked.lines.append(entry.line())


def _check_metadata(record: Record, block: bytes, checked: _Checked) -> None:
    """Check the digest that a metadata record of ours states of the capture before it."""
    stated = first(parse_fields(block), "payload-digest")
    record_id, entity = checked.response or ("", b"")
    if record.uri_field("WARC-Concurrent-To") != record_id:
        return
    checked.alone = None
    if stated and not matches(stated, (entity,)):
        checked.fault(record.offset, "digest", f"payload-digest {stated} does not fit the payload before it")
    checked.response = None


def _check_company(checked: _Checked) -> None:
    """Ask for the metadata record behind a capture of ours: without it nobody knows what it was fetched for."""
    if checked.alone is not None:
        what = f"the {checked.alone.kind} has no metadata record behind it"
        checked.fault(checked.alone.offset, "link", what)
    checked.alone = None


def _check_links(checked: _Checked) -> None:
    for target, (offset, name) in checked.open_links.items():
        checked.fault(offset, "link", f"{name} names {target}, which is not in the file")


def _check_index(checked: _Checked) -> None:
    """Compare a closed file's index, if it lies in a data directory, with one built anew."""
    root = data_dir_of(checked.path)
    if root is None or checked.path.name.endswith(OPEN):
        return
    index = index_path(root, checked.path)
    if not index.is_file():
        checked.fault(0, "index", f"{index.name} is missing")
    elif index.read_bytes() != cdxj.content(checked.lines):
        checked.fault(0, "index", f"{index.name} differs from the file's records")
