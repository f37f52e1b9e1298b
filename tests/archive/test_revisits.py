"""Revisits as they are written, and read: always of a whole response that is there."""

import io
import shutil
import subprocess
import urllib.request

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.capture import Role
from archive.captures import read_capture
from archive.cdxj import build
from archive.errors import MissingOriginal
from archive.reader import captures, documents, visits
from archive.revisits import original_at
from tests.archive.exchanges import (
    HTML,
    ODD,
    START,
    URL,
    chunked,
    context,
    exchange,
    rendering,
    response,
    writer,
)
from tests.archive.test_readers_agree import SCRIPTS
from tests.archive.test_writer import members, taken_apart

BODY = HTML.replace(b"<p>", b"<p>" + "公开".encode() * 200)
SECOND = URL.replace("1.html", "2.html")


class Known(dict):
    """Originals by digest, as a crawl's database would have them."""

    def of(self, data_dir, **settings):
        return writer(data_dir, originals=self.get, **settings)

    def cover(self, warcs):
        for one in warcs.sync():
            self[one.digest] = one


@pytest.fixture
def known():
    return Known()


def kinds(path):
    return [dict(taken_apart(record)[1])["WARC-Type"] for record in members(path)]


def put(warcs, known, *raws, **fields):
    places = []
    for raw in raws:
        places.append(warcs.write(exchange(raw, **fields), context()))
        known.cover(warcs)
    return places


def test_a_payload_is_written_once_its_record_is_durable(tmp_path, known):
    warcs = known.of(tmp_path)
    for _ in range(2):
        place = warcs.write(exchange(response(BODY)), context())
    known.cover(warcs)
    warcs.write(exchange(response(BODY)), context())
    warcs.close()
    assert [kind for kind in kinds(tmp_path / place.warc) if kind not in {"request", "metadata"}] == [
        "warcinfo",
        "response",
        "response",
        "revisit",
    ]


def test_a_revisit_says_what_it_is_of(tmp_path, known):
    """WARC 1.1, 6.7.2: profile, digest, and in 5.11 to 5.13 what it refers to."""
    warcs = known.of(tmp_path)
    error = response(BODY, b"Content-Type: text/html", status=b"HTTP/1.1 404 Not Found")
    first, second, third = put(warcs, known, response(BODY), error, response(BODY), url=SECOND)
    warcs.close()
    records = [taken_apart(record) for record in members(tmp_path / first.warc)]
    _, fields, block = records[5]
    original, stated = dict(records[2][1]), dict(fields)
    assert block == error.removesuffix(BODY)
    assert {
        name: value for name, value in stated.items() if name.startswith(("WARC-Ref", "WARC-Pro", "WARC-Tr"))
    } == {
        "WARC-Protocol": "http/1.1",
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "WARC-Refers-To": original["WARC-Record-ID"],
        "WARC-Refers-To-Target-URI": SECOND,
        "WARC-Refers-To-Date": original["WARC-Date"],
        "WARC-Refers-To-Filename": first.warc.rpartition("/")[2],
        "WARC-Refers-To-File-Offset": str(first.offset),
        "WARC-Truncated": "length",
    }
    assert stated["WARC-Payload-Digest"] == original["WARC-Payload-Digest"]
    assert dict(records[8][1])["WARC-Refers-To"] == original["WARC-Record-ID"]  # not the revisit before it
    assert dict(records[6][1])["WARC-Concurrent-To"] == stated["WARC-Record-ID"] == f"<{second.record_id}>"
    capture = read_capture(tmp_path, second)
    assert (capture.status, capture.payload, capture.url) == (404, BODY, SECOND)
    assert (capture.revisit.record_id, capture.revisit.place) == (first.record_id, first)
    assert capture.truncated is None
    assert capture.context == context()
    assert read_capture(tmp_path, third).payload_digest == read_capture(tmp_path, first).payload_digest


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        (response(b"x" * 100), {}),
        (response(b""), {}),
        (response(BODY), {"truncated": "time"}),
        (response(chunked(BODY), b"Transfer-Encoding: chunked", length=False), {}),
        (BODY, {}),
    ],
    ids=["small", "empty", "cut", "chunked", "no http"],
)
def test_what_is_kept_again(tmp_path, known, raw, fields):
    warcs = known.of(tmp_path)
    place, _ = put(warcs, known, raw, raw, **fields)
    warcs.close()
    assert "revisit" not in kinds(tmp_path / place.warc)
    assert known == {}


def test_a_chunked_response_may_be_a_revisit(tmp_path, known):
    warcs = known.of(tmp_path)
    framed = response(chunked(BODY), b"Transfer-Encoding: chunked", length=False)
    *_, place = put(warcs, known, response(BODY), framed)
    warcs.close()
    assert "revisit" in kinds(tmp_path / place.warc)
    assert read_capture(tmp_path, place).payload == BODY


