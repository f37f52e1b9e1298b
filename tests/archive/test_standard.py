"""Clause by clause: what ISO 28500 (WARC 1.1) asks of each record, on the bytes of a file that zlib alone has read."""

import base64
import gzip
import hashlib
import re
import zlib
from datetime import UTC

import pytest

from archive.capture import Role
from tests.archive.exchanges import (
    HTML,
    ODD,
    PORTAL,
    REQUEST,
    START,
    context,
    exchange,
    rendering,
    response,
    writer,
)

BODY = HTML.replace(b"<p>", b"<p>" + "公开".encode() * 200)
URL = "https://www.example.gov.cn/%C4%EA%B1%A8?p=1"
TLS = "TLSv1.3 TLS_AES_256_GCM_SHA384, certificate verified"
KINDS = ("warcinfo", "request", "response", "resource", "metadata", "revisit")
MANDATORY = ("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length")
LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+: [^\r\n\x00]*[^\r\n\x00 ]")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
WARC_URI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]+>")
RFC3986 = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?(/(%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=:@/?-])*)?")


def digest(content):
    return "sha1:" + base64.b32encode(hashlib.sha1(content).digest()).decode()


class Record:
    def __init__(self, raw):
        head, _, rest = raw.partition(b"\r\n\r\n")
        self.version, *self.lines = head.split(b"\r\n")
        self.fields = dict(line.decode().split(": ", 1) for line in self.lines)
        self.length = int(self.fields["Content-Length"])
        self.block, self.end = rest[: self.length], rest[self.length :]
        self.kind = self.fields["WARC-Type"]


