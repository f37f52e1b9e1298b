"""A WARC's records one after another: each for itself, and those that belong together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from typing import BinaryIO

from archive import cdxj
from archive.contents import CAPTURED
from archive.digests import Digests, value_of
from archive.errors import BrokenRecord
from archive.fields import first, parse_fields
from archive.names import IMPORTED
from archive.payloads import Payload, read_payload
from archive.scan import Record, ignore, scan
from archive.verify.fields import PROFILE, as_number, head_faults
from archive.verify.findings import Findings, Original, Reference, Segment, Undivided
from archive.verify.links import Links

PRODUCT = "gongkai/"
"""What the `software` of a `warcinfo` of ours begins with, in lower case."""

_FIELDS_LIMIT = 1024 * 1024
_LOST = {"gzip", "record", "members"}
"""Rules broken where records are not one to one with members: what follows depends on what came before."""


@dataclass(slots=True)
class Pass:
    """What is remembered of a file while its records pass by.

    `lines` are those of its index, `indexed` the offsets that an index must have; `places` says what an index may point
    to: length and address by offset.
    """

    findings: Findings
    name: str
    in_place: bool = False
    lines: list[bytes] = field(default_factory=list)
    places: dict[int, tuple[int, str]] = field(default_factory=dict)
    indexed: list[int] = field(default_factory=list)
    _links: Links = field(default_factory=Links)
    _before: tuple[str, Callable[[str], bool | None]] | None = None
    _alone: Record | None = None
    _ours_before: bool = False
    _ours: bool = False
    _group: int = 0
    _kind: str = ""

    def read(self, file: BinaryIO) -> None:
        """Check the records of a file in one pass and in memory that does not grow with their size."""
        for record in scan(file, self.findings.fault):
            self._check(record)
        self._check_company()

    def read_part(self, file: BinaryIO, start: int, end: int | None) -> None:
        """Check the records between two offsets at which a group begins; raises `Undivided` where they cannot be."""
        self._ours = self._ours_before = bool(start) and _is_ours(file)
        for record in scan(file, self._fault_of_part, start):
            if end is not None and record.offset >= end:
                break
            self._check(record)
        else:
            record = None
        if end != (record and record.offset):
            raise Undivided
        self._check_company()
        self._before = None

    def join(self, later: Pass) -> None:
        """Take what was seen of the file's next part; raises `Undivided` where one pass might see something else."""
        if self._ours != later._ours_before or not self._links.join(later._links, self.findings.fault):
            raise Undivided
        self.findings.join(later.findings)
        self.lines += later.lines
        self._ours = later._ours

    def finish(self) -> None:
        """Tell what only the whole file shows."""
        if not self.findings.records:
            self.findings.fault(0, "record", "the file holds no record")
        if self._ours:
            self._links.missing(self.findings.fault)

    def _fault_of_part(self, offset: int, rule: str, message: str) -> None:
        if rule in _LOST:
            raise Undivided
        self.findings.fault(offset, rule, message)

    def forget_last_group(self) -> None:
        """Take back what was found from the last group of records on."""
        self.findings.faults = [fault for fault in self.findings.faults if fault.offset < self._group]

    def _fault(self, record: Record, rule: str, message: str) -> None:
        self.findings.fault(record.offset, rule, message)

    def _check(self, record: Record) -> None:
        self.findings.records += 1
        if record.kind == "request" or (record.kind in CAPTURED and self._kind != "request"):
            self._group = record.offset
        self._kind = record.kind
        for rule, message in head_faults(record):
            self._fault(record, rule, message)
        self._links.add(record, self.findings.fault)
        self._check_segment(record)
        try:
            if record.kind in CAPTURED:
                self._check_company()
                self._check_capture(record)
            else:
                self._check_other(record)
        except BrokenRecord:  # the scan says what is broken
            self._before = self._alone = None

    def _check_segment(self, record: Record) -> None:
        """Note a segment; only the first is no continuation (7)."""
        number = as_number(record.named.get("warc-segment-number", ""))
        if number is None:
            return
        if (number == 1) is (record.kind == "continuation") or not number:
            self._fault(record, "segment", f"a {record.kind} record is no segment {number}")
            return
        origin = record.uri_field("WARC-Segment-Origin-ID") or record.record_id
        total = as_number(record.named.get("warc-segment-total-length", ""))
        segment = Segment(self.findings.file, record.offset, origin, number, record.size, total)
        self.findings.segments.append(segment)

    def _check_block(self, record: Record, digests: Digests) -> None:
        stated = record.named.get("warc-block-digest")
        if stated and not (held := digests.match(stated)):
            reason = "is in no known form" if held is None else "does not fit"
            self._fault(record, "digest", f"WARC-Block-Digest {stated} {reason}")

    def _check_other(self, record: Record) -> None:
        """Check the block of a record that holds no capture."""
        begun = record.block(_FIELDS_LIMIT)
        digests = Digests.of((begun,), record.named.get("warc-block-digest"))
        for piece in record.pieces():
            digests.add(piece)
        self._check_block(record, digests)
        end = record.finish()
        if end is not None:
            self.places[record.offset] = end - record.offset, record.url
        if record.kind == "metadata":
            self._check_metadata(record, begun)
        elif record.kind == "warcinfo":
            self._check_warcinfo(record, begun)

    def _check_warcinfo(self, record: Record, block: bytes) -> None:
        self._ours = _names_us(block)
        named = record.named.get("warc-filename")
        called_otherwise = self.in_place and named != self.name and IMPORTED not in self.name
        if self._ours and called_otherwise and self.findings.records == 1:
            self._fault(record, "field", f"WARC-Filename is {named!r}, the file is called {self.name}")

    def _check_capture(self, record: Record) -> None:
        """Check a capture's digests and note what the index must say of it and what a revisit may refer to."""
        # an empty field says nothing
        stated, block = (
            record.named.get("warc-payload-digest") or None,
            Digests(record.named.get("warc-block-digest")),
        )
        payload = read_payload(record, stated, block=block)
        self._check_block(record, block)
        of_this = record.kind != "revisit" and record.named.get("warc-segment-number") is None
        if stated and of_this and not (held := payload.matches(stated)):
            reason = "is in no known form" if held is None else "does not fit"
            self._fault(record, "digest", f"WARC-Payload-Digest {stated} {reason}")
        self._note(record, payload, stated)
        matches = payload.digests.match if record.kind != "revisit" else partial(_is_same, stated)
        self._before = record.record_id, matches
        self._alone = record if self._ours else None

    def _note(self, record: Record, payload: Payload, stated: str | None) -> None:
        entry = cdxj.entry_of(record, payload, self.name)
        if entry is not None:
            self.lines.append(entry.line())
            self.indexed.append(record.offset)
        end = record.finish()
        if end is not None:
            self.places[record.offset] = end - record.offset, record.url
        date = record.named.get("warc-date") or ""
        if record.kind == "revisit":
            self._check_revisit(record, stated)
            return
        digest = entry.digest if entry else payload.digests.text()
        original = Original(record.record_id, record.kind, record.url, date, digest, stated)
        self.findings.originals.append(original)

    def _check_revisit(self, record: Record, stated: str | None) -> None:
        """Hold a revisit to its profile (6.7.2, 6.7.3) and note what it refers to."""
        date = record.named.get("warc-date") or ""
        self.findings.originals.append(Original(record.record_id, record.kind, record.url, date))
        profile = PROFILE.fullmatch(record.named.get("warc-profile") or "")
        if profile is None:
            return
        if profile["kind"].endswith("digest"):
            if stated is None:
                self._fault(record, "revisit", "the revisit has no WARC-Payload-Digest to be compared by")
            if record.size and record.named.get("warc-truncated") != "length":
                self._fault(record, "revisit", "the revisit's block is cut without WARC-Truncated: length")
        target, captured_at = (record.field(f"WARC-Refers-To-{name}") for name in ("Target-URI", "Date"))
        self.findings.references.append(
            Reference(
                self.findings.file,
                record.offset,
                record.url,
                record.uri_field("WARC-Refers-To"),
                target,
                captured_at,
                stated,
            )
        )

    def _check_metadata(self, record: Record, block: bytes) -> None:
        """Check the digest that a metadata record of ours states of the capture before it."""
        record_id, matches = self._before or ("", None)
        if matches is None or record.uri_field("WARC-Concurrent-To") != record_id:
            return
        self._alone = self._before = None
        stated = first(parse_fields(block), "payload-digest")
        if stated and not matches(stated):
            said = f"payload-digest {stated} does not fit the payload before it"
            self._fault(record, "digest", said)

    def _check_company(self) -> None:
        """Ask for the metadata record behind a capture of ours: without it nobody knows what it was fetched for."""
        if self._alone is not None:
            self._fault(self._alone, "link", f"the {self._alone.kind} has no metadata record behind it")
        self._alone = None


def _is_same(stated: str | None, said: str) -> bool:
    """Compare what is said of a revisit's payload, which lies elsewhere, with what the revisit states of it."""
    return stated is None or value_of(stated) == value_of(said)


def _names_us(block: bytes) -> bool:
    return (first(parse_fields(block), "software") or "").lower().startswith(PRODUCT)


def _is_ours(file: BinaryIO) -> bool:
    """Tell whether the `warcinfo` records that a file begins with say that it is of ours."""
    beginning = takewhile(lambda record: record.kind == "warcinfo", scan(file, ignore))
    return any([_names_us(record.block(_FIELDS_LIMIT)) for record in beginning][-1:])