@pytest.mark.parametrize("name", ["304", "head", "204"])
def test_a_304_of_an_original_keeps_its_own_head(tmp_path, known, name):
    warcs = known.of(tmp_path)
    [place] = put(warcs, known, response(BODY, b"Content-Type: text/html", b"Server: old"))
    [original] = known.values()
    unmodified = ODD[name].replace(b"\r\n\r\n", b"\r\nServer: new\r\nContent-Length: 3\r\n\r\n")
    later = warcs.write(exchange(unmodified, original=original), context())
    warcs.close()
    capture = read_capture(tmp_path, later)
    if name != "304":  # only a 304 says that nothing has changed
        assert capture.revisit is None
        return
    assert (capture.status, capture.payload, capture.media_type) == (200, BODY, "text/html")
    assert [capture.header(one) for one in ("Server", "ETag", "Content-Length")] == [
        "new",
        '"1"',
        str(len(BODY)),
    ]
    assert capture.payload_digest == original.digest
    fields = dict(taken_apart(list(members(tmp_path / place.warc))[5])[1])
    assert "WARC-Payload-Digest" not in fields
    assert fields["WARC-Profile"].endswith("/1.1/revisit/server-not-modified")


def test_a_file_of_nothing_but_304s_is_kept_and_its_index_is_empty(tmp_path, known):
    first = known.of(tmp_path)
    put(first, known, response(BODY))
    first.close()
    second = known.of(tmp_path, clock=lambda: START)
    place = second.write(exchange(ODD["304"], original=next(iter(known.values()))), context())
    second.close()
    assert read_capture(tmp_path, place).payload == BODY
    index = tmp_path / "index" / f"{place.warc.rpartition('/')[2]}.cdxj"
    assert index.read_bytes() == b""
    assert build(tmp_path / place.warc).read_bytes() == b""


def test_an_original_is_looked_at_before_anything_refers_to_it(tmp_path, known):
    warcs = known.of(tmp_path)
    [place] = put(warcs, known, response(BODY))
    warcs.close()
    [digest] = known
    spot = (place.warc, place.offset, place.length)
    assert original_at(tmp_path, digest, *spot) == known[digest]
    assert original_at(tmp_path, "sha1:OTHER", *spot) is None
    assert original_at(tmp_path, digest, place.warc, 0, 10) is None
    (tmp_path / place.warc).unlink()
    assert original_at(tmp_path, digest, *spot) is None


def test_documents_are_the_same_from_revisits(tmp_path, known):
    warcs = known.of(tmp_path)
    shell, article = rendering(url=f"{URL}#/list?id=3"), response(BODY)
    first = warcs.write(exchange(article), context())
    warcs.write(shell, context(rendered="scripts only"))
    known.cover(warcs)
    begun = warcs.write(exchange(article), context())
    again = warcs.write(
        exchange(article, url=SECOND), context(Role.ATTACHMENT, document=begun.record_id, page=1)
    )
    warcs.close()
    *_, newest = visits(tmp_path)
    assert newest == (begun, again)
    kept, revisited = (
        one for one in documents([tmp_path / "warc"], newest=False) if len(one.captures[0].payload) > 900
    )
    assert [one.payload for one in revisited.captures] == [BODY, BODY]
    assert [one.place for one in revisited.captures] == [begun, again]
    assert kept.captures[0].place == first
    routed = next(one for one in captures(tmp_path / first.warc) if one.context.rendered)
    assert routed.url == f"{URL}#/list?id=3"


def test_an_original_in_another_file_is_found(tmp_path, known):
    places = []
    for _ in range(2):
        warcs = known.of(tmp_path / "data", max_bytes=1)
        places += put(warcs, known, response(BODY))
        warcs.close()
    assert places[0].warc != places[1].warc
    assert read_capture(tmp_path / "data", places[1]).payload == BODY
    moved = tmp_path / "moved"
    for number, place in enumerate(places):
        (moved / str(number)).mkdir(parents=True)
        shutil.copy(tmp_path / "data" / place.warc, moved / str(number) / f"renamed{number}.warc.gz")
    _, revisited = documents([moved], newest=False)
    assert revisited.captures[0].revisit.record_id == places[0].record_id
    faults = []
    assert list(documents([moved / "1"], report=faults.append)) == []
    assert list(captures(moved / "1" / "renamed1.warc.gz", faults.append)) == []
    assert [(fault.rule, fault.offset) for fault in faults] == [("revisit", places[1].offset)] * 2


class _Writer(WARCWriter):
    _create_temp_file = io.BytesIO  # warcio leaves the temporary files of its own open


def foreign(path, *, left_out=(), digest=None, head=True, version="1.0", hint=()):
    """An original and a revisit of it at another address, as other programs write them."""
    with path.open("wb") as file:
        out = _Writer(file, gzip=True, warc_version=version)
        lines = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        original = out.create_warc_record(URL, "response", payload=io.BytesIO(BODY), http_headers=lines)
        out.write_record(original)
        stated = digest or original.rec_headers["WARC-Payload-Digest"]
        revisit = out.create_revisit_record(
            SECOND, stated, URL, original.rec_headers["WARC-Date"], http_headers=lines if head else None
        )
        revisit.rec_headers.add_header("WARC-Refers-To", original.rec_headers["WARC-Record-ID"])
        for part, value in zip(("Filename", "File-Offset"), hint, strict=False):
            revisit.rec_headers.add_header(f"WARC-Refers-To-{part}", value)
        for name in left_out:
            revisit.rec_headers.remove_header(name)
        out.write_record(revisit)


