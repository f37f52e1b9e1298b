import pickle
import re

import pytest

from archive.members import member
from archive.verify import examine, examine_part, joined, parts, parts_of
from tests.archive import foreign
from tests.archive.exchanges import ODD, exchange, rendering, written
from tests.archive.test_writer import members


@pytest.fixture
def whole(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "SIZE", 4000)
    return written(tmp_path, *(exchange(raw) for raw in ODD.values()), rendering())[0]


def rewritten(path, change):
    path.write_bytes(b"".join(member(record) for record in change(list(members(path)))))


def in_parts(path):
    """Return what is found in parts, each sent from one process to another, `None` where one pass is needed."""
    found = [examine_part(path, part) for part in parts_of(path)]
    return joined(path, pickle.loads(pickle.dumps(found))) if all(found) else None


def each(pattern, replacement, among=bool):
    return lambda records: [
        re.sub(pattern, replacement, record) if among(number) else record
        for number, record in enumerate(records)
    ]


@pytest.mark.parametrize(
    "change",
    [
        list,
        each(rb"WARC-Date: 2026-03-01T08", b"WARC-Date: 2026-03-01T09", lambda number: number % 3 == 0),
        each(rb"Block-Digest: sha1:..", b"Block-Digest: sha1:AA", lambda number: number % 7 == 0),
        each(rb"WARC-Warcinfo-ID: <urn:uuid:....", b"WARC-Warcinfo-ID: <urn:uuid:0000"),
        each(rb"WARC-Concurrent-To: <urn:uuid:....", b"WARC-Concurrent-To: <urn:uuid:0000"),
        each(rb"\r\n\r\n\Z", b"\r\n", lambda number: number % 5 == 0),
        lambda records: [record for record in records if b"WARC-Type: request\r\n" not in record],
        lambda records: [record for record in records if b"WARC-Type: metadata\r\n" not in record],
        lambda records: [records[0], *records[:0:-1]],
    ],
)
def test_parts_say_what_one_pass_says(whole, change):
    rewritten(whole, change)
    assert len(parts_of(whole)) > 3
    assert in_parts(whole) == examine(whole)


@pytest.mark.parametrize(
    "change",
    [
        lambda records: [*records, records[1]],
        lambda records: [*records[:30], records[0].replace(b"gongkai", b"another"), *records[30:]],
        each(rb"Content-Length: \d", b"Content-Length: 9", lambda number: number == 20),
        each(rb"\Z", b"more", lambda number: number == 20),
    ],
)
def test_what_leads_from_one_part_into_another_is_left_to_one_pass(whole, change):
    rewritten(whole, change)
    assert parts_of(whole)
    assert in_parts(whole) is None


def test_a_part_does_not_begin_in_a_payload(whole):
    """An archive within one holds what looks like the beginning of a record, and is none."""
    inner = b"HTTP/1.1 200 OK\r\n\r\n" + b"".join(members(whole))
    path, _ = written(whole.parents[2] / "other", *[exchange(inner)] * 3)
    path.write_bytes(b"".join(members(path)))
    assert parts_of(path)
    assert in_parts(path) is None


def test_a_beginning_is_not_sought_for_long(whole):
    raw = whole.read_bytes()
    assert parts_of(whole)
    whole.write_bytes(raw[:1000] + b"\x1f\x8b\x08" * 2000 + raw[1000:])
    assert parts_of(whole) == []


def test_small_files_and_other_forms_are_read_as_a_whole(whole, tmp_path, monkeypatch):
    (tmp_path / "one.arc.gz").write_bytes(foreign.FILES["other.arc.gz"] * 100)
    assert parts_of(tmp_path / "one.arc.gz") == parts_of(tmp_path / "missing.warc.gz") == []
    monkeypatch.undo()
    assert parts_of(whole) == []
