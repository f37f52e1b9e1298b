import errno
import gzip
import os
import resource
import subprocess
import sys
import zlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from archive import openfile
from archive.capture import Role
from archive.cdxj import content, lines_of
from archive.errors import ArchiveError, DiskFull
from archive.recovery import recover
from archive.verify import verify_file
from tests.archive.exchanges import (
    ODD,
    PORTAL,
    REQUEST,
    START,
    URL,
    context,
    exchange,
    response,
    writer,
    written,
)


def members(path):
    """Inflate each gzip member on its own."""
    raw = path.read_bytes()
    while raw:
        stream = zlib.decompressobj(31)
        yield stream.decompress(raw)
        assert stream.eof
        raw = stream.unused_data


def taken_apart(record):
    head, _, rest = record.partition(b"\r\n\r\n")
    version, *lines = head.decode().split("\r\n")
    assert rest.endswith(b"\r\n\r\n")
    return version, [tuple(line.split(": ", 1)) for line in lines], rest[:-4]


def test_an_exchange_is_three_records_after_the_warcinfo(tmp_path):
    path, [place] = written(tmp_path, exchange(started_at=START, truncated="time"))
    info, request, answer, metadata = map(taken_apart, members(path))

    assert {version for version, _, _ in (info, request, answer, metadata)} == {"WARC/1.1"}
    assert [dict(fields)["WARC-Type"] for _, fields, _ in (info, request, answer, metadata)] == [
        "warcinfo",
        "request",
        "response",
        "metadata",
    ]
    ids = [dict(fields)["WARC-Record-ID"] for _, fields, _ in (info, request, answer, metadata)]
    assert dict(info[1])["WARC-Filename"] == path.name
    assert request[2] == REQUEST
    assert answer[2] == response()
    fields = dict(answer[1])
    assert fields.pop("WARC-Record-ID") == f"<{place.record_id}>"
    assert fields.pop("WARC-Block-Digest").startswith("sha1:")
    assert fields == {
        "WARC-Type": "response",
        "WARC-Date": "2026-03-01T08:00:00.123456Z",
        "WARC-Target-URI": URL,
        "WARC-Warcinfo-ID": ids[0],
        "WARC-IP-Address": "192.0.2.7",
        "WARC-Protocol": "http/1.1",
        "WARC-Concurrent-To": ids[1],
        "WARC-Payload-Digest": "sha1:EOCOL5PQ6RUMITR3CN6YGIN3RO4VKDG7",
        "WARC-Identified-Payload-Type": "text/html",
        "WARC-Truncated": "time",
        "Content-Type": "application/http;msgtype=response",
        "Content-Length": str(len(response())),
    }
    for _, fields, _ in (request, metadata):
        assert dict(fields)["WARC-Concurrent-To"] == ids[2]
        assert dict(fields)["WARC-Date"] == "2026-03-01T08:00:00.123456Z"
        assert dict(fields)["WARC-Warcinfo-ID"] == ids[0]


def test_the_place_is_the_response_member(tmp_path):
    path, places = written(tmp_path, exchange(), exchange(response(b"<p>two")))
    raw = path.read_bytes()
    blocks = [gzip.decompress(raw[place.offset : place.offset + place.length]) for place in places]
    assert [taken_apart(block)[2] for block in blocks] == [response(), response(b"<p>two")]
    assert places[0].warc == path.relative_to(tmp_path).as_posix()


def test_metadata_is_harmless_fields(tmp_path):
    warcs = writer(tmp_path)
    place = warcs.write(
        exchange(),
        context(
            Role.ATTACHMENT,
            via="http://x/\r\nportal: other",
            page=2,
            document="urn:uuid:1",
            listing_title="年度\n报告",
        ),
    )
    warcs.close()
    *_, metadata = members(tmp_path / place.warc)
    assert taken_apart(metadata)[2].decode().split("\r\n")[:-1] == [
        "via: http://x/ portal: other",
        f"portal: {PORTAL}",
        "role: attachment",
        "page: 2",
        "document: urn:uuid:1",
        "listing-title: 年度 报告",
        "payload-digest: sha1:EOCOL5PQ6RUMITR3CN6YGIN3RO4VKDG7",
    ]


@pytest.mark.parametrize("name", ODD)
def test_the_response_is_kept_byte_for_byte(tmp_path, name):
    path, [_] = written(tmp_path, exchange(ODD[name]))
    block = taken_apart(list(members(path))[2])[2]
    assert block == (response() if name == "interim" else ODD[name])


@pytest.mark.parametrize(
    ("url", "stated"),
    [
        ("http://a.gov.cn/年报?x=1#top", "http://a.gov.cn/%E5%B9%B4%E6%8A%A5?x=1"),
        ("http://a.gov.cn/%e5?a=b&c=[d]", "http://a.gov.cn/%e5?a=b&c=%5Bd%5D"),
        ("http://a.gov.cn/100%|{x}?%zz", "http://a.gov.cn/100%25%7C%7Bx%7D?%25zz"),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://a.gov.cn/a b\r\nX: y", "http://a.gov.cn/a%20b%0D%0AX:%20y"),
    ],
)
def test_the_target_is_a_uri_without_fragment(tmp_path, url, stated):
    path, _ = written(tmp_path, exchange(url=url))
    assert dict(taken_apart(list(members(path))[2])[1])["WARC-Target-URI"] == stated