def read(path):
    rest, records = path.read_bytes(), []
    while rest:
        member = zlib.decompressobj(31)
        records.append(Record(member.decompress(rest)))
        assert member.eof, "a gzip member is not whole"
        rest = member.unused_data
    return records


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Two files of every kind of record, the second begun when the first was full; over them, what is to hold."""
    data_dir = tmp_path_factory.mktemp("standard")
    known = {}
    warcs = writer(data_dir, originals=known.get, operator="Archive of 公开", max_bytes=20_000)
    for raw in (response(BODY), response(BODY), *ODD.values(), response(bytes(15_000))):
        asked = {} if raw != ODD["304"] else {"original": next(iter(known.values()))}
        warcs.write(exchange(raw, url=f"{URL}#fragment", tls=TLS, **asked), context(Role.PAGE, via=URL))
        known.update((one.digest, one) for one in warcs.sync())
    shell = warcs.write(exchange(response(bytes(15_000)), url=URL), context())
    warcs.write(
        rendering(url=f"{URL}#/list?id=3", response_id=shell.record_id), context(rendered="empty root")
    )
    warcs.close()
    return {path: read(path) for path in sorted((data_dir / "warc" / PORTAL).iterdir())}


@pytest.fixture(scope="module")
def records(files):
    return [record for found in files.values() for record in found]


def of_kind(records, *kinds):
    return [record for record in records if record.kind in kinds]


def test_every_kind_that_is_written_is_here(files, records):
    assert {record.kind for record in records} == set(KINDS)
    assert len(files) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_4_records_are_lines_a_block_and_two_line_ends(records, kind):
    for record in of_kind(records, kind):
        assert record.version == b"WARC/1.1"
        assert all(LINE.fullmatch(line) for line in record.lines), record.lines
        assert record.end == b"\r\n\r\n"
        assert len(record.block) == record.length
        names = [line.partition(b":")[0] for line in record.lines]
        once = [name for name in names if name != b"WARC-Protocol"]
        assert len(set(once)) == len(once)


@pytest.mark.parametrize("kind", KINDS)
def test_5_mandatory_fields_and_those_of_all_records(records, kind):
    for record in of_kind(records, kind):
        assert all(name in record.fields for name in MANDATORY)
        assert WARC_URI.fullmatch(record.fields["WARC-Record-ID"])
        assert DATE.fullmatch(record.fields["WARC-Date"])
        assert record.fields["WARC-Block-Digest"] == digest(record.block)
        assert ("Content-Type" in record.fields) or not record.block


def test_5_2_ids_are_of_one_record_each(records):
    ids = [record.fields["WARC-Record-ID"] for record in records]
    assert len(set(ids)) == len(ids)


def test_5_7_links_name_records_of_the_exchange(files):
    for found in files.values():
        ids = {record.fields["WARC-Record-ID"]: record for record in found}
        for record in of_kind(found, "request", "response", "revisit", "metadata"):
            partner = ids[record.fields["WARC-Concurrent-To"]]
            assert partner.fields["WARC-Date"] == record.fields["WARC-Date"]
            assert partner.fields["WARC-Target-URI"] == record.fields["WARC-Target-URI"]
        for record in found[1:]:
            assert record.fields["WARC-Warcinfo-ID"] == found[0].fields["WARC-Record-ID"]


def test_5_9_payload_digests_are_of_payloads(records):
    held = [one for one in of_kind(records, "response") if "WARC-Payload-Digest" in one.fields]
    assert len(held) > 10
    for record in held:
        assert record.fields["WARC-Payload-Digest"] == digest(record.block.partition(b"\r\n\r\n")[2])
    assert not any(
        "WARC-Payload-Digest" in one.fields for one in of_kind(records, "warcinfo", "metadata", "request")
    )


def test_5_9_what_readers_disagree_on_has_no_payload_digest_in_its_record(records):
    coded = [one for one in of_kind(records, "response") if b"ransfer-" in one.block]
    assert len(coded) == 4
    assert not any("WARC-Payload-Digest" in one.fields for one in coded)
    said = [one.block for one in of_kind(records, "metadata")]
    assert all(re.search(rb"^payload-digest: sha1:[A-Z2-7]{32}\r$", block, re.MULTILINE) for block in said)


def test_5_10_addresses_and_what_was_spoken(records):
    for record in of_kind(records, "request", "response", "revisit")[:-2]:
        assert record.fields["WARC-IP-Address"] == "192.0.2.7"
    secured = of_kind(records, "response")[0]
    spoken = [line for line in secured.lines if line.startswith((b"WARC-Protocol", b"WARC-Cipher"))]
    assert spoken == [
        b"WARC-Protocol: http/1.1",
        b"WARC-Protocol: tls/1.3",
        b"WARC-Cipher-Suite: TLS_AES_256_GCM_SHA384",
    ]


@pytest.mark.parametrize(
    ("tls", "stated"),
    [
        (None, [b"http/1.1"]),
        ("TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256, certificate verified", [b"http/1.1", b"tls/1.2"]),
        ("TLSv1 AES128-SHA, certificate not verified: expired", [b"http/1.1", b"tls/1.0"]),
    ],
)
def test_a_cipher_suite_has_its_registered_name_or_none(tmp_path, tls, stated):
    warcs = writer(tmp_path)
    place = warcs.write(exchange(tls=tls), context())
    warcs.close()
    answer = read(tmp_path / place.warc)[2]
    assert [line.partition(b": ")[2] for line in answer.lines if line.startswith(b"WARC-Protocol")] == stated
    assert "WARC-Cipher-Suite" not in answer.fields


def test_5_14_target_uris_are_what_was_asked_for_without_fragment(records):
    for record in of_kind(records, *KINDS[1:]):
        assert record.fields["WARC-Target-URI"] == URL
        assert RFC3986.fullmatch(record.fields["WARC-Target-URI"])


@pytest.mark.parametrize(
    ("claim", "body", "type_"),
    [
        (b"text/html", b"%PDF-1.7 ...", "application/pdf"),
        (b"application/pdf", HTML, "text/html"),
        (b"image/x-unheard-of", b"\x00\x01\x02\xff" * 20, None),
        (b"text/html", gzip.compress(HTML), "application/gzip"),
        (b"text/html", b"", None),
        (b"text/css", b"body { margin: 0 }", None),
        (b"image/svg+xml", b"<?xml version='1.0'?><svg/>", None),
    ],
)
def test_5_19_the_identified_type_is_read_from_the_bytes(tmp_path, claim, body, type_):
    warcs = writer(tmp_path)
    place = warcs.write(exchange(response(body, b"Content-Type: " + claim)), context())
    warcs.close()
    assert read(tmp_path / place.warc)[2].fields.get("WARC-Identified-Payload-Type") == type_


def test_6_2_a_file_begins_with_what_it_is(files):
    for path, found in files.items():
        info, *others = found
        assert info.kind == "warcinfo"
        assert "warcinfo" not in {record.kind for record in others}
        assert info.fields["WARC-Filename"] == path.name
        assert not path.name.endswith(".open")
        assert info.fields["Content-Type"] == "application/warc-fields"
        assert not {"WARC-Target-URI", "WARC-Concurrent-To", "WARC-Warcinfo-ID"} & info.fields.keys()
        assert dict(line.split(": ", 1) for line in info.block.decode().splitlines()) == {
            "software": "gongkai/0",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": PORTAL,
            "run": "run-1",
            "operator": "Archive of 公开",
            "robots": "classic",
            "http-header-user-agent": "test",
        }


def test_6_3_to_6_5_blocks_are_what_travelled(records):
    assert {one.block for one in of_kind(records, "request")} == {REQUEST}
    assert {one.fields["Content-Type"] for one in of_kind(records, "request")} == {
        "application/http;msgtype=request"
    }
    kept = {one.block for one in of_kind(records, "response", "revisit")}
    assert {raw for name, raw in ODD.items() if name not in {"interim", "plain"}} <= kept
    [dom] = of_kind(records, "resource")
    assert (dom.block, dom.fields["Content-Type"]) == (HTML, "text/html; charset=utf-8")


def test_6_6_a_route_is_said_in_the_metadata_record(records):
    assert b"route: /list?id=3\r\n" in of_kind(records, "metadata")[-1].block
    assert sum(b"route: " in one.block for one in of_kind(records, "metadata")) == 1


def test_6_7_revisits_refer_to_a_response(records):
    ids = {record.fields["WARC-Record-ID"]: record for record in records}
    revisits = of_kind(records, "revisit")
    assert [one.fields["WARC-Profile"].rpartition("/")[2] for one in revisits] == [
        "identical-payload-digest",
        "server-not-modified",
        "identical-payload-digest",
    ]
    for record in revisits:
        original = ids[record.fields["WARC-Refers-To"]]
        assert original.kind == "response"
        assert record.fields["WARC-Refers-To-Target-URI"] == original.fields["WARC-Target-URI"]
        assert record.fields["WARC-Refers-To-Date"] == original.fields["WARC-Date"]
        assert record.fields["WARC-Profile"].startswith("http://netpreserve.org/warc/1.1/revisit/")
        assert record.fields["WARC-Truncated"] == "length"
        identical = record.fields["WARC-Profile"].endswith("identical-payload-digest")
        stated = original.fields["WARC-Payload-Digest"] if identical else None
        assert record.fields.get("WARC-Payload-Digest") == stated
        assert record.block.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("reason", ["length", "time", "disconnect", "unspecified", "made up"])
def test_5_15_what_was_cut_says_why(tmp_path, reason):
    warcs = writer(tmp_path)
    place = warcs.write(exchange(truncated=reason, started_at=START.astimezone(UTC)), context())
    warcs.close()
    stated = read(tmp_path / place.warc)[2].fields["WARC-Truncated"]
    assert stated == (reason if reason != "made up" else "unspecified")
