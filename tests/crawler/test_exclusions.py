"""What an operator excludes is never asked for, whatever leads there."""

import pytest

from crawler.exclusions import Exclusions
from tests.crawler.running import crawl, rows
from tests.crawler.server import Site, page, redirect


@pytest.mark.parametrize(
    ("pattern", "url", "is_covered"),
    [
        ("/bbs/", "http://a.cn/bbs/x", True),
        ("/bbs/", "http://a.cn/BBS/x", False),
        ("/bbs/", "http://a.cn/bbs", False),
        ("*.doc$", "https://a.cn/x/y.doc", True),
        ("*.doc$", "https://a.cn/x/y.doc?z", False),
        ("/*?id=", "http://a.cn/x?id=3", True),
        ("/年报/", "http://a.cn/%e5%b9%b4%E6%8A%A5/1", True),
        ("//a.cn/x", "http://a.cn/x/1", True),
        ("//a.cn/x", "http://b.cn/x/1", False),
        ("//A.cn/", "https://a.cn", True),
        ("/", "http://a.cn/robots.txt", False),
        ("/", "http://a.cn/", True),
    ],
)
def test_patterns_are_those_of_robots_txt(pattern, url, is_covered):
    assert Exclusions([pattern]).cover(url) is is_covered


def test_nothing_excluded_is_asked_for(tmp_path):
    links = "".join(
        f'<a href="{path}">x</a>' for path in ("/list", "/out/list", "/moved", "/doc/1", "/doc/2")
    )
    routes = {
        "/": page(links),
        "/list": page('<a href="/doc/3">x</a>'),
        "/out/list": page(""),
        "/moved": redirect("/out/moved"),
        "/out/moved": page(""),
        **{f"/doc/{n}": page("article") for n in (1, 2, 3)},
        **{f"/doc/{n}/2": page("second") for n in (1, 2, 3)},
    }
    with Site(routes=routes) as site:
        summary = crawl(tmp_path, {"site": [site.url + "/"]}, exclude=["/out/", "/doc/2"])["site"]
    assert set(site.paths()) == {"/", "/list", "/moved", "/doc/1", "/doc/1/2", "/doc/3", "/doc/3/2"}
    dead = {url.removeprefix(site.url): reason for url, reason in summary["dead"]}
    assert dead == dict.fromkeys(("/out/list", "/out/moved", "/doc/2"), "excluded")
    assert {one["kind"]: one["note"] for one in summary["findings"]}["excluded"] is True
    assert len(rows(tmp_path, "SELECT 1 FROM requests WHERE reason = 'excluded'")) == 3
