import gzip
import re
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.members import member
from archive.records import build
from archive.scan import scan
from archive.verify import examine, findings, verify_file
from tests.archive import foreign
from tests.archive.exchanges import ODD, context, exchange, rendering, response, writer, written
from tests.archive.test_writer import members


@pytest.fixture
def whole(tmp_path):
    return written(tmp_path, *(exchange(raw) for raw in ODD.values()), rendering())[0]


def rules(path):
    return sorted({fault.rule for fault in verify_file(path)})


def rewritten(path, number, pattern, replacement):
    """Write the file again with one record changed, each still a member of its own."""
    records = list(members(path))
    changed, count = re.subn(pattern, replacement, records[number], count=1)
    assert count == 1
    records[number] = changed
    path.write_bytes(b"".join(member(record) for record in records))
    return set(rules(path)) - {"index"}


def test_a_file_of_ours_holds(whole):
    assert list(verify_file(whole)) == []


@pytest.mark.parametrize(
    ("number", "pattern", "replacement", "broken"),
    [
        (1, rb"WARC/1\.1", b"WARC/9.9", {"version"}),
        (1, rb"WARC-Type: request\r\n", b"", {"field"}),
        (1, rb"WARC-Target-URI: [^\r]+\r\n", b"", {"field"}),
        (1, rb"WARC-Date: [^\r]+\r\n", b"", {"field"}),
        (1, rb"WARC-Date: 2026-", b"WARC-Date: 2026-02-31", {"date"}),
        (1, rb"WARC-Date: [^\r]+", b"WARC-Date: 2026-02-30T00:00:00Z", {"date"}),
        (1, rb"WARC-Date: [^\r]+", b"WARC-Date: 2026-02-20T00:00:00+08:00", {"date"}),
        (1, rb"WARC-Date: 2026", "WARC-Date: ２０２６".encode(), {"date"}),
        (1, rb"(WARC-Date: [^\r]+\r\n)", rb"\1\1", {"field"}),
        (0, rb"(WARC-Type)", rb"WARC-Target-URI: http://a/\r\n\1", {"field"}),
        (2, rb"(WARC-Type)", rb"WARC-Filename: a\r\n\1", {"field"}),
        (2, rb"(WARC-Type)", rb"WARC-Truncated: maybe\r\n\1", {"field"}),
        (1, rb"WARC-Record-ID: <[^>]+>", b"WARC-Record-ID: one", {"id"}),
        (1, rb"(WARC-Record-ID: <urn:uuid:)", rb"\1 ", {"id"}),
        (1, rb"WARC-Type: request", b"WARC-Type: requset", {"field"}),
        (1, rb"(WARC-Target-URI: http://[^\r]+)", rb"\1?a=[1]", {"uri"}),
        (1, rb"(WARC-Target-URI: http://[^\r]+)", rb"\1?a=%b", {"uri"}),
        (1, rb"(WARC-Target-URI: http://[^\r]+)", b"WARC-Target-URI: http://a.cn/\xe5\xb9\xb4", {"uri"}),
        (1, rb"WARC-Target-URI: (http://[^\r]+)", rb"WARC-Target-URI: <\1>", {"uri"}),
        (1, rb"WARC-Target-URI: http:", b"WARC-Target-URI: ", {"uri"}),
        (1, rb"WARC-IP-Address: [^\r]+", b"WARC-IP-Address: www.a.cn", {"field"}),
        (1, rb"WARC-IP-Address: [^\r]+", b"WARC-IP-Address: 192.0.2.256", {"field"}),
        (1, rb"Content-Type: [^\r]+", b"Content-Type: http", {"field"}),
        (1, rb"(WARC-Type)", rb"WARC-Segment-Origin-ID: <urn:a>\r\n\1", {"field"}),
        (2, rb"(WARC-Type)", b"WARC-Segment-Number: " + b"1" * 5000 + rb"\r\n\1", {"segment"}),
        (3, rb"(WARC-Type)", rb"WARC-Payload-Digest: sha1:AA\r\n\1", {"field"}),
        (0, rb"(WARC-Type)", rb"WARC-IP-Address: 192.0.2.7\r\n\1", {"field"}),
        (0, rb"WARC-Filename: ", b"WARC-Filename: x", {"field"}),
        (1, rb"WARC-Type: request\r\n", b"WARC-Type: request\n", {"head"}),
        (1, rb"(WARC-Type)", rb"no colon\r\n\1", {"head"}),
        (1, rb"(WARC-Type)", rb"X Y: z\r\n\1", {"head"}),
        (1, rb"(WARC-Type)", b"X: \x01\r\n\\1", {"head"}),
        (1, rb"(WARC-Type)", b"X: \xe5\r\n\\1", {"head"}),
        (1, rb"WARC/1\.1", b"WARC/1.1 ", {"head"}),
        (2, rb"WARC-Date: 2026-03-01T08", b"WARC-Date: 2026-03-01T09", {"date"}),
        (2, rb"Content-Length: \d+", b"Content-Length: -1", {"record"}),
        (2, rb"Content-Length: \d+", "Content-Length: １２".encode(), {"record"}),
        (2, rb"Content-Length: \d+", b"Content-Length: 1", {"digest", "record"}),
        (1, rb"GET", b"PUT", {"digest"}),
        (2, rb"(Block-Digest: sha1:)..", rb"\1AA", {"digest"}),
        (2, rb"(Block-Digest: )sha1", rb"\1sha9", {"digest"}),
        (2, rb"(Payload-Digest: sha1:)..", rb"\1AA", {"digest"}),
        (3, rb"(payload-digest: sha1:)..", rb"\1AA", {"digest"}),
        (2, rb"(Concurrent-To: <urn:uuid:)....", rb"\g<1>0000", {"link"}),
        (2, rb"(Warcinfo-ID: <urn:uuid:)....", rb"\g<1>0000", {"link"}),
        (2, rb"Content-Length: \d", b"Content-Length: 9", {"record"}),
        (2, rb"\r\n\r\n\Z", b"\r\n", {"separator"}),
        (2, rb"\Z", b"\r\n", {"separator"}),
        (2, rb"\Z", b"more", {"members", "record"}),
        (-2, rb"WARC-Target-URI: [^\r]+\r\n", b"", {"field"}),
        (-2, rb"(WARC-Type)", rb"WARC-Refers-To: <urn:a>\r\n\1", {"field"}),
        (-2, rb"<p>", b"<q>", {"digest"}),
        (-2, rb"(WARC-Type)", rb"WARC-Payload-Digest: sha1:AA\r\n\1", {"digest"}),
        (-1, rb"(payload-digest: sha1:)..", rb"\1AA", {"digest"}),
        (-1, rb"(Concurrent-To: <urn:uuid:)....", rb"\g<1>0000", {"link"}),
    ],
)
def test_every_rule_is_seen_broken(whole, number, pattern, replacement, broken):
    seen = rewritten(whole, number, pattern, replacement)
    # A changed id leaves the links to it open.
    assert broken <= seen <= broken | {"link"}


