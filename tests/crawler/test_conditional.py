"""What is archived is asked for again only where it may have changed; no server is believed that says it has not."""

import hashlib
import shutil
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import Response

from archive.capture import Place
from archive.captures import read_capture
from archive.reader import captures
from crawler.captured import Captured
from crawler.conditional import Condition, ConditionalMiddleware
from crawler.database import connect
from crawler.depth import Depth
from crawler.requests import CONDITION
from tests.archive.exchanges import URL, context, exchange, writer
from tests.crawler.running import WHOLE, crawl, records, rows
from tests.crawler.server import Answer, Site, page
from tests.portals import server as sample

BODY = '<a href="/list/below">政府信息公开工作年度报告</a>' + "正文" * 400
OTHER = BODY.replace("正文", "他文")
CHUNKED = (BODY + "chunked").encode()
DATED = "Date: Mon, 02 Mar 2026 08:00:00 GMT\r\nLast-Modified: Mon, 02 Mar 2026 07:00:00 GMT\r\n"
FRESH = DATED.replace("07:00:00", "07:59:59")


def unmodified(headers=""):
    return Answer(f"HTTP/1.1 304 Not Modified\r\nX-Seen: again\r\n{headers}\r\n".encode())


@dataclass
class Validating(Site):
    """Answers `unmodified` to who asks with a condition, or to everybody where a path is one of the `deaf`."""

    unmodified: dict[str, Answer] = field(default_factory=dict)
    deaf: set[str] = field(default_factory=set)

    def answer_to(self, path, request):
        asked = b"\r\nIf-None-Match:" in request or b"\r\nIf-Modified-Since:" in request
        if path in self.deaf or (asked and path in self.unmodified):
            return self.unmodified[path]
        return super().answer_to(path, request)

    def requests(self, path):
        return [passed.request for passed in self.log if passed.path == path]


def etagged(body, tag, more=""):
    return page(body, headers=f"ETag: {tag}\r\n{more}")


ROUTES = {
    "/list/same": etagged(BODY, '"1"', "X-Seen: once\r\n"),
    "/list/dated": page(BODY + "dated", headers=DATED),
    "/list/fresh": page(BODY + "fresh", headers=FRESH),
    "/list/weak": etagged(BODY + "weak", 'W/"1"'),
    "/list/varied": etagged(BODY + "varied", '"1"', "Vary: Cookie\r\n"),
    "/list/changed": etagged(BODY + "changed", '"1"'),
    "/list/other-tag": etagged(BODY + "other", '"1"'),
    "/list/plain": page(BODY + "plain"),
    "/list/chunked": Answer(
        b'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n'
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(CHUNKED), CHUNKED)
    ),
    "/list/below": page("below"),
}
ASKED = ["/list/same", "/list/dated", "/list/changed", "/list/other-tag", "/list/chunked"]


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("twice")
    answers = {path: unmodified() for path in ROUTES} | {"/list/other-tag": unmodified('ETag: "2"\r\n')}
    with Validating(routes=dict(ROUTES), unmodified=answers) as site:
        starts = [site.url + path for path in ROUTES if path != "/list/below"]
        first = crawl(data_dir, {"p": starts})["p"]
        site.log.clear()
        site.routes["/list/changed"] = etagged(OTHER, '"2"')
        del site.unmodified["/list/changed"]
        second = crawl(data_dir, {"p": starts})["p"]
        yield data_dir, site, first, second


def of(data_dir, site, path):
    return [
        record for record in records(data_dir) if record.url == site.url + path and record.kind != "request"
    ]


def kinds(data_dir, site, path):
    return [record.kind for record in of(data_dir, site, path) if record.kind != "metadata"]


@pytest.mark.parametrize("path", [path for path in ROUTES if path != "/list/below"])
def test_conditions_are_strong_validators(twice, path):
    _, site, *_ = twice
    first = site.requests(path)[0]
    assert (b'If-None-Match: "1"\r\n' in first) == (path in ASKED and path != "/list/dated")
    assert (b"If-Modified-Since: Mon, 02 Mar 2026 07:00:00 GMT\r\n" in first) == (path == "/list/dated")