REFERS = ("WARC-Refers-To", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date")


@pytest.mark.parametrize("in_data_dir", [False, True])
@pytest.mark.parametrize("left_out", [(), REFERS[1:], REFERS[:1], ("WARC-Refers-To", "WARC-Refers-To-Date")])
@pytest.mark.parametrize("head", [True, False])
def test_revisits_of_other_programs(tmp_path, left_out, head, in_data_dir):
    """Found by id, else by address and date, else by address and digest."""
    path = tmp_path / "warc" / "p" / "x.warc.gz"
    path.parent.mkdir(parents=True)
    foreign(path, left_out=left_out, head=head)
    _, revisited = captures(path)
    assert (revisited.url, revisited.status, revisited.payload) == (SECOND, 200, BODY)
    assert revisited.media_type == "text/html"
    if in_data_dir and "WARC-Refers-To-Target-URI" not in left_out:  # the index goes by address
        build(path)
        assert read_capture(tmp_path, revisited.place).payload == BODY


@pytest.mark.parametrize(
    "wrong",
    [{"left_out": REFERS}, {"digest": "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"}],
    ids=["no original named", "another payload"],
)
def test_a_revisit_of_nobody_knows_what_is_named_and_no_document(tmp_path, wrong):
    path = tmp_path / "x.warc.gz"
    foreign(path, **wrong)
    faults = []
    assert [one.url for one in captures(path, faults.append)] == [URL]
    assert [fault.rule for fault in faults] == ["revisit"]
    assert [one.captures[0].url for one in documents([path], newest=False, report=faults.append)] == [URL]


def test_a_place_whose_original_is_gone_is_evidence_gone(tmp_path, known):
    warcs = known.of(tmp_path)
    put(warcs, known, response(BODY))
    warcs.close()
    later = known.of(tmp_path, clock=lambda: START)
    [place] = put(later, known, response(BODY))
    later.close()
    (tmp_path / next(iter(known.values())).place.warc).unlink()
    with pytest.raises(MissingOriginal, match="not there"):
        read_capture(tmp_path, place)


def test_pywb_replays_revisits(tmp_path, known, pywb):
    """With an index of its own making, from the address of each."""
    warcs = known.of(tmp_path / "data")
    framed = response(chunked(BODY), b"Transfer-Encoding: chunked", length=False)
    raws = {"1": response(BODY), "2": response(BODY, b"Content-Type: text/html", b"X-Own: 2"), "3": framed}
    for name, raw in raws.items():
        [place] = put(warcs, known, raw, url=f"http://www.example.gov.cn/{name}")
    warcs.close()
    pywb.collect(tmp_path, "c", tmp_path / "data" / place.warc)
    with pywb.serve(tmp_path) as base:
        for name in raws:
            assert fetched(f"{base}c/2026id_/http://www.example.gov.cn/{name}") == BODY


def fetched(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read()


@pytest.mark.parametrize("command", [["warcio", "check"], ["fastwarc", "check", "-q"]])
def test_checking_commands_pass(tmp_path, known, command):
    """Without payloads: of a revisit, fastwarc takes the digest of the body that is not there."""
    warcs = known.of(tmp_path)
    place, *_ = put(warcs, known, response(BODY), response(BODY))
    warcs.write(exchange(ODD["304"], original=next(iter(known.values()))), context())
    warcs.close()
    assert kinds(tmp_path / place.warc).count("revisit") == 2
    run = subprocess.run(
        [SCRIPTS / command[0], *command[1:], tmp_path / place.warc], capture_output=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    "name", [".", "..", "../x.warc.gz", "x" * 300 + ".warc.gz", "公" * 90 + ".warc.gz", "a\tb.warc"]
)
@pytest.mark.parametrize("offset", ["0", "-1", "９", "9" * 40, ""])
def test_a_hint_is_but_a_hint(tmp_path, name, offset):
    path = tmp_path / "x.warc.gz"
    foreign(path, hint=(name, offset))
    _, revisited = captures(path)
    assert revisited.payload == BODY


def test_many_visits_of_one_address_are_not_all_looked_at(tmp_path, known):
    warcs = known.of(tmp_path)
    for _ in range(300):
        warcs.write(exchange(response(BODY)), context())
    known.cover(warcs)
    warcs.write(exchange(response(BODY)), context())
    place = warcs.write(exchange(response(BODY), url=SECOND), context())
    warcs.close()
    path = tmp_path / place.warc
    lost = path.rename(path.with_name("renamed.warc.gz"))  # so that the hint leads nowhere
    found = [one for one in captures(lost) if one.revisit]
    assert [one.payload for one in found] == [BODY, BODY]