def test_a_rendering_stands_with_its_metadata_and_may_be_of_a_response_elsewhere(tmp_path):
    path, _ = written(tmp_path, rendering(response_id="urn:uuid:of-another-file"))
    assert list(verify_file(path)) == []
    path.write_bytes(b"".join(member(record) for record in list(members(path))[:-1]))
    assert "the resource has no metadata record behind it" in [fault.message for fault in verify_file(path)]


def test_an_empty_digest_says_nothing(whole):
    """As wget writes it that was told to take none."""
    assert rewritten(whole, 2, rb"(WARC-(?:Block|Payload)-Digest:)[^\r]+", rb"\1 ") == set()


def test_an_id_is_used_once(whole):
    records = list(members(whole))
    whole.write_bytes(b"".join(member(record) for record in [*records, records[1]]))
    assert "id" in rules(whole)


def test_one_member_for_two_records_is_seen(whole):
    records = list(members(whole))
    whole.write_bytes(gzip.compress(b"".join(records)))
    assert "members" in rules(whole)


def test_a_cut_anywhere_is_seen(tmp_path):
    path, _ = written(tmp_path, exchange())
    raw = path.read_bytes()
    with path.open("rb") as file:
        starts = [record.offset for record in scan(file, lambda *fault: pytest.fail(str(fault)))]
    for size in sorted({*range(0, len(raw), 5), *starts}):
        path.write_bytes(raw[:size])
        assert rules(path)