def test_dates_are_utc(tmp_path):
    beijing = datetime(2026, 3, 1, 16, 0, tzinfo=timezone(timedelta(hours=8)))
    path, _ = written(tmp_path, exchange(started_at=beijing))
    assert dict(taken_apart(list(members(path))[1])[1])["WARC-Date"] == "2026-03-01T08:00:00.000000Z"


def test_files_are_open_until_closed_and_rotate(tmp_path):
    moments = iter(START + timedelta(seconds=n) for n in range(100))
    warcs = writer(tmp_path, max_bytes=20_000, clock=lambda: next(moments))
    folder = tmp_path / "warc" / PORTAL
    first = warcs.write(exchange(response(os.urandom(10_000))), context())
    assert [path.name for path in folder.iterdir()] == [f"{PORTAL}-20260301080000-00001.warc.gz.open"]
    second = warcs.write(exchange(response(os.urandom(10_000))), context())
    warcs.close()
    warcs.close()
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{PORTAL}-20260301080000-00001.warc.gz",
        f"{PORTAL}-20260301080001-00002.warc.gz",
    ]
    assert first.warc.endswith("-00001.warc.gz")
    assert second.warc.endswith("-00002.warc.gz")
    for path in folder.iterdir():
        index = tmp_path / "index" / f"{path.name}.cdxj"
        assert index.read_bytes() == content(lines_of(path))
        assert list(verify_file(path)) == []


def test_a_name_in_use_is_not_taken_again(tmp_path):
    for _ in range(3):
        written_writer = writer(tmp_path, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC), max_bytes=1)
        written_writer.write(exchange(), context())
        written_writer.close()
    assert len(list((tmp_path / "warc" / PORTAL).iterdir())) == 3


def test_bytes_are_with_the_operating_system_when_write_returns(tmp_path):
    warcs = writer(tmp_path)
    place = warcs.write(exchange(), context())
    path = tmp_path / f"{place.warc}.open"
    assert len(list(members(path))) == 4


def test_sync_covers_what_was_written(tmp_path, monkeypatch):
    synced = []
    warcs = writer(tmp_path)
    warcs.sync()
    place = warcs.write(exchange(), context())
    monkeypatch.setattr(openfile.os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    warcs.sync()
    assert synced == [(tmp_path / f"{place.warc}.open").stat().st_ino]


@pytest.mark.parametrize("portal", ["", "..", "a/b", ".hidden", "a\nb", "a b"])
def test_a_portal_must_be_a_folder_name(tmp_path, portal):
    with pytest.raises(ValueError, match="portal"):
        writer(tmp_path, portal)


@pytest.mark.parametrize(
    ("number", "error"), [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EIO, ArchiveError)]
)
@pytest.mark.parametrize("taken", [0, 1, 700])
def test_a_torn_tail_is_taken_off_when_the_disk_is_full(tmp_path, monkeypatch, number, error, taken):
    warcs = writer(tmp_path)
    place = warcs.write(exchange(), context())
    path = tmp_path / f"{place.warc}.open"
    whole = path.read_bytes()
    real, calls = os.writev, []

    def write(descriptor, content):
        calls.append(1)
        if len(calls) > 1:
            raise OSError(number, "no")
        return real(descriptor, [b"".join(content)[:taken]])

    with monkeypatch.context() as patched:
        patched.setattr(openfile.os, "writev", write)
        with pytest.raises(error):
            warcs.write(exchange(), context())
    assert path.read_bytes() == whole
    warcs.write(exchange(), context())
    warcs.close()
    assert list(verify_file(tmp_path / place.warc)) == []


def test_a_real_limit_is_a_full_disk(tmp_path):
    """The operating system itself refuses the bytes, in the midst of a group."""
    code = """
import sys
from pathlib import Path
from archive.errors import DiskFull
from tests.archive.exchanges import context, exchange, response, writer
import os
warcs, done = writer(Path(sys.argv[1])), 0
try:
    while True:
        warcs.write(exchange(response(os.urandom(5000))), context())
        done += 1
except DiskFull:
    print(done)
"""
    limit = 64 * 1024
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    [recovered] = recover(tmp_path, PORTAL)
    assert (recovered.cut, recovered.lost) == (0, 0)
    assert list(verify_file(recovered.warc)) == []
    assert len(list(lines_of(recovered.warc))) == int(run.stdout) > 5


def test_identified_type_comes_from_the_bytes(tmp_path):
    lying = response(b"%PDF-1.4 ...", b"Content-Type: text/html")
    path, _ = written(tmp_path, exchange(lying), exchange(ODD["chunked and gzip"]), exchange(ODD["204"]))
    fields = [dict(taken_apart(record)[1]) for record in members(path)]
    types = [one.get("WARC-Identified-Payload-Type") for one in fields if one["WARC-Type"] == "response"]
    assert types == ["application/pdf", "text/html", None]