@pytest.mark.parametrize("path", ["/list/same", "/list/dated", "/list/chunked"])
def test_a_304_is_a_revisit_of_the_original(twice, path):
    data_dir, site, *_ = twice
    original, _, revisit, metadata = of(data_dir, site, path)
    assert len(site.requests(path)) == 1
    assert revisit.block == unmodified().raw
    fields = revisit.headers
    assert fields["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert fields["WARC-Refers-To"] == original.headers["WARC-Record-ID"]
    assert fields["WARC-Refers-To-Target-URI"] == original.url
    assert fields["WARC-Refers-To-Date"] == original.headers["WARC-Date"]
    assert fields["WARC-Truncated"] == "length"
    assert metadata.headers["WARC-Concurrent-To"] == fields["WARC-Record-ID"]


@pytest.mark.parametrize("path", ["/list/same", "/list/chunked"])
def test_the_callback_and_later_readers_get_the_original(twice, path):
    data_dir, site, first, second = twice
    assert first["statuses"] == second["statuses"]
    assert first["listings"] == second["listings"]
    *_, place = rows(
        data_dir,
        f"SELECT warc, \"offset\", length, record_id FROM captures WHERE url = '{site.url + path}' ORDER BY rowid",
    )
    seen = read_capture(data_dir, Place(*place))
    assert (seen.status, seen.header("X-Seen")) == (200, "again")
    assert seen.revisit.url == site.url + path
    assert seen.media_type == "text/html"
    assert seen.payload == (CHUNKED if "chunked" in path else BODY.encode())


def test_what_changed_is_had_anew(twice):
    data_dir, site, *_ = twice
    assert kinds(data_dir, site, "/list/changed") == ["response", "response"]


def test_a_304_of_other_validators_is_not_believed(twice):
    data_dir, site, *_ = twice
    _, again = site.requests("/list/other-tag")
    assert b"If-None-Match" not in again
    assert b"Cache-Control: no-cache\r\n" in again
    assert kinds(data_dir, site, "/list/other-tag") == ["response", "response", "revisit"]


def test_the_same_payload_is_a_revisit_without_validators(twice):
    data_dir, site, *_ = twice
    original, revisit = (one for one in of(data_dir, site, "/list/plain") if one.kind != "metadata")
    assert revisit.kind == "revisit"
    assert revisit.headers["WARC-Profile"].endswith("/identical-payload-digest")
    assert revisit.headers["WARC-Payload-Digest"] == original.headers["WARC-Payload-Digest"]
    assert revisit.block == original.block.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


def test_small_payloads_and_chunked_ones_are_kept_again(twice):
    data_dir, site, *_ = twice
    assert kinds(data_dir, site, "/list/below") == ["response"] * 2


def test_every_capture_can_be_read(twice):
    data_dir, *_ = twice
    faults = []
    found = [one for path in sorted(data_dir.glob("warc/*/*")) for one in captures(path, faults.append)]
    assert faults == []
    assert sum(one.revisit is not None for one in found) >= 8


def test_a_full_crawl_asks_without_conditions_and_finds_out_who_lies(tmp_path):
    with Validating(routes={"/list/a": etagged(BODY, '"1"')}) as site:
        site.unmodified["/list/a"] = unmodified()
        starts = {"p": [site.url + "/list/a"]}
        crawl(tmp_path, starts)
        site.routes["/list/a"] = etagged(OTHER, '"1"')  # changed, and the tag is the same
        crawl(tmp_path, starts)
        assert kinds(tmp_path, site, "/list/a") == ["response", "revisit"]
        site.log.clear()
        crawl(tmp_path, starts, full=True)
        assert all(b"If-" not in one for one in site.requests("/list/a"))
        assert rows(tmp_path, "SELECT url FROM distrusted") == [(site.url + "/list/a",)]
        site.log.clear()
        crawl(tmp_path, starts)
        assert all(b"If-" not in one for one in site.requests("/list/a"))


def test_a_304_that_nobody_asked_for_is_no_page(tmp_path):
    with Validating(unmodified={"/list/a": unmodified()}, deaf={"/list/a"}) as site:
        crawl(tmp_path, {"p": [site.url + "/list/a"]})
        assert kinds(tmp_path, site, "/list/a") == ["response", "response"]
        assert rows(tmp_path, "SELECT state, reason FROM requests") == [("dead", "http 304")]


@pytest.mark.parametrize("lost", ["archive", "database"])
def test_what_is_lost_is_had_anew(tmp_path, lost):
    with Validating(routes={"/list/a": etagged(BODY, '"1"')}) as site:
        site.unmodified["/list/a"] = unmodified()
        starts = {"p": [site.url + "/list/a"]}
        crawl(tmp_path, starts)
        if lost == "archive":
            shutil.rmtree(tmp_path / "warc")
        else:
            for file in tmp_path.glob("gongkai.db*"):
                file.unlink()
        site.log.clear()
        crawl(tmp_path, starts)
        assert b"If-None-Match" not in site.requests("/list/a")[0]
        # the indexes alone tell what the archive has, and the archive whether it is so
        *_, last = (one for one in of(tmp_path, site, "/list/a") if one.kind != "metadata")
        assert last.kind == ("response" if lost == "archive" else "revisit")


@pytest.mark.parametrize(
    ("days", "listed", "asked"),
    [(1, "2020年年度报告", True), (29, None, True), (31, None, False), (1, "2020年年度报告（更正）", False)],
)
def test_what_is_old_or_listed_otherwise_is_asked_for_without_conditions(tmp_path, days, listed, asked):
    warcs = writer(tmp_path)
    raw = etagged(BODY, '"1"').raw
    place = warcs.write(exchange(raw), context(listing_title="2020年年度报告"))
    warcs.close()
    session = SimpleNamespace(
        terms=SimpleNamespace(data_dir=tmp_path),
        depth=Depth.LOOK,
        captured=SimpleNamespace(
            last=lambda _: place, is_distrusted=lambda _: False, age=lambda _: timedelta(days=days)
        ),
        job=2,
    )
    request = Request(
        URL, headers={"If-None-Match": "left over"}, meta={"context": {"listing_title": listed}}
    )
    ConditionalMiddleware(session).process_request(request)
    assert request.headers.get("If-None-Match") == (b'"1"' if asked else None)
    assert request.meta[CONDITION].asked == asked


@pytest.mark.parametrize("set_now", [(), ("session=new",)])
def test_cookies_are_those_of_the_304_not_of_its_original(tmp_path, set_now):
    warcs = writer(tmp_path)
    was = "Set-Cookie: session=old\r\nSet-Cookie: gate=old\r\n"
    condition = Condition.of(
        read_capture(tmp_path, warcs.write(exchange(etagged(BODY, '"1"', was).raw), context()))
    )
    now = "".join(f"Set-Cookie: {one}\r\n" for one in set_now)
    place = warcs.write(exchange(unmodified(now).raw, original=condition.original), context())
    warcs.close()
    session = SimpleNamespace(
        terms=SimpleNamespace(data_dir=tmp_path), tally=SimpleNamespace(unmodified=0), job=2
    )
    request = Request(URL, meta={CONDITION: condition, "place": asdict(place)})
    answer = Response(URL, status=304, headers={"Set-Cookie": list(set_now)})
    shown = ConditionalMiddleware(session).process_response(request, answer)
    assert (shown.status, shown.text) == (200, BODY)
    assert shown.headers.getlist("Set-Cookie") == [one.encode() for one in set_now]


def test_an_unchanged_portal_costs_few_bytes_and_gives_the_same_reports(tmp_path, monkeypatch):
    plainly = sample._Handler._send

    def validating(handler, status, shown):
        tag = f'"{hashlib.sha1(shown.body).hexdigest()}"'
        handler.send_header = partial(tagged, handler, tag)
        if handler.headers.get("If-None-Match") == tag:
            handler.send_response(HTTPStatus.NOT_MODIFIED)
            handler.end_headers()
        else:
            plainly(handler, status, shown)

    def tagged(handler, tag, name, value):
        sample.BaseHTTPRequestHandler.send_header(handler, name, value)
        if name == "Content-Type":
            sample.BaseHTTPRequestHandler.send_header(handler, "ETag", tag)

    monkeypatch.setattr(sample._Handler, "_send", validating)
    with sample.serve() as served:
        name = sample.SITES[0].name
        portal = {name: [served.urls[name]]}
        first = crawl(tmp_path, portal, **WHOLE)[name]
        kept = {path: path.read_bytes() for path in tmp_path.glob("reports/**/*.json")}
        second = crawl(tmp_path, portal, **WHOLE)[name]
    assert len(kept) == first["reports"]["new"] > 0
    assert {path: path.read_bytes() for path in tmp_path.glob("reports/**/*.json")} == kept
    assert second["unmodified"] == second["requests"] > 0
    assert second["bytes"] < first["bytes"] / 10
    assert second["lists"] == [{**one, "job": 2} if "job" in one else one for one in first["lists"]]
    assert second["findings"] == first["findings"]


def test_the_age_is_that_of_the_bytes_not_of_a_304(tmp_path):
    place = Place("warc/p/x.warc.gz", 1, 2, "urn:uuid:1")
    with closing(connect(tmp_path)) as db:
        for job, (started_at, status) in enumerate(
            (("2020-01-01", 200), ("2021-01-01", 200), ("2022-01-01", 304)), 1
        ):
            db.execute(
                "INSERT INTO jobs (id, portal, started_at, finished_at) VALUES (?, 'p', ?, ?)",
                (job, f"{started_at}T00:00:00Z", started_at),
            )
            named = (f"urn:uuid:{job}", "p", job, URL, "page", status, None, place.warc, 1, 2, "GET")
            db.execute("INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", named)
        captured = Captured(db, nullcontext, "p", 4)
        assert captured.last(URL).record_id == "urn:uuid:3"
        assert (
            captured.age(URL) // timedelta(days=1)
            == (datetime.now(UTC) - datetime(2021, 1, 1, tzinfo=UTC)).days
        )
        assert captured.age("http://unknown/") == timedelta.max
        assert Captured(db, nullcontext, "p", 3).last(URL) is None
