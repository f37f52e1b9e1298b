"""Requisites wait for documents, are fetched once, and hinder nothing."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from archive.capture import Context, Place, Role
from archive.reader import captures, documents
from archive.verify import verify_file
from crawler import requisites
from crawler.database import connect
from crawler.depth import Depth
from crawler.frontier import Archived, Completion, Frontier
from crawler.requests import Entry
from tests.crawler.running import rows
from tests.crawler.server import Answer, Site, page, redirect
from tests.spiders.test_portal import report, title_of

GONGKAI = Path(sys.executable).with_name("gongkai")
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


@pytest.fixture
def db(tmp_path):
    connection = connect(tmp_path)
    yield connection
    connection.close()


def entry(name, role=Role.REQUISITE, host="a.cn", kind="picture"):
    url = f"http://{host}/{name}"
    priority = -1000 if role == Role.REQUISITE else 0
    return Entry(
        f"{role} {url}",
        url,
        host,
        role,
        priority,
        json.dumps({"url": url, "meta": {"requisite": {"kind": kind}}}),
    )


def captured(url, status=200, truncated=None, role=Role.PAGE):
    place = Place("warc/p/p-1.warc.gz", 10, 20, f"urn:{url}")
    return Archived(place, Context("p", role), url, status, truncated)


def drain(frontier, reason=None):
    """Ends all requisites there are, for a reason or well; returns their paths."""
    order = []
    while lease := frontier.lease(requisites=True):
        order.append(lease.url.removeprefix("http://"))
        end = ("dead", 0, reason) if reason else ("done", 200, None)
        frontier.finish([Completion(lease.row, *end)], [])
    return order


def test_they_are_handed_out_only_when_asked_for(db):
    frontier = Frontier(db, "p")
    frontier.add([entry("a.css"), entry("list", Role.LISTING)])
    assert frontier.lease().url == "http://a.cn/list"
    assert frontier.lease() is None
    assert frontier.has_queued()
    assert not frontier.has_queued(but=Role.REQUISITE)
    assert frontier.lease(requisites=True).url == "http://a.cn/a.css"


@pytest.mark.parametrize(
    ("kind", "capture", "asked"),
    [
        ("picture", {}, 0),
        ("script", {"status": 302}, 0),
        ("picture", {"status": 404}, 1),
        ("picture", {"truncated": "time"}, 1),
        ("frame", {}, 0),
        # nobody has looked into these
        ("frame", {"role": Role.LISTING}, 1),
        ("sheet", {"role": Role.REQUISITE}, 1),
    ],
)
def test_what_was_captured_whole_is_not_asked_for(db, kind, capture, asked):
    frontier = Frontier(db, "p")
    frontier.finish([], [captured("http://a.cn/a", **capture)])
    frontier.add([entry("a", kind=kind)])
    assert len(drain(frontier)) == asked


def test_a_later_job_asks_for_none_again_unless_it_is_full(db):
    first = Frontier(db, "p")
    first.add([entry("a.css"), entry("gone.css")])
    first.finish([Completion(first.lease(requisites=True).row, "done", 200)], [captured("http://a.cn/a.css")])
    first.finish([Completion(first.lease(requisites=True).row, "dead", 404)], [])
    first.close_job()
    second = Frontier(db, "p")
    assert drain(second) == []
    second.add([entry("a.css")])
    assert drain(second) == []
    second.close_job()
    third = Frontier(db, "p", depth=Depth.FULL)
    third.add([entry("a.css")])
    assert drain(third) == ["a.cn/a.css"]


def test_a_job_has_so_many_and_no_more(db, monkeypatch):
    monkeypatch.setattr(requisites, "MOST", 3)
    frontier = Frontier(db, "p")
    assert frontier.add([entry(f"{n}.png") for n in range(2)]) == 2
    again = Frontier(db, "p")
    assert again.add([entry(f"{n}.png") for n in range(9)]) == 1
    assert again.add([entry("list", Role.LISTING)]) == 1


@pytest.mark.parametrize(("reason", "asked"), [("timeout", requisites.PATIENCE), ("robots", 9)])
def test_a_host_that_does_not_answer_is_let_go(db, reason, asked):
    frontier = Frontier(db, "p")
    frontier.add([*(entry(f"{n}.png") for n in range(9)), entry("list", Role.LISTING)])
    assert len(drain(frontier, reason)) == asked + 1
    frontier.add([entry("b.png", host="b.cn")])
    assert drain(frontier) == ["b.cn/b.png"]


def gongkai(*arguments):
    return subprocess.run(
        [GONGKAI, *map(str, arguments)], check=False, capture_output=True, text=True, timeout=120
    )


def crawl(data, *targets):
    return gongkai("crawl", "--data", data, "--allow-private", "--delay", "0", "--strict", *targets)


def picture(raw, kind="image/gif"):
    return Answer(
        b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (kind.encode(), len(raw)) + raw
    )


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """A column of two reports whose looks are as bad as looks can be, crawled twice."""
    data = tmp_path_factory.mktemp("data")
    with Site() as away, Site() as site:
        looks = (
            "<link rel=stylesheet href=/a.css><link rel=stylesheet href=/gone.css><script src=/a.js></script>"
            "<img src=/moved.gif><img src=/huge.gif><img src=/torn.gif><img src=http://127.0.0.1:1/a.gif>"
            f"<img src={away.url}/far.gif><iframe src=/frame.html></iframe><script src=//hm.baidu.com/hm.js></script>"
            "<img src=/private/a.gif><video src=/a.mp4></video>"
        )
        names = {"/nb/1.html": title_of(2020), "/nb/2.html": title_of(2021)}
        links = "".join(f"<li><a href={path}>{title}</a>" for path, title in names.items())
        away.routes["/far.gif"] = picture(GIF)
        site.routes = {
            "/nb/": page(f"<title>政府信息公开年报</title><ul>{links}</ul>"),
            **{path: page(report(title, looks + f"<img src={path}.gif>")) for path, title in names.items()},
            **{f"{path}.gif": picture(GIF) for path in names},
            "/robots.txt": page("User-agent: *\nDisallow: /private/\n"),
            "/a.css": picture(b"@import 'b.css';p{background:url(b.gif)}", "text/css"),
            "/b.css": picture(b"@import 'a.css';@import 'b.css?again';p{background:url('/b.gif'", "text/css"),
            "/b.css?again": picture(b"}}}" + b"\\" * 5_000_000, "text/css"),
            "/b.gif": picture(GIF),
            "/a.js": picture(b"document.write('<img src=/never.gif>')", "text/javascript"),
            "/moved.gif": redirect("/b.gif"),
            "/huge.gif": Answer(
                b"HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: 500000000\r\n\r\n" + GIF
            ),
            "/torn.gif": Answer(picture(GIF * 9).raw[:-20], close=True),
            "/frame.html": page("<img src=/framed.gif>"),
            "/framed.gif": picture(GIF),
        }
        first = crawl(data, f"{site.url}/nb/")
        log = [site.paths(), away.paths()]
        second = crawl(data, f"{site.url}/nb/")
        yield data, first, second, log, [site.paths()[len(log[0]) :], away.paths()[len(log[1]) :]]


def test_bad_looks_are_no_finding(crawled):
    _, first, second, _, _ = crawled
    assert (first.returncode, second.returncode) == (0, 0), first.stdout + first.stderr + second.stdout
    assert "2 reports, 2 new reports" in first.stdout
    assert ".gif" not in first.stdout


def test_each_is_asked_for_once_and_after_all_pages(crawled):
    _, _, _, (paths, far), again = crawled
    once = ["/a.css", "/a.js", "/b.css", "/b.css?again", "/b.gif", "/frame.html", "/framed.gif", "/gone.css"]
    once += ["/moved.gif", "/nb/1.html.gif", "/nb/2.html.gif"]
    asked = Counter(paths)
    assert sorted(path for path in asked if path not in {"/huge.gif", "/torn.gif"}) == sorted(
        ["/nb/", "/nb/1.html", "/nb/2.html", *once]
    )
    assert {path: asked[path] for path in once} == dict.fromkeys(once, 1)
    assert set(paths[:3]) == {"/nb/", "/nb/1.html", "/nb/2.html"}
    assert far == ["/far.gif"]
    assert again == [["/nb/"], []]


def test_they_are_archived_as_what_they_are(crawled):
    data, *_ = crawled
    warcs = list(data.glob("warc/*/*.warc.gz"))
    assert [fault for path in warcs for fault in verify_file(path)] == []
    held = {capture.url.partition("/")[2]: capture for path in warcs for capture in captures(path)}
    roles = {url.rpartition("/")[2]: capture.context.role for url, capture in held.items()}
    assert {name for name, role in roles.items() if role == Role.REQUISITE} >= {"a.css", "b.gif", "far.gif"}
    assert len(list(documents([data]))) == 2
    counted = rows(data, "SELECT state, count(*) FROM requests WHERE role = 'requisite' GROUP BY state")
    assert dict(counted)["dead"] == 5
