"""Independent readers find in our files what we say is there."""

import subprocess
import sysconfig
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from tests.archive.exchanges import HTML, ODD, URL, exchange, rendering, written

SCRIPTS = Path(sysconfig.get_path("scripts"))


def warcio_faults(path):
    with path.open("rb") as file:
        records = ArchiveIterator(file, check_digests=True)
        for record in records:
            record.content_stream().read()
            yield from record.digest_checker.problems
        assert records.err_count == 0


def fastwarc_faults(path):
    with path.open("rb") as file:
        for record in FastIterator(file, parse_http=False, inplace=True):
            if not record.verify_block_digest(not record.is_http):
                yield f"block of {record.record_id}"
            if "WARC-Payload-Digest" in record.headers:
                record.parse_http()
                if not record.verify_payload_digest(True):
                    yield f"payload of {record.record_id}"


@pytest.fixture(scope="module")
def odd_file(tmp_path_factory):
    return written(tmp_path_factory.mktemp("odd"), *(exchange(raw) for raw in ODD.values()), rendering())[0]


@pytest.mark.parametrize("command", [["warcio", "check", "-v"], ["fastwarc", "check", "-p", "-q"]])
def test_checking_commands_pass(odd_file, command):
    run = subprocess.run(
        [SCRIPTS / command[0], *command[1:], odd_file], capture_output=True, text=True, check=False
    )
    assert (run.returncode, "fail" in run.stdout.lower()) == (0, False), run.stdout + run.stderr


def test_digests_hold_for_both_readers(odd_file):
    assert [*warcio_faults(odd_file), *fastwarc_faults(odd_file)] == []


def test_gzip_itself_finds_the_file_whole(odd_file):
    assert subprocess.run(["gzip", "-t", odd_file], check=False).returncode == 0


def test_both_readers_decode_the_page(tmp_path):
    path, _ = written(tmp_path, *(exchange(ODD[name]) for name in ("plain", "gzip", "chunked")))
    with path.open("rb") as file:
        bodies = [one.content_stream().read() for one in ArchiveIterator(file) if one.rec_type == "response"]
    assert bodies == [HTML] * 3
    with path.open("rb") as file:
        bodies = [
            one.reader.read()
            for one in FastIterator(file, record_types=WarcRecordType.response, auto_decode="all")
        ]
    assert bodies == [HTML] * 3


def test_both_readers_have_the_dom(tmp_path):
    path, _ = written(tmp_path, rendering())
    with path.open("rb") as file:
        kept = [
            (one.content_type, one.content_stream().read())
            for one in ArchiveIterator(file)
            if one.rec_type == "resource"
        ]
    assert kept == [("text/html; charset=utf-8", HTML)]
    with path.open("rb") as file:
        assert [one.reader.read() for one in FastIterator(file, record_types=WarcRecordType.resource)] == [
            HTML
        ]


def test_both_readers_find_the_capture_at_its_offset(tmp_path):
    path, places = written(tmp_path, exchange(), exchange(url=f"{URL}?2"), rendering())
    for place in places:
        with path.open("rb") as file:
            file.seek(place.offset)
            assert next(iter(ArchiveIterator(file))).rec_headers["WARC-Record-ID"] == f"<{place.record_id}>"
        with path.open("rb") as file:
            file.seek(place.offset)
            assert next(iter(FastIterator(file))).record_id == f"<{place.record_id}>"


heads = st.lists(
    st.sampled_from(
        [
            b"\r\n",
            b"\n",
            b"\r",
            b" ",
            b"\t",
            b":",
            b"a",
            b"X: y",
            b"\x00",
            b"\xa0",
            b"\x85",
            b"\xc3\xa9",
            b"\x0c",
        ]
    ),
    max_size=12,
).map(b"".join)


@settings(max_examples=60)
@given(st.lists(st.tuples(heads, st.binary(max_size=20)), min_size=1, max_size=8))
def test_digests_hold_whatever_a_server_sends(tmp_path_factory, answers):
    raws = [b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + body for head, body in answers]
    path, _ = written(tmp_path_factory.mktemp("fuzz"), *map(exchange, raws))
    assert [*warcio_faults(path), *fastwarc_faults(path)] == []