@pytest.mark.parametrize("tail", [b"\n", b"\x00", b"x" * 100, b"\x1f\x8b\x08"])
def test_bytes_after_the_last_member_are_seen(whole, tail):
    whole.write_bytes(whole.read_bytes() + tail)
    assert rules(whole) == ["gzip"]


def test_the_index_must_be_that_of_the_records(whole):
    index = whole.parents[2] / "index" / f"{whole.name}.cdxj"
    lines = index.read_bytes()
    index.write_bytes(lines.replace(b"text/html", b"text/plain", 1))
    assert rules(whole) == ["index"]
    index.unlink()
    assert rules(whole) == ["index"]


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"\x1f\x8b", b"WARC/1.1\r\n\r\n", b"WARC/1.1\r\nContent-Length: 9\r\n\r\nx"]
)
def test_garbage_is_a_fault_and_no_crash(tmp_path, content):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    assert "record" in rules(path) or "gzip" in rules(path)


@pytest.mark.parametrize("name", ["other.warc.gz", "other-chunked.warc"])
def test_files_of_others_hold(tmp_path, name):
    (tmp_path / name).write_bytes(foreign.FILES[name])
    assert rules(tmp_path / name) == []


def test_a_missing_metadata_record_is_named(whole):
    records = list(members(whole))
    whole.write_bytes(b"".join(member(record) for record in (*records[:3], *records[4:])))
    assert "the response has no metadata record behind it" in [fault.message for fault in verify_file(whole)]


@pytest.mark.parametrize("gap", [b"\x00" * 7, b"\r\n", b"\x1f\x8b", gzip.compress(b"")])
def test_bytes_between_members_are_seen_and_no_record_is_lost(whole, gap):
    records = [member(record) for record in members(whole)]
    whole.write_bytes(b"".join((*records[:4], gap, *records[4:])))
    found = [fault for fault in verify_file(whole) if fault.rule != "index"]
    assert [fault.offset for fault in found] == [sum(map(len, records[:4]))]


def test_a_file_left_open_is_told_and_one_being_written_is_not(tmp_path):
    warcs = writer(tmp_path)
    warcs.write(exchange(), context())
    [path] = (tmp_path / "warc").rglob("*.open")
    assert rules(path) == ["open"]
    assert examine(path, growing=True).faults == []
    with path.open("ab") as file:
        file.write(member(b"WARC/1.1\r\nWARC-Type: request\r\n")[:-9])
    assert examine(path, growing=True).faults == []
    warcs.close()


def test_very_many_faults_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(findings, "MOST", 2)
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(build("metadata", "bad", "2026-03-01T00:00:00Z", (), b"") for _ in range(5)))
    told = [fault.message for fault in verify_file(path)]
    assert told.count("WARC-Record-ID is '<bad>'") == 2
    assert "7 more faults of this rule are not told" in told  # each id is used again too


def test_a_payload_of_any_size_is_digested_in_little_memory(tmp_path):
    body = b"%x\r\n" % (1 << 20) + bytes(1 << 20) + b"\r\n"
    raw = response(b"", b"Transfer-Encoding: chunked", length=False) + body * 48 + b"0\r\n\r\n"
    path, _ = written(tmp_path, exchange(raw))
    tracemalloc.start()
    assert list(verify_file(path)) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(raw) / 4


@settings(max_examples=40)
@given(position=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_no_flipped_bit_changes_a_record_unseen(tmp_path_factory, position, flip):
    base = tmp_path_factory.getbasetemp() / "flip" / "warc" / "p" / "f.warc.gz"
    if not base.exists():
        base.parent.mkdir(parents=True)
        base.write_bytes(
            written(tmp_path_factory.mktemp("flipped"), exchange(), rendering(), exchange())[0].read_bytes()
        )
    raw = bytearray(base.read_bytes())
    at = int(position * len(raw))
    raw[at] ^= flip
    damaged = tmp_path_factory.mktemp("flipped") / "f.warc.gz"
    damaged.write_bytes(raw)
    # Bits without meaning (the gzip header's time, the padding after the last deflate block) may change unseen.
    assert rules(damaged) or list(members(damaged)) == list(members(base))
